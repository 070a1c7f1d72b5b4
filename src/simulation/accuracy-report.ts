// The comparison with the reference as a Markdown page: docs/accuracy.md (number-pool.md § 6).

import { LEVELS, type Level } from './accuracy.ts';
import {
  type ByLevel,
  CHECKS,
  type Check,
  COLUMN_NAMES,
  COLUMNS,
  type Column,
  ROWS,
  type Row,
  tolerance,
  wayOf,
} from './reference-table.ts';
import type { SimulationOptions, SimulationResult } from './run.ts';

/** What has to be run for the page: give the results in the same order. */
export type ReportPlan = { jobs: SimulationOptions[]; render(results: readonly SimulationResult[]): string };
/** Rows of so many visits a day; with `numbers` one of them. */
export type Part = { visitsPerDay: number; numbers?: number | undefined };
export type ReportOptions = {
  seeds: readonly number[];
  /** Only the rows of so many visits a day, when the hour that all take is not there. */
  only?: readonly Part[] | undefined;
};

type Cell = { row: Row; column: Column };
/** A figure of ours and whether it may stand beside the reference. */
type Compared = { text: string; within: boolean };

export function planReport({ seeds, only }: ReportOptions): ReportPlan {
  const rows = ROWS.filter((row) => only?.some((part) => isOf(part, row)) ?? true);
  const checks = CHECKS.filter(
    ({ options }) => only?.some((part) => part.numbers === undefined && isOf(part, options)) ?? true,
  );
  const cells = rows.flatMap((row) =>
    COLUMN_NAMES.filter((column) => isRun(row, column)).map((column) => ({ row, column })),
  );
  const jobs = cells.flatMap(({ row: { numbers, visitsPerDay }, column }) =>
    seeds.map((seed) => ({ visitsPerDay, numbers, seed, ...wayOf(column) })),
  );
  const checkJobs = checks.map(({ options }) => ({ ...options, seed: seeds[0]! }));
  return {
    jobs: [...jobs, ...checkJobs],
    render: (results) => {
      const ofCell = ({ row, column }: Cell) => {
        const index = cells.findIndex((cell) => cell.row === row && cell.column === column);
        return index === -1 ? [] : results.slice(index * seeds.length, (index + 1) * seeds.length);
      };
      return page({ rows, checks, seeds, only, ofCell, ofCheck: (index) => results[jobs.length + index]! });
    },
  };
}

function isOf(part: Part, { visitsPerDay, numbers }: { visitsPerDay: number; numbers: number }): boolean {
  return part.visitsPerDay === visitsPerDay && (part.numbers === undefined || part.numbers === numbers);
}

type Page = {
  rows: readonly Row[];
  checks: readonly Check[];
  seeds: readonly number[];
  only: readonly Part[] | undefined;
  ofCell: (cell: Cell) => readonly SimulationResult[];
  ofCheck: (index: number) => SimulationResult;
};

