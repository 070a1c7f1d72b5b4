// Google Sheets: a row for each call, kept up to date. A row is known by the call's id in a column of its own; where it
// is not known whether rows arrived, they are looked for before they are appended again.
import type { Destination, DestinationTold, Item, Outcome, Way } from '../port.ts';
import { ACCESS_FIELDS, ACCESS_REASONS, accessFaults, googleOAuth } from './google/access.ts';
import { cellsOf, columnsOf, ID_HEADING, placeHeadings, rowOf } from './google-sheets/columns.ts';
import { openSheet, SHEETS_SCOPE, type Sheet, SheetRefusal } from './google-sheets/sheet.ts';

const TRIAL_ID = 'test';
/** An append was begun then: whoever finds it so does not know whether it arrived. */
const BEGUN = 'begun ';
/** Google works on a request for three minutes at most: before that is over, rows that are not there may still come. */
const MAY_COME_MS = 200_000;

export const googleSheets: Destination = {
  kind: 'google-sheets',
  group: 'files',
  fields: [
    ...ACCESS_FIELDS,
    {
      ...{ name: 'spreadsheet', kind: 'text', required: true },
      pattern: '(https://docs\\.google\\.com/spreadsheets/(u/\\d+/)?d/)?[\\w-]{20,}([/?#].*)?',
      example: 'https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789/edit',
    },
    { name: 'sheet', kind: 'text', required: false, byDefault: 'Calls', pattern: '.{1,100}', example: 'Calls' },
    { name: 'headings', kind: 'choice', required: false, options: ['en', 'ru'], example: 'en' },
    {
      ...{ name: 'columns', kind: 'mapping', required: false },
      example: '{"Date": "{started_date}", "Phone": "{caller}", "Campaign": "{campaign}"}',
    },
  ],
  takes: ['call.finished', 'call.recording-ready', 'call.attributed', 'call.tagged', 'call.qualified', 'deal.changed'],
  byDefault: ['call.finished', 'call.attributed', 'call.tagged', 'call.qualified', 'deal.changed'],
  repeats: 'known',
  takesBack: true,
  reasons: [
    'not-over',
    'nothing-to-tell',
    'row-removed',
    'looked-for-soon',
    'no-such-spreadsheet',
    'refused-by-google',
    ...ACCESS_REASONS,
  ],
  limits: { perSecond: 1, burst: 50, parallel: 1 }, // 60 reads and 60 writes a minute and user
  batch: 100,
  gathersFor: 15_000,
  faults: accessFaults,
  oauth: googleOAuth(SHEETS_SCOPE),
  async deliver(items, to, way) {
    try {
      return await deliver(items, to, way);
    } catch (failure) {
      if (failure instanceof SheetRefusal) return items.map(() => failure.outcome);
      throw failure;
    }
  },
  async check(to, way) {
    try {
      await openSheet(to, way).peek([]);
      return { kind: 'done' };
    } catch (failure) {
      if (failure instanceof SheetRefusal) return failure.outcome;
      throw failure;
    }
  },
  async farFields(to, way) {
    const headings = (await openSheet(to, way).peek([]))?.headings ?? [];
    return headings.filter((title) => title && title !== ID_HEADING).map((title) => ({ name: title, title }));
  },
};

type Place = { kind: 'new' } | { kind: 'row'; row: number } | { kind: 'settled'; outcome: Outcome };

async function deliver(items: readonly Item[], to: DestinationTold, way: Way): Promise<Outcome[]> {
  const refused = items.map(notTold);
  if (refused.every(Boolean)) return refused.map((one) => one ?? DONE);
  const sheet = openSheet(to, way);
  const columns = columnsOf(to.settings);
  const kept = await Promise.all(items.map((item, n) => (refused[n] ? undefined : keptOf(item, way))));
  const there = await sheet.peek(kept.flatMap((link) => rowIn(link) ?? []));
  const headings = await readyHeadings(there?.headings, { sheet, columns });
  const looking = { sheet, way, idColumn: headings.indexOf(ID_HEADING), rows: there?.rows ?? new Map() };
  const places = await placesOf({ items, refused, kept }, looking);
  const rows = items.map(({ told, trial }) =>
    rowOf(cellsOf(told, columns, { id: trial ? TRIAL_ID : (told.call?.id ?? ''), way }), headings),
  );
  const of = (kind: Place['kind']) => (_: unknown, n: number) => places[n]?.kind === kind;
  const updates = places.flatMap((place, n) =>
    place.kind === 'row' ? [{ row: place.row, cells: rows[n] ?? [] }] : [],
  );
  if (updates.length > 0) await sheet.update(updates);
  const added = await appended(items.filter(of('new')), { rows: rows.filter(of('new')), sheet, way });
  return places.map((place, n) => {
    if (place.kind === 'settled') return place.outcome;
    const row = place.kind === 'row' ? place.row : added.get(items[n]?.id ?? '');
    return { kind: 'done', farId: sheet.range(`A${row}`) };
  });
}

