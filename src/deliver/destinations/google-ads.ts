// Google Ads: calls and won deals as conversions of the click that led to them, by the Data Manager API; what was paid, by
// the Google Ads API. https://developers.google.com/data-manager/api/devguides/events/google-ads/offline
import { readJson } from '../json.ts';
import type { Destination, DestinationTold, Item, Outcome, Response, Way } from '../port.ts';
import { ACCESS_FIELDS, ACCESS_REASONS, accessFaults, askGoogle, googleOAuth } from './google/access.ts';
import { judgedByGoogle, refusalIn } from './google/refusal.ts';
import { type Conversion, hashed, ingestOf, PHONE, type Wish, wishOf } from './google-ads/conversion.ts';
import { retract } from './google-ads/retracting.ts';
import { askSpend } from './google-ads/spend.ts';
import { type Corrections, type Plan, planFor, type Standing, worthNothing } from './google-ads/standing.ts';
import { statusIn } from './google-ads/status.ts';

const ORIGIN = 'https://datamanager.googleapis.com';
const SCOPE = 'https://www.googleapis.com/auth/datamanager https://www.googleapis.com/auth/adwords';
const CONSENT = ['unsaid', 'granted', 'denied'] as const;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Google matches no click that is older. */
const OLDEST_MS = 90 * DAY_MS;
const ACCOUNT = '\\d{3}-?\\d{3}-?\\d{4}';

export const googleAds: Destination = {
  kind: 'google-ads',
  group: 'ads',
  fields: [
    ...ACCESS_FIELDS,
    { name: 'customerId', kind: 'text', required: true, pattern: ACCOUNT, example: '123-456-7890' },
    { name: 'loginCustomerId', kind: 'text', required: false, pattern: ACCOUNT, example: '123-456-7890' },
    { name: 'conversionActionId', kind: 'text', required: true, pattern: '\\d{4,20}', example: '987654321' },
    { name: 'dealActionId', kind: 'text', required: false, pattern: '\\d{4,20}', example: '987654322' },
    { name: 'value', kind: 'number', required: false, pattern: '\\d{1,9}(\\.\\d{1,4})?', example: '500' },
    { name: 'valueBy', kind: 'choice', required: false, options: ['full', 'probability'], example: 'full' },
    { name: 'identifyBy', kind: 'choice', required: false, options: ['click', 'click-and-phone'], example: 'click' },
    { name: 'adUserData', kind: 'choice', required: false, options: CONSENT, example: 'unsaid' },
    { name: 'adPersonalization', kind: 'choice', required: false, options: CONSENT, example: 'unsaid' },
    { name: 'corrections', kind: 'choice', required: false, options: ['value', 'retract', 'none'], example: 'value' },
    { name: 'variables', kind: 'mapping', required: false, example: '{"probability": "{probability}"}' },
    { name: 'spend', kind: 'flag', required: false, example: 'yes' },
  ],
  takes: ['call.finished', 'call.attributed', 'call.qualified', 'deal.changed'],
  byDefault: ['call.finished', 'call.attributed', 'call.qualified', 'deal.changed'],
  repeats: 'known',
  takesBack: true,
  reasons: [
    ...['no-click', 'click-too-old', 'already-told', 'no-correction', 'not-over', 'not-told-before', 'nothing-to-tell'],
    ...['no-action-for-deals', 'processing', 'click-too-recent', 'not-processed', 'refused-by-google'],
    ...['settings-refused', 'terms-not-signed', 'no-such-account', ...ACCESS_REASONS],
  ],
  limits: { perSecond: 4, burst: 200, parallel: 4 }, // 300 a minute and project
  lapsesAfter: { 'call.finished': OLDEST_MS, 'call.attributed': OLDEST_MS, 'deal.changed': OLDEST_MS },
  faults: accessFaults,
  oauth: googleOAuth(SCOPE),
  deliver: (items, to, way) => Promise.all(items.map((item) => deliver(item, to, way))),
  check: (to, way) => check(to, way),
  poll: {
    every: 6 * HOUR_MS,
    run: async (to, way) => (to.settings.spend === 'yes' ? askSpend(to, { scope: SCOPE, way }) : { kind: 'done' }),
  },
};

