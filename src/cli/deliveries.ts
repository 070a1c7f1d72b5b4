// dialtrace deliveries: where calls are told and how it goes; dialtrace deliveries retry: what was parked goes out once more.
import { type Command, InvalidArgumentError } from 'commander';
import { REPLAYABLE_STATES, type ReplayableState } from '../core/delivery-states.ts';
import { type DestinationOverview, destinationOverviews } from '../reports/destinations.ts';
import type { Db } from '../store/database.ts';
import { replayDeliveries } from '../store/deliveries.ts';
import { withOwnDatabase } from './own-database.ts';

type RetryOptions = { destination?: string; state?: ReplayableState[]; from?: Date; to?: Date; json?: boolean };

export function addDeliveries(program: Command): void {
  const deliveries = program
    .command('deliveries')
    .description('Outside systems that are told of calls, and what became of the last 30 days. Changes nothing.')
    .option('--json', 'print data as JSON, one line for each destination')
    .action(({ json = false }: { json?: boolean }) => withOwnDatabase((db) => list(db, json)));
  deliveries
    .command('retry')
    .description(
      'Send once more what is not tried again by itself: parked and lapsed deliveries. The running Dialtrace sends them, under the ids that they had.',
    )
    .option('--destination <id>', 'only to this one: its id, or its name (default: all)')
    .option(
      '--state <state>',
      `only in this state, instead: ${REPLAYABLE_STATES.join(', ')}; may be given several times. What is done goes out again, too`,
      stateFrom,
    )
    .option('--from <time>', 'only of what happened since then, such as 2026-03-01 or 2026-03-01T12:00+03:00', timeFrom)
    .option('--to <time>', 'only of what happened before', timeFrom)
    .option('--json', 'print data as JSON, one line for each destination')
    .action((_: object, command: Command) => withOwnDatabase((db) => retry(db, command.optsWithGlobals())));
}

async function list(db: Db, json: boolean): Promise<void> {
  const all = await destinationOverviews(db);
  if (json) for (const one of all) console.log(JSON.stringify(one));
  else if (all.length === 0) console.log('No outside system is told of calls.');
  else
    for (const one of all)
      console.log(`${one.id}  ${one.site}: ${one.name} (${one.kind}), ${stateOf(one)}${countsOf(one)}`);
}

async function retry(db: Db, { destination, state, from, to, json = false }: RetryOptions): Promise<void> {
  const all = await destinationOverviews(db);
  const chosen = destination ? all.filter(({ id, name }) => [id, name].includes(destination)) : all;
  if (destination && chosen.length !== 1) {
    const known = all.map(({ id, site, name }) => `  ${id}  ${site}: ${name}`).join('\n');
    throw new Error(`No one destination is "${destination}". There are:\n${known}`);
  }
  for (const one of chosen) {
    const count = await replayDeliveries(db, { destinationId: one.id, states: state, from, to });
    const { id, name, pausedBy } = one;
    const waits = pausedBy && count > 0 ? '; they wait: it is paused' : '';
    console.log(
      json ? JSON.stringify({ id, name, count, pausedBy }) : `${one.site}: ${name}: ${count} go out once more${waits}`,
    );
  }
}

const stateOf = ({ pausedBy, pausedWhy, restsUntil }: DestinationOverview): string => {
  if (pausedBy === 'person') return 'paused by a person';
  if (pausedBy) return `takes nothing until its owner acts (${pausedWhy})`;
  return restsUntil && restsUntil > new Date()
    ? `does not answer, tried again at ${restsUntil.toISOString()}`
    : 'works';
};

const countsOf = ({ counts }: DestinationOverview): string =>
  Object.entries(counts)
    .map(([state, count]) => `; ${count} ${state}`)
    .join('');

function timeFrom(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('It must be a time such as 2026-03-01T12:00+03:00.');
  return time;
}

function stateFrom(text: string, before: ReplayableState[] = []): ReplayableState[] {
  const state = REPLAYABLE_STATES.find((one) => one === text);
  if (!state) throw new InvalidArgumentError(`It must be one of ${REPLAYABLE_STATES.join(', ')}.`);
  return [...before, state];
}
