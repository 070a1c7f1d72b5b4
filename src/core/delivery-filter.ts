// Which calls a destination is told of.
import type { CallStatus } from './call.ts';
import { isSameRegion } from './numbers/russian-regions.ts';
import { isOpen } from './routing/schedule.ts';

/** What is not said lets every call through; spam is told to nobody unless it is asked for. */
export type DeliveryFilter = {
  direction?: 'in' | 'out' | undefined;
  firstTimeOnly?: boolean | undefined;
  statuses?: ('answered' | 'missed' | 'cut-off')[] | undefined;
  /** of the talk, in seconds; asked when the call is over */
  leastTalk?: number | undefined;
  channels?: string[] | undefined;
  sources?: string[] | undefined;
  campaigns?: string[] | undefined;
  /** of the campaign's probability, 0 … 1 */
  leastProbability?: number | undefined;
  /** of the contact or the call */
  tags?: string[] | undefined;
  withSpam?: boolean | undefined;
  /** of the visit or, where the numbering register tells it, of the caller's number */
  regions?: string[] | undefined;
  /** when the call began, by the site's wall clock; `days`: 1 Monday … 7 Sunday; `to` not after `from`: over midnight */
  hours?: { days: number[]; from: string; to: string }[] | undefined;
};

export type FilteredCall = {
  direction: 'in' | 'out';
  firstTime: boolean;
  status: CallStatus;
  talkSeconds: number | null;
  isOver: boolean;
  isSpam: boolean;
  channel: string | null;
  source: string | null;
  campaign: string | null;
  probability: number | null;
  tags: readonly string[];
};
/** Whence and when it came; `timeZone`: the site's, IANA name. */
export type FilteredPlace = { regions: readonly string[]; startedAt: Date; timeZone: string };
export type FilterReason =
  | 'spam'
  | 'direction'
  | 'not-first-time'
  | 'status'
  | 'talk-too-short'
  | 'channel'
  | 'source'
  | 'campaign'
  | 'probability'
  | 'tags'
  | 'region'
  | 'hours';

/** Why the call is not told; null: it is. */
export function filteredBy(
  filter: DeliveryFilter,
  call: FilteredCall,
  { regions, startedAt, timeZone }: FilteredPlace,
): FilterReason | null {
  const isAmong = (wanted: readonly string[] | undefined, value: string | null) =>
    !wanted?.length || (value !== null && wanted.includes(value));
  if (call.isSpam && !filter.withSpam) return 'spam';
  if (filter.direction && filter.direction !== call.direction) return 'direction';
  if (filter.firstTimeOnly && !call.firstTime) return 'not-first-time';
  if (call.isOver && !isAmong(filter.statuses, call.status)) return 'status';
  if (call.isOver && (call.talkSeconds ?? 0) < (filter.leastTalk ?? 0)) return 'talk-too-short';
  if (!isAmong(filter.channels, call.channel)) return 'channel';
  if (!isAmong(filter.sources, call.source)) return 'source';
  if (!isAmong(filter.campaigns, call.campaign)) return 'campaign';
  if ((call.probability ?? 0) < (filter.leastProbability ?? 0)) return 'probability';
  if (filter.tags?.length && !filter.tags.some((tag) => call.tags.includes(tag))) return 'tags';
  if (filter.regions?.length && !regions.some((one) => filter.regions?.some((wanted) => isSameRegion(wanted, one))))
    return 'region';
  if (filter.hours?.length && !isOpen({ weekly: filter.hours, dates: [] }, startedAt, timeZone)) return 'hours';
  return null;
}
