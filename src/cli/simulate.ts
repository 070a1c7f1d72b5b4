// dialtrace simulate: how right the answers are in a made-up world whose truth is known.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { POLICIES, type PolicyName } from '../core/pool-policy.ts';
import { LEVELS } from '../simulation/accuracy.ts';
import { RULES, type Rule } from '../simulation/classic.ts';
import { type SimulationResult, simulate } from '../simulation/run.ts';

type Options = {
  visitsPerDay: number;
  numbers: number;
  policy: PolicyName;
  rule: Rule;
  seed: number;
  days?: number;
  mix?: { onPage: number; soon: number; late: number };
  lease: number;
  quarantine: number;
  overflow: 'share' | 'fallback';
  json?: boolean;
};

export function addSimulate(program: Command): void {
  program
    .command('simulate')
    .description('Make visits and calls whose truth is known, and show how often they are told right.')
    .option('--visits-per-day <count>', 'visits a day', positive, 1000)
    .option('--numbers <count>', 'numbers in the pool', wholeNumber, 20)
    .addOption(new Option('--policy <name>', 'how numbers are given out').choices(POLICIES).default('source-aware'))
    .addOption(new Option('--rule <name>', 'how the caller is named').choices(RULES).default('posterior'))
    .option('--seed <number>', 'another seed, another world', wholeNumber, 11)
    .option('--days <count>', 'length of the world (default: some 400,000 visits)', wholeNumber)
    .option('--mix <shares>', 'calls on the page, soon after, late: such as 0.70,0.18,0.12', mix)
    .option('--lease <seconds>', 'how long a number is held after the last activity', positive, 1200)
    .option('--quarantine <seconds>', 'how long a number rests after its lease', notNegative, 0)
    .addOption(
      new Option('--overflow <way>', 'when all numbers are held').choices(['share', 'fallback']).default('share'),
    )
    .option('--json', 'print data as JSON')
    .action((options: Options) => {
      const result = simulate({ ...options, pool: poolOf(options) });
      console.log(options.json ? JSON.stringify(result) : describe(result));
    });
}

function poolOf({ policy, lease, quarantine, overflow }: Options) {
  return { policy, leaseSeconds: lease, quarantineSeconds: quarantine, overflow };
}

function describe({ accuracy, summary }: SimulationResult): string {
  const percent = (share: number | null) => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
  const { right, ece, brier, sure, repeat, noise } = accuracy;
  const levels = LEVELS.map(
    (level) =>
      `  ${level.padEnd(10)} right ${percent(right[level])}, calibration error ${percent(ece[level])}, Brier ${
        brier[level]?.toFixed(3) ?? '–'
      }, repeat calls right ${percent(repeat.right[level])}`,
  );
  return [
    `${accuracy.calls} first-time calls judged, ${summary.visits} visits, ${percent(summary.rates.shared)} shown a shared number`,
    ...levels,
    `  sure       ${percent(sure.share)} of calls, right ${percent(sure.right)}; of strangers' calls ${percent(noise.sure)}`,
    `  totals     error ${percent(accuracy.totalsError)}`,
  ].join('\n');
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

function notNegative(text: string): number {
  return text === '0' ? 0 : positive(text);
}

function wholeNumber(text: string): number {
  const value = positive(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

function mix(text: string) {
  const [onPage = Number.NaN, soon = Number.NaN, late = Number.NaN, ...more] = text.split(',').map(Number);
  if (more.length > 0 || !(Math.abs(onPage + soon + late - 1) < 1e-6)) {
    throw new InvalidArgumentError('It must be three shares that sum to 1, such as 0.70,0.18,0.12.');
  }
  return { onPage, soon, late };
}
