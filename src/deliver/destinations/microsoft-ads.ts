// Microsoft Advertising, offline conversions: a call reaches a goal by the click on the ad; judged anew it is put right or
// taken back. Campaign Management v13 over REST:
// https://learn.microsoft.com/advertising/campaign-management-service/applyofflineconversions
import { createHash } from 'node:crypto';
import { readJson } from '../json.ts';
import { freshToken } from '../oauth.ts';
import type { Destination, DestinationTold, Item, OAuth, Outcome, Request, Response, Way } from '../port.ts';
import type { Told } from '../told.ts';
import { whatNow } from '../what-now.ts';
import {
  DEAL_STATUS,
  GOAL_REASONS,
  isSureEnough,
  keyOf,
  LEAST_VISIT,
  noGoal,
  PRICE_FIELDS,
  whenOf,
  worthOf,
} from './goals/goal.ts';

const CAMPAIGNS = 'https://campaign.api.bingads.microsoft.com/CampaignManagement/v13';
const LOGIN = 'https://login.microsoftonline.com/common/oauth2/v2.0';
const WINDOW_MS = 90 * 86_400_000; // the longest that a goal may look back

export const microsoftAds: Destination = {
  kind: 'microsoft-ads',
  group: 'ads',
  fields: [
    {
      name: 'clientId',
      kind: 'text',
      required: true,
      pattern: '[0-9a-fA-F-]{36}',
      example: '4c0b2ab1-0f43-4fb4-9ad3-1e1f8d3f9f11',
    },
    { name: 'clientSecret', kind: 'secret', required: true, example: 'Value of a client secret' },
    { name: 'developerToken', kind: 'secret', required: true, example: '012345679ABCDEFG' },
    { name: 'customerId', kind: 'text', required: true, pattern: '[0-9]{3,20}', example: '21025739' },
    { name: 'accountId', kind: 'text', required: true, pattern: '[0-9]{3,20}', example: '8505406' },
    { name: 'goal', kind: 'text', required: true, pattern: '.{1,100}', example: 'Phone call' },
    DEAL_STATUS,
    ...PRICE_FIELDS,
    LEAST_VISIT,
    { name: 'withPhone', kind: 'flag', required: false, example: 'yes' },
  ],
  takes: ['call.finished', 'call.qualified', 'call.tagged', 'call.attributed', 'deal.changed'],
  byDefault: ['call.finished', 'call.qualified', 'call.attributed'],
  repeats: 'known', // by click and time: the first one counts
  takesBack: true,
  reasons: [
    ...GOAL_REASONS,
    'no-click',
    'click-too-old',
    'nothing-new',
    'no-right',
    'conversion-refused',
    'goal-missing',
  ],
  limits: { perSecond: 5, parallel: 2 },
  lapsesAfter: {
    'call.finished': WINDOW_MS,
    'call.qualified': WINDOW_MS,
    'call.tagged': WINDOW_MS,
    'deal.changed': WINDOW_MS,
  },
  deliver: (items, to, way) => Promise.all(items.map((item) => deliver(item, to, way))),
  check,
  oauth: () => OAUTH,
};

const OAUTH: OAuth = {
  ...{ authorizeUrl: `${LOGIN}/authorize`, tokenUrl: `${LOGIN}/token` },
  scope: 'https://ads.microsoft.com/msads.manage offline_access',
};

/** A conversion as Microsoft knows it. `taken`: how often one of this call was taken back: the same time would be ignored. */
type Sent = { click: string; time: string; value: string; currency: string; taken: number };
const NOT_SENT: Sent = { click: '', time: '', value: '', currency: '', taken: 0 };

