// Deals over HTTP: told by programs, listed, and all as a CSV file.
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { FarDeal } from '../core/deal.ts';
import { listDeals, takeDeals } from '../store/deals.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const tags = ['deals'];
const FILE_LIMIT = 32 * 1024 * 1024; // some two hundred thousand deals
const LIST_LIMIT = 4 * 1024 * 1024;

/** The routes about deals, below /api/v1. */
export function dealRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get(
    '/sites/:site/deals',
    { schema: { params: SiteParams, querystring: wire.DealListQuery, response: { 200: wire.DealList }, tags } },
    async ({ person, params, query }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { status, call, phone, from, to, limit } = query;
      const asked = { siteId: site.id, status, callId: call, phone, limit: limit + 1 };
      const period = { from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined };
      const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
      const rows = await listDeals(db, { ...asked, ...period, after });
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      return { items: items.map(card), nextCursor: last ? cursorAfter(last) : null };
    },
  );

  api.post(
    '/sites/:site/deals',
    {
      bodyLimit: LIST_LIMIT,
      schema: {
        ...{
          params: SiteParams,
          querystring: wire.DealsQuery,
          body: wire.DealsTold,
          response: { 200: wire.DealsTaken },
        },
        tags,
        description:
          'One deal or a list. A deal told again with the same farId is the same deal; what is older than what is kept is left out, so that tellings may come in any order.',
      },
    },
    async ({ person, params, query, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const now = new Date();
      return takeDeals(
        db,
        { id: null, siteId: site.id },
        [body].flat().map((deal) => farDeal(deal, now)),
        query,
      );
    },
  );

  api.get(
    '/sites/:site/deals.csv',
    { schema: { params: SiteParams, response: { 200: wire.DealsCsv }, tags } },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const headers = {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="deals.csv"',
      };
      return reply.headers(headers).send(Readable.from(deps.dealsFile.export(site)) as never);
    },
  );

  api.post(
    '/sites/:site/deals.csv',
    {
      bodyLimit: FILE_LIMIT,
      schema: {
        ...{ params: SiteParams, querystring: wire.DealsImportQuery, consumes: ['text/csv'], body: z.string() },
        ...{ response: { 200: wire.DealsImport }, tags },
        description:
          'Columns: deal, phone, status, stage, amount, currency, title, created_at, changed_at, call, url; UTF-8 or Windows-1251. All lines are taken, or none.',
      },
    },
    async ({ person, params, query, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const imported = await deps.dealsFile.import({ site, file: fileOf(body), ...query });
      return takenOrProblem(imported, query.dry);
    },
  );
}

const card = ({ siteId: _, at: __, createdAt, changedAt, ...deal }: Awaited<ReturnType<typeof listDeals>>[number]) => ({
  ...{ ...deal, createdAt: createdAt.toISOString(), changedAt: changedAt.toISOString() },
});

function farDeal({ createdAt, changedAt, ...deal }: wire.DealTold, now: Date): FarDeal {
  const changed = changedAt ? new Date(changedAt) : now;
  return { ...deal, changedAt: changed, createdAt: createdAt ? new Date(createdAt) : changed };
}

/** A body that was kept as Latin-1 (numbers-file.ts), as the bytes that came, in parts. */
export function fileOf(body: string): () => AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(body, 'latin1');
  const part = 65_536;
  return async function* () {
    for (let at = 0; at < bytes.length; at += part) {
      await new Promise(setImmediate); // calls are answered by the same process
      yield bytes.subarray(at, at + part);
    }
  };
}

const LINES_NAMED = 20; // a problem's detail is for people

type Imported = { refused: { line: number; error: string }[]; refusedCount: number };

/** What became of a file; a problem where it can't be read, or where a line was refused and it was not only asked. */
export function takenOrProblem<T extends Imported>(imported: T | { unreadable: string }, dry: boolean): T {
  if ('unreadable' in imported) throw new Problem(400, 'unreadable-file', imported.unreadable);
  if (dry || imported.refusedCount === 0) return imported;
  const named = imported.refused.slice(0, LINES_NAMED).map(({ line, error }) => `Line ${line}: ${error}`);
  const more = imported.refusedCount > LINES_NAMED ? [`And ${imported.refusedCount - LINES_NAMED} more lines.`] : [];
  throw new Problem(400, 'lines-refused', ['Nothing was imported.', ...named, ...more].join(' '));
}

const cursorAfter = ({ at, id }: { at: string; id: string }) => Buffer.from(`${id} ${at}`).toString('base64url');

function readCursor(cursor: string): { changedAt: string; id: string } {
  const [, id, changedAt] =
    /^([0-9a-f-]{36}) ([0-9:. +-]{10,40})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (
    !id ||
    !changedAt ||
    Number.isNaN(Date.parse(changedAt.replace(/([+-]\d\d)$/, '$1:00'))) ||
    !z.uuid().safeParse(id).success
  )
    throw new Problem(400, 'bad-cursor', 'This cursor is not one that this list gave out. Ask without a cursor.');
  return { id, changedAt };
}
