// All numbers of a site as a CSV file, and the careful buyer's report on them.
import { z } from 'zod';
import { reportNumbersInOrder } from '../reports/buyer.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const FILE_LIMIT = 4 * 1024 * 1024; // five thousand numbers with long notes
const ROWS_NAMED = 20; // a problem's detail is for people

/** The routes about a site's numbers as a whole, below /api/v1. */
export function numbersFileRoutes(api: Api, deps: ApiDeps) {
  // Kept as bytes: the file may be UTF-8 or Windows-1251, and says so nowhere.
  api.addContentTypeParser('text/csv', { parseAs: 'buffer', bodyLimit: FILE_LIMIT }, (_request, body, done) =>
    done(null, (body as Buffer).toString('latin1')),
  );

  api.get(
    '/sites/:site/numbers.csv',
    { schema: { params: SiteParams, response: { 200: wire.NumbersCsv }, tags: ['numbers'] } },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const csv = await deps.numbersFile.export(site);
      const headers = {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="numbers.csv"',
      };
      return reply.headers(headers).send(csv);
    },
  );

  api.post(
    '/sites/:site/numbers.csv',
    {
      bodyLimit: FILE_LIMIT,
      schema: {
        params: SiteParams,
        querystring: wire.NumbersImportQuery,
        consumes: ['text/csv'],
        body: z.string(),
        response: { 200: wire.NumbersImport },
        tags: ['numbers'],
      },
    },
    async ({ person, params, query, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const file = Buffer.from(body, 'latin1');
      const imported = await deps.numbersFile.import({ site, file, userId: person.userId, ...query });
      if ('unreadable' in imported) throw new Problem(400, 'unreadable-file', imported.unreadable);
      if (!query.dry && imported.refused > 0) throw new Problem(400, 'lines-refused', refusedLines(imported));
      if (imported.applied) await deps.onSettingsChange(site.id);
      return imported;
    },
  );

  api.get(
    '/sites/:site/reports/numbers-in-order',
    {
      schema: {
        params: SiteParams,
        querystring: wire.NumbersInOrderQuery,
        response: { 200: wire.NumbersInOrder },
        tags: ['reports'],
      },
    },
    async ({ person, params, query }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const day = query.day ?? todayIn(site.timeZone);
      const { rows, ...sums } = await reportNumbersInOrder(deps.db, site.id, day);
      return { day, rows: rows.map(buyerLine), ...sums };
    },
  );
}

type BuyerReport = Awaited<ReturnType<typeof reportNumbersInOrder>>;

function buyerLine({ currency, monthlyCost, contract, ...row }: BuyerReport['rows'][number]) {
  return {
    ...row,
    contract: contract && { id: contract.id, operator: contract.operator, contractNumber: contract.contractNumber },
    monthlyCost: monthlyCost === null || currency === null ? null : { minor: monthlyCost, currency },
  };
}

function todayIn(timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date()); // YYYY-MM-DD
}

function refusedLines({ rows }: wire.NumbersImport): string {
  const refused = rows.flatMap(({ line, error }) => (error === null ? [] : [`Line ${line}: ${error}`]));
  const more = refused.length > ROWS_NAMED ? [`And ${refused.length - ROWS_NAMED} more lines.`] : [];
  return ['Nothing was imported.', ...refused.slice(0, ROWS_NAMED), ...more].join(' ');
}
