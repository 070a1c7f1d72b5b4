// Money paid for ads as a CSV file, out and in: in is all or nothing; the days that the file names take the place of the
// same days as an earlier file of the same feed told them.
import { stringify } from 'csv-stringify/sync';
import { majorText, minorOf } from '../core/money.ts';
import type { FarSpend } from '../core/spend.ts';
import { dayIn } from '../core/zoned-time.ts';
import type { Db } from '../store/database.ts';
import { forgetSpend, insertSpend, listSpend, type SpendRow, tellSpend } from '../store/spend.ts';
import {
  BOM,
  type CsvLine,
  checkLines,
  currencyIn,
  type FileSource,
  inChunks,
  openCsv,
  orUnreadable,
  plainCell,
  type Refusals,
  textIn,
  WrongCell,
  writtenUnlessDry,
} from './csv-lines.ts';

export const SPEND_COLUMNS = [
  ...(['day', 'source', 'medium', 'campaign', 'campaign_id', 'ad_group', 'content', 'term'] as const),
  ...(['cost', 'currency', 'vat_included', 'clicks', 'impressions'] as const),
] as const;

export type SiteOfSpend = { id: string; currency: string };
export type SpendImport = Refusals & { applied: boolean; lines: number; days: number };
export type SpendImportQuestion = {
  site: SiteOfSpend;
  file: FileSource;
  /** several files for the same days are told apart by it */
  feed: string;
  dry: boolean;
};

const AT_ONCE = 1000;
const MOST_DAYS = 4000;

/** Export and import as the API asks for them. */
export function openSpendFile({ db }: { db: Db }) {
  return {
    export: (site: SiteOfSpend) => exportSpend(db, site),
    import: (question: SpendImportQuestion) => importSpend(db, question),
  };
}

/** Takes the file's days in, unless there is a line that can't be taken. */
export function importSpend(db: Db, { site, feed, dry, ...given }: SpendImportQuestion) {
  return orUnreadable(async (): Promise<SpendImport> => {
    const file = await openCsv(given.file, { known: SPEND_COLUMNS, required: ['day', 'cost'] });
    const read = (line: CsvLine) => rowOf(line, site.currency);
    const seen = new Set<string>();
    const { lines, ...refusals } = await checkLines(file, read, ({ day }) => {
      seen.add(day);
      if (seen.size > MOST_DAYS) throw new WrongCell(`day: the file has more than ${MOST_DAYS} days. Part it.`);
    });
    const days = [...seen].sort();
    const [from, to] = [days[0], days.at(-1)];
    const teller = { id: null, siteId: site.id, feed };
    const written =
      refusals.refusedCount === 0 &&
      from !== undefined &&
      to !== undefined &&
      (await writtenUnlessDry(db, dry, async (tx) => {
        await forgetSpend(tx, teller, days);
        for await (const rows of inChunks(file, read, AT_ONCE)) await insertSpend(tx, teller, rows);
        await tellSpend(tx, teller, { from, to });
      }));
    return { applied: written, lines, days: days.length, ...refusals };
  });
}

function rowOf({ cells }: CsvLine, siteCurrency: string): FarSpend {
  const day = dayIn(cells.day ?? '');
  if (!day) throw new WrongCell(`day: "${cells.day}" is not a day, such as 2026-11-21 or 21.11.2026.`);
  const currency = currencyIn(cells.currency, siteCurrency);
  const minor = minorOf(cells.cost ?? '', currency, { fractions: true, signed: true });
  if (minor === null) throw new WrongCell(`cost: "${cells.cost}" is not an amount of ${currency}, such as 1250.50.`);
  return {
    ...{ day, cost: { minor, currency }, vatIncluded: vatIn(cells.vat_included) },
    ...{ source: level(cells, 'source'), medium: level(cells, 'medium'), campaign: level(cells, 'campaign') },
    ...{ campaignId: level(cells, 'campaign_id'), adGroup: level(cells, 'ad_group') },
    ...{ content: level(cells, 'content'), term: level(cells, 'term') },
    ...{ clicks: countIn(cells, 'clicks'), impressions: countIn(cells, 'impressions') },
  };
}

const level = (cells: CsvLine['cells'], name: string) => textIn(cells[name], name, 200);

const YES_OR_NO: Readonly<Record<string, boolean | null>> = {
  ...{ '': null, yes: true, true: true, '1': true, да: true },
  ...{ no: false, false: false, '0': false, нет: false },
};

function vatIn(cell = ''): boolean | null {
  const said = YES_OR_NO[cell.toLowerCase()];
  if (said === undefined) throw new WrongCell(`vat_included: "${cell}" is neither yes nor no.`);
  return said;
}

const MOST = 2_147_483_647;

function countIn(cells: CsvLine['cells'], name: string): number | null {
  const cell = (cells[name] ?? '').replace(/[\s\u00a0\u202f]/g, '');
  if (cell === '') return null;
  if (!/^\d{1,10}$/.test(cell) || Number(cell) > MOST)
    throw new WrongCell(`${name}: "${cells[name]}" is not a whole number.`);
  return Number(cell);
}

/** All spend of the site that came by files and programs, oldest day first. */
export async function* exportSpend(db: Db, site: SiteOfSpend): AsyncGenerator<string> {
  yield BOM + stringify([], { header: true, columns: [...SPEND_COLUMNS] });
  let after: { day: string; id: string } | undefined;
  for (;;) {
    const rows = await listSpend(db, { siteId: site.id, ownOnly: true, after, limit: AT_ONCE });
    if (rows.length > 0) yield stringify(rows.map(cellsOf), { columns: [...SPEND_COLUMNS] });
    const last = rows.at(-1);
    if (!last || rows.length < AT_ONCE) return;
    after = { day: last.day, id: last.id };
  }
}

const cellsOf = ({ day, cost, vatIncluded, clicks, impressions, ...row }: SpendRow) => ({
  ...{ day, source: plainCell(row.source), medium: plainCell(row.medium), campaign: plainCell(row.campaign) },
  ...{ campaign_id: plainCell(row.campaignId), ad_group: plainCell(row.adGroup), content: plainCell(row.content) },
  ...{ term: plainCell(row.term), cost: majorText(cost.minor, cost.currency), currency: cost.currency },
  vat_included: vatIncluded === null ? '' : vatIncluded ? 'yes' : 'no',
  ...{ clicks: clicks ?? '', impressions: impressions ?? '' },
});
