// Google Analytics 4: calls as events of the visit that led to them, by the Measurement Protocol.
// https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
import type { Destination, DestinationTold, Item, Outcome, Response, Way } from '../port.ts';
import { whatNow } from '../what-now.ts';
import { consentOf, eventsOf, faultsOf, type GaEvent, NAME, OLDEST_MS } from './google-analytics-4/events.ts';

const ORIGINS = { worldwide: 'https://www.google-analytics.com', eu: 'https://region1.google-analytics.com' } as const;
const CONSENT = ['unsaid', 'granted', 'denied'] as const;

export const googleAnalytics4: Destination = {
  kind: 'google-analytics-4',
  group: 'analytics',
  fields: [
    { name: 'measurementId', kind: 'text', required: true, pattern: 'G-[A-Z0-9]{4,20}', example: 'G-AB12CD34EF' },
    { name: 'apiSecret', kind: 'secret', required: true, pattern: '[\\x21-\\x7e]+', example: 'bJ1rIQ3ORHWmqC9iYqGl9w' },
    { name: 'processing', kind: 'choice', required: false, options: ['worldwide', 'eu'], example: 'worldwide' },
    {
      ...{ name: 'eventName', kind: 'text', required: false, pattern: NAME },
      byDefault: 'phone_call',
      example: 'phone_call',
    },
    { name: 'missedEventName', kind: 'text', required: false, pattern: NAME, example: 'phone_call_missed' },
    { name: 'value', kind: 'number', required: false, pattern: '\\d{1,9}(\\.\\d{1,4})?', example: '500' },
    {
      ...{ name: 'wonEvent', kind: 'choice', required: false },
      ...{ options: ['close_convert_lead', 'purchase'], example: 'close_convert_lead' },
    },
    { name: 'adUserData', kind: 'choice', required: false, options: CONSENT, example: 'unsaid' },
    { name: 'adPersonalization', kind: 'choice', required: false, options: CONSENT, example: 'unsaid' },
    { name: 'parameters', kind: 'mapping', required: false, example: '{"call_channel": "{channel}"}' },
  ],
  takes: ['call.finished', 'call.attributed', 'call.qualified', 'deal.changed'],
  byDefault: ['call.finished', 'call.attributed', 'call.qualified', 'deal.changed'],
  repeats: 'unknown',
  takesBack: true,
  reasons: [
    ...['no-client-id', 'already-told', 'no-correction', 'not-over', 'too-old', 'not-told-before', 'nothing-to-tell'],
    'not-valid',
  ],
  limits: { perSecond: 20, parallel: 4 },
  lapsesAfter: { 'call.finished': OLDEST_MS, 'call.qualified': OLDEST_MS, 'deal.changed': OLDEST_MS },
  faults: faultsOf,
  deliver: (items, to, way) => Promise.all(items.map((item) => deliver(item, to, way))),
  check: (to, way) => validated(to, { clientId: '1.1', event: SAMPLE }, way),
};

const SAMPLE: GaEvent = { name: 'phone_call', params: { engagement_time_msec: 1, session_id: '1' } };

async function deliver(item: Item, to: DestinationTold, way: Way): Promise<Outcome> {
  const { told } = item;
  const clientId = told.visit?.clientIds.ga;
  const meant = eventsOf(told, to.settings, way.now());
  if ('reason' in meant) return { kind: 'skipped', reason: meant.reason };
  if (item.leftOut && !meant.after) return { kind: 'skipped', reason: item.leftOut };
  if (!clientId) return { kind: 'skipped', reason: 'no-client-id' };
  if (item.trial) return tried(to, { clientId, event: meant.event }, way);
  const isAfter = !meant.after || (await way.linked('event', meant.after));
  const chosen = isAfter ? meant : item.leftOut ? undefined : meant.otherwise;
  if (!chosen) return { kind: 'skipped', reason: 'not-told-before' };
  const { key, event } = chosen;
  // Kept before it is sent: whatever becomes of this try, no other delivery may tell the same again.
  const before = await way.linked('event', key);
  if (before && !before.startsWith(`${item.id} `))
    return { kind: 'skipped', reason: before.endsWith(` ${clientId}`) ? 'already-told' : 'no-correction' };
  await way.link('event', key, `${item.id} ${clientId}`);
  return whatNow(await send('/mp/collect', to, { clientId, event }, way));
}

type Sent = { clientId: string; event: GaEvent };

/** What Google would say of it, and then for real, marked so that it is seen in DebugView. */
async function tried(to: DestinationTold, { clientId, event }: Sent, way: Way): Promise<Outcome> {
  const shown = { clientId, event: { ...event, params: { ...event.params, debug_mode: 1 } } };
  const outcome = await validated(to, shown, way);
  return outcome.kind === 'done' ? whatNow(await send('/mp/collect', to, shown, way)) : outcome;
}

async function validated(to: DestinationTold, sent: Sent, way: Way): Promise<Outcome> {
  const response = await send('/debug/mp/collect', to, sent, way);
  const outcome = whatNow(response);
  const [fault] = outcome.kind === 'done' ? faultsIn(response) : [];
  return fault ? { kind: 'refused', reason: `not-valid: ${fault}` } : outcome;
}

function send(path: string, { settings }: DestinationTold, { clientId, event }: Sent, way: Way): Promise<Response> {
  const { measurementId = '', apiSecret = '', processing } = settings;
  const isCheck = path.startsWith('/debug');
  const query = new URLSearchParams({ measurement_id: measurementId, api_secret: apiSecret });
  return way.ask({
    method: 'POST',
    url: `${ORIGINS[processing === 'eu' ? 'eu' : 'worldwide']}${path}?${query}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: clientId,
      ...consentOf(settings),
      ...(isCheck ? { validation_behavior: 'ENFORCE_RECOMMENDATIONS' } : {}),
      events: [event],
    }),
    asksOnly: isCheck,
  });
}

type Verdict = { validationMessages?: { fieldPath?: string; description?: string; validationCode?: string }[] };

/** The validation server answers 200 whatever it thinks. */
function faultsIn({ body }: Response): string[] {
  const { validationMessages = [] } = JSON.parse(body) as Verdict;
  return validationMessages.map(({ fieldPath, description, validationCode }) =>
    [validationCode, fieldPath, description].filter(Boolean).join(' '),
  );
}
