// What attribution knows of how visits call, and in which state a visit was at the moment of a call (number-pool.md § 4).

import { type Holder, isPageOpen } from './holder.ts';

/**
 * Calls per second of a visit, by bin of seconds. `edges` are the bins' lower bounds; one edge more than `perSecond`
 * ends the last bin, otherwise it has no end. Outside the table the hazard is 0.
 */
export type HazardTable = { edges: readonly number[]; perSecond: readonly number[] };

/**
 * `tapped` by time since the tap; the end of its last bin is how long a tap counts. `open` by time since the visit's
 * start, `closed` by time since its last activity: of pages on phones, which are left in order to call, and on desktops,
 * where the page stays open during the call.
 */
export type HazardName = 'tapped' | 'open' | 'closed' | 'desktopOpen' | 'desktopClosed';
/** In the order in which learning counts through the bins. */
export const HAZARD_NAMES: readonly HazardName[] = ['tapped', 'open', 'closed', 'desktopOpen', 'desktopClosed'];

export type AttributionParameters = {
  version: string;
  /** Must be the heartbeat that the pages were told, in seconds: it says when a silent page is over. */
  heartbeatSeconds: number;
  hazards: Readonly<Record<HazardName, HazardTable>>;
  /** How eagerly a source's visits call, 1 is the mean. `byCampaign` is keyed by `sourceKey`; without it the channel's. */
  rates: { byCampaign: Readonly<Record<string, number>>; byChannel: Readonly<Record<string, number>> };
  /** g: how often the caller's region is the visit's by necessity and not by chance. */
  regionMatch: number;
  /** Share of visits from each region. */
  regionShares: Readonly<Record<string, number>>;
  /** b: calls per second and number from people who saw no number of ours. */
  backgroundPerSecond: number;
  /** The answer is "unknown" if the probability of nobody is above this. */
  unknownAbove: number;
  /** A visit's answer is "sure" from this probability on. */
  sureFrom: number;
};

/** What was known of a holder's visit at the moment of a call. */
export type VisitState = { state: 'tapped' | 'open' | 'closed'; seconds: number };

export const STATES = ['tapped', 'open', 'closed'] as const;
export const TAPPED = 0;
const OPEN = 1;
export const CLOSED = 2;
export const NOT_BEGUN = -1;

/** The place of its state in STATES, or NOT_BEGUN. */
export function stateCode(holder: Holder, at: number, { hazards, heartbeatSeconds }: AttributionParameters): number {
  if (holder.startedAt > at) return NOT_BEGUN;
  if (holder.tappedAt !== null && binOf(hazards.tapped, at - holder.tappedAt) !== null) return TAPPED;
  return isPageOpen(holder, at, heartbeatSeconds) ? OPEN : CLOSED;
}

/** Which table says how a visit in this state calls. */
export function hazardName(code: number, desktop: boolean): HazardName {
  return HAZARD_NAMES[desktop && code !== TAPPED ? code + 2 : code]!;
}

/** Since when it is in that state. */
export function secondsIn(code: number, { startedAt, lastActivityAt, closedAt, tappedAt }: Holder, at: number): number {
  if (code === TAPPED) return at - tappedAt!;
  if (code === OPEN) return at - startedAt;
  return at - (lastActivityAt <= at ? lastActivityAt : closedAt!);
}

/** What was known of a visit at `at`: tapped before open before closed. Null: it had not begun. */
export function stateAt(holder: Holder, at: number, parameters: AttributionParameters): VisitState | null {
  const code = stateCode(holder, at, parameters);
  return code === NOT_BEGUN ? null : { state: STATES[code]!, seconds: secondsIn(code, holder, at) };
}

/** Calls per second of a visit at `at`; null: it had not begun. */
export function hazardAt(holder: Holder, at: number, parameters: AttributionParameters): number | null {
  const code = stateCode(holder, at, parameters);
  return code === NOT_BEGUN ? null : hazardIn(code, holder.desktop, secondsIn(code, holder, at), parameters);
}

/** The same of a visit that is in a state for so long. */
export function hazardIn(code: number, desktop: boolean, seconds: number, { hazards }: AttributionParameters): number {
  const table = hazards[hazardName(code, desktop)];
  const bin = binOf(table, seconds);
  return bin === null ? 0 : table.perSecond[bin]!;
}

/** The bin that `seconds` falls in, lower bound included; null outside the table. */
export function binOf({ edges, perSecond }: HazardTable, seconds: number): number | null {
  if (!(seconds >= edges[0]!)) return null;
  let bin = 0;
  for (let above = edges.length; above - bin > 1; ) {
    const middle = (bin + above) >> 1;
    if (seconds >= edges[middle]!) bin = middle;
    else above = middle;
  }
  return bin < perSecond.length ? bin : null;
}

/** How eagerly a source calls: its own rate, else its channel's, else the mean. `key`: its `sourceKey`. */
export function sourceRate(
  { byCampaign, byChannel }: AttributionParameters['rates'],
  key: string,
  channel: string,
): number {
  return own(byCampaign, key) ?? own(byChannel, channel) ?? 1;
}

/** Share of a region that no visit has come from yet: that of the rarest regions of the reference world. */
const RARE_REGION_SHARE = 0.01;

export function shareOfRegion(region: string | null, shares: AttributionParameters['regionShares']): number {
  return (region === null ? undefined : own(shares, region)) ?? RARE_REGION_SHARE;
}

/** R(j), of a visit from the caller's region and of one from another. A region that is not known says nothing. */
export function regionFactors(called: string | null, { regionMatch, regionShares }: AttributionParameters) {
  if (called === null) return { same: 1, other: 1 };
  const share = shareOfRegion(called, regionShares);
  return { same: regionMatch / share + 1 - regionMatch, other: 1 - regionMatch };
}

/** Like `record[key]`, but a campaign called "constructor" finds nothing. */
function own(record: Readonly<Record<string, number>>, key: string): number | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
