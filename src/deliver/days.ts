// Tells of each site's day when it is over: once, whoever looks and however long nobody did.
import type { Db } from '../store/database.ts';
import { untoldDays } from '../store/days.ts';
import { tellEvents } from '../store/events.ts';

/** So that calls of the last minute are over, too. */
const AFTER_MS = 10 * 60_000;

/** To be called every minute; nodes that do so at the same time tell each day once. */
export async function tellEndedDays(db: Db, now: Date): Promise<void> {
  for (const day of await untoldDays(db, new Date(now.getTime() - AFTER_MS))) await tellEvents(db, [day]);
}
