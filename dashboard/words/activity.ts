// The activity of a visit as a short story: beats become one "stayed for …", the call takes its place in time.
import type { Visit } from '../../src/api/wire.ts';

type Fact = Visit['activity'][number];

/** One line of the story. `seconds` is given for a stay; `page` where it is new. */
export interface Moment {
  at: string;
  kind: Exclude<Fact['kind'], 'beat'> | 'stay' | 'call';
  page: string | null;
  seconds: number | null;
}

// A stay shorter than this says nothing: beats come several times a minute.
const SHORTEST_STAY_SECONDS = 5;

/** Facts in any order → moments oldest first, with the call (RFC 3339) among them. */
export function story(facts: readonly Fact[], calledAt: string): Moment[] {
  const sorted = [...facts].sort((a, b) => time(a.at) - time(b.at));
  const moments = sorted.flatMap((fact, index) => [
    ...stayBefore(sorted, index),
    ...(fact.kind === 'beat' ? [] : [{ at: fact.at, kind: fact.kind, page: fact.page, seconds: null }]),
  ]);
  const call: Moment = { at: calledAt, kind: 'call', page: null, seconds: null };
  return [...moments, ...lastStay(sorted), call].sort((a, b) => time(a.at) - time(b.at));
}

const time = (at: string) => new Date(at).getTime();

// Beats that lead up to a fact of another kind become one stay, told before that fact.
function stayBefore(sorted: readonly Fact[], index: number): Moment[] {
  const fact = sorted[index];
  const before = sorted[index - 1];
  if (!fact || fact.kind === 'beat' || before?.kind !== 'beat') return [];
  return stay(sorted, index - 1, fact.at);
}

function lastStay(sorted: readonly Fact[]): Moment[] {
  const last = sorted.at(-1);
  return last?.kind === 'beat' ? stay(sorted, sorted.length - 1, last.at) : [];
}

function stay(sorted: readonly Fact[], lastBeat: number, until: string): Moment[] {
  let first = lastBeat;
  while (first > 0 && sorted[first - 1]?.kind === 'beat') first -= 1;
  const from = sorted[first - 1] ?? sorted[first];
  if (!from) return [];
  const seconds = (time(until) - time(from.at)) / 1000;
  return seconds < SHORTEST_STAY_SECONDS ? [] : [{ at: from.at, kind: 'stay', page: null, seconds }];
}
