// The period of the accuracy room: as the address says, else the last 30 days.
import { useMemo } from 'react';
import { serverNow } from '../../api/client.ts';
import { accuracyRoute } from '../../routes.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { chosenDays, daysOf, rangeOf } from '../../words/period.ts';

/** As moments the API understands. */
export function useAccuracyRange(): { from: string; to: string } {
  const { period, from, to } = accuracyRoute.useSearch();
  const { timeZone } = useWriting();
  return useMemo(() => {
    const now = serverNow();
    const days = chosenDays({ period, from, to }, now, timeZone) ?? daysOf('30d', now, timeZone);
    return rangeOf(days, timeZone);
  }, [period, from, to, timeZone]);
}
