// Yandex.Direct's reports as it answers programs: made in a queue, had by asking again for the same, refused as it refuses.
// https://yandex.com/dev/direct/doc/en/concepts/reports
import { type FarAnswer, type FarAsked, openFarServer } from './server.ts';

export type FarRow = Record<string, string>;
export type FarDirect = Awaited<ReturnType<typeof openFarDirect>>;

const TYPES: Record<string, string[]> = {
  CAMPAIGN_PERFORMANCE_REPORT: ['Date', 'CampaignId', 'CampaignName', 'CampaignType', 'Impressions', 'Clicks', 'Cost'],
  CUSTOM_REPORT: [
    ...['Date', 'CampaignId', 'CampaignName', 'AdGroupId', 'AdGroupName', 'AdId', 'CriterionId', 'Criterion'],
    ...['CriterionType', 'Device', 'AdNetworkType', 'Impressions', 'Clicks', 'Cost'],
  ],
};
const MOST_QUEUED = 5;

/** `rows`: what there is, a day, campaign, ad and keyword each. To be closed. */
export async function openFarDirect() {
  const account = { token: 'y0_direct', agencyToken: 'y0_agency', login: 'adv-login', currency: 'RUB' };
  const rows: FarRow[] = [];
  const reports = new Map<string, { params: string; asked: number; made?: string }>();
  /** how often a report is asked for before it is there; errors to be given first, by number */
  const made = { after: 0 };
  const errors: number[] = [];
  const queued = () => [...reports.values()].filter(({ asked }) => asked <= made.after).length;

  const server = await openFarServer((request): FarAnswer => {
    const { url, headers } = request;
    if (headers.host !== 'api.direct.yandex.com') return { status: 404 };
    const token = headers.authorization?.replace(/^Bearer /, '');
    if (token !== account.token && token !== account.agencyToken) return fault(400, 53, 'Authorization error');
    if (token === account.agencyToken && headers['client-login'] !== account.login)
      return fault(400, 8000, 'Client-Login is missing');
    const error = errors.shift();
    if (error) return fault(error === 1000 ? 500 : 400, error, `error ${error}`);
    if (url.pathname === '/json/v5/clients')
      return { body: { result: { Clients: [{ Login: account.login, Currency: account.currency }] } } };
    return url.pathname === '/json/v5/reports' ? report(request) : { status: 404 };
  });

  function report({ headers, body }: FarAsked): FarAnswer {
    const { params } = JSON.parse(body) as { params: Record<string, unknown> };
    const wrong = wrongIn(params);
    if (wrong) return fault(400, 4000, wrong);
    const [name, text] = [String(params.ReportName), JSON.stringify(params)];
    const known = reports.get(name);
    if (known && known.params !== text) return fault(400, 4000, 'A report with this name and other parameters exists');
    if (!known && made.after > 0 && queued() >= MOST_QUEUED) return fault(400, 9000, 'Too many reports in the queue');
    const one: { params: string; asked: number; made?: string } = known ?? { params: text, asked: 0 };
    one.asked += 1;
    reports.set(name, one);
    if (one.asked <= made.after)
      return { status: known ? 202 : 201, headers: { retryIn: '20', reportsInQueue: `${queued()}` }, body: '' };
    one.made ??= tsvOf(params, headers); // with the same name it gives what it has made
    return { body: one.made };
  }

  function tsvOf(params: Record<string, unknown>, headers: FarAsked['headers']): string {
    const { DateFrom, DateTo } = params.SelectionCriteria as { DateFrom: string; DateTo: string };
    const fields = params.FieldNames as string[];
    const metrics = ['Impressions', 'Clicks', 'Cost'];
    const segments = fields.filter((name) => !metrics.includes(name));
    const found = rows.filter(({ Date: day = '' }) => day >= DateFrom && day <= DateTo);
    const groups = Map.groupBy(found, (row) => segments.map((name) => row[name] ?? '--').join('\t'));
    const micros = headers.returnmoneyinmicros !== 'false';
    const lines = [...groups].map(([key, group]) => {
      const sum = (name: string) => group.reduce((total, row) => total + Number(row[name] ?? 0), 0);
      const [impressions, clicks, cost] = [sum('Impressions'), sum('Clicks'), sum('Cost')];
      return `${key}\t${impressions}\t${clicks}\t${micros ? Math.round(cost * 1e6) : cost.toFixed(2)}`;
    });
    return [
      ...(headers.skipreportheader === 'true' ? [] : [`"${params.ReportName} (${DateFrom} - ${DateTo})"`]),
      ...(headers.skipcolumnheader === 'true' ? [] : [[...segments, ...metrics].join('\t')]),
      ...lines,
      ...(headers.skipreportsummary === 'true' ? [] : [`Total rows: ${lines.length}`]),
      '',
    ].join('\n');
  }

  return { ...server, account, rows, reports, made, errors };
}

function wrongIn(params: Record<string, unknown>): string | undefined {
  for (const name of [
    'SelectionCriteria',
    'FieldNames',
    'ReportName',
    'ReportType',
    'DateRangeType',
    'Format',
    'IncludeVAT',
  ])
    if (!params[name]) return `${name} is missing`;
  const { DateFrom, DateTo } = params.SelectionCriteria as { DateFrom?: string; DateTo?: string };
  const isCustom = params.DateRangeType === 'CUSTOM_DATE';
  if (isCustom !== Boolean(DateFrom && DateTo)) return 'DateFrom and DateTo are of CUSTOM_DATE';
  const allowed = TYPES[String(params.ReportType)];
  if (!allowed) return `ReportType ${params.ReportType}`;
  const odd = (params.FieldNames as string[]).filter((name) => !allowed.includes(name));
  if (odd.length > 0) return `${odd} are no fields of ${params.ReportType}`;
  if (params.Format !== 'TSV' || !['YES', 'NO'].includes(String(params.IncludeVAT))) return 'Format or IncludeVAT';
  return undefined;
}

const fault = (status: number, code: number, error_detail: string): FarAnswer => ({
  status,
  headers: { RequestId: '8695244274068608439' },
  body: { error: { request_id: '8695244274068608439', error_code: `${code}`, error_string: 'Error', error_detail } },
});
