// What the address says about the report by source ⇄ what is asked of the API, and the way down and up the levels.
import type { SourceLevel } from '../../../src/api/wire.ts';
import type { ReportQuery } from '../../api/queries.ts';
import type { ReportSearch } from '../../routes.tsx';
import { chosenDays, type Days, daysOf, rangeOf } from '../../words/period.ts';

export const LEVELS = ['channel', 'source', 'medium', 'campaign', 'term'] as const satisfies readonly SourceLevel[];
/** Levels one can go into. */
export type UpperLevel = Exclude<SourceLevel, 'term'>;

export const METRICS = ['visits', 'calls', 'conversion', 'missed'] as const;
export type Metric = (typeof METRICS)[number];

export const SORTS = ['visits', 'calls', 'conversion', 'firstTimeCalls', 'answered', 'missed', 'averageTalk'] as const;
export type Sort = (typeof SORTS)[number];

/** The address with its gaps filled. */
export interface ReportView {
  days: Days;
  by: SourceLevel;
  counting: 'fractional' | 'best';
  metric: Metric;
  sort: Sort;
  /** Chosen values of the levels above, most general first. */
  path: { level: UpperLevel; value: string }[];
}

const UPPER = LEVELS.filter((level): level is UpperLevel => level !== 'term');

const oneOf = <Word extends string>(words: readonly Word[], word: string | undefined, otherwise: Word): Word =>
  words.find((one) => one === word) ?? otherwise;

export function reportView(search: ReportSearch, now: Date, timeZone: string): ReportView {
  return {
    days: chosenDays(search, now, timeZone) ?? daysOf('30d', now, timeZone),
    by: oneOf(LEVELS, search.by, 'channel'),
    counting: oneOf(['fractional', 'best'], search.counting, 'fractional'),
    metric: oneOf(METRICS, search.metric, 'calls'),
    sort: oneOf(SORTS, search.sort, 'calls'),
    path: UPPER.flatMap((level) => (search[level] ? [{ level, value: search[level] }] : [])),
  };
}

export function reportQuery(view: ReportView, timeZone: string): ReportQuery {
  const above = Object.fromEntries(view.path.map(({ level, value }) => [level, value]));
  return { ...rangeOf(view.days, timeZone), by: view.by, counting: view.counting, ...above };
}

/** Into a row: its value is chosen, and the rows become the next level down. */
export function into(view: ReportView, value: string): ReportSearch | null {
  const at = LEVELS.indexOf(view.by);
  const next = LEVELS[at + 1];
  return next ? { [view.by]: value, by: next } : null;
}

/** Back up to a place on the path: -1 is the top. What was chosen below it is taken away. */
export function upTo(view: ReportView, place: number): ReportSearch {
  const cleared = Object.fromEntries(view.path.slice(place + 1).map(({ level }) => [level, undefined]));
  const kept = view.path[place];
  const by = kept ? LEVELS[LEVELS.indexOf(kept.level) + 1] : 'channel';
  return { ...cleared, by };
}
