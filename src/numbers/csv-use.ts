// What a line of the file wants a number to serve: its columns state, pool and source together.
import type { NumberState, NumberUse, NumberWish } from '../core/numbers/number-life.ts';
import type { InventoryRow } from '../store/inventory.ts';
import { type Cells, type Names, readNamed, readSource, readState, SOURCE_COLUMNS, WrongCell } from './csv-columns.ts';

/** Undefined: the file has no such column. */
type Asked = {
  state: NumberState | undefined;
  poolId: string | null | undefined;
  staticSource: NumberUse['staticSource'] | undefined;
};

function askedBy(cells: Cells, names: Names, before: NumberUse['staticSource']): Asked {
  const poolId =
    cells.pool === undefined ? undefined : cells.pool === '' ? null : readNamed('pool', cells.pool, names.pools);
  const hasSource = SOURCE_COLUMNS.some((column) => cells[column] !== undefined);
  const staticSource = hasSource ? readSource(cells, before) : undefined;
  if (poolId && staticSource) throw new WrongCell('pool: a number is in a pool or has a source of its own, not both.');
  return { state: cells.state ? readState(cells.state) : undefined, poolId, staticSource };
}

/** What a number that is not in the inventory yet begins with. */
export function newUse(cells: Cells, names: Names): NumberUse & { state?: 'ordered' | 'ready' } {
  const { state, poolId = null, staticSource = null } = askedBy(cells, names, null);
  const serves = poolId ? 'pool' : staticSource ? 'static' : undefined;
  const begins = state ?? serves ?? 'ready';
  if (begins === 'pool' && !poolId) throw new WrongCell('pool: say which.');
  if (begins === 'static' && !staticSource) throw new WrongCell('channel: a static number needs a source.');
  if (serves && begins !== serves)
    throw new WrongCell(`state: a number that is "${begins}" has neither pool nor source.`);
  if (begins === 'ordered' || begins === 'ready') return { poolId: null, staticSource: null, state: begins };
  if (begins === 'pool' || begins === 'static') return { poolId, staticSource };
  throw new WrongCell(`state: a new number can't be "${begins}" yet. Begin with ordered, ready, pool or static.`);
}

/** What is to become of a number that is there; undefined: nothing. */
export function wishOf(row: InventoryRow, cells: Cells, names: Names): NumberWish | undefined {
  const asked = askedBy(cells, names, row.staticSource);
  const to = asked.state ?? stateMeant(row, asked);
  if (to === 'pool') {
    const poolId = asked.poolId === undefined ? row.poolId : asked.poolId;
    if (asked.staticSource) throw new WrongCell('channel: a number in a pool has no source of its own.');
    if (!poolId) throw new WrongCell('pool: say which.');
    return { to, poolId };
  }
  if (asked.poolId) throw new WrongCell(`pool: a number that is "${to}" is in none.`);
  if (to === 'static') {
    const staticSource = asked.staticSource === undefined ? row.staticSource : asked.staticSource;
    if (!staticSource) throw new WrongCell('channel: a static number needs a source.');
    return { to, staticSource };
  }
  if (asked.staticSource && !isSame(asked.staticSource, row.staticSource))
    throw new WrongCell(`channel: the source of a number that is "${to}" can't be changed.`);
  return to === row.state ? undefined : { to };
}

// Without a word on its state: what the other columns mean.
function stateMeant(row: InventoryRow, { poolId, staticSource }: Asked): NumberState {
  if (poolId) return 'pool';
  if (staticSource && !isSame(staticSource, row.staticSource)) return 'static';
  const leaves = (row.state === 'pool' && poolId === null) || (row.state === 'static' && staticSource === null);
  if (leaves)
    throw new WrongCell('state: this number leaves its pool or source. Say what it does then: resting or leaving.');
  return row.state;
}

function isSame(one: NumberUse['staticSource'], other: NumberUse['staticSource']): boolean {
  const levels = ['channel', 'source', 'medium', 'campaign', 'adGroup', 'content', 'term'] as const;
  return levels.every((level) => one?.[level] === other?.[level]);
}
