// Promise: what one machine holds with us is what it holds without us. Rates and numbers of talks at one time are raised
// step by step, at each step by turns: plain Asterisk that records and dials, and Dialtrace doing its whole work. Callers
// and agents send tones; all run on the same machine. A step holds if at most one call of 200 fails and 99 of 100 talks
// are recorded whole. Prints JSON lines: value = the highest step we hold, peer = that of plain Asterisk.
// `--short`: two small steps of each, to see that it runs; `rates` or `talks`: only one of the two.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineUser, folderOf } from '../src/machine/system-user.ts';
import { AGENT_ADDRESS, CALLER_HZ, openPhones } from '../tests/support/sip.ts';
import { addSite, prepareSystem, until } from '../tests/support/system.ts';
import { toneFile } from '../tests/support/tones.ts';
import { startPlainAsterisk } from './plain-asterisk.ts';

const DID = '74950000311';
const AGENT_PORT = 5715;
const SCENARIO = path.join(import.meta.dirname, '../tests/sip/scenarios/caller-talks-and-hangs-up.xml');
const BYTES_PER_SECOND = 32_000;
const TICKS = 100; // a second, on every Linux that Debian is
let callerPort = 5300;
let called = 0;
const isShort = process.argv.includes('--short');
/** Calls of so many seconds, begun at each of these rates for so long. */
const RATES = isShort
  ? { steps: [5, 10], talkSeconds: 1, forSeconds: 3 }
  : { steps: [10, 20, 30, 40, 60, 80, 100, 125, 150], talkSeconds: 1, forSeconds: 8 };
/** So many talks at one time, each of so many seconds. */
const PARALLEL = isShort
  ? { steps: [10, 20], talkSeconds: 4 }
  : { steps: [50, 100, 150, 200, 250, 300, 400, 500], talkSeconds: 15 };

type Outcome = { failed: number; calls: number; whole: number; cpu: number };
type Side = {
  name: string;
  sipPort: number;
  cpuSeconds(): number;
  wholeRecordings(calls: number, talkSeconds: number): Promise<number>;
};

const scratch = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-load-'));
chmodSync(scratch, 0o755);
writeFileSync(path.join(scratch, 'caller.ul'), toneFile(CALLER_HZ));
// Each call is another caller's: many calls of one caller are a flood, and refused.
writeFileSync(path.join(scratch, 'caller.xml'), readFileSync(SCENARIO, 'utf8').replaceAll('[caller]', '[field0]'));
const system = await prepareSystem({ embedded: true, env: { LOG_LEVEL: 'error', RTP_PORTS: '30000-36999' } });
const site = await addSite(system, {
  numbers: [`+${DID}`],
  targets: [{ name: 'Agent', sipUri: `sip:agent@${AGENT_ADDRESS}:${AGENT_PORT}` }],
});
await system.start();
const plain = await startPlainAsterisk({
  ...{ folder: scratch, ports: { first: 37000, last: 43999 }, agent: `sip:agent@${AGENT_ADDRESS}:${AGENT_PORT}` },
  first: (runDir) => [
    `MixMonitor(${folderOf(engineUser(), path.join(runDir, 'recordings'), 0o755)}/\${UNIQUEID}.raw,bD)`,
  ],
});
const phones = openPhones();
await phones.agent('agent-answers', AGENT_PORT, 0);
try {
  if (!process.argv.includes('talks'))
    await climb('calls a second', RATES.steps, (side, step) =>
      load(side, { rate: step, calls: step * RATES.forSeconds, talkSeconds: RATES.talkSeconds }),
    );
  if (!process.argv.includes('rates'))
    await climb('talks at one time', PARALLEL.steps, (side, step) =>
      load(side, { rate: Math.min(50, step / 5), calls: step, talkSeconds: PARALLEL.talkSeconds }),
    );
} finally {
  await phones.close();
  await plain.stop();
  await system.close();
  rmSync(scratch, { recursive: true, force: true });
}

async function climb(what: string, steps: readonly number[], run: (side: Side, step: number) => Promise<Outcome>) {
  const sides: Side[] = [plainSide(), ourSide()];
  const held = new Map<string, { step: number; cpu: number }>();
  const climbing = new Set(sides);
  for (const step of steps) {
    for (const side of [...climbing]) {
      const outcome = await run(side, step);
      const isHeld =
        outcome.failed * 200 <= outcome.calls && outcome.whole * 100 >= (outcome.calls - outcome.failed) * 99;
      console.error(`${what} ${step} ${side.name}: ${JSON.stringify(outcome)} ${isHeld ? 'holds' : 'does not hold'}`);
      if (isHeld) held.set(side.name, { step, cpu: outcome.cpu });
      else climbing.delete(side);
    }
  }
  const [theirs, ours] = sides.map(({ name }) => held.get(name) ?? { step: 0, cpu: 0 });
  if (!theirs || !ours) return;
  const ratio = Math.round((ours.step / theirs.step) * 100) / 100;
  console.log(
    JSON.stringify({
      ...{ name: `load: ${what}`, value: ours.step, unit: what, peer: theirs.step, ratio },
      ...{ cpuSecondsPerSecond: ours.cpu, plainCpuSecondsPerSecond: theirs.cpu, highestStep: steps.at(-1) },
    }),
  );
}

