// Before anything is sent: what is too late, filtered out, or still gathers; the rest in groups that go together.
import { type FilterReason, filteredBy } from '../core/delivery-filter.ts';
import type { DueDelivery, Settled } from '../store/deliveries.ts';
import type { SpokenDestination } from '../store/destinations.ts';
import type { Destination } from './port.ts';
import { filtered, type Told } from './told.ts';

/** `leftOut`: by the owner's filter; kept for a destination that can take back what it was told before */
export type Ready = { due: DueDelivery; told: Told; leftOut: FilterReason | null };
export type Sorting = {
  to: SpokenDestination;
  kind: Destination;
  at: Date;
  regionOfCaller?: ((e164: string) => string | null) | undefined;
};
export type SortedOut = { groups: Ready[][]; settled: Settled[] };

/** `told`: by the event's id; what is not in it was erased meanwhile. */
export function sortOut(
  due: readonly DueDelivery[],
  told: ReadonlyMap<string, Told>,
  { to, kind, at, regionOfCaller }: Sorting,
): SortedOut {
  const ready: Ready[] = [];
  const settled: Settled[] = [];
  for (const one of due) {
    const about = told.get(one.eventId);
    const leftOut = about ? leftOutBy(about, to, regionOfCaller) : null;
    const why = about ? whyNot(about, { kind, at, leftOut }) : ERASED;
    if (why) settled.push({ id: one.id, attempts: one.attempts, farId: null, untried: true, ...why });
    else if (about) ready.push({ due: one, told: about, leftOut });
  }
  const size = kind.batch ?? 1;
  const groups = Array.from({ length: Math.ceil(ready.length / size) }, (_, n) =>
    ready.slice(n * size, (n + 1) * size),
  );
  return { groups, settled };
}

type WhyNot = Pick<Settled, 'state' | 'reason' | 'nextAt'>;
const ERASED: WhyNot = { state: 'skipped', reason: 'erased', nextAt: null };

function leftOutBy(
  { call, site, visit }: Told,
  { filter }: SpokenDestination,
  regionOfCaller: Sorting['regionOfCaller'],
): FilterReason | null {
  if (!call) return null;
  const ofCaller = call.caller && regionOfCaller?.(call.caller);
  return filteredBy(filter, filtered(call), {
    regions: [visit?.region, ofCaller].filter((one) => typeof one === 'string'),
    ...{ startedAt: new Date(call.startedAt), timeZone: site.timeZone },
  });
}

function whyNot(
  { event }: Told,
  { kind, at, leftOut }: { kind: Destination; at: Date; leftOut: FilterReason | null },
): WhyNot | null {
  const lapses = kind.lapsesAfter?.[event.type];
  if (lapses !== undefined && at.getTime() - event.at.getTime() > lapses)
    return { state: 'lapsed', reason: 'too-late', nextAt: null };
  if (leftOut && !kind.takesBack) return { state: 'skipped', reason: leftOut, nextAt: null };
  const goes = gatheredAt(event.toldAt, kind.gathersFor ?? 0);
  return goes > at ? { state: 'due', reason: 'gathering', nextAt: goes } : null;
}

/** What came within one span goes together at its end. */
const gatheredAt = (toldAt: Date, span: number) =>
  span === 0 ? toldAt : new Date(Math.ceil(toldAt.getTime() / span) * span);
