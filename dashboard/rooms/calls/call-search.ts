// What the address says about the list of calls ⇄ what is asked of the API.
import type { CallQuery } from '../../api/queries.ts';
import type { CallSearch } from '../../routes.tsx';
import type { CallStatus } from '../../words/call.ts';
import { chosenDays, rangeOf } from '../../words/period.ts';

export const STATUSES: readonly CallStatus[] = ['ringing', 'talking', 'answered', 'missed', 'cut-off'];

/** Filters that are a text exactly as in the tag. */
export const TEXT_FILTERS = ['source', 'campaign', 'term'] as const;
export type TextFilter = (typeof TEXT_FILTERS)[number];

/** The address → the API's filter; a word that makes no sense is left out. */
export function callQuery(search: CallSearch, now: Date, timeZone: string): CallQuery {
  const days = chosenDays(search, now, timeZone);
  const status = STATUSES.find((one) => one === search.status);
  const text = (name: 'channel' | 'q' | TextFilter) => (search[name] ? { [name]: search[name] } : {});
  return {
    ...(days ? rangeOf(days, timeZone) : {}),
    ...(status ? { status } : {}),
    ...text('channel'),
    ...text('source'),
    ...text('campaign'),
    ...text('term'),
    ...text('q'),
    ...(search.first === '1' ? { firstTime: true } : {}),
    ...(search.recorded === '1' ? { recorded: true } : {}),
    ...(search.direction === 'in' || search.direction === 'out' ? { direction: search.direction } : {}),
    spam: search.spam === '1',
  };
}

/** Everything taken away except the site. */
export const NO_FILTERS: Required<CallSearch> = {
  period: undefined,
  from: undefined,
  to: undefined,
  status: undefined,
  channel: undefined,
  source: undefined,
  campaign: undefined,
  term: undefined,
  first: undefined,
  recorded: undefined,
  direction: undefined,
  spam: undefined,
  q: undefined,
};

/** Whether the address takes anything away from the list; which site it is does not. */
export const isFiltered = (search: CallSearch) =>
  Object.keys(NO_FILTERS).some((name) => search[name as keyof CallSearch] !== undefined);
