// Google Analytics' Measurement Protocol as it behaves: 204 to whatever comes, and only afterwards is it seen what it kept;
// its validation server tells what is wrong, but never whether the secret is right.
import assert from 'node:assert/strict';
import { openReceiver, type Received, type ReceiverAnswer } from '../receiver.ts';

type Body = {
  client_id?: unknown;
  consent?: Record<string, string>;
  validation_behavior?: string;
  events?: { name: string; timestamp_micros?: number; params: Record<string, string | number> }[];
};
type Fault = { fieldPath: string; description: string; validationCode: string };
const DAYS_3_US = 72 * 3_600_000_000;

/** `kept`: events as reports would have them; `dropped`: why the others are not there. */
export async function openGoogleAnalytics(now: () => Date, { secret = 'right-secret', id = 'G-AB12CD34EF' } = {}) {
  const kept: {
    client: string;
    name: string;
    at: number;
    params: Record<string, string | number>;
    consent?: object;
  }[] = [];
  const dropped: string[] = [];
  let trouble: ReceiverAnswer | undefined;

  const answer = (request: Received): ReceiverAnswer => {
    if (trouble !== undefined) return trouble;
    const url = new URL(request.path, `http://${request.headers.host}`);
    assert.match(`${request.headers.host}`, /^(www|region1)\.google-analytics\.com$/);
    if (request.method !== 'POST') return { status: 405 };
    assert.equal(request.headers['content-type'], 'application/json');
    assert.match(url.searchParams.get('measurement_id') ?? '', /^G-[A-Z0-9]+$/);
    const body = JSON.parse(request.body) as Body;
    const faults = faultsOf(body, request.body.length, now());
    if (url.pathname === '/debug/mp/collect')
      return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ validationMessages: faults }) };
    if (url.pathname !== '/mp/collect') return { status: 404 };
    const isOurs = url.searchParams.get('api_secret') === secret && url.searchParams.get('measurement_id') === id;
    if (!isOurs) dropped.push('wrong secret or stream');
    else if (faults.length > 0)
      dropped.push(...faults.map(({ validationCode, fieldPath }) => `${validationCode} ${fieldPath}`));
    else
      for (const { name, timestamp_micros, params } of body.events ?? [])
        kept.push({
          ...{ client: `${body.client_id}`, name, at: (timestamp_micros ?? 0) / 1000, params },
          ...(body.consent ? { consent: body.consent } : {}),
        });
    return { status: 204 };
  };
  const receiver = await openReceiver(answer);
  return {
    ...{ url: receiver.url, got: receiver.got, kept, dropped, close: receiver.close },
    /** what it answers from now on; undefined: as it should */
    fail(with_: ReceiverAnswer | undefined) {
      trouble = with_;
    },
  };
}

function faultsOf({ client_id, consent, events = [] }: Body, length: number, now: Date): Fault[] {
  const faults: Fault[] = [];
  const fault = (validationCode: string, fieldPath: string, description = '') =>
    faults.push({ validationCode, fieldPath, description });
  if (length > 130_000) fault('VALUE_OUT_OF_BOUNDS', '', 'The body is too large.');
  if (!/^\d+\.\d+$/.test(`${client_id}`)) fault('VALUE_INVALID', 'client_id');
  if (events.length === 0 || events.length > 25) fault('EXCEEDED_MAX_ENTITIES', 'events');
  for (const word of Object.values(consent ?? {}))
    if (word !== 'GRANTED' && word !== 'DENIED') fault('VALUE_INVALID', 'consent');
  for (const { name, timestamp_micros, params } of events) {
    if (!/^[A-Za-z]\w{0,39}$/.test(name)) fault('NAME_INVALID', 'events', `Event has invalid name [${name}].`);
    if (/^(ga_|google_|firebase_|_)|^(session_start|first_visit|error)$/.test(name)) fault('NAME_RESERVED', 'events');
    const back = now.getTime() * 1000 - (timestamp_micros ?? now.getTime() * 1000);
    if (!Number.isInteger(timestamp_micros ?? 0) || back > DAYS_3_US || back < -1_000_000)
      fault('VALUE_OUT_OF_BOUNDS', 'timestamp_micros');
    if (Object.keys(params).length > 25) fault('EXCEEDED_MAX_ENTITIES', 'params');
    if (!(Number(params.engagement_time_msec) >= 1)) fault('VALUE_REQUIRED', 'engagement_time_msec');
    if ('session_id' in params && !/^\d+$/.test(`${params.session_id}`)) fault('VALUE_INVALID', 'session_id');
    for (const [key, value] of Object.entries(params)) {
      if (!/^[A-Za-z]\w{0,39}$/.test(key)) fault('NAME_INVALID', `params.${key}`);
      if (`${value}`.length > 100) fault('VALUE_OUT_OF_BOUNDS', `params.${key}`);
      if (/^\+\d{10,}$|@/.test(`${value}`)) fault('VALUE_INVALID', `params.${key}`, 'Personal data is forbidden.');
    }
  }
  return faults;
}
