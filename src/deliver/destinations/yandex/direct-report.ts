// A report of Yandex.Direct: how it is asked for, and its lines as spend. https://yandex.com/dev/direct/doc/en/spec
import { minorOf } from '../../../core/money.ts';
import type { FarSpend } from '../../../core/spend.ts';

export type Period = { from: string; to: string };
export type Detail = 'keywords' | 'ads' | 'campaigns';

const FIELDS: Record<Detail, readonly string[]> = {
  campaigns: ['Date', 'CampaignId', 'CampaignName', 'Impressions', 'Clicks', 'Cost'],
  ads: ['Date', 'CampaignId', 'CampaignName', 'AdGroupName', 'AdId', 'Impressions', 'Clicks', 'Cost'],
  keywords: ['Date', 'CampaignId', 'CampaignName', 'AdGroupName', 'AdId', 'Criterion', 'Impressions', 'Clicks', 'Cost'],
};

/** What is asked for. The name says all that tells reports apart: with the same name Direct gives the report it has made. */
export function reportOf(
  { from, to }: Period,
  { detail, withVat, stamp }: { detail: Detail; withVat: boolean; stamp: string },
) {
  return {
    SelectionCriteria: { DateFrom: from, DateTo: to },
    FieldNames: FIELDS[detail],
    ReportName: `dialtrace ${detail}${withVat ? ' vat' : ''} ${from}..${to} ${stamp}`,
    ReportType: detail === 'campaigns' ? 'CAMPAIGN_PERFORMANCE_REPORT' : 'CUSTOM_REPORT',
    DateRangeType: 'CUSTOM_DATE',
    Format: 'TSV',
    IncludeVAT: withVat ? 'YES' : 'NO',
  };
}

/**
 * Its lines, those that cost something or were clicked. Its last line says how many there are: 'cut' where they are not all
 * here, or it is missing. `by`: what stands for the campaign, as in the marks of links.
 */
export function readReport(
  tsv: string,
  { currency, withVat, by }: { currency: string; withVat: boolean; by: string },
): FarSpend[] | 'cut' | 'other-columns' {
  const [head = '', ...lines] = tsv.replace(/\r/g, '').replace(/\n$/, '').split('\n');
  const total = /^Total rows: (\d+)$/.exec(lines.pop() ?? '')?.[1];
  if (total === undefined || Number(total) !== lines.length) return 'cut';
  const names = head.split('\t');
  if (!['Date', 'CampaignId', 'CampaignName', 'Clicks', 'Cost'].every((name) => names.includes(name)))
    return 'other-columns';
  const rows = lines.map((line) => {
    const cells = line.split('\t');
    return new Map(names.map((name, n) => [name, cells[n] === '--' ? '' : (cells[n] ?? '')]));
  });
  const spend = rows.map((row) => spendOf(row, { currency, withVat, by }));
  return spend.filter(({ cost, clicks }) => cost.minor > 0 || (clicks ?? 0) > 0);
}

function spendOf(
  row: ReadonlyMap<string, string>,
  { currency, withVat, by }: { currency: string; withVat: boolean; by: string },
): FarSpend {
  const cell = (name: string) => row.get(name) || null;
  const campaignId = cell('CampaignId');
  return {
    ...{ day: cell('Date') ?? '', source: 'yandex', medium: 'cpc', campaignId },
    ...{ campaign: by === 'name' ? cell('CampaignName') : campaignId, adGroup: cell('AdGroupName') },
    ...{ content: cell('AdId'), term: keywordOf(cell('Criterion')) },
    ...{
      cost: { minor: minorOf(cell('Cost') ?? '0', currency, { fractions: true }) ?? 0, currency },
      vatIncluded: withVat,
    },
    ...{ clicks: Number(cell('Clicks') ?? 0), impressions: Number(cell('Impressions') ?? 0) },
  };
}

/** The keyword as {keyword} in a link has it: without the words that must not stand beside it, and without operators. */
const keywordOf = (criterion: string | null) =>
  criterion
    ?.replace(/\s-\S.*$/, '')
    .replace(/["![\]+]/g, '')
    .trim() || null;
