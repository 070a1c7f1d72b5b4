// Writes the table of docs/page-script.md, between its two marks.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { PAGE_CASES } from '../../tests/support/page-cases.ts';
import { type Contestant, OURS, OURS_FULL } from './contestants.ts';
import { FIGURES, type Figure, type Result, type Results, summary } from './results.ts';

const PAGE = fileURLToPath(new URL('../../docs/page-script.md', import.meta.url));
const BEGIN = '<!-- Made by `npm run bench -- page-script`; do not edit. -->';
const END = '<!-- end -->';

type Column = [title: string, figures: Figure[]];

const F = FIGURES;
const WEIGHT: Column[] = [
  ['raw', [F.raw]],
  ['gzip', [F.gzip]],
  ['brotli', [F.brotli]],
];
const WORK: Column[] = [
  ['script, 1×', [F.script1]],
  ['script, 4×', [F.script4]],
  ['repeat page, 4×', [F.scriptAgain4]],
  ['blocking, 1×', [F.blocking1]],
  ['blocking, 4×', [F.blocking4]],
];
const SIGHT: Column[] = [
  ['0 ms', [F.swapped0]],
  ['50 ms', [F.swapped50]],
  ['450 ms', [F.swapped450]],
  ['50 ms, 4×', [F.swappedSlow]],
  ['repeat page', [F.swappedAgain]],
  ['repeat page, 4×', [F.swappedAgainSlow]],
];
const FRAMES: Column[] = [
  ['0 / 50 / 450 ms', [F.old0, F.old50, F.old450]],
  ['50 ms, 4×', [F.oldSlow]],
  ['repeat page', [F.oldAgain]],
  ['repeat page, 4×', [F.oldAgainSlow]],
  ['hidden, 450 ms', [F.hidden450]],
  ['layout shift', [F.shift]],
];
const CASES: Column[] = [
  ['the right number', [F.right]],
  ['all as wanted', [F.exact]],
];

/** Replaces what stands between the marks. Throws if the page has none. */
export function writeTable(all: readonly Contestant[], results: Results): void {
  const page = readFileSync(PAGE, 'utf8');
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`${PAGE} needs the lines ${BEGIN} and ${END} around the table`);
  const tables = tablesOf(all, results);
  writeFileSync(PAGE, `${page.slice(0, before)}${BEGIN}\n\n${tables}\n\n${page.slice(after)}`);
}

function tablesOf(all: readonly Contestant[], results: Results): string {
  const table = (columns: Column[], isIn: (result: Result) => boolean) =>
    tableOf(
      all.filter(({ id }) => isIn(results[id]!)),
      results,
      columns,
    );
  return [
    machine(Object.values(results)),
    '### Weight, bytes',
    table(WEIGHT, ({ weight }) => weight.raw > 0),
    '### Main thread, ms',
    'Scripts only; "blocking" is what all tasks of the page, its own too, had beyond 50 ms each.',
    table(WORK, ({ work }) => work.length > 0),
    '### Time to the swapped number, ms from the start of the page',
    'Script and answer come after so many milliseconds each; the page itself at once.',
    table(SIGHT, ({ sights }) => sights.length > 0),
    '### Frames with the old number, and what moves',
    table(FRAMES, ({ sights }) => sights.length > 0),
    `### Page cases, of ${PAGE_CASES.length}`,
    table(CASES, ({ handled }) => handled !== undefined),
    missed('`dt.js`', results[OURS]!),
    missed('`dt-full.js`', results[OURS_FULL]!),
  ].join('\n\n');
}

/** By group, in the order of the cases. */
function missed(script: string, { handled }: Result): string {
  const names = new Set(handled?.missed);
  const groups = Map.groupBy(
    PAGE_CASES.filter(({ group, name }) => names.has(`${group}: ${name}`)),
    ({ group }) => group,
  );
  if (groups.size === 0) return `${script} misses none.`;
  const lines = [...groups].map(([group, cases]) => `- ${group}: ${cases.map(({ name }) => name).join('; ')}`);
  return `${script} misses:\n\n${lines.join('\n')}`;
}

function machine(results: Result[]): string {
  const rounds = (figure: Figure) => Math.max(...results.map((one) => figure.values(one).length));
  const chromium = execFileSync(process.env.CHROMIUM ?? '/usr/bin/chromium', ['--version'], { encoding: 'utf8' });
  const memory = Math.round(totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 10);
  return `Medians (least in brackets where it differs) of ${rounds(F.script4)} rounds of the main thread and ${rounds(F.swapped0)} of what is seen, all in turn within each. ${cpus().length} cores (virtual; load of the last 15 minutes ${Math.round(loadavg()[2]!)}), ${memory} GiB, ${chromium.trim()}, Node ${process.versions.node}, ${date}.`;
}

function tableOf(rows: Contestant[], results: Results, columns: Column[]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['', ...columns.map(([title]) => title)]),
    `|---|${columns.map(() => '--:|').join('')}`,
    ...rows.map(({ id, name }) =>
      line([name, ...columns.map(([, figures]) => figures.map((one) => cell(one, results[id]!)).join(' / '))]),
    ),
  ].join('\n');
}

function cell({ values, unit }: Figure, result: Result): string {
  const found = summary(values(result));
  if (found === undefined) return '–';
  if (found === null) return 'not swapped';
  const [median, min] = [shown(found.median, unit), shown(found.min, unit)];
  return median === min ? median : `${median} (${min})`;
}

const shown = (value: number, unit: string): string =>
  unit === 'ms' && value < 10
    ? String(Math.round(value * 10) / 10)
    : unit === ''
      ? String(Math.round(value * 1e4) / 1e4)
      : Math.round(value).toLocaleString('en');
