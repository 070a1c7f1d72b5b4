// A telephone operator for tests: an Asterisk of its own that takes the calls we dial and brings them to our numbers, or
// does with a number whatever a test wants of it.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from '../../src/config.ts';
import { TONE_BACK_HZ, TONE_THERE_HZ, toneSamples } from '../../src/core/tone.ts';
import { folderOf, type SystemUser } from '../../src/machine/system-user.ts';
import { startEngine } from '../../src/telephony/asterisk/engine.ts';
import { installAsterisk } from '../../src/telephony/asterisk/install.ts';

export const OPERATOR_ADDRESS = '127.0.0.12';
/** It asks its customers for them. */
export const OPERATOR_USER = 'dialtrace';
export const OPERATOR_PASSWORD = 's;cret';

/**
 * What the operator does with a number: bring the call to it; say that it does not exist; say that it is busy; refuse;
 * have no room; ring and bring it nowhere; bring it two seconds later; bring it to `other`; let only one side hear; show
 * another caller.
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
  | 'other-caller';
export type Operator = {
  /** its server, as a connection's outbound_uri has it */
  uri: string;
  /** how it treats calls to a number from now on; good unless told otherwise */
  treat(e164: string, behaviour: Behaviour): void;
  stop(): Promise<void>;
};

/** Starts it. `engine`: where our Asterisk takes the operator's calls; `other`: the number that 'elsewhere' brings to. */
export async function startOperator(options: {
  dataDir: string;
  user: SystemUser | undefined;
  port: number;
  engine: { address: string; port: number };
  other?: string;
}): Promise<Operator> {
  const { dataDir, user, port, engine, other = '+10000000000' } = options;
  const runDir = folderOf(user, path.join(dataDir, 'operator'), 0o755);
  const behaviours = path.join(runDir, 'behaviours');
  mkdirSync(behaviours, { mode: 0o755 });
  const tone = (name: string, hz: number) =>
    writeFileSync(path.join(runDir, `${name}.sln`), Buffer.from(toneSamples(hz, 8).buffer), { mode: 0o644 });
  tone('there', TONE_THERE_HZ);
  tone('back', TONE_BACK_HZ);
  const ours = `@${engine.address}:${engine.port}`;
  const running = await startEngine({
    settings: {
      name: 'operator',
      runDir,
      sip: { address: OPERATOR_ADDRESS, port },
      rtp: { first: 31000, last: 31999 },
      httpPort: port + 1,
      ariPassword: 'operator',
      trunks: [],
      endpoints: `[customers](leg)\ncontext = from-customer\nsend_pai = yes\ntrust_id_inbound = yes\nauth = customers-auth\n[customers-auth]\ntype = auth\nauth_type = userpass\nusername = ${OPERATOR_USER}\npassword = ${OPERATOR_PASSWORD.replace(';', '\\;')}\n[customers-from]\ntype = identify\nendpoint = customers\nmatch = ${engine.address}/32\n`,
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

[from-targets]
exten => _[+0-9].,1,Hangup(21)
`,
    },
    install: installAsterisk({ cacheDir: readConfig(process.env).cacheDir, log: () => {} }),
    user,
    log: () => {},
  });
  return {
    uri: `sip:${OPERATOR_ADDRESS}:${port}`,
    treat(e164, behaviour) {
      writeFileSync(path.join(behaviours, e164.slice(1)), behaviour, { mode: 0o644 });
    },
    stop: running.stop,
  };
}
