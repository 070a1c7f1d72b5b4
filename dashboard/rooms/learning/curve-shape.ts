// What a version believes, as shapes one can read: when late callers have called, how eager visits on the page are.
import type { Curve } from '../../../src/api/wire.ts';

type Bin = Curve['closed'][number];

/** A point of the curve: by `seconds` after the visit this share of all late callers has called. */
export interface CallersBy {
  seconds: number;
  share: number;
}

/**
 * The curve of those who call after they left: the bins' calls added up, 1 at the end of the last bin. Empty where a
 * version expects no such calls. Bins without an end carry nothing that could be drawn.
 */
export function callersBy(closed: readonly Bin[]): CallersBy[] {
  const ended = closed.filter((bin): bin is Bin & { toSeconds: number } => bin.toSeconds !== null);
  const masses = ended.map((bin) => bin.perHour * (bin.toSeconds - bin.fromSeconds));
  const all = masses.reduce((sum, mass) => sum + mass, 0);
  if (all <= 0) return [];
  let sofar = 0;
  return ended.map((bin, place) => {
    sofar += masses[place] ?? 0;
    return { seconds: bin.toSeconds, share: sofar / all };
  });
}

/** By when this share of late callers has called, in seconds; between two points evenly. Null: there are none. */
export function secondsUntil(curve: readonly CallersBy[], share: number): number | null {
  const after = curve.findIndex((point) => point.share >= share);
  const to = curve[after];
  if (!to) return null;
  const from = curve[after - 1] ?? { seconds: 0, share: 0 };
  const part = to.share > from.share ? (share - from.share) / (to.share - from.share) : 1;
  return from.seconds + part * (to.seconds - from.seconds);
}
