// Owners are told before what waits for a destination becomes too late for it: Metrica, for one, takes nothing that is older
// than 21 days. Put away when nothing is in danger any more.
import { randomUUIDv7 } from 'node:crypto';
import type { Db } from '../store/database.ts';
import { lapsingSoon, lapsingTold } from '../store/lapsing.ts';
import { endNotices, openNotice } from '../store/notices.ts';
import type { Destination } from './port.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
/** So long before. Spans shorter than five times that are too short to be warned of. */
const WARNED_BEFORE_MS = 3 * DAY_MS;

export type LapsingOptions = {
  db: Db;
  kinds: ReadonlyMap<string, Destination>;
  now: () => Date;
  log: (message: string, error: unknown) => void;
};

/** Tells of what is in danger now. */
export async function tellOfLapsing({ db, kinds, now }: Omit<LapsingOptions, 'log'>): Promise<void> {
  const at = now();
  const spans = [...kinds.values()].flatMap(({ kind, lapsesAfter = {} }) =>
    Object.entries(lapsesAfter).map(([type, ms]) => ({ kind, type, ms })),
  );
  const soon = await lapsingSoon(db, {
    spans: spans.filter(({ ms }) => ms >= 5 * WARNED_BEFORE_MS),
    ...{ now: at, before: new Date(at.getTime() + WARNED_BEFORE_MS) },
  });
  for (const { destinationId, accountId, siteId, name, count, until } of soon) {
    const data = { name, count, until: until.toISOString() };
    await openNotice(db, {
      id: randomUUIDv7(),
      accountId,
      siteId,
      kind: 'deliveries-lapse',
      subject: destinationId,
      data,
    });
  }
  const standing = new Set(soon.map(({ destinationId }) => destinationId));
  for (const { accountId, destinationId } of await lapsingTold(db))
    if (!standing.has(destinationId))
      await endNotices(db, { accountId, kinds: ['deliveries-lapse'], subject: destinationId });
}

/** Looks every hour. */
export function openLapsing({ log, ...options }: LapsingOptions): { close(): Promise<void> } {
  let last: Promise<void> = Promise.resolve();
  const look = () => {
    last = tellOfLapsing(options).catch((error) => log('what is about to be too late could not be told', error));
  };
  const timer = setInterval(look, EVERY_MS);
  timer.unref();
  look();
  return {
    async close() {
      clearInterval(timer);
      await last;
    },
  };
}
