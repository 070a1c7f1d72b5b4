// A telephone operator for tests: an Asterisk of its own that takes the calls we dial and brings them to our numbers, or
// does with a number whatever a test wants of it. It is a registrar too, and its own people call.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { readConfig } from '../../src/config.ts';
import { TONE_BACK_HZ, TONE_THERE_HZ, toneSamples } from '../../src/core/tone.ts';
import { folderOf, type SystemUser } from '../../src/machine/system-user.ts';
import { connectAri } from '../../src/telephony/asterisk/ari.ts';
import { startEngine } from '../../src/telephony/asterisk/engine.ts';
import { installAsterisk } from '../../src/telephony/asterisk/install.ts';
import { endAtOnce } from './engine.ts';

export const OPERATOR_ADDRESS = '127.0.0.12';
/** What its own people sound like. */
export const OPERATOR_HZ = 440;
/** It asks its customers for them. */
export const OPERATOR_USER = 'dialtrace';
export const OPERATOR_PASSWORD = 's;cret';

/**
 * What the operator does with a number: bring the call to it; say that it does not exist; say that it is busy; refuse;
 * have no room; ring and bring it nowhere; bring it two seconds later; bring it to `other`; let only one side hear; show
 * another caller; let somebody of its own answer, who speaks a tone for eight seconds.
 */
export type Behaviour =
  | 'good'
  | 'unknown'
  | 'busy'
  | 'refused'
  | 'no-room'
  | 'rings'
  | 'late'
  | 'elsewhere'
  | 'deaf-there'
  | 'deaf-back'
  | 'other-caller'
  | 'answers';
