// SIP phones for tests: sipp with the scenarios of tests/sip/scenarios, callers and agents with tones for voices.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { toneFile } from './tones.ts';
import { untilListening } from './udp.ts';

const SCENARIOS = path.join(import.meta.dirname, '../sip/scenarios');
export const CALLER_HZ = 440;
export const AGENT_HZ = 1000;
/** Other loopback addresses than the engine's keep RTP ports apart; sipp takes its RTP ports from 6000 on. */
export const AGENT_ADDRESS = '127.0.0.2';

export type Phones = {
  /** an agent at 127.0.0.2:port, below 6000; answers any number of calls until the phones are closed */
  agent(scenario: string, port: number, ms?: number): Promise<void>;
  /** places one call and resolves with sipp's words when it went as the scenario says; throws otherwise */
  call(options: CallOptions): Promise<void>;
  close(): Promise<void>;
};
export type CallOptions = {
  scenario?: string;
  did: string;
  caller?: string;
  ms?: number;
  from?: string;
  /** address of the server that is called; its port is `to` */
  server?: string;
  to: number;
  calls?: number;
  rate?: number;
};

/** A drawer of phones. */
export function openPhones(): Phones {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-sip-'));
  writeFileSync(path.join(folder, 'caller.ul'), toneFile(CALLER_HZ));
  writeFileSync(path.join(folder, 'agent.ul'), toneFile(AGENT_HZ));
  const agents: ChildProcess[] = [];
  const sipp = (args: string[]) =>
    spawn('sipp', [...args, '-nostdin'], { cwd: folder, stdio: 'ignore', env: { ...process.env, TERM: 'xterm' } });
  let callers = 5100;

  return {
    async agent(scenario, port, ms = 300) {
      const child = sipp([
        '-sf',
        path.join(SCENARIOS, `${scenario}.xml`),
        '-i',
        AGENT_ADDRESS,
        '-mi',
        AGENT_ADDRESS,
        '-p',
        String(port),
        '-d',
        String(ms),
      ]);
      agents.push(child);
      await untilListening({ address: AGENT_ADDRESS, port, who: 'the agent' });
    },
    async call({
      scenario = 'caller-talks-and-hangs-up',
      did,
      caller = '+79161234567',
      ms = 1500,
      from = '127.0.0.1',
      server = '127.0.0.1',
      to,
      calls = 1,
      rate = 10,
    }) {
      const port = callers++;
      const errors = `errors-${port}.log`;
      const child = sipp([
        `${server}:${to}`,
        '-sf',
        path.join(SCENARIOS, `${scenario}.xml`),
        '-s',
        did,
        '-key',
        'caller',
        caller,
        '-i',
        from,
        '-mi',
        from,
        '-p',
        String(port),
        '-d',
        String(ms),
        '-m',
        String(calls),
        '-r',
        String(rate),
        '-timeout',
        '60',
        '-recv_timeout', // who hears nothing more, because the engine has died, gives up: the other limit waits for them
        '20000',
        '-trace_err',
        '-error_file',
        errors,
      ]);
      const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
      if (code === 0) return;
      const words = readdirSync(folder).includes(errors)
        ? readFileSync(path.join(folder, errors), 'utf8').slice(0, 2000)
        : '';
      throw new Error(`the call to ${did} did not go as ${scenario} says (sipp ${code})\n${words}`);
    },
    async close() {
      await Promise.all(agents.map((agent) => ended(agent)));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