function page(facts: Page): string {
  const outside = facts.rows.flatMap((row) => COLUMN_NAMES.filter((column) => !isWithin(facts, { row, column })));
  const cells = facts.rows.flatMap((row) => Object.values(row.reference).filter((cell) => cell !== null)).length;
  const verdict =
    outside.length === 0
      ? `All ${cells} cells are within it.`
      : `${outside.length} of ${cells} cells are not: **bold**.`;
  return [introduction(facts, verdict), mainTable(facts), qualityTable(facts), checkTable(facts)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function introduction({ seeds, only }: Page, verdict: string): string {
  const part = only === undefined ? '' : ` --only ${only.map(partName).join(',')}`;
  const columns = COLUMN_NAMES.map((column) => `| ${column} | ${COLUMNS[column].name} |`).join('\n');
  return `# How often the answer is right

Made by \`npx dialtrace simulate --table${part} > docs/accuracy.md\`; do not edit.

We made up a world in which it is known who called: visits from 60 sources, most calls from the page, some minutes or
days later, some people calling again, some strangers. The code that runs in production gave out the numbers and named
the callers, and we counted how often it was right. It is a made-up world: the figures compare ways of working, they
promise nothing about a site.

Each cell is channel / campaign / visit: the share of first-time callers, in %, whose channel, campaign and very visit
were named right; "unknown" counts as wrong. Under it the reference: another implementation in the same world. Means of
the seeds ${seeds.join(', ')}; ours and the reference's chance differ, so a cell counts as the same within 1.5 points (channel
of D and E: 1). ${verdict}

| column | numbers given out; caller named by |
|---|---|
${columns}

A is how call tracking usually works: a free number at random, held for 30 minutes, the call belongs to whoever holds it
now. C shows what the posterior adds to a plain pool, D what sub-pools by channel add, E what a pool adds that knows
sources. F is what Dialtrace does: the number is given that leaves least doubt about the calls to come (see
\`src/core/pool/pool-doubt.ts\`). It finds the campaign more often than E, and the exact visit a little less often.`;
}

function partName({ visitsPerDay, numbers }: Part): string {
  return numbers === undefined ? `${visitsPerDay}` : `${visitsPerDay}/${numbers}`;
}

function mainTable(facts: Page): string {
  const rows = facts.rows.flatMap((row) => {
    const ours = COLUMN_NAMES.map((column) => oursOf(facts, { row, column }));
    const reference = COLUMN_NAMES.map((column) => referenceOf(referenceAt(row, column)));
    const head = `| ${row.visitsPerDay.toLocaleString('en')} | ${row.numbers} |`;
    return [`${head} ${ours.join(' | ')} |`, `| | *reference* | ${reference.join(' | ')} |`];
  });
  return [
    '## First-time callers',
    '',
    `| visits/day | numbers | ${COLUMN_NAMES.join(' | ')} |`,
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** Our own way is run wherever the reference's best is. */
function isRun(row: Row, column: Column): boolean {
  return column === 'F' || row.reference[column] !== null;
}

function referenceAt(row: Row, column: Column): ByLevel | null {
  return column === 'F' ? null : row.reference[column];
}

function oursOf(facts: Page, cell: Cell): string {
  if (!isRun(cell.row, cell.column)) return '–';
  const reference = referenceAt(cell.row, cell.column);
  const ours = (level: Level) => rightOf(facts.ofCell(cell), level);
  return LEVELS.map((level) => compared(ours(level), reference?.[level] ?? ours(level), tolerance(level, cell.column)))
    .map(marked)
    .join('/');
}

function isWithin(facts: Page, cell: Cell): boolean {
  return !oursOf(facts, cell).includes('**');
}

function referenceOf(reference: ByLevel | null): string {
  return reference === null ? '–' : LEVELS.map((level) => reference[level].toFixed(1)).join('/');
}

const CHECK_TOLERANCE = 1.5;
/** Acceptance of number-pool.md § 6. */
const MOST_ECE = { campaign: 2, visit: 3 };
const LEAST_SURE_RIGHT = 98;
const MOST_NOISE_SURE = 12;

function qualityTable(facts: Page): string {
  const rows = facts.rows.flatMap((row) => (row.quality ? qualityRows(facts, row) : []));
  if (rows.length === 0) return '';
  return [
    '## How honest the confidence is (F), and callers who ring again',
    '',
    'Calibration error (ECE): of calls answered with 80 % confidence 80 in 100 should be right; the mean gap, in %. To be',
    `accepted: campaign ≤ ${MOST_ECE.campaign}, visit ≤ ${MOST_ECE.visit}, sure answers (confidence from 90 %) right ≥ ${LEAST_SURE_RIGHT}, strangers given a sure`,
    `answer ≤ ${MOST_NOISE_SURE} (all in %). Repeat calls: share whose channel is right. The reference is of E.`,
    '',
    '| visits/day, numbers | ECE campaign / visit | Brier campaign / visit | sure: share, right | strangers sure | totals error | repeat calls A, B, C, F |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function qualityRows(facts: Page, row: Row): string[] {
  const results = facts.ofCell({ row, column: 'F' });
  const { ece, brier, sure, repeat } = row.quality!;
  const mean = (pick: (result: SimulationResult) => number | null) => meanOf(results.map(pick));
  const percent = (pick: (result: SimulationResult) => number | null) => 100 * mean(pick);
  const eceOf = (level: 'campaign' | 'visit') => {
    const value = percent(({ accuracy }) => accuracy.ece[level]);
    return marked({ text: value.toFixed(1), within: value <= MOST_ECE[level] });
  };
  const brierOf = (level: Level) => mean(({ accuracy }) => accuracy.brier[level]).toFixed(3);
  const right = percent(({ accuracy }) => accuracy.sure.right);
  const strangers = percent(({ accuracy }) => accuracy.noise.sure);
  const again = (['A', 'B', 'C', 'F'] as const).map((column) =>
    (100 * meanOf(facts.ofCell({ row, column }).map(({ accuracy }) => accuracy.repeat.right.channel))).toFixed(0),
  );
  const ours = [
    `${row.visitsPerDay.toLocaleString('en')}, ${row.numbers}`,
    `${eceOf('campaign')} / ${eceOf('visit')}`,
    `${brierOf('campaign')} / ${brierOf('visit')}`,
    `${percent(({ accuracy }) => accuracy.sure.share).toFixed(1)}, ${marked({ text: right.toFixed(1), within: right >= LEAST_SURE_RIGHT })}`,
    marked({ text: strangers.toFixed(1), within: strangers <= MOST_NOISE_SURE }),
    percent(({ accuracy }) => accuracy.totalsError).toFixed(1),
    again.join(', '),
  ];
  const reference = [
    '*reference*',
    `${ece.campaign.toFixed(1)} / ${ece.visit.toFixed(1)}`,
    `${brier.campaign.toFixed(3)} / ${brier.visit.toFixed(3)}`,
    `${sure.share.toFixed(1)}, ${sure.right.toFixed(1)}`,
    '',
    '',
    Object.values(repeat).join(', '),
  ];
  return [`| ${ours.join(' | ')} |`, `| ${reference.join(' | ')} |`];
}

function checkTable({ checks, ofCheck, seeds }: Page): string {
  if (checks.length === 0) return '';
  const rows = checks.map(({ name, options, reference }, index) => {
    const result = ofCheck(index);
    const levels = LEVELS.filter((level) => reference[level] !== undefined);
    const ours = levels
      .map((level) => compared(rightOf([result], level), reference[level]!, CHECK_TOLERANCE))
      .map(marked);
    const theirs = levels.map((level) => reference[level]!.toFixed(1));
    const overflow = (100 * result.summary.rates.overflow).toFixed(1);
    return `| ${name} | ${options.numbers} | ${ours.join('/')} | ${theirs.join('/')} | ${overflow} |`;
  });
  return [
    '## Other points',
    '',
    `1,000 visits a day, seed ${seeds[0]}, within 1.5 points. Where there is one figure it is the channel's. "Without a number":`,
    'share of visits, in %, that found every number held and kept the page’s own.',
    '',
    '| what | numbers | ours | reference | without a number |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function rightOf(results: readonly SimulationResult[], level: Level): number {
  return 100 * meanOf(results.map(({ accuracy }) => accuracy.right[level]));
}

function compared(ours: number, reference: number, most: number): Compared {
  return { text: ours.toFixed(1), within: Math.abs(ours - reference) <= most };
}

function marked({ text, within }: Compared): string {
  return within ? text : `**${text}**`;
}

function meanOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length;
}
