// Which number each visit of a log was shown, for ever, in some twenty bytes a visit: a call may come months later.

/** `index` of a number in the pool; null: the page kept its own. */
export type ShownNumbers = {
  set(visit: string, index: number | null): void;
  /** Undefined: the visit was never told. */
  get(visit: string): number | null | undefined;
};

const FIRST_CAPACITY = 1024;
const MOST_FULL = 0.6;
/** In `values`: nothing here, no number shown, else the index plus 2. */
const EMPTY = 0;
const NO_NUMBER = 1;

/**
 * A hash table with open addressing that keeps 64 bits of a visit's hash instead of its name: in ten million visits two
 * are mistaken for each other with a chance of 1 in 300,000.
 */
export function createShownNumbers(): ShownNumbers {
  let capacity = FIRST_CAPACITY;
  let count = 0;
  let hashes = new Uint32Array(2 * capacity);
  let values = new Uint32Array(capacity);

  function place(high: number, low: number): number {
    let slot = low & (capacity - 1);
    while (values[slot] !== EMPTY && (hashes[2 * slot] !== high || hashes[2 * slot + 1] !== low)) {
      slot = (slot + 1) & (capacity - 1);
    }
    return slot;
  }

  function put(high: number, low: number, value: number): void {
    const slot = place(high, low);
    if (values[slot] === EMPTY) count++;
    hashes[2 * slot] = high;
    hashes[2 * slot + 1] = low;
    values[slot] = value;
  }

  function grow(): void {
    const [oldHashes, oldValues] = [hashes, values];
    capacity *= 2;
    count = 0;
    hashes = new Uint32Array(2 * capacity);
    values = new Uint32Array(capacity);
    for (const [slot, value] of oldValues.entries()) {
      if (value !== EMPTY) put(oldHashes[2 * slot]!, oldHashes[2 * slot + 1]!, value);
    }
  }

  return {
    set(visit, index) {
      if (count > MOST_FULL * capacity) grow();
      put(hash(visit, 0x9e3779b9), hash(visit, 0x85ebca6b), index === null ? NO_NUMBER : index + 2);
    },
    get(visit) {
      const value = values[place(hash(visit, 0x9e3779b9), hash(visit, 0x85ebca6b))]!;
      if (value === EMPTY) return undefined;
      return value === NO_NUMBER ? null : value - 2;
    },
  };
}

/** FNV-1a from another start, mixed by the finalizer of MurmurHash3. */
function hash(text: string, start: number): number {
  let sum = start;
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
  return (sum ^ (sum >>> 16)) >>> 0;
}
