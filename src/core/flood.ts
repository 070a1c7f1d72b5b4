// Floods: how many calls one key (a caller, a number) has had within the last minutes, in memory, bounded. Each step costs
// the same however large the flood is.

/** What was kept last, at most about `keys` of it: two generations, the older is forgotten whole when the newer is full. */
export function createRecent<T>(keys: number) {
  let [young, old] = [new Map<string, T>(), new Map<string, T>()];
  return {
    get: (key: string): T | undefined => young.get(key) ?? old.get(key),
    set(key: string, value: T): void {
      young.set(key, value);
      if (young.size < keys / 2) return;
      old = young;
      young = new Map();
    },
    /** at most; a key that is in both generations counts twice */
    size: () => young.size + old.size,
  };
}

export type Window = {
  /** notes one of this key and answers how many there have been within the span, this one included; times don't go back */
  note(key: string, atMs: number, spanMs: number): number;
  /** how many there have been, without noting one */
  count(key: string, atMs: number, spanMs: number): number;
  size(): number;
};

/** Times in order; what lies before `start` is forgotten. */
type Times = { at: number[]; start: number };
const SLACK = 1000; // forgotten times are cut off in lots: one by one they would be moved for each call

/**
 * Sliding windows by key. Each keeps its `most` newest times only (what is beyond them is a flood anyhow), and about the
 * `keys` keys that called last are kept: a flood of made-up callers can't fill the memory.
 */
export function createWindow({ most, keys }: { most: number; keys: number }): Window {
  const known = createRecent<Times>(keys);
  const count = (key: string, atMs: number, spanMs: number) => {
    const times = known.get(key);
    return times ? times.at.length - firstAfter(times, atMs - spanMs) : 0;
  };
  return {
    note(key, atMs, spanMs) {
      const times = known.get(key) ?? { at: [], start: 0 };
      times.at.push(Math.max(atMs, times.at.at(-1) ?? atMs));
      if (times.at.length - times.start > most) times.start++;
      if (times.start >= SLACK) {
        times.at = times.at.slice(times.start);
        times.start = 0;
      }
      known.set(key, times);
      return count(key, atMs, spanMs);
    },
    count,
    size: known.size,
  };
}

/** The place of the first time after `since`, by halves. */
function firstAfter({ at, start }: Times, since: number): number {
  let [low, high] = [start, at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? 0) > since) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Which different things (numbers) a key (caller) has touched within the span. */
export type Spread = {
  /** notes a thing of this key and answers how many there have been within the span, this one among them */
  note(key: string, thing: string, atMs: number, spanMs: number): number;
  /** how many there would be with this one, without noting it */
  count(key: string, thing: string, atMs: number, spanMs: number): number;
};

/** Like a window, of different things; of each key the `most` last things are kept. */
export function createSpread({ most, keys }: { most: number; keys: number }): Spread {
  const touched = createRecent<Map<string, number>>(keys);
  const within = (things: ReadonlyMap<string, number>, since: number, but: string) => {
    let count = 1;
    for (const [thing, time] of things) if (thing !== but && time > since) count++;
    return count;
  };
  return {
    count: (key, thing, atMs, spanMs) => within(touched.get(key) ?? new Map(), atMs - spanMs, thing),
    note(key, thing, atMs, spanMs) {
      const things = touched.get(key) ?? new Map<string, number>();
      things.delete(thing); // to the end: Map keeps the order of insertion
      things.set(thing, atMs);
      if (things.size > most) things.delete(things.keys().next().value as string);
      touched.set(key, things);
      return within(things, atMs - spanMs, thing);
    },
  };
}
