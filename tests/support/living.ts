// A site that lives: visits are shown numbers by a pool, do what they do, and people call; in memory and in the log, as
// the rooms of Dialtrace would have it.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { openBell } from '../../src/api/bell.ts';
import { type Desk, openDesk } from '../../src/calls/attribution/desk.ts';
import { openDirectory } from '../../src/calls/directory.ts';
import { routeToLine } from '../../src/calls/routing/routing.ts';
import { openTaking } from '../../src/calls/taking.ts';
import { createPool, DEFAULT_POOL_PARAMETERS, type Pool } from '../../src/core/pool/pool.ts';
import { campaignKey } from '../../src/core/source/source.ts';
import type { StoredSource } from '../../src/store/calls.ts';
import type { Db } from '../../src/store/database.ts';
import {
  type ActivityKind,
  type ActivityRow,
  insertCollected,
  type LeaseRow,
  type VisitRow,
} from '../../src/store/visits.ts';
import { NO_SOURCE, type RecordedSite } from './records.ts';

export type Shown = {
  at: number;
  visitId?: string;
  visitorId?: string;
  source?: Partial<StoredSource>;
  region?: string | null;
  /** default: as the pool chooses */
  numberId?: string;
  /** what its page told, in seconds after its start */
  activity?: readonly (readonly [seconds: number, kind: ActivityKind])[];
};
export type Living = {
  desk: Desk;
  pool: Pool;
  /** what the log will hold; `write` puts it there */
  rows: { visits: VisitRow[]; leases: LeaseRow[]; activity: ActivityRow[] };
  show(visit: Shown): { visitId: string; visitorId: string; numberId: string };
  tell(visitId: string, at: number, kind: ActivityKind): void;
  /** a call that rings at `at` on a number of the site; resolves with its id when it is stored */
  ring(at: number, numberId: string, caller: string | null): Promise<string>;
  /** the same, read from the journal afterwards */
  read(at: number, numberId: string, caller: string | null): Promise<string>;
  write(): Promise<void>;
  /** all that was announced has been followed */
  followed(): Promise<void>;
  close(): Promise<void>;
};
const quiet = () => {};

/** Times are seconds since the epoch. `clock`: what the site takes for now. */
export async function openLiving(
  db: Db,
  site: RecordedSite,
  clock: { now: number },
  regionOfCaller: (e164: string) => string | null = () => null,
): Promise<Living> {
  const pool = createPool(site.numbers.map(({ id }) => id));
  const rows: Living['rows'] = { visits: [], leases: [], activity: [] };
  const desk = await openDesk({
    ...{ db, windowSeconds: DEFAULT_POOL_PARAMETERS.windowSeconds, newId: randomUUIDv7, log: quiet, regionOfCaller },
    ...{ holdersOf: (numberId, at) => pool.holders(numberId, at), now: () => new Date(clock.now * 1000) },
  });
  const ends = new Map<string, () => void>();
  const onAttribution = (payload: string) => (ends.get(payload) ?? (() => desk.hear(payload)))();
  const bell = await openBell({ db, log: quiet, onSites: quiet, onAttribution });
  const directory = await openDirectory(db);
  const taking = openTaking({
    db,
    directory,
    attributing: desk.attributing,
    route: routeToLine,
    newId: randomUUIDv7,
  });
  const offer = (at: number, numberId: string, caller: string | null) => ({
    ...{ provider: 'asterisk', providerCallId: randomUUIDv7(), at: new Date(at * 1000), callerRaw: caller ?? '' },
    did: [...site.numbers, ...site.statics].find(({ id }) => id === numberId)?.e164 ?? '',
  });
  const seen = (visit: string, at: number, kind: ActivityKind) =>
    kind === 'tap' ? pool.tap(visit, at) : kind === 'close' ? pool.close(visit, at) : pool.beat(visit, at);

  const living: Living = {
    ...{ desk, pool, rows },
    show({ at, visitId = randomUUIDv7(), visitorId = randomUUIDv7(), source, region = 'Moscow', numberId, activity }) {
      const full = { ...NO_SOURCE, ...source };
      const held = {
        visit: visitId,
        visitor: visitorId,
        channel: full.channel,
        campaign: campaignKey(full),
        region,
        desktop: false,
      };
      const assigned = numberId ?? assign(pool, { ...held, at });
      if (numberId) {
        const times = { startedAt: at, lastActivityAt: at, closedAt: null, tappedAt: null, credited: 0 };
        pool.hold({ ...held, number: numberId, ...times }, at);
      }
      rows.visits.push({
        ...{
          id: visitId,
          at,
          visitorId,
          newVisitor: true,
          ...full,
          landingPage: 'https://shop.example/',
          referrer: null,
        },
        ...{ clickIds: null, clientIds: null, device: 'mobile', os: null, browser: null, language: null },
        ...{ country: 'RU', region, city: null },
      });
      rows.leases.push({ visitId, poolId: site.poolId, numberId: assigned, at, shared: false, sticky: false });
      living.tell(visitId, at, 'view');
      for (const [after, kind] of activity ?? []) living.tell(visitId, at + after, kind);
      return { visitId, visitorId, numberId: assigned };
    },
    tell(visitId, at, kind) {
      seen(visitId, at, kind);
      rows.activity.push({ visitId, at, kind, page: null });
    },
    async ring(at, numberId, caller) {
      clock.now = Math.max(clock.now, at);
      const taken = taking.now(offer(at, numberId, caller));
      assert.equal(taken.kind, 'taken');
      return taken.kind === 'taken' ? taken.stored() : '';
    },
    async read(at, numberId, caller) {
      clock.now = Math.max(clock.now, at);
      const taken = await taking.late(offer(at, numberId, caller));
      return taken.kind === 'taken' ? taken.stored() : '';
    },
    async write() {
      const most = Math.max(rows.visits.length, rows.activity.length);
      for (let from = 0; from < most; from += 1000) {
        const part = <T>(all: readonly T[]) => all.slice(from, from + 1000);
        await insertCollected(db, site.id, {
          ...{ visits: part(rows.visits), leases: part(rows.leases), activity: part(rows.activity) },
        });
      }
      for (const all of Object.values(rows)) all.length = 0;
    },
    async followed() {
      const end = `end ${randomUUIDv7()}`; // heard after all that was announced before it
      const heard = new Promise<void>((resolve) => ends.set(end, resolve));
      await db.query("select pg_notify('dialtrace_attribution', $1)", [end]);
      await heard;
      await desk.followed();
    },
    async close() {
      bell.close();
      await desk.followed();
      await desk.close();
    },
  };
  return living;
}

function assign(pool: Pool, request: Parameters<Pool['assign']>[0]): string {
  const assignment = pool.assign(request);
  assert.equal(assignment.kind, 'assigned');
  return assignment.kind === 'assigned' ? assignment.number : '';
}
