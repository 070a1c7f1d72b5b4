// Writes what pages told us in batches, and answers each when it is on disk.
//
// A site always goes through the same lane. A lane has one batch in flight, so while the disk works the next batch
// grows by itself: under load commits are shared, at rest nobody waits. A batch holds one site only (a shard, at scale).
import type { Db } from '../store/database.ts';
import { type ActivityRow, insertBeats, insertCollected, type LeaseRow, type VisitRow } from '../store/visits.ts';
import { type Log, sparing } from './log.ts';

export type LaneItem = { siteId: string; visits: VisitRow[]; leases: LeaseRow[]; activity: ActivityRow[] };
export type Written = 'written' | 'overloaded' | 'store-unavailable';
export type Lanes = { write(item: LaneItem): Promise<Written>; close(): Promise<void> };

const LANES = 8; // connections used at most; the pool has 20
const CEILING = 64; // items a batch: larger ones gain little and make everyone in them wait
const QUEUE_LIMIT = 4096; // what the database writes in some 300 ms; a page waits 800 ms at most, so more is in vain

type Waiting = { item: LaneItem; answer: (written: Written) => void };
type Lane = { sites: Map<string, Waiting[]>; busy: boolean };

export function createLanes({ db, log }: { db: Db; log: Log }): Lanes {
  const lanes: Lane[] = Array.from({ length: LANES }, () => ({ sites: new Map(), busy: false }));
  let queued = 0;
  let idle: (() => void) | undefined;
  const complain = sparing(log);

  function write(item: LaneItem): Promise<Written> {
    if (queued >= QUEUE_LIMIT) return Promise.resolve('overloaded');
    const lane = lanes[laneOf(item.siteId)] as Lane;
    queued++;
    return new Promise((answer) => {
      const site = lane.sites.get(item.siteId);
      if (site) site.push({ item, answer });
      else lane.sites.set(item.siteId, [{ item, answer }]);
      if (lane.busy) return;
      lane.busy = true;
      setImmediate(run, lane); // after everything that has already arrived was read: it shares the commit
    });
  }

  async function run(lane: Lane): Promise<void> {
    for (let batch = nextBatch(lane); batch; batch = nextBatch(lane)) {
      await writeBatch(batch);
      queued -= batch.length;
    }
    lane.busy = false;
    if (queued === 0) idle?.();
  }

  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      await insert(db, batch);
      for (const { answer } of batch) answer('written');
    } catch (error) {
      if (batch.length > 1 && isAboutData(error)) {
        for (const one of batch) await writeBatch([one]); // only the culprit shall suffer
        return;
      }
      complain({ err: error }, 'Visits could not be written: pages keep their own numbers until the database answers');
      for (const { answer } of batch) answer('store-unavailable');
    }
  }

  function close(): Promise<void> {
    return new Promise((resolve) => {
      if (queued === 0) resolve();
      else idle = resolve;
    });
  }

  return { write, close };
}

function nextBatch(lane: Lane): Waiting[] | undefined {
  const [first] = lane.sites;
  if (!first) return undefined;
  const [siteId, waiting] = first;
  lane.sites.delete(siteId);
  const batch = waiting.splice(0, CEILING);
  if (waiting.length > 0) lane.sites.set(siteId, waiting); // behind the lane's other sites
  return batch;
}

function insert(db: Db, batch: readonly Waiting[]): Promise<void> {
  const siteId = (batch[0] as Waiting).item.siteId;
  const activity = batch.flatMap(({ item }) => item.activity);
  const visits = batch.flatMap(({ item }) => item.visits);
  const leases = batch.flatMap(({ item }) => item.leases);
  if (visits.length + leases.length === 0 && activity.every(({ kind }) => kind === 'beat'))
    return insertBeats(db, siteId, activity);
  return insertCollected(db, siteId, { visits, leases, activity });
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity): some row is at fault, not the database. */
function isAboutData(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^2[23]/.test(code);
}

function laneOf(siteId: string): number {
  return Number.parseInt(siteId.slice(-6), 16) % LANES; // the end of a UUID is random in every version
}
