// Meta Conversions API (Facebook, Instagram): calls, and deals that came of them, as server events with
// action_source phone_call. https://developers.facebook.com/docs/marketing-api/conversions-api
import { createHash, createHmac } from 'node:crypto';
import { majorText } from '../../core/money.ts';
import { countryOf, digitsOf } from '../../core/phone.ts';
import type { Destination, DestinationTold, Outcome, Response, Way } from '../port.ts';
import type { Told } from '../told.ts';
import { whatNow } from '../what-now.ts';
import {
  type Choosing,
  EVENT_REASONS,
  eventFields,
  faultsOfEvents,
  type ServerEvent,
} from './server-events/choosing.ts';
import { tellEach } from './server-events/telling.ts';

const API = 'https://graph.facebook.com/v26.0';
/** One event that is older makes Meta refuse the whole request. */
const WINDOW_DAYS = 7;
const NAMES = { call: 'Contact', won: 'Purchase' };
const EVENTS_TOLD = ['call.finished', 'call.attributed', 'call.qualified', 'deal.changed'] as const;
const DAY_MS = 86_400_000;

export const metaConversions: Destination = {
  kind: 'meta-conversions',
  group: 'ads',
  fields: [
    { name: 'datasetId', kind: 'text', required: true, pattern: '\\d{5,20}', example: '1234567890123456' },
    { name: 'token', kind: 'secret', required: true, pattern: '[A-Za-z0-9_|-]+', example: 'EAAB…' },
    { name: 'appSecret', kind: 'secret', required: false, pattern: '[0-9a-f]{32}', example: '0123456789abcdef…' },
    ...eventFields(NAMES),
    { name: 'limitedDataUse', kind: 'flag', required: false, example: 'yes' },
  ],
  takes: EVENTS_TOLD,
  byDefault: ['call.finished', 'call.attributed', 'deal.changed'],
  repeats: 'known', // of one event_name and event_id within 48 hours; what may have arrived before is not repeated
  reasons: [...EVENT_REASONS, 'no-permission', 'rate-limit', 'far-trouble', 'bad-event'],
  limits: { perSecond: 10, parallel: 2 },
  batch: 50,
  gathersFor: 10_000,
  lapsesAfter: Object.fromEntries(EVENTS_TOLD.map((type) => [type, WINDOW_DAYS * DAY_MS])),
  faults: faultsOfEvents,
  deliver: (items, to, way) =>
    tellEach(items, to, way, { choosing: CHOOSING, send: (events) => send(events, to, way) }),
};

const CHOOSING: Choosing = {
  names: NAMES,
  window: WINDOW_DAYS,
  hasClick: ({ visit }) => Boolean(visit?.clientIds.fbc || visit?.clickIds.fbclid),
  hasMatch: ({ call, visit }) => Boolean(call?.caller || visit),
};

async function send(events: readonly ServerEvent[], { settings }: DestinationTold, way: Way): Promise<Outcome> {
  const { datasetId = '', token = '', appSecret, testEventCode, limitedDataUse } = settings;
  const isTest = events.some((event) => event.isTest);
  const proof = appSecret ? createHmac('sha256', appSecret).update(token).digest('hex') : undefined;
  const response = await way.ask({
    method: 'POST',
    url: `${API}/${encodeURIComponent(datasetId)}/events`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      data: events.map((event) => metaEvent(event, { isLimited: limitedDataUse === 'yes' })),
      partner_agent: 'dialtrace',
      ...(isTest && testEventCode ? { test_event_code: testEventCode } : {}),
      ...(proof ? { appsecret_proof: proof } : {}),
    }),
    secrets: proof ? [proof] : [],
  });
  return judge(response);
}

/** One of `data`: https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event */
export function metaEvent({ name, id, at, value, told }: ServerEvent, { isLimited }: { isLimited: boolean }): object {
  const { call, deal } = told;
  const campaign = call?.attribution?.campaign;
  return {
    ...{ event_name: name, event_time: Math.floor(at.getTime() / 1000), event_id: id, action_source: 'phone_call' },
    user_data: userData(told),
    custom_data: {
      ...(value && { value: Number(majorText(value.minor, value.currency)), currency: value.currency }),
      ...(deal && { order_id: deal.farId }),
      ...(call && { call_duration_sec: Math.round(call.talkSeconds ?? 0), first_time: call.firstTime }),
      ...(campaign && { probability: campaign.probability }),
    },
    ...(isLimited && {
      ...{ data_processing_options: ['LDU'], data_processing_options_country: 0, data_processing_options_state: 0 },
    }),
  };
}

/** Phones as digits with the country code, without "+"; what is said of a person is hashed, click and browser ids are not. */
function userData({ call, visit }: Told): object {
  const caller = call?.caller;
  const country = caller ? countryOf(caller) : null;
  const fbc = visit && (visit.clientIds.fbc ?? fbcOf(visit.clickIds.fbclid, visit.startedAt));
  return {
    ...(caller && { ph: [sha256(digitsOf(caller))] }),
    ...(country && { country: [sha256(country.toLowerCase())] }),
    ...(visit && { external_id: [sha256(visit.visitorId)] }),
    ...(fbc && { fbc }),
    ...(visit?.clientIds.fbp && { fbp: visit.clientIds.fbp }),
  };
}

/** As the pixel makes the cookie _fbc: version, subdomain index, time of the click in milliseconds, the click id as it is. */
const fbcOf = (fbclid: string | undefined, startedAt: string) =>
  fbclid ? `fb.1.${Date.parse(startedAt)}.${fbclid}` : undefined;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const TOKEN = 190;
const PERMISSION = [10, 200, 294, 3];
const RATE = [4, 17, 32, 341, 613, 80004];
const PASSING = [1, 2];
const REST_MS = 5 * 60_000;

function judge(response: Response): Outcome {
  const { code, message, isTransient } = errorOf(response.body);
  if (code === undefined) return whatNow(response);
  if (code === TOKEN) return { kind: 'needs-owner', reason: `key-refused: ${message}` };
  if (PERMISSION.includes(code)) return { kind: 'needs-owner', reason: `no-permission: ${message}` };
  if (RATE.includes(code)) return { kind: 'later', reason: `rate-limit: ${message}`, after: REST_MS };
  if (PASSING.includes(code) || isTransient) return { kind: 'later', reason: `far-trouble: ${message}` };
  return { kind: 'refused', reason: `bad-event: ${message}` };
}

/** {"error": {"message", "code", "error_user_msg", "is_transient"}} */
function errorOf(body: string): { code?: number; message: string; isTransient: boolean } {
  try {
    const { error } = JSON.parse(body) as { error?: Record<string, unknown> };
    if (!error) return { message: '', isTransient: false };
    const message = `${error.error_user_msg ?? error.message ?? ''}`;
    return { code: Number(error.code ?? 0), message, isTransient: error.is_transient === true };
  } catch {
    return { message: '', isTransient: false };
  }
}
