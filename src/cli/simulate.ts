// dialtrace simulate: how right the answers are in a made-up world whose truth is known.
import { appendFileSync, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { LEVELS } from '../simulation/accuracy.ts';
import { type Part, planReport } from '../simulation/accuracy-report.ts';
import { seededRandom } from '../simulation/random.ts';
import { type SimulationOptions, type SimulationResult, simulate, worldOf } from '../simulation/run.ts';
import { runJobs } from '../simulation/run-jobs.ts';
import { makeWorld } from '../simulation/world.ts';
import { addPoolOptions, type PoolOptions, poolOf, positive, wholeNumber } from './replay.ts';

type Options = PoolOptions & {
  visitsPerDay: number;
  seed: number;
  days?: number;
  mix?: { onPage: number; soon: number; late: number };
  log?: string;
  table?: boolean;
  seeds: number[];
  jobs: number;
  only?: Part[];
  results?: string;
  json?: boolean;
};

export function addSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .description('Make visits and calls whose truth is known, and show how often they are told right.')
    .option('--visits-per-day <count>', 'visits a day', positive, 1000)
    .option('--numbers <count>', 'numbers in the pool', wholeNumber, 20);
  addPoolOptions(command)
    .option('--seed <number>', 'another seed, another world', wholeNumber, 11)
    .option('--days <count>', 'length of the world (default: some 400,000 visits)', wholeNumber)
    .option('--mix <shares>', 'calls on the page, soon after, late: such as 0.70,0.18,0.12', mix)
    .option('--log <file>', 'write the world as a log for `dialtrace replay`, and judge nothing')
    .option(
      '--table',
      'make docs/accuracy.md: all ways beside the reference (half an hour on two free cores; with --only a part)',
    )
    .option('--seeds <list>', 'for --table: means of these seeds', wholeNumbers, [11, 12, 13])
    .option('--only <list>', 'for --table: rows of so many visits a day, or one of them, such as 100,10000/80', parts)
    .option('--jobs <count>', 'for --table: how many runs at once', wholeNumber, 2)
    .option('--results <file>', 'for --table: keep each result there, and do not run again what it has')
    .option('--json', 'print data as JSON')
    .action(async (options: Options) => {
      if (options.table) return printTable(options);
      const run = { ...options, pool: poolOf(options) };
      if (options.log !== undefined) return writeLog(run, options.log);
      const result = simulate(run);
      console.log(options.json ? JSON.stringify(result) : describe(result));
    });
}

async function printTable({ seeds, jobs, only, json, results }: Options): Promise<void> {
  const plan = planReport({ seeds, only });
  const known = readResults(results);
  const missing = plan.jobs.filter((job) => !known.has(JSON.stringify(job)));
  let done = plan.jobs.length - missing.length;
  await runJobs(missing, {
    workers: jobs,
    onDone: (job, result) => {
      known.set(JSON.stringify(job), result);
      if (results !== undefined) appendFileSync(results, `${JSON.stringify({ job, result })}\n`);
      process.stderr.write(`\r${++done} of ${plan.jobs.length} runs`);
    },
  });
  process.stderr.write('\n');
  const all = plan.jobs.map((job) => known.get(JSON.stringify(job))!);
  if (!json) console.log(plan.render(all));
  else for (const [index, job] of plan.jobs.entries()) console.log(JSON.stringify({ ...job, ...all[index] }));
}

function readResults(file: string | undefined): Map<string, SimulationResult> {
  if (file === undefined || !existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const results = lines.map((line): { job: SimulationOptions; result: SimulationResult } => JSON.parse(line));
  return new Map(results.map(({ job, result }) => [JSON.stringify(job), result]));
}

async function writeLog(options: SimulationOptions, file: string): Promise<void> {
  const world = makeWorld(worldOf(options), seededRandom(options.seed));
  const lines = Readable.from(world.map((event) => `${JSON.stringify(event)}\n`));
  await pipeline(lines, createWriteStream(file));
}

function describe({ accuracy, summary }: SimulationResult): string {
  const percent = (share: number | null) => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
  const { right, ece, brier, sure, repeat, noise } = accuracy;
  const row = (cells: string[]) => cells.map((cell) => cell.padEnd(20)).join('');
  return [
    `${accuracy.calls} first-time calls judged; ${summary.visits} visits, ${percent(summary.rates.shared)} of them shown a shared number`,
    '',
    row(['', 'right', 'calibration error', 'Brier', 'right, repeat calls']),
    ...LEVELS.map((level) =>
      row([
        level,
        percent(right[level]),
        percent(ece[level]),
        brier[level]?.toFixed(3) ?? '–',
        percent(repeat.right[level]),
      ]),
    ),
    '',
    `sure of the visit in ${percent(sure.share)} of calls, right in ${percent(sure.right)} of these; strangers taken for a sure visit: ${percent(noise.sure)}`,
    `error of the totals by source: ${percent(accuracy.totalsError)}`,
  ].join('\n');
}

function wholeNumbers(text: string): number[] {
  return text.split(',').map(wholeNumber);
}

function mix(text: string) {
  const [onPage = Number.NaN, soon = Number.NaN, late = Number.NaN, ...more] = text.split(',').map(Number);
  if (more.length > 0 || !(Math.abs(onPage + soon + late - 1) < 1e-6)) {
    throw new InvalidArgumentError('It must be three shares that sum to 1, such as 0.70,0.18,0.12.');
  }
  return { onPage, soon, late };
}

function parts(text: string): Part[] {
  return text.split(',').map((part) => {
    const [visitsPerDay = '', numbers] = part.split('/');
    return {
      visitsPerDay: wholeNumber(visitsPerDay),
      numbers: numbers === undefined ? undefined : wholeNumber(numbers),
    };
  });
}
