// All numbers of a site as a CSV file, out and in: in is all or nothing, line by line with what changes or why not.
import { type NumberWish, refusalOf } from '../core/numbers/number-life.ts';
import { countryOf } from '../core/phone.ts';
import { listConnections } from '../store/connections.ts';
import { listContracts } from '../store/contracts.ts';
import { type Db, type Queryable, type Tx, transaction } from '../store/database.ts';
import {
  findInventory,
  type InventoryRow,
  listInventory,
  type NumberParticulars,
  updateParticulars,
} from '../store/inventory.ts';
import { changeNumber } from '../store/number-life.ts';
import { insertNumber } from '../store/numbers.ts';
import { listPools } from '../store/pools.ts';
import {
  type Cells,
  COLUMNS,
  type Column,
  cellsOf,
  type Names,
  readNamed,
  readNumber,
  WrongCell,
} from './csv-columns.ts';
import { type Line, readFile, writeFile } from './csv-file.ts';
import { particularsOf } from './csv-particulars.ts';
import { newUse, wishOf } from './csv-use.ts';

type SiteOfNumbers = { id: string; accountId: string };

/** Export and import as the API asks for them. */
export function openNumbersFile({ db, newId }: { db: Db; newId: () => string }) {
  return {
    export: (site: SiteOfNumbers) => exportNumbers(db, site),
    import: (asked: Omit<ImportQuestion, 'at' | 'newId'>) => importNumbers(db, { ...asked, at: new Date(), newId }),
  };
}

/** The site's numbers that are not gone, cell by cell. */
export async function numberLines(db: Queryable, site: SiteOfNumbers): Promise<Record<Column, string>[]> {
  const names = await namesOf(db, site);
  return (await listInventory(db, site.id)).map((row) => cellsOf(row, names));
}

/** The same as a file. Read back, it changes nothing. */
export async function exportNumbers(db: Queryable, site: SiteOfNumbers): Promise<string> {
  return writeFile(await numberLines(db, site));
}

export type ImportQuestion = {
  site: SiteOfNumbers;
  file: Uint8Array;
  /** only say what would change */
  dry: boolean;
  /** numbers may serve elsewhere though they were shown lately */
  evenIfShown: boolean;
  userId: string | null;
  at: Date;
  newId: () => string;
};
export type ImportedRow = {
  line: number;
  number: string;
  action: 'add' | 'change' | 'none' | 'refused';
  changes: { column: Column; from: string; to: string }[];
  /** refused: why, and what to do */
  error: string | null;
};
/** `applied`: it was written; false: a dry run, or refused for one line at least, or nothing to do. */
export type Imported = {
  applied: boolean;
  added: number;
  changed: number;
  same: number;
  refused: number;
  rows: ImportedRow[];
};

/** Brings the numbers in line with the file; numbers that it does not name stay as they are. */
export async function importNumbers(db: Db, question: ImportQuestion): Promise<Imported | { unreadable: string }> {
  const file = readFile(question.file);
  if (file.kind === 'unreadable') return { unreadable: file.detail };
  const taken: ImportedRow[] = [];
  const write = async (tx: Tx) => {
    const names = await namesOf(tx, question.site);
    const known = new Map((await listInventory(tx, question.site.id)).map((row) => [row.e164, row]));
    const seen = new Map<string, number>();
    for (const line of file.lines) taken.push(await takeLine(tx, line, { question, names, known, seen }));
    if (question.dry || taken.some(({ action }) => action === 'refused')) throw new NothingWritten();
  };
  const written = await transaction(db, write).then(
    () => true,
    (error) => {
      if (error instanceof NothingWritten) return false;
      throw error;
    },
  );
  const count = (action: ImportedRow['action']) => taken.filter((row) => row.action === action).length;
  const [added, changed] = [count('add'), count('change')];
  return {
    applied: written && added + changed > 0,
    added,
    changed,
    same: count('none'),
    refused: count('refused'),
    rows: taken,
  };
}

class NothingWritten extends Error {}

