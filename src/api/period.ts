// The stretch of time a report is asked for.
import { Problem } from './problem.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

/** Until now, and for 30 days, unless said otherwise. */
export function periodOf(query: { from?: string | undefined; to?: string | undefined }): { from: Date; to: Date } {
  const to = query.to ? new Date(query.to) : new Date();
  const from = query.from ? new Date(query.from) : new Date(to.getTime() - DEFAULT_DAYS * DAY_MS);
  if (from >= to)
    throw new Problem(400, 'empty-period', 'The period ends before it begins: "from" must be earlier than "to".');
  return { from, to };
}
