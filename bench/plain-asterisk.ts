// The peer of the benchmarks of calls: the same Asterisk as ours with nothing but a dialplan, beside Dialtrace.
import path from 'node:path';
import { readConfig } from '../src/config.ts';
import { engineUser, folderOf } from '../src/machine/system-user.ts';
import { startEngine } from '../src/telephony/asterisk/engine.ts';
import { installAsterisk } from '../src/telephony/asterisk/install.ts';
import { freePorts } from '../tests/support/system.ts';

export type PlainAsterisk = { port: number; runDir: string; stop(): Promise<void> };

/**
 * Starts it in `folder`, with `ports` for RTP. A call from 127.0.0.1 rings `agent`, a SIP URI, for up to 30 s; before that it
 * runs `first`, lines of a dialplan such as `MixMonitor(…)`, which may name the engine's folder.
 */
export async function startPlainAsterisk(options: {
  folder: string;
  ports: { first: number; last: number };
  agent: string;
  first?: (runDir: string) => readonly string[];
}): Promise<PlainAsterisk> {
  const { folder, ports, agent, first = () => [] } = options;
  const user = engineUser();
  const [port = 0, httpPort = 0] = await freePorts(2);
  const runDir = folderOf(user, path.join(folder, 'plain'), 0o755);
  const lines = [...first(runDir), `Dial(PJSIP/targets/${agent},30)`, 'Hangup()'];
  const engine = await startEngine({
    settings: {
      ...{ name: 'plain', runDir, sip: { address: '127.0.0.1', port }, rtp: ports, httpPort, ariPassword: 'bench' },
      trunks: [{ id: '00000000-0000-0000-0000-000000000000', addresses: ['127.0.0.1/32'] }],
      extensions: `[from-trunk]\nexten => _X.,1,${lines.join('\n same => n,')}\n`,
    },
    install: installAsterisk({ cacheDir: readConfig(process.env).cacheDir, log: console.error }),
    user,
    log: console.error,
  });
  return { port, runDir, stop: engine.stop };
}
