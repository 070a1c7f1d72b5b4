// Floods: how many calls one key (a caller, a number) has had within the last minutes, in memory, bounded.

export type Window = {
  /** notes one of this key and answers how many there have been within the span, this one included; times don't go back */
  note(key: string, atMs: number, spanMs: number): number;
  /** how many there have been, without noting one */
  count(key: string, atMs: number, spanMs: number): number;
  size(): number;
};

/**
 * Sliding windows by key. Each keeps its `most` newest times only (what is beyond them is a flood anyhow), and only the
 * `keys` keys that called last are kept: a flood of made-up callers can't fill the memory.
 */
export function createWindow({ most, keys }: { most: number; keys: number }): Window {
  const times = new Map<string, number[]>();
  const count = (key: string, atMs: number, spanMs: number) => {
    const known = times.get(key) ?? [];
    let [low, high] = [0, known.length]; // times are in order: the first within the span, by halves
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((known[middle] ?? 0) > atMs - spanMs) high = middle;
      else low = middle + 1;
    }
    return known.length - low;
  };
  return {
    note(key, atMs, spanMs) {
      const known = times.get(key) ?? [];
      times.delete(key); // to the end: Map keeps the order of insertion
      known.push(Math.max(atMs, known.at(-1) ?? atMs));
      if (known.length > most) known.shift();
      times.set(key, known);
      if (times.size > keys) times.delete(times.keys().next().value as string);
      return count(key, atMs, spanMs);
    },
    count,
    size: () => times.size,
  };
}

/** Which different things (numbers) a key (caller) has touched within the span. */
export type Spread = { note(key: string, thing: string, atMs: number, spanMs: number): number };

/** Like a window, of different things; of each key the `most` last things are kept. */
export function createSpread({ most, keys }: { most: number; keys: number }): Spread {
  const touched = new Map<string, Map<string, number>>();
  return {
    note(key, thing, atMs, spanMs) {
      const things = touched.get(key) ?? new Map<string, number>();
      touched.delete(key);
      things.delete(thing);
      things.set(thing, atMs);
      if (things.size > most) things.delete(things.keys().next().value as string);
      touched.set(key, things);
      if (touched.size > keys) touched.delete(touched.keys().next().value as string);
      return [...things.values()].filter((time) => time > atMs - spanMs).length;
    },
  };
}