async function namesOf(db: Queryable, { id, accountId }: SiteOfNumbers): Promise<Names> {
  const [pools, connections, contracts] = [
    await listPools(db, id),
    await listConnections(db, accountId),
    await listContracts(db, accountId),
  ];
  const country = pools.map(({ targetNumber }) => countryOf(targetNumber)).find((one) => one !== null) ?? null;
  return { pools, connections, contracts, country };
}

type Taking = {
  question: ImportQuestion;
  names: Names;
  known: ReadonlyMap<string, InventoryRow>;
  seen: Map<string, number>;
};

async function takeLine(tx: Tx, { line, cells }: Line, taking: Taking): Promise<ImportedRow> {
  const { names, known, seen } = taking;
  const row: ImportedRow = { line, number: cells.number ?? '', action: 'refused', changes: [], error: null };
  try {
    row.number = readNumber(cells.number ?? '', names.country);
    const earlier = seen.get(row.number);
    if (earlier !== undefined) throw new WrongCell(`number: ${row.number} is in line ${earlier} already.`);
    seen.set(row.number, line);
    const before = known.get(row.number);
    const after = before ? await changeOne(tx, before, cells, taking) : await addOne(tx, row.number, cells, taking);
    const changes = differences(before && cellsOf(before, names), cellsOf(after, names));
    return { ...row, changes, action: before ? (changes.length > 0 ? 'change' : 'none') : 'add' };
  } catch (error) {
    if (!(error instanceof WrongCell)) throw error;
    return { ...row, error: error.message };
  }
}

function differences(before: Cells | undefined, after: Record<Column, string>): ImportedRow['changes'] {
  return COLUMNS.flatMap((column) => {
    const [from, to] = [before?.[column] ?? '', after[column]];
    return from === to ? [] : [{ column, from, to }];
  });
}

async function addOne(tx: Tx, e164: string, cells: Cells, { question, names }: Taking): Promise<InventoryRow> {
  const { site, newId, userId, at } = question;
  const connectionId = cells.connection
    ? readNamed('connection', cells.connection, names.connections)
    : onlyOne(names.connections);
  const number = {
    id: newId(),
    siteId: site.id,
    connectionId,
    e164,
    region: null,
    userId,
    at,
    ...newUse(cells, names),
  };
  const added = await insertNumber(tx, number);
  if (added === 'in-use') throw new WrongCell(`number: ${e164} is in another site's inventory. Remove it there first.`);
  const row = await rowOf(tx, site.id, added.id);
  await updateParticulars(tx, row.id, particularsOf(row, cells, names));
  return rowOf(tx, site.id, row.id);
}

function onlyOne(connections: Names['connections']): string {
  const [only, ...others] = connections;
  if (!only || others.length > 0) throw new WrongCell('connection: say which. A new number needs one.');
  return only.id;
}

async function changeOne(tx: Tx, row: InventoryRow, cells: Cells, { question, names }: Taking): Promise<InventoryRow> {
  const { site, evenIfShown, userId, at } = question;
  const wish = wishOf(row, cells, names);
  const particulars = particularsOf(row, cells, names);
  const moved = wish && (await grant(tx, row, { ...wish, evenIfShown }, { userId, at }));
  if (wish?.to === 'gone') return { ...row, state: 'gone', poolId: null }; // and of no interest any more
  if (isSame(particulars, particularsOf(row, {}, names))) return moved ? rowOf(tx, site.id, row.id) : row;
  await updateParticulars(tx, row.id, particulars);
  return rowOf(tx, site.id, row.id);
}

async function grant(
  tx: Tx,
  row: InventoryRow,
  wish: NumberWish,
  by: { userId: string | null; at: Date },
): Promise<boolean> {
  const changed = await changeNumber(tx, { siteId: null, numberId: row.id, wish, ...by, reason: 'CSV' });
  if (changed.kind === 'refused') throw new WrongCell(`state: ${refusalOf(changed.reason, changed.until)}`);
  return changed.kind === 'changed';
}

async function rowOf(tx: Tx, siteId: string, numberId: string): Promise<InventoryRow> {
  const row = await findInventory(tx, siteId, numberId);
  if (!row) throw new Error(`number ${numberId} has vanished inside its transaction`);
  return row;
}

const isSame = (one: NumberParticulars, other: NumberParticulars) => JSON.stringify(one) === JSON.stringify(other);
