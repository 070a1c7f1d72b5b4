// Promise: asking Dialtrace who calls and where to adds at most 10 ms (median) and 50 ms (p99) to the time from INVITE
// to ringing, over the same Asterisk with a plain Dial(). Both run side by side, in turn, at 5, 20 and 50 calls a second.
// Prints JSON lines: value = added delay, peer = the limit, ratio = limit / value; the raw delays of both beside it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { addSite, prepareSystem } from '../tests/support/system.ts';
import { startPlainAsterisk } from './plain-asterisk.ts';
import { openStopwatch } from './sip-stopwatch.ts';

const RATES = [5, 20, 50] as const;
const ROUND_SECONDS = { 5: 20, 20: 10, 50: 6 } as const;
const ROUNDS = 2;
const LIMITS = { median: 10, p99: 50 };
const AGENT = '127.0.0.2';
const AGENT_PORT = 5711;
const DID = '74950000301';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-postdial-'));
chmodSync(scratch, 0o755);
const system = await prepareSystem({ embedded: true, env: { LOG_LEVEL: 'error' } });
await addSite(system, {
  numbers: [`+${DID}`],
  targets: [{ name: 'Agent', sipUri: `sip:agent@${AGENT}:${AGENT_PORT}` }],
});
await system.start();
const plain = await startPlainAsterisk({
  folder: scratch,
  ports: { first: 26000, last: 26999 },
  agent: `sip:agent@${AGENT}:${AGENT_PORT}`,
});
const stopwatch = await openStopwatch({ agentAddress: AGENT, agentPort: AGENT_PORT });
try {
  for (const to of [system.sipPort, plain.port]) await stopwatch.measure({ to, did: DID, calls: 40, rate: 20 }); // warm both up
  for (const rate of RATES) {
    const ours: number[] = [];
    const theirs: number[] = [];
    const calls = rate * ROUND_SECONDS[rate];
    for (let round = 0; round < ROUNDS; round++) {
      theirs.push(...(await stopwatch.measure({ to: plain.port, did: DID, calls, rate })));
      ours.push(...(await stopwatch.measure({ to: system.sipPort, did: DID, calls, rate })));
    }
    print(rate, 'median', quantile(ours, 0.5), quantile(theirs, 0.5));
    print(rate, 'p99', quantile(ours, 0.99), quantile(theirs, 0.99));
  }
} finally {
  stopwatch.close();
  await plain.stop();
  await system.close();
  rmSync(scratch, { recursive: true, force: true });
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function print(rate: number, name: keyof typeof LIMITS, ours: number, plainDial: number) {
  const value = Math.max(0.01, ours - plainDial);
  const peer = LIMITS[name];
  console.log(
    JSON.stringify({
      name: `postdial ${name} added at ${rate} calls/s`,
      value: round(value),
      unit: 'ms',
      peer,
      ratio: round(peer / value),
      dialtraceMs: round(ours),
      plainDialMs: round(plainDial),
    }),
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
