// The demo's far side of the telephone network: an Asterisk of its own that plays the operator with a test phone on one
// end and the shop's office on the other, and brings back the calls by which Dialtrace checks its numbers. Real SIP and real speech between it and Dialtrace's Asterisk.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { folderOf, type SystemUser } from '../src/machine/system-user.ts';
import { type Ari, connectAri } from '../src/telephony/asterisk/ari.ts';
import { startEngine } from '../src/telephony/asterisk/engine.ts';
import type { AsteriskInstall } from '../src/telephony/asterisk/install.ts';

/** A loopback address of its own keeps its RTP ports and its identity apart from Dialtrace's engine. */
export const OFFICE_ADDRESS = '127.0.0.11';
const SPEECH = path.join(import.meta.dirname, 'speech');
const PHONE_FILE = 'phone.json';

export type Office = { sipUri(manager: string): string; stop(): Promise<void> };
export type OfficeOptions = {
  install: AsteriskInstall;
  user: SystemUser | undefined;
  dataDir: string;
  /** where Dialtrace's Asterisk takes calls of the trunk */
  engine: { address: string; port: number };
  /** SIP port of the office; the next one is its loopback HTTP port */
  port: number;
  log: (message: string) => void;
};

/** Starts (or takes over) the office and the test phone. */
export async function startOffice({ install, user, dataDir, engine, port, log }: OfficeOptions): Promise<Office> {
  const runDir = folderOf(user, path.join(dataDir, 'demo'), 0o755);
  const phoneFile = path.join(runDir, PHONE_FILE);
  const phone: Phone = existsSync(phoneFile)
    ? readPhone(dataDir)
    : { port: port + 1, password: randomBytes(12).toString('hex'), engine };
  writeFileSync(phoneFile, JSON.stringify({ ...phone, port: port + 1, engine }), { mode: 0o600 });
  const running = await startEngine({
    settings: {
      name: 'office',
      runDir,
      sip: { address: OFFICE_ADDRESS, port },
      rtp: { first: 30000, last: 30999 },
      httpPort: port + 1,
      ariPassword: phone.password,
      trunks: [],
      endpoints: `[dialtrace](leg)\ncontext = office\n[dialtrace-from]\ntype = identify\nendpoint = dialtrace\nmatch = ${engine.address}/32\n`,
      extensions: officeDialplan(speechFolder(runDir), engine),
    },
    install,
    user,
    log,
  });
  return { sipUri: (manager) => `sip:${manager}@${OFFICE_ADDRESS}:${port}`, stop: running.stop };
}

// Asterisk runs as another user: the speech must lie where it can read it, whatever the clone's folder allows.
function speechFolder(runDir: string): string {
  const target = path.join(runDir, 'speech');
  folderOf(undefined, target, 0o755);
  for (const name of ['caller-ru', 'manager-ru', 'caller-en', 'manager-en'])
    writeFileSync(path.join(target, `${name}.ulaw`), readFileSync(path.join(SPEECH, `${name}.ulaw`)), { mode: 0o644 });
  return target;
}

// Callers from +7 speak Russian, all others English; the manager answers in the caller's language.
function officeDialplan(speech: string, engine: { address: string; port: number }): string {
  return `
[office]
exten => busy,1,Busy()
exten => _+X.,1,Dial(PJSIP/dialtrace/sip:\${EXTEN}@${engine.address}:${engine.port},30)
 same => n,Hangup(\${HANGUPCAUSE})
exten => _[a-z].,1,Ringing()
 same => n,Wait(3)
 same => n,Answer()
 same => n,Set(LANGUAGE=\${IF($["\${CALLERID(num):0:2}" = "+7"]?ru:en)})
 same => n,Playback(${speech}/manager-\${LANGUAGE})
 same => n,Wait(1)
 same => n,Hangup(16)

[phone]
exten => ru,1,Playback(${speech}/caller-ru)
 same => n,Hangup(16)
exten => en,1,Playback(${speech}/caller-en)
 same => n,Hangup(16)

[from-targets]
exten => _[a-z].,1,Hangup(21)
`;
}

type Phone = { port: number; password: string; engine: { address: string; port: number } };

function readPhone(dataDir: string): Phone {
  const file = path.join(dataDir, 'demo', PHONE_FILE);
  if (!existsSync(file)) throw new Error('The test phone is not there. Start the demo first: npm start');
  return JSON.parse(readFileSync(file, 'utf8')) as Phone;
}

export type TestCall = { call: string; caller: string };
const DIAL_SECONDS = 60;

/** The test phone calls `number` (E.164) through the trunk; answers when the call is on its way. */
export async function placeTestCall({
  dataDir,
  number,
  caller,
}: {
  dataDir: string;
  number: string;
  caller: string;
}): Promise<TestCall> {
  const phone = readPhone(dataDir);
  const language = caller.startsWith('+7') ? 'ru' : 'en';
  const endpoint = `PJSIP/targets/sip:${number}@${phone.engine.address}:${phone.engine.port}`;
  const call = await ariOf(phone).originate({
    endpoint,
    context: 'phone',
    extension: language,
    callerId: caller,
    timeoutSeconds: DIAL_SECONDS,
  });
  return { call, caller };
}

/** Resolves when the test call is over; tells whether it was answered. */
export async function untilCallEnds(dataDir: string, call: string): Promise<{ answered: boolean; seconds: number }> {
  const ari = ariOf(readPhone(dataDir));
  const begun = Date.now();
  for (let answered = false; ; await sleep(200)) {
    const state = await ari.channelState(call);
    if (state === undefined) return { answered, seconds: Math.round((Date.now() - begun) / 1000) };
    answered ||= state === 'Up';
  }
}

function ariOf(phone: Phone): Ari {
  return connectAri(phone);
}

const FIRST_CALLERS = ['+7916', '+7903', '+7926', '+7985', '+4477', '+4479'];

/** A caller nobody has seen: four in six are Russian. */
export function inventCaller(random: () => number): string {
  const prefix = FIRST_CALLERS[Math.floor(random() * FIRST_CALLERS.length)] ?? '+7916';
  const rest = String(Math.floor(random() * 1e8)).padStart(8, '0');
  return `${prefix}${rest}`.slice(0, prefix.startsWith('+44') ? 13 : 12);
}
