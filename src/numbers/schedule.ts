// The clock of number health: each minute checks that are due, each day the silent check of every site.
import { allSites } from '../store/silence.ts';
import type { Checks } from './checks.ts';
import { lookForSilence, type SilenceDeps } from './silence.ts';

export type Schedule = { stop(): void };
export type ScheduleOptions = Omit<SilenceDeps, 'now'> & {
  checks: Pick<Checks, 'look'>;
  log: (message: string, error?: unknown) => void;
};

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FIRST_SILENCE_MS = 10 * MINUTE_MS; // a start has other things to do

/** Runs until it is stopped. */
export function startSchedule({ checks, log, ...deps }: ScheduleOptions): Schedule {
  const silence = async () => {
    for (const site of await allSites(deps.db)) await lookForSilence({ ...deps, now: new Date() }, site);
  };
  const look = () => void silence().catch((error) => log('silent numbers could not be looked for', error));
  const minutes = setInterval(() => void checks.look(), MINUTE_MS);
  const first = setTimeout(look, FIRST_SILENCE_MS);
  const days = setInterval(look, DAY_MS);
  return {
    stop() {
      clearInterval(minutes);
      clearTimeout(first);
      clearInterval(days);
    },
  };
}
