// Puts a call that changed into lists that are on the screen: in place, by the list's own filter and order.
import type { CallList, CallRow } from '../../src/api/wire.ts';
import type { CallQuery } from './queries.ts';

/** Whether a call belongs to a list with this filter. Mirrors the server's filter for what a row itself shows. */
export function belongs(call: CallRow, filter: CallQuery): boolean {
  const campaign = call.attribution?.campaign ?? null;
  return (
    within(call.startedAt, filter) &&
    same(filter.status, call.status) &&
    same(filter.channel, call.attribution?.channel?.channel) &&
    same(filter.source, campaign?.source) &&
    same(filter.campaign, campaign?.campaign) &&
    same(filter.term, call.attribution?.term) &&
    same(filter.firstTime, call.firstTime) &&
    same(filter.recorded, call.recording.state === 'ready') &&
    same(filter.direction, call.direction) &&
    same(filter.spam, call.spam !== null) &&
    mentions(call, filter.q)
  );
}

function within(at: string, { from, to }: CallQuery): boolean {
  const moment = Date.parse(at);
  return (from === undefined || moment >= Date.parse(from)) && (to === undefined || moment < Date.parse(to));
}

const same = <T>(wanted: T | undefined, actual: T | null | undefined) => wanted === undefined || wanted === actual;

// As the server searches: words anywhere, and digits in numbers however they are typed.
function mentions(call: CallRow, words: string | undefined): boolean {
  if (!words) return true;
  const campaign = call.attribution?.campaign;
  const texts = [call.callerRaw, campaign?.source, campaign?.campaign, call.attribution?.term, call.answeredBy];
  const digits = words.replace(/[\s()+-]/g, '').replace(/^8(?=\d{4})/, '');
  const isNumber = /^\d{3,}$/.test(digits);
  return (
    texts.some((text) => text?.toLowerCase().includes(words.toLowerCase())) ||
    (isNumber && [call.caller, call.number].some((number) => number?.includes(digits)))
  );
}

/** The pages of a list after a call changed: replaced where it stands, put in by time if new, taken out if it left. */
export function withCall(pages: readonly CallList[], call: CallRow, filter: CallQuery): CallList[] {
  const known = pages.some((page) => page.items.some((item) => item.id === call.id));
  const fits = belongs(call, filter);
  if (known && fits)
    return pages.map((page) => ({ ...page, items: page.items.map((i) => (i.id === call.id ? call : i)) }));
  if (known) {
    return pages.map((page) => ({
      ...page,
      items: page.items.filter((item) => item.id !== call.id),
      total: page.total - 1,
    }));
  }
  return fits ? withNewCall(pages, call) : [...pages];
}

// A new call goes onto the first page where it is not older than the last item; on an older page not loaded yet, nowhere.
function withNewCall(pages: readonly CallList[], call: CallRow): CallList[] {
  const isNewer = (item: CallRow) => Date.parse(call.startedAt) > Date.parse(item.startedAt);
  const pageIndex = pages.findIndex((page) => page.items.some(isNewer) || page.nextCursor === null);
  return pages.map((page, index) => {
    const at = page.items.findIndex(isNewer);
    const items = index === pageIndex ? page.items.toSpliced(at < 0 ? page.items.length : at, 0, call) : page.items;
    return { ...page, items, total: page.total + 1 };
  });
}

/** Calls in progress after one changed, oldest first; one that ended leaves. */
export function withLiveCall(live: readonly CallRow[], call: CallRow): CallRow[] {
  const others = live.filter((one) => one.id !== call.id);
  const going = call.status === 'ringing' || call.status === 'talking';
  return (going ? [...others, call] : others).sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
}
