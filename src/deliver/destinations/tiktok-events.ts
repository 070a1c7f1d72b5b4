// TikTok Events API 2.0: calls, and deals that came of them, as events of a pixel, an offline or a CRM event set.
// https://business-api.tiktok.com/portal/docs?id=1771100865818625
import { createHash } from 'node:crypto';
import { majorText } from '../../core/money.ts';
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

const TRACK = 'https://business-api.tiktok.com/open_api/v1.3/event/track/';
/** In days: a click counts so long for the web; offline and CRM events are taken later. */
const WINDOWS: Readonly<Record<string, number>> = { offline: 28, web: 7, crm: 28 };
const NAMES = { call: 'Contact', won: 'CompletePayment' };
const EVENTS_TOLD = ['call.finished', 'call.attributed', 'call.qualified', 'deal.changed'] as const;
const DAY_MS = 86_400_000;

export const tiktokEvents: Destination = {
  kind: 'tiktok-events',
  group: 'ads',
  fields: [
    { name: 'eventSource', kind: 'choice', required: false, options: ['offline', 'web', 'crm'], example: 'offline' },
    {
      name: 'eventSourceId',
      kind: 'text',
      required: true,
      pattern: '[A-Za-z0-9]{5,40}',
      example: '7312345678901234567',
    },
    { name: 'token', kind: 'secret', required: true, pattern: '[A-Za-z0-9._-]+', example: '0a1b2c…' },
    ...eventFields(NAMES),
    { name: 'limitedDataUse', kind: 'flag', required: false, example: 'yes' },
  ],
  takes: EVENTS_TOLD,
  byDefault: ['call.finished', 'call.attributed', 'deal.changed'],
  repeats: 'known', // of one event, event_id and source within 48 hours; what may have arrived before is not repeated
  reasons: [...EVENT_REASONS, 'no-permission', 'rate-limit', 'far-trouble', 'bad-event'],
  limits: { perSecond: 10, parallel: 2 },
  batch: 50,
  gathersFor: 10_000,
  lapsesAfter: Object.fromEntries(EVENTS_TOLD.map((type) => [type, 28 * DAY_MS])),
  faults: faultsOfEvents,
  deliver: (items, to, way) =>
    tellEach(items, to, way, { choosing: choosingFor(to), send: (events) => send(events, to, way) }),
};

const sourceOf = ({ settings }: DestinationTold) => settings.eventSource || 'offline';

const choosingFor = (to: DestinationTold): Choosing => ({
  names: NAMES,
  window: WINDOWS[sourceOf(to)] ?? 7,
  hasClick: ({ visit }) => Boolean(visit?.clickIds.ttclid),
  hasMatch: ({ call, visit }) => Boolean(call?.caller || visit),
});

async function send(events: readonly ServerEvent[], to: DestinationTold, way: Way): Promise<Outcome> {
  const { eventSourceId = '', token = '', testEventCode, limitedDataUse } = to.settings;
  const source = sourceOf(to);
  const isTest = events.some((event) => event.isTest);
  const isLimited = limitedDataUse === 'yes';
  const response = await way.ask({
    method: 'POST',
    url: TRACK,
    headers: { 'content-type': 'application/json', 'access-token': token },
    body: JSON.stringify({
      ...{ event_source: source, event_source_id: eventSourceId, partner_name: 'Dialtrace' },
      ...(isTest && testEventCode ? { test_event_code: testEventCode } : {}),
      data: events.map((event) => tiktokEvent(event, { source, isLimited })),
    }),
  });
  return judge(response);
}

export function tiktokEvent(
  { name, id, at, value, told }: ServerEvent,
  { source, isLimited }: { source: string; isLimited: boolean },
): object {
  const { call, visit, deal } = told;
  const seconds = call ? Math.round(call.talkSeconds ?? 0) : null;
  const chance = call?.attribution?.campaign?.probability;
  return {
    ...{ event: name, event_time: Math.floor(at.getTime() / 1000), event_id: id, user: userOf(told) },
    properties: {
      ...(value && { value: Number(majorText(value.minor, value.currency)), currency: value.currency }),
      ...(deal && { order_id: deal.farId }),
      // there is no field of its own for it
      ...(seconds !== null && {
        description: `talk ${seconds} s${chance === undefined ? '' : `, probability ${chance.toFixed(2)}`}`,
      }),
    },
    ...(visit &&
      source !== 'crm' && { page: { url: visit.landingPage, ...(visit.referrer && { referrer: visit.referrer }) } }),
    ...(source === 'crm' && { lead: { lead_id: call?.id ?? id, lead_event_source: 'Dialtrace' } }),
    ...(isLimited && { limited_data_use: true }),
  };
}

/** Phones in E.164 with "+"; what is said of a person is hashed, click and browser ids are not. */
const userOf = ({ call, visit }: Told) => ({
  ...(call?.caller && { phone: [sha256(call.caller)] }),
  ...(visit && { external_id: [sha256(visit.visitorId.toLowerCase())] }),
  ...(visit?.clickIds.ttclid && { ttclid: visit.clickIds.ttclid }),
  ...(visit?.clientIds.ttp && { ttp: visit.clientIds.ttp }),
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const TOKEN = [40102, 40104, 40105];
const PERMISSION = 40001;
const RATE = [40100, 40016, 51021];
const REST_MS = 60_000;

/** HTTP 200 for nearly everything; {"code": 0} is what was taken. */
function judge(response: Response): Outcome {
  const { code, message } = answerOf(response.body);
  if (code === undefined) {
    const plain = whatNow(response);
    return plain.kind === 'done' ? { kind: 'later', reason: 'far-trouble: it has answered without a code' } : plain;
  }
  if (code === 0) return { kind: 'done' };
  if (TOKEN.includes(code)) return { kind: 'needs-owner', reason: `key-refused: ${message}` };
  if (code === PERMISSION && /permission|authori[sz]/i.test(message))
    return { kind: 'needs-owner', reason: `no-permission: ${message}` };
  if (RATE.includes(code)) return { kind: 'later', reason: `rate-limit: ${message}`, after: REST_MS };
  if (code >= 50_000) return { kind: 'later', reason: `far-trouble: ${message}` };
  return { kind: 'refused', reason: `bad-event: ${message}` };
}

function answerOf(body: string): { code?: number; message: string } {
  try {
    const { code, message } = JSON.parse(body) as { code?: unknown; message?: unknown };
    return { ...(typeof code === 'number' && { code }), message: `${message ?? ''}` };
  } catch {
    return { message: '' };
  }
}