async function load(
  side: Side,
  { rate, calls, talkSeconds }: { rate: number; calls: number; talkSeconds: number },
): Promise<Outcome> {
  const [before, at] = [side.cpuSeconds(), Date.now()];
  const failed = await callMany(side.sipPort, { rate, calls, talkSeconds });
  const cpu = (side.cpuSeconds() - before) / ((Date.now() - at) / 1000);
  const whole = await side.wholeRecordings(calls, talkSeconds);
  await sleep(2000);
  return { failed, calls, whole, cpu: Math.round(cpu * 100) / 100 };
}

/** Others than ever before: who calls for the tenth time in ten minutes is refused. */
function newCallers(count: number): string[] {
  return Array.from({ length: count }, () => `+7916${String(called++).padStart(7, '0')}`);
}

async function callMany(
  to: number,
  { rate, calls, talkSeconds }: { rate: number; calls: number; talkSeconds: number },
) {
  writeFileSync(path.join(scratch, 'callers.csv'), ['SEQUENTIAL', ...newCallers(calls), ''].join('\n'));
  const statistics = path.join(scratch, 'statistics.csv');
  rmSync(statistics, { force: true });
  const child = spawn(
    'sipp',
    [
      ...[
        `127.0.0.1:${to}`,
        '-sf',
        path.join(scratch, 'caller.xml'),
        '-inf',
        path.join(scratch, 'callers.csv'),
        '-s',
        DID,
      ],
      ...['-i', '127.0.0.1', '-mi', '127.0.0.1', '-p', String(callerPort++), '-d', String(talkSeconds * 1000)],
      ...['-m', String(calls), '-r', String(rate), '-l', String(calls), '-timeout', '90'],
      ...['-trace_stat', '-stf', statistics, '-fd', '1', '-nostdin'],
    ],
    { cwd: scratch, stdio: 'ignore', env: { ...process.env, TERM: 'xterm' } },
  );
  await new Promise((resolve) => child.once('exit', resolve));
  const [head = '', ...lines] = readFileSync(statistics, 'utf8').trim().split('\n');
  const successful = Number(lines.at(-1)?.split(';')[head.split(';').indexOf('SuccessfulCall(C)')] ?? 0);
  return calls - successful;
}

function ourSide(): Side {
  const asterisk = () => Number(readFileSync(path.join(system.dataDir, 'asterisk/pid'), 'utf8'));
  const postgres = () =>
    Number(readFileSync(path.join(system.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  let seen = 0;
  return {
    name: 'Dialtrace',
    sipPort: system.sipPort,
    // what has ended (workers, encoders) is counted with those who waited for them
    cpuSeconds: () =>
      [asterisk(), ...familyOf(postgres()), ...familyOf(system.pid())].reduce((sum, pid) => sum + cpuOf(pid), 0),
    async wholeRecordings(calls, talkSeconds) {
      const settled = async () => {
        const { rows } = await system.db.query<{ open: number; whole: number; calls: number }>(
          `select count(*) filter (where c.ended_at is null or r.state = 'due' or r.state is null)::int as open, count(*)::int as calls,
                  count(*) filter (where r.state = 'ready' and abs(r.seconds - $2) < 1)::int as whole
           from (select * from calls where site_id = $1 order by started_at offset $3) c left join recordings r on r.call_id = c.id`,
          [site.siteId, talkSeconds, seen],
        );
        return rows[0];
      };
      const done = await until(
        'recordings are kept',
        async () => ((await settled())?.open === 0 ? settled() : undefined),
        120,
      ).catch(settled);
      seen += done?.calls ?? calls;
      return done?.whole ?? 0;
    },
  };
}

function plainSide(): Side {
  const recordings = path.join(plain.runDir, 'recordings');
  return {
    name: 'plain Asterisk',
    sipPort: plain.port,
    cpuSeconds: () => cpuOf(Number(readFileSync(path.join(plain.runDir, 'pid'), 'utf8'))),
    async wholeRecordings(_, talkSeconds) {
      await sleep(1000);
      const files = readdirSync(recordings).map((name) => path.join(recordings, name));
      const whole = files.filter((file) => Math.abs(statSync(file).size / BYTES_PER_SECOND - talkSeconds) < 1).length;
      for (const file of files) rmSync(file);
      return whole;
    },
  };
}

/** Seconds of processor time of a process and of its children that have ended. */
function cpuOf(pid: number): number {
  if (!existsSync(`/proc/${pid}/stat`)) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0) / TICKS;
}

function familyOf(pid: number): number[] {
  const children = existsSync(`/proc/${pid}/task/${pid}/children`)
    ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
    : [];
  return [pid, ...children];
}
