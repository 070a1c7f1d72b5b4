// A site's own visits as a log for replay, with calls drawn as its learned hazards expect them: their truth is known.

import { type AttributionParameters, type HazardTable, sourceRate } from '../core/attribution/attribution.ts';
import { MISSING_BEATS, sourceKey } from '../core/attribution/holder.ts';
import { drawIndex, type Random } from './random.ts';
import type { WorldEvent } from './world.ts';

/** A visit of the log. Times in seconds, of one clock; `taps` in order. */
export type LoggedVisit = {
  visit: string;
  visitor: string;
  channel: string;
  campaign: string;
  region: string | null;
  desktop: boolean;
  startedAt: number;
  lastActivityAt: number;
  closed: boolean;
  taps: readonly number[];
};

export type DrawOptions = {
  parameters: AttributionParameters;
  random: Random;
  /** How many calls to draw, about: hazards are scaled alike, so that a quiet site gives enough to judge by. */
  calls: number;
  numbers: number;
  /** Calls are drawn up to here, in seconds: later ones nobody could have seen. */
  until: number;
};

/** The visits, what they did, and a call here and there, sorted by `t`. The same seed gives the same log. */
export function drawLog(visits: readonly LoggedVisit[], options: DrawOptions): WorldEvent[] {
  const { parameters, random, calls, until } = options;
  const lives = visits.map((visit) => ({ visit, stretches: stretchesOf(visit, parameters, until) }));
  const scale = scaleFor(
    lives.map(({ stretches }) => massOf(stretches)),
    calls,
  );
  const events = visits.flatMap((visit) => eventsOf(visit, parameters.heartbeatSeconds));
  const regions = Object.entries(parameters.regionShares);
  let drawn = 0;
  for (const { visit, stretches } of lives) {
    const t = drawMoment(stretches, scale, random);
    if (t === null) continue;
    const { channel, campaign } = visit;
    const caller = `+7916${String(++drawn).padStart(7, '0')}`;
    const region = callerRegion(visit.region, regions, parameters.regionMatch, random);
    const truth = { kind: 'first' as const, visit: visit.visit, channel, campaign };
    events.push({ t, type: 'call', id: `c${drawn}`, caller, region, dials: visit.visit, truth });
  }
  return events.sort((one, other) => one.t - other.t);
}

/** A piece of a visit's time in which it calls at an even rate. */
type Stretch = { from: number; seconds: number; perSecond: number };

function stretchesOf(visit: LoggedVisit, { hazards, heartbeatSeconds, rates }: AttributionParameters, until: number) {
  const rate = sourceRate(rates, sourceKey(visit), visit.channel);
  const stretches: Stretch[] = [];
  const spend = (table: HazardTable, since: number, from: number, to: number) => {
    for (const [bin, perSecond] of table.perSecond.entries()) {
      const start = Math.max(from, since + table.edges[bin]!);
      const end = Math.min(to, since + (table.edges[bin + 1] ?? Number.POSITIVE_INFINITY), until);
      if (end > start) stretches.push({ from: start, seconds: end - start, perSecond: perSecond * rate });
    }
  };
  const { startedAt, lastActivityAt, closed, desktop } = visit;
  const openUntil = closed ? lastActivityAt : lastActivityAt + MISSING_BEATS * heartbeatSeconds;
  const untapped = (from: number, to: number) => {
    spend(desktop ? hazards.desktopOpen : hazards.open, startedAt, from, Math.min(to, openUntil));
    spend(desktop ? hazards.desktopClosed : hazards.closed, lastActivityAt, Math.max(from, openUntil), to);
  };
  let at = startedAt;
  for (const [index, tap] of visit.taps.entries()) {
    const ends = Math.min(tap + hazards.tapped.edges.at(-1)!, visit.taps[index + 1] ?? Number.POSITIVE_INFINITY);
    untapped(at, tap);
    spend(hazards.tapped, tap, tap, ends);
    at = ends;
  }
  untapped(at, Number.POSITIVE_INFINITY);
  return stretches;
}

function massOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { seconds, perSecond }) => sum + seconds * perSecond, 0);
}

/** By how much to scale visits' masses so that about so many of them call, each once at most. */
function scaleFor(masses: readonly number[], calls: number): number {
  const wanted = Math.min(calls, masses.filter((mass) => mass > 0).length / 2);
  let [low, high] = [0, 1];
  const callers = (scale: number) => masses.reduce((sum, mass) => sum + 1 - Math.exp(-mass * scale), 0);
  while (callers(high) < wanted) high *= 2;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (callers(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
}

/** The first moment of a Poisson process with these rates; null: it never calls. */
function drawMoment(stretches: readonly Stretch[], scale: number, random: Random): number | null {
  let left = -Math.log(1 - random());
  for (const { from, seconds, perSecond } of stretches) {
    const mass = seconds * perSecond * scale;
    if (left < mass) return from + (seconds * left) / mass;
    left -= mass;
  }
  return null;
}

function callerRegion(
  own: string | null,
  shares: readonly (readonly [string, number])[],
  match: number,
  random: Random,
): string | null {
  if (own === null || shares.length === 0) return null;
  if (random() < match) return own;
  const index = drawIndex(
    random,
    shares.map(([, share]) => share),
  );
  return shares[index]![0];
}

function eventsOf(visit: LoggedVisit, heartbeat: number): WorldEvent[] {
  const { visit: id, visitor, channel, campaign, region, startedAt, lastActivityAt } = visit;
  const source = { visitor, channel, campaign, region, mobile: !visit.desktop };
  const events: WorldEvent[] = [{ t: startedAt, type: 'visit', visit: id, ...source }];
  for (let t = startedAt + heartbeat; t <= lastActivityAt; t += heartbeat) events.push({ t, type: 'beat', visit: id });
  for (const t of visit.taps) events.push({ t, type: 'tap', visit: id });
  if (visit.closed) events.push({ t: lastActivityAt, type: 'close', visit: id });
  else events.push({ t: lastActivityAt, type: 'beat', visit: id });
  return events;
}
