// Undo and redo: whole routes, since a route is small. Letters typed one after the other into one field are one change.

export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
  /** what was changed last, and when (milliseconds) */
  last: { what: string; at: number } | null;
}

const MOST = 200;
// A pause of thought.
const ONE_CHANGE_MS = 1500;

export const begun = <T>(now: T): History<T> => ({ past: [], now, future: [], last: null });

/** `what`: changes of the same within a moment are undone together; null: by itself. */
export function changed<T>(
  history: History<T>,
  next: T,
  { what, at }: { what: string | null; at: number },
): History<T> {
  if (next === history.now) return history;
  const { past, now, last } = history;
  const goesOn = what !== null && last?.what === what && at - last.at < ONE_CHANGE_MS && past.length > 0;
  return {
    past: goesOn ? past : [...past.slice(-(MOST - 1)), now],
    now: next,
    future: [],
    last: what === null ? null : { what, at },
  };
}

export function undone<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], last: null };
}

export function redone<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future, last: null };
}