async function deliver(item: Item, to: DestinationTold, way: Way): Promise<Outcome> {
  if (!item.told.call) return { kind: 'skipped', reason: 'no-call' };
  const key = keyOf(item).join(' ');
  const kept = await way.linked('conversion', key);
  const before = kept ? (JSON.parse(kept) as Sent) : undefined;
  const wanted = wantedOf(item, to.settings, before?.taken ?? 0, way.now());
  const isThere = before !== undefined && before.click !== '';
  // An answer that is judged anew puts right what was told, or what would have been told had the click been known.
  if (item.told.event.type === 'call.attributed' && !before && !item.trial)
    return { kind: 'skipped', reason: 'nothing-new' };
  if (wanted === 'no-click' && !before) await way.link('conversion', key, JSON.stringify(NOT_SENT));
  if (typeof wanted === 'string')
    return isThere && wanted !== 'click-too-old' ? takeBack(before, key, to, way) : { kind: 'skipped', reason: wanted };
  if (isThere && before.click === wanted.click) return restate(before, wanted, key, to, way);
  if (isThere) {
    const outcome = await takeBack(before, key, to, way);
    if (outcome.kind !== 'done') return outcome;
    wanted.taken = before.taken + 1;
  }
  if (before && !isThere && before.taken > 0) wanted.time = later(wanted.time, before.taken);
  return apply(wanted, key, item.told, to, way);
}

/** The conversion that should stand now; a reason: none should. */
function wantedOf(item: Item, settings: DestinationTold['settings'], taken: number, now: Date): Sent | string {
  const { told, leftOut } = item;
  const { visit } = told;
  const why = leftOut ?? noGoal(item, settings);
  if (why) return why;
  const click = visit?.clickIds.msclkid;
  if (!visit || !click || !isSureEnough(told, settings)) return 'no-click';
  if (now.getTime() - Date.parse(visit.startedAt) > WINDOW_MS) return 'click-too-old';
  const worth = worthOf(told, settings);
  const value = worth ? { value: worth.amount.toFixed(2), currency: worth.currency } : { value: '', currency: '' };
  return { click, time: timeText(whenOf(item)), ...value, taken };
}

/** UTC, whole seconds. */
const timeText = (at: Date) => at.toISOString().replace(/\.\d+Z$/, 'Z');
const later = (time: string, seconds: number) => timeText(new Date(Date.parse(time) + seconds * 1000));

async function apply(sent: Sent, key: string, told: Told, to: DestinationTold, way: Way): Promise<Outcome> {
  const { settings } = to;
  const phone = settings.withPhone ? told.call?.caller : null;
  const conversion = {
    ...{ ConversionName: settings.goal, ConversionTime: sent.time, MicrosoftClickId: sent.click },
    ...(sent.value ? { ConversionValue: Number(sent.value), ConversionCurrencyCode: sent.currency } : {}),
    ...(phone ? { HashedPhoneNumber: createHash('sha256').update(phone).digest('hex') } : {}),
  };
  const outcome = await post('/OfflineConversions/Apply', { OfflineConversions: [conversion] }, to, way);
  if (outcome.kind === 'done') await way.link('conversion', key, JSON.stringify(sent));
  return outcome;
}

async function restate(before: Sent, wanted: Sent, key: string, to: DestinationTold, way: Way): Promise<Outcome> {
  if (before.value === wanted.value && before.currency === wanted.currency)
    return { kind: 'skipped', reason: 'nothing-new' };
  const value = {
    AdjustmentValue: Number(wanted.value || 0),
    AdjustmentCurrencyCode: wanted.currency || before.currency,
  };
  const outcome = await adjust(before, { AdjustmentType: 'Restate', ...value }, to, way);
  const { value: amount, currency } = wanted;
  if (outcome.kind === 'done')
    await way.link('conversion', key, JSON.stringify({ ...before, value: amount, currency }));
  return outcome;
}

async function takeBack(before: Sent, key: string, to: DestinationTold, way: Way): Promise<Outcome> {
  const outcome = await adjust(before, { AdjustmentType: 'Retract' }, to, way);
  if (outcome.kind === 'done')
    await way.link('conversion', key, JSON.stringify({ ...before, click: '', taken: before.taken + 1 }));
  return outcome;
}