type With = { item: Item; wish: Wish; to: DestinationTold; way: Way };

async function deliver(item: Item, to: DestinationTold, way: Way): Promise<Outcome> {
  if (item.memo.request) return whatBecame(item, to, way);
  const wish = wishOf(item, to.settings);
  if ('reason' in wish) return { kind: 'skipped', reason: wish.reason };
  const standing = item.trial ? null : readStanding(await way.linked('told', wish.subject));
  const plan = planFor(wish, standing, (to.settings.corrections || 'value') as Corrections);
  if ('reason' in plan) {
    const reason = plan.reason === 'not-told-before' ? (item.leftOut ?? plan.reason) : plan.reason;
    return { kind: 'skipped', reason };
  }
  return carryOut(plan, { item, wish, to, way });
}

async function carryOut({ takeBack, tell }: Plan, all: With): Promise<Outcome> {
  const { item, wish, way } = all;
  if (takeBack) {
    const taken = await takeItBack(takeBack, all);
    if (taken.kind !== 'done') return taken;
    // From here on a new try goes on with the next step.
    if (tell || !taken.farId)
      await way.link('told', wish.subject, JSON.stringify({ ...takeBack, value: 0, gone: true }));
    if (!tell && !taken.farId) return taken;
    if (!tell) return awaitIt({ request: taken.farId ?? '', becomes: { ...takeBack, value: 0, gone: true } }, all);
  }
  if (!tell) return { kind: 'done' };
  const told = await ingest(tell.conversion, tell.transactionId, all);
  if (told.kind !== 'done' || item.trial) return told;
  return awaitIt({ request: told.farId ?? '', becomes: tell.becomes }, all);
}

/** done with `farId`: of the request that Google reads later. */
function takeItBack(standing: Standing, all: With): Promise<Outcome> {
  const { wish, to, way, item } = all;
  const { transactionId } = standing;
  if (to.settings.corrections === 'retract')
    return retract({ transactionId, actionId: wish.actionId }, { to, scope: SCOPE, way });
  const caller = item.told.call?.caller;
  const phoneHash = standing.who === PHONE && caller ? hashed(caller) : undefined;
  return ingest(worthNothing(standing, phoneHash), transactionId, all);
}

