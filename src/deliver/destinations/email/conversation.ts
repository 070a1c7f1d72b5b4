// A letter handed to a mail server: RFC 5321, STARTTLS by RFC 3207. The address is the one that was looked up and allowed;
// the certificate is held against the server's own name.
import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import type { Exchange } from '../../exchanges.ts';
import type { Outcome } from '../../port.ts';
import { judgeFailure, type MailFailure } from './judging.ts';
import type { Letter } from './letter.ts';
import type { Security, Settings } from './settings.ts';

const CONNECT_MS = 15_000;
const QUIET_MS = 60_000;
const LONGEST_KEPT = 16 * 1024;

type Server = { address: string; host: string; port: number; security: Security; settings: Settings };

/** `exchange` gets what was said on both sides. */
export async function converse(letter: Letter, server: Server, exchange: Exchange): Promise<Outcome> {
  const said: string[] = [];
  const begun = performance.now();
  const transport = createTransport(optionsOf(server, said));
  try {
    const { response } = await transport.sendMail({ raw: letter.raw, envelope: letter.envelope });
    exchange.response = { status: 250, headers: {}, body: shown(said) };
    return { kind: 'done', farId: response.slice(0, 200) };
  } catch (error) {
    const failure = error as MailFailure;
    const { outcome, unanswered } = judgeFailure(failure, said);
    if (failure.responseCode) exchange.response = { status: failure.responseCode, headers: {}, body: shown(said) };
    else exchange.error = { reason: unanswered, detail: `${failure.message}\n${shown(said)}` };
    return outcome;
  } finally {
    exchange.milliseconds = Math.round(performance.now() - begun);
    transport.close();
  }
}

function optionsOf({ address, host, port, security, settings }: Server, said: string[]) {
  const { from = '', user, password = '' } = settings;
  return {
    ...{ host: address, port, secure: security === 'tls', requireTLS: security === 'starttls' },
    ...{ ignoreTLS: security === 'none', name: from.split('@')[1] ?? 'localhost' },
    ...{ connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: QUIET_MS },
    ...(isIP(host) ? {} : { tls: { servername: host } }),
    ...(user ? { auth: { user, pass: password } } : {}),
    ...{ logger: listening(said), debug: true, disableFileAccess: true, disableUrlAccess: true },
  };
}

type Line = { tnx?: string };

/** Only what goes over the wire; secrets are left out of it where it is logged. */
function listening(said: string[]) {
  const hear = ({ tnx }: Line, text: string, ...values: unknown[]) => {
    if (tnx === 'client' || tnx === 'server')
      said.push(`${tnx === 'client' ? '>' : '<'} ${[text, ...values].filter((one) => one !== '%s').join(' ')}`);
  };
  const deaf = () => {};
  return { level: deaf, trace: deaf, debug: hear, info: deaf, warn: deaf, error: deaf, fatal: deaf };
}

const shown = (said: readonly string[]) => said.join('\n').slice(0, LONGEST_KEPT);
