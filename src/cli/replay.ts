// dialtrace replay FILE: a log of visits and calls through the production pool and attribution, in virtual time.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Attribution } from '../core/attribution/attribution.ts';
import type { PoolParameters } from '../core/pool/pool.ts';
import { POLICIES, type PolicyName } from '../core/pool/pool-policy.ts';
import { RULES, type Rule } from '../simulation/classic.ts';
import { atLine, readLog } from '../simulation/log-lines.ts';
import { createReplay, type ReplaySummary } from '../simulation/replay.ts';

/** What `replay` and `simulate` share: the pool and the rule. */
export type PoolOptions = {
  numbers: number;
  policy: PolicyName;
  rule: Rule;
  lease: number;
  quarantine: number;
  overflow: 'share' | 'fallback';
};
type Options = PoolOptions & { learnUntil?: number; relearnEvery?: number; json?: boolean };

export function addReplay(program: Command): void {
  const command = program
    .command('replay')
    .argument('<file>', 'a log, one JSON object a line, sorted by "t"; - for standard input')
    .description('Give numbers to the visits of a log and say who made its calls, as the product would have done.')
    .requiredOption('--numbers <count>', 'numbers in the pool', wholeNumber);
  addPoolOptions(command)
    .option('--learn-until <seconds>', 'learn there from the last 1,000 first-time calls', notNegative)
    .option('--relearn-every <seconds>', 'and again after so long, such as 86400', positive)
    .option('--json', 'print data as JSON, an object a line')
    .action(async (file: string, options: Options) => {
      if (options.relearnEvery !== undefined && options.learnUntil === undefined) {
        throw new Error('--relearn-every needs --learn-until: when to learn first.');
      }
      await replay(file, options);
    });
}

async function replay(file: string, options: Options): Promise<void> {
  const { numbers, rule, learnUntil, relearnEvery, json } = options;
  const totals = countBySource();
  const run = createReplay({
    ...{ numbers, rule, pool: poolOf(options), learnUntil, relearnEverySeconds: relearnEvery },
    ...(json ? {} : { onAttribution: (_call, attribution) => totals.add(attribution) }),
  });
  const out = createPrinter();
  try {
    for await (const { line, event } of readLog(linesOf(file))) {
      const answer = atLine(line, () => run.take(event));
      if (json && answer !== undefined) await out.print(JSON.stringify(answer));
    }
    const summary = run.summary();
    await out.print(json ? JSON.stringify({ summary }) : describe(summary, totals.lines()));
  } finally {
    await out.flush(); // the answers before a line that is wrong are right
  }
}

function linesOf(file: string): AsyncIterable<string> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

const PRINT_BYTES = 65_536;

/** Prints in blocks, and waits where the reader is slower than we are. */
function createPrinter() {
  let waiting = '';
  async function flush(): Promise<void> {
    const block = waiting;
    waiting = '';
    if (block !== '' && !process.stdout.write(block)) await once(process.stdout, 'drain');
  }
  return {
    flush,
    async print(line: string): Promise<void> {
      waiting += `${line}\n`;
      if (waiting.length >= PRINT_BYTES) await flush();
    },
  };
}

/** Reports add up probabilities: a call may count half for one source and half for another. */
function countBySource() {
  const sums = new Map<string, number>();
  const add = (name: string, calls: number) => sums.set(name, (sums.get(name) ?? 0) + calls);
  return {
    add({ sources, nobody }: Attribution): void {
      for (const { channel, campaign, probability } of sources) add(`${channel} › ${campaign}`, probability);
      add('nobody who saw a number', nobody);
    },
    lines: () =>
      [...sums]
        .sort(([, one], [, other]) => other - one)
        .map(([name, calls]) => `${calls.toFixed(1).padStart(9)}  ${name.replaceAll('\u001f', ' › ')}`),
  };
}

const MOST_SOURCES = 30;

function describe(summary: ReplaySummary, sources: readonly string[]): string {
  const { visits, calls, answered, rates, ignored, policy, rule, parameters } = summary;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const more = sources.length > MOST_SOURCES ? [`           and ${sources.length - MOST_SOURCES} more`] : [];
  return [
    `${visits} visits, ${calls} calls, ${answered} with an answer`,
    `numbers: ${policy}; shared by ${percent(rates.shared)} of visits, the same as last time for ${percent(rates.sticky)}, none for ${percent(rates.overflow)}`,
    `answers: ${rule}, parameters ${parameters}`,
    ...(ignored > 0 ? [`${ignored} beats, taps and closes of visits that no line tells were ignored`] : []),
    '    calls  source',
    ...sources.slice(0, MOST_SOURCES),
    ...more,
  ].join('\n');
}

export function addPoolOptions(command: Command): Command {
  return command
    .addOption(new Option('--policy <name>', 'how numbers are given out').choices(POLICIES).default('source-aware'))
    .addOption(new Option('--rule <name>', 'how the caller is named').choices(RULES).default('posterior'))
    .option('--lease <seconds>', 'how long a number is held after the last activity', positive, 1200)
    .option('--quarantine <seconds>', 'how long a number rests after its lease', notNegative, 0)
    .addOption(
      new Option('--overflow <way>', 'when all numbers are held').choices(['share', 'fallback']).default('share'),
    );
}

export function poolOf({ policy, lease, quarantine, overflow }: PoolOptions): Partial<PoolParameters> {
  return { policy, leaseSeconds: lease, quarantineSeconds: quarantine, overflow };
}

export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

function notNegative(text: string): number {
  return Number(text) === 0 && text.trim() !== '' ? 0 : positive(text);
}

export function wholeNumber(text: string): number {
  const value = positive(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}