async function ingest(conversion: Conversion, transactionId: string, { item, wish, to, way }: With): Promise<Outcome> {
  const trial = item.trial ?? false;
  const body = ingestOf(conversion, { transactionId, actionId: wish.actionId, settings: to.settings, trial });
  const response = await askGoogle(
    {
      ...{ method: 'POST', url: `${ORIGIN}/v1/events:ingest`, body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json' },
    },
    { to, scope: SCOPE, way },
  );
  if (!('status' in response)) return response;
  const outcome = judged(response);
  if (outcome.kind !== 'done') return outcome;
  const { requestId } = readJson(response.body) as { requestId?: string };
  return requestId ? { kind: 'done', farId: requestId } : { kind: 'done' };
}

/** What it refuses because of how the account or this form is set: nothing else would be taken either. */
const OF_SETTINGS = new Set([
  ...['INVALID_CONVERSION_ACTION_ID', 'INVALID_CONVERSION_ACTION_TYPE', 'INVALID_DESTINATION', 'NOT_ALLOWLISTED'],
  ...['EVENT_SOURCE_AND_DESTINATION_MISMATCH', 'OPERATING_ACCOUNT_LOGIN_ACCOUNT_MISMATCH', 'MISMATCHED_ACCOUNT_TYPE'],
  ...['DESTINATION_ACCOUNT_TYPE_MISMATCH', 'CUSTOM_VARIABLE_NOT_FOUND', 'CUSTOM_VARIABLE_NOT_ENABLED'],
  ...['INVALID_CURRENCY_CODE', 'EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED'],
  'DESTINATION_ACCOUNT_DATA_POLICY_PROHIBITS_ENHANCED_CONVERSIONS',
]);
const OF_TERMS = new Set([
  ...['DESTINATION_ACCOUNT_NOT_ENABLED_ENHANCED_CONVERSIONS_FOR_LEADS', 'TERMS_AND_CONDITIONS_NOT_SIGNED'],
  'DESTINATION_ACCOUNT_ENHANCED_CONVERSIONS_TERMS_NOT_SIGNED',
]);

function judged(response: Response): Outcome {
  const outcome = judgedByGoogle(response);
  if (response.status === 404) return { kind: 'needs-owner', reason: 'no-such-account' };
  if (outcome.kind !== 'refused') return outcome;
  const { message, reasons, violations } = refusalIn(response);
  const all = [...violations.map(({ reason }) => reason), ...reasons];
  const words = violations.map((one) => [one.reason, one.field, one.description].filter(Boolean).join(' ')).join('; ');
  if (all.some((reason) => OF_TERMS.has(reason))) return { kind: 'needs-owner', reason: 'terms-not-signed' };
  if (all.some((reason) => OF_SETTINGS.has(reason)))
    return { kind: 'needs-owner', reason: `settings-refused: ${words || message}` };
  return { kind: 'refused', reason: `refused-by-google: ${words || message || outcome.reason}` };
}

const FIRST_LOOK_MS = 15 * MINUTE_MS;
const LONGEST_WAIT_MS = 24 * HOUR_MS;

/** Google has it, and reads it in a while. */
async function awaitIt(
  { request, becomes }: { request: string; becomes: Standing },
  { item, wish, way }: With,
): Promise<Outcome> {
  const { subject } = wish;
  await way.note(item, { request, subject, becomes: JSON.stringify(becomes), since: way.now().toISOString() });
  return { kind: 'wait', reason: 'processing', until: new Date(way.now().getTime() + FIRST_LOOK_MS) };
}

async function whatBecame(item: Item, to: DestinationTold, way: Way): Promise<Outcome> {
  const { request = '', subject = '', becomes = '', since = '' } = item.memo;
  const response = await askGoogle(
    {
      ...{ method: 'GET', url: `${ORIGIN}/v1/requestStatus:retrieve?${new URLSearchParams({ requestId: request })}` },
      asksOnly: true,
    },
    { to, scope: SCOPE, way },
  );
  if (!('status' in response)) return response;
  const outcome = judgedByGoogle(response);
  if (outcome.kind !== 'done') return outcome;
  const status = statusIn(response);
  const waited = way.now().getTime() - Date.parse(since);
  switch (status.kind) {
    case 'processing': {
      if (waited > LONGEST_WAIT_MS) break; // it was taken; more than that Google does not say
      return {
        kind: 'wait',
        reason: 'processing',
        until: new Date(way.now().getTime() + Math.max(FIRST_LOOK_MS, waited)),
      };
    }
    case 'taken':
      break;
    case 'again':
      await way.note(item, { request: '' });
      return { kind: 'later', reason: 'not-processed: INTERNAL_ERROR' };
    case 'too-recent':
      await way.note(item, { request: '' });
      return { kind: 'wait', reason: 'click-too-recent', until: new Date(way.now().getTime() + 6 * HOUR_MS) };
    default:
      await way.note(item, { request: '' });
      return status;
  }
  await way.link('told', subject, becomes);
  return { kind: 'done', farId: request };
}

const readStanding = (kept: string | undefined): Standing | null => (kept ? (JSON.parse(kept) as Standing) : null);

/** A conversion that is only looked at: account, action and rights are. */
async function check(to: DestinationTold, way: Way): Promise<Outcome> {
  const conversion = { at: way.now(), who: 'check', adIdentifiers: { gclid: 'dialtrace-check' }, variables: [] };
  const { conversionActionId: actionId = '' } = to.settings;
  const body = ingestOf(conversion, { transactionId: 'check', actionId, settings: to.settings, trial: true });
  const response = await askGoogle(
    {
      ...{ method: 'POST', url: `${ORIGIN}/v1/events:ingest`, body: JSON.stringify(body), asksOnly: true },
      headers: { 'content-type': 'application/json' },
    },
    { to, scope: SCOPE, way },
  );
  return 'status' in response ? judged(response) : response;
}
