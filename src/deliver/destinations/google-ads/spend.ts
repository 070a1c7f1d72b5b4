// What was paid in Google Ads, by day and campaign: asked of the Google Ads API.
// https://developers.google.com/google-ads/api/rest/reference/rest/v25/customers.googleAds/searchStream
import { minorDigits } from '../../../core/money.ts';
import type { FarSpend } from '../../../core/spend.ts';
import type { DestinationTold, Outcome, Response, Way } from '../../port.ts';
import { askGoogle } from '../google/access.ts';
import { judgedByGoogle } from '../google/refusal.ts';
import { digits } from './conversion.ts';
import { ADS_ORIGIN, ADS_VERSION, loginHeader } from './retracting.ts';

/** Google takes clicks that turn out invalid off the bill for about so long. */
const DAYS = 14;
const DAY_MS = 86_400_000;

type Row = {
  segments?: { date?: string };
  customer?: { currencyCode?: string };
  campaign?: { id?: string; name?: string };
  metrics?: { costMicros?: string; clicks?: string; impressions?: string };
};

/** Asks for the last two weeks, a day at a time, and keeps them if all of them came. */
export async function askSpend(to: DestinationTold, { scope, way }: { scope: string; way: Way }): Promise<Outcome> {
  const days = Array.from({ length: DAYS }, (_, back) => dayOf(way.now().getTime() - (DAYS - 1 - back) * DAY_MS));
  const rows: FarSpend[] = [];
  for (const day of days) {
    const response = await askDay(day, to, { scope, way });
    if (!('status' in response)) return response;
    const outcome = judgedByGoogle(response);
    if (outcome.kind !== 'done') return outcome;
    rows.push(...rowsIn(response).flatMap((row) => spendOf(row) ?? []));
  }
  await way.takeSpend({ from: days[0] ?? '', to: days.at(-1) ?? '' }, rows);
  return { kind: 'done' };
}

const askDay = (day: string, to: DestinationTold, { scope, way }: { scope: string; way: Way }) =>
  askGoogle(
    {
      method: 'POST',
      url: `${ADS_ORIGIN}/${ADS_VERSION}/customers/${digits(to.settings.customerId ?? '')}/googleAds:searchStream`,
      headers: { 'content-type': 'application/json', ...loginHeader(to) },
      body: JSON.stringify({
        query: [
          'SELECT segments.date, customer.currency_code, campaign.id, campaign.name, metrics.cost_micros,',
          `metrics.clicks, metrics.impressions FROM campaign WHERE segments.date = '${day}' AND metrics.impressions > 0`,
        ].join(' '),
      }),
      asksOnly: true,
    },
    { to, scope, way },
  );

/** Throws if the answer was cut: a part of a day would look like the whole. */
const rowsIn = ({ body }: Response): Row[] =>
  (JSON.parse(body) as { results?: Row[] }[]).flatMap(({ results = [] }) => results);

function spendOf({ segments, customer, campaign, metrics }: Row): FarSpend | undefined {
  const currency = customer?.currencyCode;
  if (!segments?.date || !currency) return undefined;
  return {
    ...{ day: segments.date, source: 'google', medium: 'cpc', campaign: campaign?.name ?? null },
    ...{ campaignId: campaign?.id ?? null, adGroup: null, content: null, term: null },
    cost: { minor: (Number(metrics?.costMicros ?? 0) * 10 ** minorDigits(currency)) / 1_000_000, currency },
    vatIncluded: false,
    ...{ clicks: Number(metrics?.clicks ?? 0), impressions: Number(metrics?.impressions ?? 0) },
  };
}

/** Of Google's account, which has a time zone of its own: whatever it calls the day. */
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
