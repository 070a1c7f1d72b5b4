// What is done by the clock: each hour for the house and its numbers, each minute for sites whose day is over or whose time
// to learn it is.
import { randomUUIDv7 } from 'node:crypto';
import type { Desk } from '../calls/attribution/desk.ts';
import { tellEndedDays } from '../deliver/days.ts';
import type { LeakWatch } from '../numbers/leaks.ts';
import { wakeRested } from '../numbers/lifecycle.ts';
import { warnOfEnds } from '../numbers/warnings.ts';
import type { Planner } from '../planning/planner.ts';
import type { Db } from '../store/database.ts';
import { sweepDeliveries } from '../store/delivery-sweep.ts';
import { makePartitions } from '../store/partitions.ts';
import type { House } from './house.ts';
import type { HouseSounds } from './sounds.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Requests and answers have phones in them; events can be told again until then. */
const [ATTEMPT_DAYS, EVENT_DAYS] = [30, 90];
const before = (now: Date, days: number) => new Date(now.getTime() - days * 24 * HOUR_MS);

type Keepers = { db: Db; planner: Planner; leaks: LeakWatch; desk: Desk; speaking: HouseSounds };

/** Begins at once; the returned function ends it. */
export function keepHouse({ say }: House, { db, planner, leaks, desk, speaking }: Keepers): () => void {
  const hourly = () => {
    const now = new Date();
    const told = (words: string) => (error: unknown) => say(words, error);
    makePartitions(db, now).catch(told('partitions of the months to come could not be made'));
    wakeRested(db, now).catch(told('numbers that have rested could not be made ready'));
    warnOfEnds(db, { now, newId: randomUUIDv7 }).catch(told('ends of contracts could not be looked up'));
    leaks.scanDue().catch(told('leaked numbers could not be looked for'));
    void speaking.sweep(now);
    sweepDeliveries(db, { attemptsUntil: before(now, ATTEMPT_DAYS), eventsUntil: before(now, EVENT_DAYS) }).catch(
      told('old deliveries could not be deleted'),
    );
    planner.watch().catch(told('plans could not be held against what came'));
  };
  const learn = () => void desk.learnAtNight().catch((error) => say('a site could not learn from its calls', error));
  const tellDays = () =>
    void tellEndedDays(db, new Date()).catch((error) => say('days that are over could not be told', error));
  hourly();
  tellDays();
  const timers = [setInterval(hourly, HOUR_MS), setInterval(learn, MINUTE_MS), setInterval(tellDays, MINUTE_MS)];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