/** `AdjustmentTime` must not be before the conversion's. */
const adjust = ({ click, time }: Sent, how: object, to: DestinationTold, way: Way): Promise<Outcome> => {
  const conversion = { ConversionName: to.settings.goal, ConversionTime: time, MicrosoftClickId: click };
  const adjustment = { ...conversion, ...how, AdjustmentTime: timeText(way.now()) };
  return post('/OfflineConversionAdjustments/Apply', { OfflineConversionAdjustments: [adjustment] }, to, way);
};

async function post(path: string, body: object, to: DestinationTold, way: Way): Promise<Outcome> {
  const answer = await ask(path, body, to, way);
  return 'kind' in answer ? answer : judge(answer);
}

/** Asks with a token that is fresh, and once more with a newer one if it turns out that it was not. */
async function ask(path: string, body: object, to: DestinationTold, way: Way): Promise<Response | Outcome> {
  const first = await freshToken(to, OAUTH, way);
  if (first.kind !== 'token') return first;
  const response = await way.ask(requestOf(path, body, first.token, to));
  if (!errorsOf(response).some(({ Code }) => Code === 109)) return response;
  const second = await freshToken(to, OAUTH, way, first.token);
  return second.kind === 'token' ? way.ask(requestOf(path, body, second.token, to)) : second;
}

const requestOf = (path: string, body: object, token: string, { settings }: DestinationTold): Request => ({
  ...{ method: 'POST', url: CAMPAIGNS + path, body: JSON.stringify(body), secrets: [token] },
  headers: {
    ...{ authorization: `Bearer ${token}`, developertoken: settings.developerToken ?? '' },
    ...{ customerid: settings.customerId ?? '', customeraccountid: settings.accountId ?? '' },
    'content-type': 'application/json',
  },
});

type FarError = { Code?: number; ErrorCode?: string; Message?: string; Index?: number };

/** Of a fault, and of conversions that were not taken (in an answer 200). */
function errorsOf({ body }: Response): FarError[] {
  const said = readJson(body);
  return ['Errors', 'OperationErrors', 'BatchErrors', 'PartialErrors'].flatMap((name) => {
    const list = said[name];
    return Array.isArray(list) ? (list.filter((one) => typeof one === 'object' && one !== null) as FarError[]) : [];
  });
}

/** https://learn.microsoft.com/advertising/guides/operation-error-codes */
function judge(response: Response): Outcome {
  const [error] = errorsOf(response);
  const words = [error?.ErrorCode, error?.Message].filter(Boolean).join(': ') || `HTTP ${response.status}`;
  switch (error?.Code) {
    case undefined:
      return whatNow(response);
    case 105:
    case 109:
      return { kind: 'needs-owner', reason: `key-refused: ${words}` };
    case 106:
    case 1001:
      return { kind: 'needs-owner', reason: `no-right: ${words}` };
    case 117:
    case 207:
      return { kind: 'later', reason: `http-${response.status}: ${words}`, after: 60_000 };
    case 0:
      return { kind: 'later', reason: `http-${response.status}: ${words}` };
  }
  return { kind: 'refused', reason: `conversion-refused: ${words}` };
}

/** Whether there is such a goal: conversions of one that there is not are taken and not counted. */
async function check(to: DestinationTold, way: Way): Promise<Outcome> {
  const asked = { ConversionGoalIds: null, ConversionGoalTypes: 'OfflineConversion' };
  const answer = await ask('/ConversionGoals/QueryByIds', asked, to, way);
  if ('kind' in answer) return answer;
  const outcome = judge(answer);
  if (outcome.kind !== 'done') return outcome;
  const { ConversionGoals: goals } = readJson(answer.body) as { ConversionGoals?: ({ Name?: string } | null)[] };
  if (!Array.isArray(goals)) return { kind: 'later', reason: 'not-understood' };
  return goals.some((goal) => goal?.Name === to.settings.goal)
    ? { kind: 'done' }
    : { kind: 'refused', reason: 'goal-missing' };
}
