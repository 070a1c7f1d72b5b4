// VK Реклама, spend: what its ads cost, by day and campaign or ad. Community clients and https://ads.vk.com/doc/api
import { minorOf } from '../../core/money.ts';
import type { FarSpend } from '../../core/spend.ts';
import { readJson } from '../json.ts';
import { freshToken, type TokenAnswer } from '../oauth.ts';
import type { Destination, DestinationTold, OAuth, Outcome, Response, Way } from '../port.ts';
import { whatNow } from '../what-now.ts';

const VK = 'https://ads.vk.com';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PAGE = 250;
const IDS_AT_ONCE = 50;
const MOST_PAGES = 200;
const CHANGES_FOR_DAYS = 7;
const FIRST_DAYS = 30;
const LONGEST_DAYS = 90; // it answers 92 at most

export const vkAdsSpend: Destination = {
  kind: 'vk-ads-spend',
  group: 'ads',
  fields: [
    { name: 'clientId', kind: 'text', required: true, pattern: '[A-Za-z0-9]{4,64}', example: 'b1AHG7669xtg1nvq' },
    { name: 'clientSecret', kind: 'secret', required: true, example: 'as shown once in the account' },
    {
      name: 'agencyClient',
      kind: 'text',
      required: false,
      pattern: '[^\\s]{1,100}',
      example: '2d85906b52@agency_client',
    },
    { name: 'detail', kind: 'choice', required: false, options: ['ads', 'campaigns'], example: 'ads' },
    { name: 'campaignBy', kind: 'choice', required: false, options: ['id', 'name'], example: 'id' },
    { name: 'source', kind: 'text', required: false, byDefault: 'vk', pattern: '\\S{1,100}', example: 'vk' },
    { name: 'currency', kind: 'text', required: false, byDefault: 'RUB', pattern: '[A-Z]{3}', example: 'RUB' },
  ],
  takes: [],
  byDefault: [],
  repeats: 'known', // a day that is told again takes the place of the day before
  reasons: ['no-right', 'token-limit', 'invalid', 'only-spend'],
  limits: { perSecond: 3, parallel: 1 },
  deliver: async (items) => items.map(() => ({ kind: 'skipped', reason: 'only-spend' })),
  check: async (to, way) => {
    const asked = await ask('/api/v2/ad_plans.json?limit=1&offset=0&fields=id,name', to, way);
    return 'json' in asked ? { kind: 'done' } : asked;
  },
  poll: { every: 6 * HOUR_MS, run },
};

async function run(to: DestinationTold, way: Way): Promise<Outcome> {
  const today = dayOf(way.now());
  const days = { from: await firstDay(today, way), to: today };
  const lines = await linesOf(to, way);
  if (!Array.isArray(lines)) return lines;
  const spend: FarSpend[] = [];
  for (let at = 0; at < lines.length; at += IDS_AT_ONCE) {
    const got = await statisticsOf(lines.slice(at, at + IDS_AT_ONCE), days, to, way);
    if (!Array.isArray(got)) return got; // nothing is taken of days that are not known whole
    spend.push(...got);
  }
  await way.takeSpend(days, spend);
  await way.link('taken', 'spend', today);
  return { kind: 'done' };
}

const dayOf = (at: Date) => at.toLocaleDateString('sv-SE', { timeZone: 'Europe/Moscow' });
const before = (day: string, days: number) => new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);

async function firstDay(today: string, way: Way): Promise<string> {
  const taken = await way.linked('taken', 'spend');
  if (!taken) return before(today, FIRST_DAYS);
  const [usual, earliest] = [before(today, CHANGES_FOR_DAYS), before(today, LONGEST_DAYS)];
  return taken < earliest ? earliest : taken < usual ? taken : usual;
}

/** What is counted apart: an ad with its group and campaign, or a campaign. */
type Line = { id: number; plan: { id: number; name: string } | undefined; group: string | null; ad: number | null };

async function linesOf(to: DestinationTold, way: Way): Promise<Line[] | Outcome> {
  const plans = await list('ad_plans', 'id,name', to, way);
  if (!Array.isArray(plans)) return plans;
  if (to.settings.detail === 'campaigns')
    return plans.map(({ id, name = '' }) => ({ id, plan: { id, name }, group: null, ad: null }));
  const groups = await list('ad_groups', 'id,name,ad_plan_id', to, way);
  if (!Array.isArray(groups)) return groups;
  const banners = await list('banners', 'id,ad_group_id', to, way);
  if (!Array.isArray(banners)) return banners;
  const planById = new Map(plans.map(({ id, name = '' }) => [id, { id, name }]));
  const groupById = new Map(groups.map((group) => [group.id, group]));
  return banners.map(({ id, ad_group_id }): Line => {
    const group = groupById.get(ad_group_id ?? 0);
    return { id, plan: planById.get(group?.ad_plan_id ?? 0), group: group?.name ?? null, ad: id };
  });
}

type Listed = { id: number; name?: string; ad_plan_id?: number; ad_group_id?: number };

async function list(what: string, fields: string, to: DestinationTold, way: Way): Promise<Listed[] | Outcome> {
  const all: Listed[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const asked = await ask(`/api/v2/${what}.json?limit=${PAGE}&offset=${page * PAGE}&fields=${fields}`, to, way);
    if (!('json' in asked)) return asked;
    const { items, count } = asked.json as { items?: Listed[]; count?: number };
    if (!Array.isArray(items)) return { kind: 'later', reason: 'not-understood' };
    all.push(...items);
    if (items.length < PAGE || all.length >= (count ?? Number.POSITIVE_INFINITY)) break;
  }
  return all;
}

