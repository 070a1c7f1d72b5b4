// The numbering register in memory: whose capacity a number is of, and which region it was given to.

/** Numbers `first`…`last`, both included, as digits with the country code: 79160000000. `region`: null where not one. */
export type NumberingRange = { first: number; last: number; operator: string; region: string | null };
export type NumberingEntry = { operator: string; region: string | null };

export type Numbering = {
  /** As many as were added. */
  readonly ranges: number;
  /** Ranges that begin inside another one. Where two cover a number, the narrower one counts; of equals the first. */
  readonly overlaps: number;
  /** What the tables take. */
  readonly bytes: number;
  /** Null: no range has the number, or it is no E.164 number. */
  lookUp(e164: string): NumberingEntry | null;
};
export type NumberingBuilder = { add(range: NumberingRange): void; build(): Numbering };

/**
 * Collects ranges in typed arrays, so that half a million of them never are half a million objects. Sorted ones (by
 * `first`) are built fastest. A builder builds once.
 */
export function createNumberingBuilder(): NumberingBuilder {
  const operators = createNames();
  const regions = createNames();
  const given = createColumns();
  return {
    add: ({ first, last, operator, region }) => given.add(first, last, operators.idOf(operator), regions.idOf(region)),
    build() {
      const { columns, overlaps } = withoutOverlaps(given.cut());
      const { firsts, lasts, operatorIds, regionIds } = columns;
      return {
        ranges: given.size(),
        overlaps,
        bytes: firsts.byteLength + lasts.byteLength + operatorIds.byteLength + regionIds.byteLength,
        lookUp(e164) {
          if (!/^\+[1-9][0-9]{5,14}$/.test(e164)) return null;
          const number = Number(e164.slice(1));
          const at = lastAtOrBelow(firsts, number);
          if (at < 0 || lasts[at]! < number) return null;
          return { operator: operators.nameOf(operatorIds[at]!)!, region: regions.nameOf(regionIds[at]!) };
        },
      };
    },
  };
}

/** Nobody's numbers. */
export const EMPTY_NUMBERING: Numbering = createNumberingBuilder().build();

/** One entry a range: of parallel arrays, since a range as an object takes five times as much. */
type Columns = { firsts: Float64Array; lasts: Float64Array; operatorIds: Uint32Array; regionIds: Uint16Array };

function createColumns() {
  const make = (length: number): Columns => ({
    firsts: new Float64Array(length), // a number has up to 15 digits
    lasts: new Float64Array(length),
    operatorIds: new Uint32Array(length),
    regionIds: new Uint16Array(length),
  });
  let columns = make(1024);
  let size = 0;
  const resize = (length: number) => {
    const { firsts, lasts, operatorIds, regionIds } = columns;
    columns = make(length);
    const kept = Math.min(size, length);
    columns.firsts.set(firsts.subarray(0, kept));
    columns.lasts.set(lasts.subarray(0, kept));
    columns.operatorIds.set(operatorIds.subarray(0, kept));
    columns.regionIds.set(regionIds.subarray(0, kept));
  };
  return {
    add(first: number, last: number, operatorId: number, regionId: number) {
      if (size === columns.firsts.length) resize(size * 2);
      columns.firsts[size] = first;
      columns.lasts[size] = last;
      columns.operatorIds[size] = operatorId;
      columns.regionIds[size] = regionId;
      size++;
    },
    /** Lets the range before go on to `last` if this one is its continuation. */
    join(first: number, last: number, operatorId: number, regionId: number): boolean {
      const before = size - 1;
      const joins =
        size > 0 &&
        columns.lasts[before] === first - 1 &&
        columns.operatorIds[before] === operatorId &&
        columns.regionIds[before] === regionId;
      if (joins) columns.lasts[before] = last;
      return joins;
    },
    size: () => size,
    cut(): Columns {
      resize(size);
      return columns;
    },
  };
}

function createNames() {
  const names: (string | null)[] = [];
  const ids = new Map<string | null, number>();
  return {
    nameOf: (id: number) => names[id] ?? null,
    idOf(name: string | null): number {
      let id = ids.get(name);
      if (id === undefined) {
        id = names.push(name) - 1;
        ids.set(name, id);
      }
      return id;
    },
  };
}

/**
 * Cuts the ranges so that each number is in one at most, and joins neighbours that say the same. A sweep from the lowest
 * number up with the ranges that are open: `open` holds more than one only where they overlap.
 */
function withoutOverlaps({ firsts, lasts, operatorIds, regionIds }: Columns): { columns: Columns; overlaps: number } {
  const out = createColumns();
  let overlaps = 0;
  let open: number[] = [];
  let from = 0;
  const widthOf = (range: number) => lasts[range]! - firsts[range]!;
  const narrower = (one: number, other: number) => (widthOf(other) < widthOf(one) ? other : one);
  const tellUntil = (until: number) => {
    while (open.length > 0 && from < until) {
      const narrowest = open.length === 1 ? open[0]! : open.reduce(narrower);
      const last = Math.min(lasts[narrowest]!, until - 1);
      const row = [from, last, operatorIds[narrowest]!, regionIds[narrowest]!] as const;
      if (!out.join(...row)) out.add(...row);
      from = last + 1;
      open = open.filter((range) => lasts[range]! >= from);
    }
  };
  const order = isSorted(firsts) ? null : orderOf(firsts);
  for (let at = 0; at < firsts.length; at++) {
    const range = order ? order[at]! : at;
    tellUntil(firsts[range]!);
    if (open.length > 0) overlaps++;
    open.push(range);
    from = firsts[range]!;
  }
  tellUntil(Number.POSITIVE_INFINITY);
  return { columns: out.cut(), overlaps };
}

function isSorted(firsts: Float64Array): boolean {
  for (let at = 1; at < firsts.length; at++) if (firsts[at - 1]! > firsts[at]!) return false;
  return true;
}

/** Indexes of the ranges by their first numbers; of equals the one given first. */
function orderOf(firsts: Float64Array): Uint32Array {
  const order = new Uint32Array(firsts.length).map((_, index) => index);
  return order.sort((one, other) => firsts[one]! - firsts[other]! || one - other);
}

function lastAtOrBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