export type Operator = {
  /** its server, as a connection's outbound_uri has it */
  uri: string;
  /** how it treats calls to a number from now on; good unless told otherwise */
  treat(e164: string, behaviour: Behaviour): void;
  /**
   * Somebody of its own calls a number of ours and speaks a tone for eight seconds. `to` 'contact': where we have
   * registered, with the number for a user; 'address': where our Asterisk listens.
   */
  call(options: { did: string; caller: string; to: 'address' | 'contact' }): Promise<void>;
  /** where we have registered; undefined: we have not */
  contact(): Promise<string | undefined>;
  /** From and P-Asserted-Identity of the call that was answered for this number */
  shownTo(e164: string): { from: string; asserted: string } | undefined;
  /** what was heard at its end: by who answered for a number, or by who called as it; 16 bit at 8 kHz */
  heardBy(e164: string): Buffer;
  /** ends without a word and begins anew; who had registered is forgotten */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts it. `engine`: where our Asterisk takes the operator's calls; `other`: the number that 'elsewhere' brings to. */
export async function startOperator(options: {
  dataDir: string;
  user: SystemUser | undefined;
  port: number;
  engine: { address: string; port: number };
  other?: string;
  /** how long a registration holds, at the most */
  registrationSeconds?: number;
}): Promise<Operator> {
  const { dataDir, user, port, engine, other = '+10000000000', registrationSeconds = 120 } = options;
  const runDir = folderOf(user, path.join(dataDir, 'operator'), 0o755);
  const behaviours = path.join(runDir, 'behaviours');
  mkdirSync(behaviours, { mode: 0o755 });
  const heard = folderOf(user, path.join(runDir, 'heard'), 0o755);
  const shown = folderOf(user, path.join(runDir, 'shown'), 0o755);
  const tone = (name: string, hz: number) =>
    writeFileSync(path.join(runDir, `${name}.sln`), Buffer.from(toneSamples(hz, 8).buffer), { mode: 0o644 });
  tone('there', TONE_THERE_HZ);
  tone('back', TONE_BACK_HZ);
  tone('own', OPERATOR_HZ);
  const ours = `@${engine.address}:${engine.port}`;
  const install = installAsterisk({ cacheDir: readConfig(process.env).cacheDir, log: () => {} });
  const begin = () =>
    startEngine({
      settings: {
        name: 'operator',
        runDir,
        sip: { address: OPERATOR_ADDRESS, port },
        rtp: { first: 31000, last: 31999 },
        httpPort: port + 1,
        ariPassword: 'operator',
        trunks: [],
        endpoints: `[customers](leg)\nidentify_by = ip,username\ncontext = from-customer\nsend_pai = yes\ntrust_id_inbound = yes\nauth = customers-auth\naors = ${OPERATOR_USER}\n[${OPERATOR_USER}]\ntype = aor\nmax_contacts = 1\nremove_existing = yes\nminimum_expiration = 5\nmaximum_expiration = ${registrationSeconds}\n[customers-auth]\ntype = auth\nauth_type = userpass\nusername = ${OPERATOR_USER}\npassword = ${OPERATOR_PASSWORD.replace(';', '\\;')}\n[customers-from]\ntype = identify\nendpoint = customers\nmatch = ${engine.address}/32\n`,
        extensions: `
[from-customer]
exten => _[+0-9].,1,Set(HOW=\${FILE(${behaviours}/\${FILTER(0-9,\${EXTEN})})})
 same => n,Goto(\${IF($["\${HOW}" = ""]?good:\${HOW})})
 same => n(good),Dial(PJSIP/customers/sip:\${EXTEN}${ours},30)
 same => n,Hangup(\${HANGUPCAUSE})
 same => n(late),Wait(2)
 same => n,Goto(good)
 same => n(elsewhere),Dial(PJSIP/customers/sip:${other}${ours},30)
 same => n,Hangup(\${HANGUPCAUSE})
 same => n(other-caller),Set(CALLERID(all)=+74950009999)
 same => n,Goto(good)
 same => n(deaf-there),Dial(PJSIP/customers/sip:\${EXTEN}${ours},30,G(deaf-there,s,1))
 same => n,Hangup(16)
 same => n(deaf-back),Dial(PJSIP/customers/sip:\${EXTEN}${ours},30,G(deaf-back,s,1))
 same => n,Hangup(16)
 same => n(answers),Set(FILE(${shown}/\${FILTER(0-9,\${EXTEN})})=\${PJSIP_HEADER(read,From)}|\${PJSIP_HEADER(read,P-Asserted-Identity)})
 same => n,Answer()
 same => n,MixMonitor(,r(${heard}/\${FILTER(0-9,\${EXTEN})}.raw))
 same => n,Playback(${runDir}/own)
 same => n,Hangup(16)
 same => n(rings),Ringing()
 same => n,Wait(60)
 same => n(unknown),Hangup(1)
 same => n(busy),Hangup(17)
 same => n(refused),Hangup(21)
 same => n(no-room),Hangup(34)

; the two ends are not joined: each hears what the operator plays it (the caller begins at 1, the called at 2)
[deaf-there]
exten => s,1,Goto(hears,1)
exten => s,2,Wait(8)
exten => hears,1,Playback(${runDir}/back)
[deaf-back]
exten => s,1,Goto(silence,1)
exten => s,2,Playback(${runDir}/there)
exten => silence,1,Answer()
 same => n,Wait(8)

[own-people]
exten => talks,1,MixMonitor(,r(${heard}/\${FILTER(0-9,\${WHO})}.raw))
 same => n,Playback(${runDir}/own)
 same => n,Hangup(16)

[from-targets]
exten => _[+0-9].,1,Hangup(21)
`,
      },
      install,
      user,
      log: () => {},
    });
  let running = await begin();
  const ari = connectAri({ port: port + 1, password: 'operator' });
  const digits = (e164: string) => e164.replace(/\D/g, '');
  return {
    uri: `sip:${OPERATOR_ADDRESS}:${port}`,
    treat(e164, behaviour) {
      writeFileSync(path.join(behaviours, digits(e164)), behaviour, { mode: 0o644 });
    },
    async call({ did, caller, to }) {
      await ari.originate({
        channelId: `own-${digits(caller)}`,
        endpoint: to === 'contact' ? `PJSIP/${did}@customers` : `PJSIP/customers/sip:${did}${ours}`,
        context: 'own-people',
        extension: 'talks',
        callerId: caller,
        timeoutSeconds: 20,
        variables: { WHO: caller },
      });
    },
    async contact() {
      const etc = path.join(runDir, 'etc/asterisk.conf');
      const { stdout } = await promisify(execFile)(install.command, ['-C', etc, '-rx', 'database show registrar']);
      return /"uri":"(sip:[^"]+)"/.exec(stdout)?.[1];
    },
    shownTo(e164) {
      const file = path.join(shown, digits(e164));
      const [from = '', asserted = ''] = existsSync(file) ? readFileSync(file, 'utf8').trim().split('|') : [];
      return from ? { from, asserted } : undefined;
    },
    heardBy: (e164) => readFileSync(path.join(heard, `${digits(e164)}.raw`)),
    async restart() {
      await endAtOnce(running, runDir);
      rmSync(path.join(runDir, 'lib/astdb.sqlite3'), { force: true });
      running = await begin();
    },
    stop: () => endAtOnce(running, runDir),
  };
}
