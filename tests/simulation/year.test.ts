// A year of log on disk, replayed line by line in a heap that could not hold it. 300 visits a day; with LONG=1 a thousand.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../..');
const VISITS_PER_DAY = process.env.LONG === '1' ? 1000 : 300;
const HEAP_MEGABYTES = 128;
const QUARTER = 90 * 86_400;
const TIMEOUT_MS = 280_000;

const folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-year-'));
const log = path.join(folder, 'year.ndjson');
const dialtrace = (args: string[], heap: number) =>
  run(process.execPath, [`--max-old-space-size=${heap}`, 'src/cli/main.ts', ...args], {
    ...{ cwd: ROOT, maxBuffer: 2 ** 28, timeout: TIMEOUT_MS },
  });

before(() => dialtrace(['simulate', '--days', '365', '--visits-per-day', `${VISITS_PER_DAY}`, '--log', log], 1024), {
  timeout: TIMEOUT_MS,
});
after(() => rmSync(folder, { recursive: true }));

test('a year of log passes through a small heap, and every visit and call is told of', {
  timeout: TIMEOUT_MS,
}, async () => {
  const asked = ['replay', log, '--numbers', '20', '--learn-until', `${QUARTER}`, '--json'];
  const { stdout } = await dialtrace(asked, HEAP_MEGABYTES);
  const lines = stdout.trimEnd().split('\n');
  const { summary } = JSON.parse(lines.at(-1)!) as { summary: { visits: number; calls: number; parameters: string } };
  assert.ok(statSync(log).size > (VISITS_PER_DAY / 300) * 50e6);
  assert.ok(Math.abs(summary.visits / (365 * VISITS_PER_DAY) - 1) < 0.03, `${summary.visits} visits`);
  assert.equal(lines.length - 1, summary.visits + summary.calls);
  assert.match(summary.parameters, new RegExp(`@${QUARTER}$`));
});
