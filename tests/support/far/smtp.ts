// A mail server at loopback that holds to what real ones hold to: encryption before a password, mailboxes that exist, letters
// not too large; it keeps what it took. Its certificate is made for this run and known to this process only.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export type Taken = { from: string; to: string[]; raw: string; mail: ParsedMail; secure: boolean };
export type FarMail = Awaited<ReturnType<typeof openMailServer>>;
export type FarMailOptions = {
  /** 'localhost' is what the certificate says by default */
  certificateOf?: string;
  /** encrypted from the first byte on */
  implicit?: boolean;
  /** knows no STARTTLS, and wants no password */
  bare?: boolean;
};
/** An SMTP answer; undefined: as usual. */
type Say = (at: 'mail' | 'rcpt' | 'data', address: string, n: number) => [code: number, words: string] | undefined;

export const [USER, PASSWORD] = ['calls@example.com', 'correct horse battery'];

export async function openMailServer({
  certificateOf = 'localhost',
  implicit = false,
  bare = false,
}: FarMailOptions = {}) {
  const { key, cert } = certificate(certificateOf);
  if (certificateOf === 'localhost') tls.setDefaultCACertificates([...tls.getCACertificates('default'), cert]);
  const taken: Taken[] = [];
  let say: Say = () => undefined;
  let asked = 0;
  let cutting = false;
  const refuse = (at: Parameters<Say>[0], address: string) => {
    const said = say(at, address, ++asked);
    return said ? Object.assign(new Error(said[1]), { responseCode: said[0] }) : null;
  };
  const server = new SMTPServer({
    ...{ key, cert, secure: implicit, size: 100_000, disabledCommands: bare ? ['STARTTLS', 'AUTH'] : [] },
    ...{ authOptional: bare, allowInsecureAuth: false, disableReverseLookup: true, logger: false },
    onAuth: ({ username, password }, _, done) =>
      username === USER && password === PASSWORD
        ? done(null, { user: username })
        : done(
            Object.assign(new Error('5.7.8 Error: authentication failed: bad user or password'), { responseCode: 535 }),
          ),
    onMailFrom: ({ address }, _, done) => done(refuse('mail', address)),
    onRcptTo: ({ address }, _, done) =>
      done(
        address.startsWith('nobody@')
          ? Object.assign(new Error('5.1.1 no such mailbox'), { responseCode: 550 })
          : refuse('rcpt', address),
      ),
    async onData(stream, session, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const { mailFrom, rcptTo } = session.envelope;
      const raw = Buffer.concat(chunks).toString('latin1');
      const failure = stream.sizeExceeded
        ? Object.assign(new Error('5.3.4 message too large'), { responseCode: 552 })
        : refuse('data', rcptTo[0]?.address ?? '');
      if (failure) return done(failure);
      taken.push({
        ...{ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw },
        ...{ mail: await simpleParser(Buffer.concat(chunks)), secure: session.secure },
      });
      if (cutting) return cutAll(server.connections);
      return done();
    },
  });
  server.on('error', () => {}); // clients that go away in the middle are part of it
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    taken,
    port: `${(server.server.address() as AddressInfo).port}`,
    say(next: Say) {
      asked = 0;
      say = next;
    },
    /** takes the letter and is gone before it says so */
    cutAfterTaking(isCutting: boolean) {
      cutting = isCutting;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function cutAll(connections: Iterable<object>): void {
  for (const connection of connections) (connection as { _socket?: { destroy(): void } })._socket?.destroy();
}

function certificate(host: string): { key: string; cert: string } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-mail-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-keyout', key, '-out', cert, '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`],
      ],
      { stdio: 'ignore' },
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
