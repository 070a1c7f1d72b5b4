// The reference figures of number-pool.md § 6. `npm test` runs a short form: one row, one seed, fewer days, wider
// tolerance. All rows with three seeds, an hour of CPU, as `npx dialtrace simulate --table`:
//   LONG=1 node_modules/.bin/node --test tests/simulation/reference-table.test.ts
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { LEVELS } from '../../src/simulation/accuracy.ts';
import { COLUMN_NAMES, type Column, ROWS, type Row, tolerance, wayOf } from '../../src/simulation/reference-table.ts';
import type { SimulationOptions, SimulationResult } from '../../src/simulation/run.ts';
import { runJobs } from '../../src/simulation/run-jobs.ts';

const LONG = process.env.LONG === '1';
const SEEDS = LONG ? [11, 12, 13] : [11];
const SHORT_ROW = { visitsPerDay: 1000, numbers: 20 };
/** A fifth of the calls of a long run: chance alone moves a figure by a point. */
const SHORT_DAYS = 100;
const SHORT_MORE = 2;

type Cell = { row: Row; column: Column; results: SimulationResult[] };
/** What our own way, F, is held against is the reference's best, E. */
const referenceAt = (row: Row, column: Column) => row.reference[column === 'F' ? 'E' : column];
const rows = LONG
  ? ROWS
  : ROWS.filter((row) => row.visitsPerDay === SHORT_ROW.visitsPerDay && row.numbers === SHORT_ROW.numbers);
const cells: Cell[] = rows.flatMap((row) =>
  COLUMN_NAMES.filter((column) => referenceAt(row, column) !== null).map((column) => ({ row, column, results: [] })),
);

before(
  async () => {
    const jobs = new Map<SimulationOptions, Cell>();
    for (const cell of cells) {
      const { visitsPerDay, numbers } = cell.row;
      const days = LONG ? {} : { days: SHORT_DAYS };
      for (const seed of SEEDS) jobs.set({ visitsPerDay, numbers, seed, ...days, ...wayOf(cell.column) }, cell);
    }
    await runJobs([...jobs.keys()], { workers: 2, onDone: (job, result) => jobs.get(job)!.results.push(result) });
  },
  { timeout: LONG ? 4 * 3_600_000 : 170_000 },
);

const mean = (results: SimulationResult[], pick: (result: SimulationResult) => number | null) =>
  results.reduce((sum, result) => sum + (pick(result) ?? 0), 0) / results.length;

for (const cell of cells.filter(({ column }) => column !== 'F')) {
  const { row, column } = cell;
  test(`${column} finds callers as the reference does, ${row.visitsPerDay} visits a day, ${row.numbers} numbers`, () => {
    for (const level of LEVELS) {
      const right = 100 * mean(cell.results, ({ accuracy }) => accuracy.right[level]);
      const most = tolerance(level, column) + (LONG ? 0 : SHORT_MORE);
      const wanted = referenceAt(row, column)![level];
      assert.ok(Math.abs(right - wanted) <= most, `${level}: ${right.toFixed(1)} % instead of ${wanted} %`);
    }
  });
}

for (const cell of cells.filter(({ column }) => column === 'F')) {
  const { row } = cell;
  test(`our own way finds more campaigns, ${row.visitsPerDay} visits a day, ${row.numbers} numbers`, () => {
    const best = cells.find((other) => other.row === row && other.column === 'E')!;
    const campaigns = ({ results }: Cell) => mean(results, ({ accuracy }) => accuracy.right.campaign);
    const visits = ({ results }: Cell) => mean(results, ({ accuracy }) => accuracy.right.visit);
    assert.ok(campaigns(cell) > campaigns(best) - 0.002, `${campaigns(cell)} instead of ${campaigns(best)}`);
    assert.ok(visits(cell) > visits(best) - 0.02 - (LONG ? 0 : SHORT_MORE / 100));
  });
}

for (const { row, results } of cells.filter(({ column, row }) => column === 'F' && row.quality)) {
  test(`confidence is honest, ${row.visitsPerDay} visits a day, ${row.numbers} numbers`, () => {
    const more = LONG ? 0 : SHORT_MORE / 100;
    assert.ok(mean(results, ({ accuracy }) => accuracy.ece.campaign) <= 0.02 + more);
    assert.ok(mean(results, ({ accuracy }) => accuracy.ece.visit) <= 0.03 + more);
    assert.ok(mean(results, ({ accuracy }) => accuracy.sure.right) >= 0.98 - more);
    if (LONG) assert.ok(mean(results, ({ accuracy }) => accuracy.noise.sure) <= 0.12); // a short run has few strangers
  });
}