const DONE: Outcome = { kind: 'done' };

function notTold({ told }: Item): Outcome | null {
  if (!told.call) return { kind: 'skipped', reason: 'nothing-to-tell' };
  return told.call.endedAt ? null : { kind: 'skipped', reason: 'not-over' };
}

/** What is known of the call's row: its number when it was last written, or when an append was begun. */
const keptOf = async ({ told, trial }: Item, way: Way) => (trial ? undefined : way.linked('row', told.call?.id ?? ''));
const rowIn = (link: string | undefined) => (link && !link.startsWith(BEGUN) ? Number(link) : undefined);

/** The sheet with all headings that are written to. */
async function readyHeadings(
  there: readonly string[] | undefined,
  { sheet, columns }: { sheet: Sheet; columns: ReturnType<typeof columnsOf> },
): Promise<string[]> {
  if (!there) await sheet.create();
  const { headings, missing } = placeHeadings(there ?? [], columns);
  if (missing.length > 0) await sheet.writeHeadings(headings.length - missing.length, missing);
  return headings;
}

type Asked = {
  items: readonly Item[];
  refused: readonly (Outcome | null)[];
  kept: readonly (string | undefined)[];
};
type Looking = { sheet: Sheet; way: Way; idColumn: number; rows: ReadonlyMap<number, string[]> };

/** Where the call of each stands: rows move when people sort, so that no number is believed that was not looked at. */
async function placesOf({ items, refused, kept }: Asked, { sheet, way, idColumn, rows }: Looking): Promise<Place[]> {
  const ids = items.map(({ told }) => told.call?.id ?? '');
  const isRight = (n: number) => rows.get(rowIn(kept[n]) ?? 0)?.[idColumn] === ids[n];
  const soon = kept.map((link) => untilKnown(link, way.now()));
  const lost = ids.filter((_, n) => kept[n] && !isRight(n) && !soon[n]);
  const found = await sheet.find(idColumn, [...new Set(lost)]);
  await Promise.all([...found].map(([id, row]) => way.link('row', id, `${row}`)));
  const settled = (outcome: Outcome): Place => ({ kind: 'settled', outcome });
  return items.map(({ leftOut }, n): Place => {
    const [outcome, until] = [refused[n], soon[n]];
    if (outcome) return settled(outcome);
    if (until) return settled({ kind: 'wait', reason: 'looked-for-soon', until });
    const row = isRight(n) ? rowIn(kept[n]) : found.get(ids[n] ?? '');
    if (row !== undefined) return { kind: 'row', row };
    if (leftOut) return settled({ kind: 'skipped', reason: leftOut });
    return rowIn(kept[n]) === undefined ? { kind: 'new' } : settled({ kind: 'skipped', reason: 'row-removed' });
  });
}

function untilKnown(link: string | undefined, now: Date): Date | undefined {
  if (!link?.startsWith(BEGUN)) return undefined;
  const until = new Date(Date.parse(link.slice(BEGUN.length)) + MAY_COME_MS);
  return until > now ? until : undefined;
}

/** Appends all at once; answers the row of each by its delivery. */
async function appended(
  items: readonly Item[],
  { rows, sheet, way }: { rows: ReturnType<typeof rowOf>[]; sheet: Sheet; way: Way },
): Promise<Map<string, number>> {
  if (items.length === 0) return new Map();
  const link = ({ told, trial }: Item, what: string) =>
    trial ? Promise.resolve() : way.link('row', told.call?.id ?? '', what);
  const linkAll = (what: string) => Promise.all(items.map((item) => link(item, what)));
  await linkAll(`${BEGUN}${way.now().toISOString()}`);
  const first = await sheet.append(rows).catch(async (failure) => {
    if (failure instanceof SheetRefusal) await linkAll(''); // an answer: nothing was added
    throw failure;
  });
  await Promise.all(items.map((item, n) => link(item, `${first + n}`)));
  return new Map(items.map(({ id }, n) => [id, first + n]));
}
