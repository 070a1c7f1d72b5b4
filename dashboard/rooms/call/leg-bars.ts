// Where the bars of a leg stand on the time of its call.
import type { Leg } from '../../../src/api/wire.ts';

export interface Bar {
  /** Percent of the call's time. */
  from: number;
  width: number;
  seconds: number;
}

// Even the shortest ring should be seen.
const NARROWEST_PERCENT = 0.8;

/** Ringing, and talking where it was answered. `until`: the end of the call, or now. */
export function legBars(leg: Leg, callStartedAt: string, until: Date): { ring: Bar; talk: Bar | null } {
  const start = Date.parse(callStartedAt);
  const whole = Math.max(1, until.getTime() - start);
  const bar = (from: number, to: number): Bar => ({
    from: clamp(((from - start) / whole) * 100),
    width: Math.max(NARROWEST_PERCENT, clamp(((to - from) / whole) * 100)),
    seconds: Math.max(0, (to - from) / 1000),
  });
  const end = leg.endedAt ? Date.parse(leg.endedAt) : until.getTime();
  const answered = leg.answeredAt ? Date.parse(leg.answeredAt) : null;
  return {
    ring: bar(Date.parse(leg.startedAt), answered ?? end),
    talk: answered === null ? null : bar(answered, end),
  };
}

const clamp = (percent: number) => Math.min(100, Math.max(0, percent));
