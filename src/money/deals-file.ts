// Deals as a CSV file, out and in: in is all or nothing, in one transaction, with bounded memory however long the file is.
import { stringify } from 'csv-stringify/sync';
import type { DealStatus, FarDeal } from '../core/deal.ts';
import { majorText, minorOf } from '../core/money.ts';
import { countryOf, toE164 } from '../core/phone.ts';
import { instantIn } from '../core/zoned-time.ts';
import { numberOfSite } from '../store/contacts.ts';
import type { Db } from '../store/database.ts';
import { type DealRow, type DealsTaken, listDeals, writeDeals } from '../store/deals.ts';
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

export const DEAL_COLUMNS = [
  ...(['deal', 'phone', 'status', 'stage', 'amount', 'currency', 'title'] as const),
  ...(['created_at', 'changed_at', 'call', 'url'] as const),
] as const;

export type SiteOfDeals = { id: string; currency: string; timeZone: string };
export type DealsImport = DealsTaken & Refusals & { applied: boolean; lines: number };
export type DealsImportQuestion = {
  site: SiteOfDeals;
  file: FileSource;
  /** only say what would change */
  dry: boolean;
  /** destinations hear of deals that stand otherwise than before */
  tell: boolean;
};

const AT_ONCE = 1000;

/** Export and import as the API asks for them. */
export function openDealsFile({ db }: { db: Db }) {
  return {
    export: (site: SiteOfDeals) => exportDeals(db, site),
    import: (question: DealsImportQuestion) => importDeals(db, question),
  };
}

/** Takes the file's deals in, unless there is a line that can't be taken. */
export function importDeals(db: Db, question: DealsImportQuestion): Promise<DealsImport | { unreadable: string }> {
  const { site, dry, tell } = question;
  return orUnreadable(async () => {
    const file = await openCsv(question.file, { known: DEAL_COLUMNS, required: ['deal'] });
    const own = await numberOfSite(db, site.id);
    const read = readerOf({ ...site, country: (own && countryOf(own)) || 'RU', now: new Date() });
    const { lines, ...refusals } = await checkLines(file, read);
    const taken: DealsTaken = { added: 0, changed: 0, same: 0, older: 0 };
    const written =
      refusals.refusedCount === 0 &&
      (await writtenUnlessDry(db, dry, async (tx) => {
        for await (const deals of inChunks(file, read, AT_ONCE)) {
          const some = await writeDeals(tx, { id: null, siteId: site.id }, deals, { tell });
          for (const key of Object.keys(taken) as (keyof DealsTaken)[]) taken[key] += some[key];
        }
      }));
    return { applied: written, lines, ...taken, ...refusals };
  });
}

type Around = SiteOfDeals & { country: string; now: Date };

const STATUSES: readonly DealStatus[] = ['open', 'won', 'lost'];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const readerOf =
  (around: Around) =>
  ({ cells }: CsvLine): FarDeal => {
    const farId = textIn(cells.deal, 'deal', 200);
    if (!farId) throw new WrongCell('deal: it is empty. It is what your system calls the deal.');
    const status = (cells.status || 'open').toLowerCase() as DealStatus;
    if (!STATUSES.includes(status))
      throw new WrongCell(`status: "${cells.status}" is not one of ${STATUSES.join(', ')}.`);
    const stage = textIn(cells.stage, 'stage', 200);
    const createdAt = timeIn(cells.created_at, 'created_at', around) ?? timeIn(cells.changed_at, 'changed_at', around);
    return {
      ...{ farId, status, phones: phonesIn(cells.phone, around), callId: callIn(cells.call) },
      ...{ stage: stage ? { id: stage, name: stage } : null, title: textIn(cells.title, 'title') },
      ...{ amount: amountIn(cells, around), url: urlIn(cells.url) },
      createdAt: createdAt ?? around.now,
      changedAt: timeIn(cells.changed_at, 'changed_at', around) ?? createdAt ?? around.now,
    };
  };

function phonesIn(cell: string | undefined, { country }: Around): string[] {
  const written = (cell ?? '').split(/[,;|]/).map((text) => text.trim());
  return written.filter(Boolean).map((text) => {
    const phone = toE164(text, country);
    if (phone.kind === 'none') throw new WrongCell(`phone: "${text}" is not a phone number (${phone.reason}).`);
    return phone.e164;
  });
}

function amountIn({ amount = '', currency: written }: CsvLine['cells'], around: Around) {
  if (amount === '') return null;
  const currency = currencyIn(written, around.currency);
  const minor = minorOf(amount, currency, { signed: true });
  if (minor === null) throw new WrongCell(`amount: "${amount}" is not an amount of ${currency}, such as 1250.50.`);
  return { minor, currency };
}

function timeIn(cell: string | undefined, name: string, { timeZone, now }: Around): Date | null {
  if (!cell) return null;
  const at = instantIn(cell, timeZone);
  if (!at) throw new WrongCell(`${name}: "${cell}" is not a time, such as 2026-11-21 10:30 or 21.11.2026.`);
  return at > now ? now : at; // a day that goes on
}

function callIn(cell: string | undefined): string | undefined {
  if (cell && !UUID.test(cell)) throw new WrongCell(`call: "${cell}" is not the id of a call.`);
  return cell || undefined;
}

function urlIn(cell: string | undefined): string | undefined {
  if (cell && !(/^https?:/i.test(cell) && URL.canParse(cell) && cell.length <= 2000))
    throw new WrongCell(`url: "${cell.slice(0, 100)}" is not an address such as https://crm.example.com/deals/1.`);
  return cell || undefined;
}

/** All deals of the site that came by files and programs, changed last first; read back, it changes nothing. */
export async function* exportDeals(db: Db, site: SiteOfDeals): AsyncGenerator<string> {
  yield BOM + stringify([], { header: true, columns: [...DEAL_COLUMNS] });
  let after: { changedAt: string; id: string } | undefined;
  for (;;) {
    const deals = await listDeals(db, { siteId: site.id, ownOnly: true, after, limit: AT_ONCE });
    if (deals.length > 0) yield stringify(deals.map(cellsOf), { columns: [...DEAL_COLUMNS] });
    const last = deals.at(-1);
    if (!last || deals.length < AT_ONCE) return;
    after = { changedAt: last.at, id: last.id };
  }
}

const cellsOf = ({ farId, phones, status, stage, amount, title, createdAt, changedAt, callId, url }: DealRow) => ({
  ...{ deal: plainCell(farId), phone: phones.join(', '), status, stage: plainCell(stage?.name ?? null) },
  ...{ amount: amount ? majorText(amount.minor, amount.currency) : '', currency: amount?.currency ?? '' },
  ...{ title: plainCell(title), created_at: createdAt.toISOString(), changed_at: changedAt.toISOString() },
  ...{ call: callId ?? '', url: url ?? '' },
});
