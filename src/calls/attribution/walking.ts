// Lives through a site's log again, in order of time: at each call the pool is as it was known then. Memory holds the
// holders of two weeks and one slice of the log, never all of it.
import type { Holder } from '../../core/attribution/holder.ts';
import { createPool, DEFAULT_POOL_PARAMETERS, type Pool } from '../../core/pool/pool.ts';
import { campaignKey } from '../../core/source/source.ts';
import type { Db } from '../../store/database.ts';
import { type SiteLease, siteActivity, siteLeases } from '../../store/visit-log.ts';

export type Walk<Call extends { at: number }> = {
  db: Db;
  siteId: string;
  /** in order of time */
  calls: readonly Call[];
  /** the pool knows what was told up to the call. Its holders are its own: credits stay with them. */
  onCall: (call: Call, pool: Pool) => void | Promise<void>;
};

const DAY_SECONDS = 86_400;
/** A visit goes on for two days at most: so much before the window it may have begun. */
const MARGIN_SECONDS = 2 * DAY_SECONDS;
/** A slice is as long as so many rows are. */
const SLICE_ROWS = 20_000;
const SHORTEST_SLICE = 900;
const LONGEST_SLICE = 8 * DAY_SECONDS;

/** Goes from two weeks before the first call to the last one. The order in which events reached us does not matter. */
export async function walkLog<Call extends { at: number }>({ db, siteId, calls, onCall }: Walk<Call>): Promise<void> {
  const [first, last] = [calls[0], calls.at(-1)];
  if (!first || !last) return;
  const pool = createPool([]);
  let next = 0;
  let slice = DAY_SECONDS;
  const tellCalls = async (until: number) => {
    for (let call = calls[next]; call && call.at < until; call = calls[++next]) await onCall(call, pool);
  };
  for (let from = first.at - DEFAULT_POOL_PARAMETERS.windowSeconds - MARGIN_SECONDS; from <= last.at; ) {
    const to = from + slice;
    const events = await eventsBetween(db, siteId, from, to);
    for (const { at, tell } of events) {
      await tellCalls(at);
      tell(pool);
    }
    await tellCalls(to);
    from = to;
    slice = Math.min(LONGEST_SLICE, Math.max(SHORTEST_SLICE, (slice * SLICE_ROWS) / Math.max(1000, events.length)));
  }
}

type Event = { at: number; tell: (pool: Pool) => void };

async function eventsBetween(db: Db, siteId: string, from: number, to: number): Promise<Event[]> {
  const [leases, activity] = await Promise.all([siteLeases(db, siteId, from, to), siteActivity(db, siteId, from, to)]);
  const held = leases.map((lease): Event => ({ at: lease.at, tell: (pool) => pool.hold(holderOf(lease), lease.at) }));
  const did = activity.map(
    ({ at, visit, kind }): Event => ({
      at,
      tell: (pool) =>
        void (kind === 'tap' ? pool.tap(visit, at) : kind === 'close' ? pool.close(visit, at) : pool.beat(visit, at)),
    }),
  );
  return [...held, ...did].sort((one, other) => one.at - other.at); // stable: a lease before what its page tells
}

function holderOf({ at, numberId, visit, visitor, region, desktop, ...source }: SiteLease): Holder {
  return {
    ...{ visit, visitor, region, desktop, number: numberId, channel: source.channel, campaign: campaignKey(source) },
    ...{ startedAt: at, lastActivityAt: at, closedAt: null, tappedAt: null, credited: 0 },
  };
}
