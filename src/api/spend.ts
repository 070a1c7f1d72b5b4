// Money paid for ads over HTTP: told by programs, listed, and all as a CSV file.
import { Readable } from 'node:stream';
import { z } from 'zod';
import { transaction } from '../store/database.ts';
import { forgetSpend, insertSpend, listSpend, tellSpend } from '../store/spend.ts';
import { fileOf, takenOrProblem } from './deals.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const tags = ['spend'];
const FILE_LIMIT = 32 * 1024 * 1024;
const LIST_LIMIT = 8 * 1024 * 1024;
const MOST_DAYS = 4000;
const DAY_MS = 86_400_000;

/** The routes about spend, below /api/v1. */
export function spendRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get(
    '/sites/:site/spend',
    { schema: { params: SiteParams, querystring: wire.SpendQuery, response: { 200: wire.SpendList }, tags } },
    async ({ person, params, query }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { cursor, limit, ...asked } = query;
      const after = cursor === undefined ? undefined : readCursor(cursor);
      const rows = await listSpend(db, { ...asked, siteId: site.id, after, limit: limit + 1 });
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      return { items, nextCursor: last ? Buffer.from(`${last.day} ${last.id}`).toString('base64url') : null };
    },
  );

  api.post(
    '/sites/:site/spend',
    {
      bodyLimit: LIST_LIMIT,
      schema: {
        ...{ params: SiteParams, body: wire.SpendPost, response: { 200: wire.SpendTaken }, tags },
        description:
          'The days named take the place of what the same feed said of them before: told again, nothing is counted twice.',
      },
    },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { feed, rows } = body;
      const days = daysOf(body);
      const [from = '', to = ''] = [days[0], days.at(-1)];
      const teller = { id: null, siteId: site.id, feed };
      await transaction(db, async (tx) => {
        await forgetSpend(tx, teller, days);
        await insertSpend(tx, teller, rows);
        await tellSpend(tx, teller, { from, to });
      });
      return { days: days.length, rows: rows.length };
    },
  );

  api.get(
    '/sites/:site/spend.csv',
    { schema: { params: SiteParams, response: { 200: wire.SpendCsv }, tags } },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const headers = {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="spend.csv"',
      };
      return reply.headers(headers).send(Readable.from(deps.spendFile.export(site)) as never);
    },
  );

  api.post(
    '/sites/:site/spend.csv',
    {
      bodyLimit: FILE_LIMIT,
      schema: {
        ...{ params: SiteParams, querystring: wire.SpendImportQuery, consumes: ['text/csv'], body: z.string() },
        ...{ response: { 200: wire.SpendImport }, tags },
        description:
          'Columns: day, source, medium, campaign, campaign_id, ad_group, content, term, cost, currency, vat_included, clicks, impressions; UTF-8 or Windows-1251. All lines are taken, or none; the days they name are replaced.',
      },
    },
    async ({ person, params, query, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const imported = await deps.spendFile.import({ site, file: fileOf(body), ...query });
      return takenOrProblem(imported, query.dry);
    },
  );
}

/** The days that are replaced, in their order. */
function daysOf({ from, to, rows }: z.infer<typeof wire.SpendPost>): string[] {
  const told = [...new Set(rows.map(({ day }) => day))].sort();
  if (from === undefined && to === undefined) {
    if (told.length === 0) throw invalid('rows: there is none. To empty days, name them by from and to.');
    return told;
  }
  if (from === undefined || to === undefined || from > to) throw invalid('from, to: give both, the earlier day first.');
  const count = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (count > MOST_DAYS) throw invalid(`from, to: at most ${MOST_DAYS} days at once.`);
  const outside = told.find((day) => day < from || day > to);
  if (outside) throw invalid(`rows: ${outside} is not between from and to.`);
  return Array.from({ length: count }, (_, n) => new Date(Date.parse(from) + n * DAY_MS).toISOString().slice(0, 10));
}

const invalid = (detail: string) => new Problem(400, 'invalid', detail);

function readCursor(cursor: string): { day: string; id: string } {
  const [day = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!z.iso.date().safeParse(day).success || !z.uuid().safeParse(id).success)
    throw new Problem(400, 'bad-cursor', 'This cursor is not one that this list gave out. Ask without a cursor.');
  return { day, id };
}