type Statistics = {
  items?: {
    id: number;
    rows?: { date: string; base?: { shows?: number; clicks?: number; spent?: string | number } }[];
  }[];
};

async function statisticsOf(
  lines: readonly Line[],
  { from, to: until }: { from: string; to: string },
  to: DestinationTold,
  way: Way,
): Promise<FarSpend[] | Outcome> {
  const what = to.settings.detail === 'campaigns' ? 'ad_plans' : 'banners';
  const ids = lines.map(({ id }) => id).join(',');
  const path = `/api/v2/statistics/${what}/day.json?id=${ids}&date_from=${from}&date_to=${until}&metrics=base`;
  const asked = await ask(path, to, way);
  if (!('json' in asked)) return asked;
  const { items } = asked.json as Statistics;
  if (!Array.isArray(items)) return { kind: 'later', reason: 'not-understood' };
  const byId = new Map(lines.map((line) => [line.id, line]));
  return items.flatMap(({ id, rows = [] }) =>
    rows.flatMap(({ date, base = {} }) => spendOf(date, base, byId.get(id), to.settings) ?? []),
  );
}

function spendOf(
  day: string,
  { shows = 0, clicks = 0, spent = 0 }: { shows?: number; clicks?: number; spent?: string | number },
  line: Line | undefined,
  settings: Readonly<Record<string, string>>,
): FarSpend | undefined {
  const currency = settings.currency || 'RUB';
  const minor = minorOf(`${spent}`, currency, { fractions: true }) ?? 0; // a number or a text, it says both
  if (!line || (minor === 0 && clicks === 0)) return undefined;
  const campaignId = line.plan ? `${line.plan.id}` : null;
  return {
    ...{ day, source: settings.source || 'vk', medium: 'cpc', campaignId, adGroup: line.group },
    ...{ campaign: settings.campaignBy === 'name' ? (line.plan?.name ?? null) : campaignId },
    ...{ content: line.ad === null ? null : `${line.ad}`, term: null },
    ...{ cost: { minor, currency }, vatIncluded: null, clicks, impressions: shows },
  };
}

const OAUTH: OAuth = { authorizeUrl: `${VK}/oauth2/authorize`, tokenUrl: `${VK}/api/v2/oauth2/token.json` };

async function ask(path: string, to: DestinationTold, way: Way): Promise<{ json: Record<string, unknown> } | Outcome> {
  let token = await tokenOf(to, way);
  for (let n = 0; n < 2; n++) {
    if (token.kind !== 'token') return token;
    const headers = { authorization: `Bearer ${token.token}`, 'accept-language': 'ru' };
    const response = await way.ask({ method: 'GET', url: VK + path, headers, secrets: [token.token] });
    if (response.status !== 401 || n === 1) return judge(response);
    token = await tokenOf(to, way, token.token);
  }
  return { kind: 'later', reason: 'not-understood' };
}

/** At most five tokens of a cabinet live at a time, so the one we have is refreshed, and a new one is asked for last. */
async function tokenOf(to: DestinationTold, way: Way, stale?: string): Promise<TokenAnswer> {
  const kept = await freshToken(to, OAUTH, way, stale);
  if (kept.kind !== 'needs-owner') return kept;
  const { clientId = '', clientSecret = '', agencyClient } = to.settings;
  const form = new URLSearchParams({
    ...{ grant_type: agencyClient ? 'agency_client_credentials' : 'client_credentials', client_id: clientId },
    ...{ client_secret: clientSecret, ...(agencyClient ? { agency_client_name: agencyClient } : {}) },
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await way.ask({ method: 'POST', url: OAUTH.tokenUrl, headers, body: `${form}`, secretAnswer: true });
  if (response.status === 429 || response.status >= 500) return { kind: 'later', reason: `http-${response.status}` };
  const { access_token, refresh_token, expires_in } = readJson(response.body);
  if (response.status >= 300 || typeof access_token !== 'string') return refusedToken(response);
  await way.keepSecrets({
    ...{ accessToken: access_token, refreshToken: typeof refresh_token === 'string' ? refresh_token : '' },
    tokenUntil: new Date(way.now().getTime() + Number(expires_in ?? 86_400) * 1000).toISOString(),
  });
  return { kind: 'token', token: access_token };
}

function refusedToken(response: Response): TokenAnswer {
  const words = wordsOf(response);
  const code = /limit/i.test(words) ? 'token-limit' : 'key-refused';
  return { kind: 'needs-owner', reason: `${code}: ${words}` };
}

function judge(response: Response): { json: Record<string, unknown> } | Outcome {
  const { status } = response;
  if (status >= 200 && status < 300) return { json: readJson(response.body) };
  if (status === 401) return { kind: 'needs-owner', reason: `key-refused: ${wordsOf(response)}` };
  if (status === 403) return { kind: 'needs-owner', reason: `no-right: ${wordsOf(response)}` };
  const outcome = whatNow(response);
  return outcome.kind === 'refused' ? { kind: 'refused', reason: `invalid: ${wordsOf(response)}` } : outcome;
}

/** {"error": {"code", "message"}}, or of tokens {"error", "error_description"} */
function wordsOf({ status, body }: Response): string {
  const said = readJson(body) as { error?: string | { code?: string; message?: string }; error_description?: string };
  if (typeof said.error === 'string') return [said.error, said.error_description].filter(Boolean).join(': ');
  return [said.error?.code, said.error?.message].filter(Boolean).join(': ') || `HTTP ${status}`;
}
