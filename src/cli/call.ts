// dialtrace call explain ID: why a call was answered as it was. (call-route.ts: where one would go.)
import type { Command } from 'commander';
import { type ExplainedCandidate, type Explanation, explainCall } from '../calls/attribution/explaining.ts';
import { DEFAULT_POOL_PARAMETERS } from '../core/pool/pool.ts';
import { addCallRoute } from './call-route.ts';
import { withOwnDatabase } from './own-database.ts';
import { openRegionsOfCallers } from './regions-of-callers.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function addCall(program: Command): void {
  const call = program.command('call').description('One call.');
  addCallRoute(call);
  call
    .command('explain')
    .argument('<id>', "the call's id, as its page's address ends")
    .description('Say why a call was answered as it was: each candidate visit with every factor of its weight.')
    .option('--json', 'print data as JSON')
    .action(async (id: string, { json }: { json?: boolean }) => {
      if (!UUID.test(id)) throw new Error(`"${id}" is not the id of a call: it is a UUID.`);
      const explained = await withOwnDatabase(async (db) => {
        const { windowSeconds } = DEFAULT_POOL_PARAMETERS;
        return explainCall({ db, callId: id, windowSeconds, regionOfCaller: await openRegionsOfCallers(db) });
      });
      if (explained === 'no-such-call') throw new Error(`There is no call ${id}, or it has no answer yet.`);
      if (explained === 'bound-to-source')
        throw new Error('The number is bound to a source: its calls are of that source by definition.');
      console.log(json ? JSON.stringify(explained) : textOf(explained));
    });
}

/** For people: a head, then a line for each candidate. */
export function textOf(explained: Explanation): string {
  const { call, at, number, caller, model, parameters, origin, holders, background, nobody, repeat } = explained;
  const notes = [
    repeat ? 'The caller had called before.' : 'The first call of this caller.',
    ...(explained.corrected ? ['A person has corrected the answer; below is what was said without that.'] : []),
  ];
  return [
    `Call ${call} at ${at}`,
    `${caller ?? 'a withheld number'} called ${number}`,
    `Answer ${model} (${origin}); weighed here with the parameters ${parameters}. ${notes.join(' ')}`,
    `${holders} visits held the number in the two weeks before; nobody of them: ${percent(nobody)} (background ${background.toExponential(2)} calls a second)`,
    '',
    ...table([HEAD, ...explained.candidates.map(lineOf)]),
  ].join('\n');
}

const HEAD = [
  ...['probability', 'state', 'for', 'hazard/s', 'rate', 'region', 'credited', 'memory', 'weight', 'source', 'visit'],
];

function lineOf(candidate: ExplainedCandidate): string[] {
  const { channel, source, medium, campaign } = candidate;
  return [
    ...[percent(candidate.probability), candidate.state, duration(candidate.seconds)],
    ...[candidate.hazard.toExponential(2), candidate.sourceRate.toFixed(2), candidate.regionFactor.toFixed(2)],
    ...[percent(candidate.credited), percent(candidate.memory), candidate.weight.toExponential(2)],
    ...[[channel, source, medium, campaign].filter((part) => part !== null).join(' › '), candidate.visit],
  ];
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
