// The Conversions API of Meta, as it takes events: what it checks, what it refuses, and which it counts once.
// https://developers.facebook.com/docs/marketing-api/conversions-api
import { createHash, createHmac } from 'node:crypto';
import { openReceiver, type Received, type ReceiverAnswer } from '../receiver.ts';

export const META_TOKEN = 'EAABtoken0123456789';
export const META_APP_SECRET = '0123456789abcdef0123456789abcdef';
export const META_DATASET = '1234567890123456';

type FarEvent = Record<string, unknown> & { event_name: string; event_id: string; event_time: number };
export type FarMeta = Awaited<ReturnType<typeof openFarMeta>>;

const sources = ['website', 'app', 'phone_call', 'chat', 'email', 'physical_store', 'system_generated', 'other'];
const HASHED = ['em', 'ph', 'fn', 'ln', 'ct', 'st', 'zp', 'country', 'db', 'ge', 'external_id'];
const PLAIN = { fbc: /^fb\.\d\.\d{13}\.\S+$/, fbp: /^fb\.\d\.\d{13}\.\d+$/ };
const WEEK = 7 * 86_400;

const refuse = (status: number, code: number, message: string, more: object = {}): ReceiverAnswer => ({
  status,
  body: JSON.stringify({ error: { message, type: 'OAuthException', code, ...more, fbtrace_id: 'A1' } }),
});

/** To be closed. `phones`: of the people it knows, as digits. */
export async function openFarMeta(now: () => Date, phones: readonly string[]) {
  const events: FarEvent[] = [];
  const tests: FarEvent[] = [];
  const known = new Set(phones.map((digits) => createHash('sha256').update(digits).digest('hex')));
  const matched: string[] = [];
  const faultOf = (event: FarEvent): string | undefined => {
    const { event_name, event_time, action_source, user_data, custom_data } = event as FarEvent & {
      action_source: string;
      user_data: Record<string, unknown>;
      custom_data?: Record<string, unknown>;
    };
    const age = now().getTime() / 1000 - event_time;
    if (!event_name) return 'event_name is missing';
    if (!Number.isInteger(event_time) || age < -60 || age > WEEK) return 'event_time is out of range';
    if (!sources.includes(action_source)) return 'action_source is not known';
    if (!user_data || Object.keys(user_data).length === 0) return 'user_data is missing';
    for (const [name, value] of Object.entries(user_data)) {
      if (HASHED.includes(name) ? ![value].flat().every((one) => /^[0-9a-f]{64}$/.test(`${one}`)) : !(name in PLAIN))
        return `user_data.${name} is not as it should be`;
      if (name in PLAIN && !PLAIN[name as keyof typeof PLAIN].test(`${value}`)) return `user_data.${name} is malformed`;
    }
    const { value, currency } = custom_data ?? {};
    if (value !== undefined && (typeof value !== 'number' || !/^[A-Z]{3}$/.test(`${currency}`))) return 'value';
    if (event_name === 'Purchase' && value === undefined) return 'a Purchase has a value';
    return undefined;
  };
  const take = ({ method, path, headers, body }: Received): ReceiverAnswer => {
    if (headers.host !== 'graph.facebook.com') return { status: 421 };
    if (method !== 'POST' || path !== `/v26.0/${META_DATASET}/events`) return refuse(404, 2500, `Unknown path ${path}`);
    if (headers.authorization !== `Bearer ${META_TOKEN}`) return refuse(401, 190, 'Error validating access token');
    const { data, test_event_code, appsecret_proof } = JSON.parse(body) as Record<string, string> & {
      data: FarEvent[];
    };
    const proof = createHmac('sha256', META_APP_SECRET).update(META_TOKEN).digest('hex');
    if (appsecret_proof !== undefined && appsecret_proof !== proof) return refuse(400, 100, 'Invalid appsecret_proof');
    if (!Array.isArray(data) || data.length === 0 || data.length > 1000) return refuse(400, 100, 'data');
    const fault = data.map(faultOf).find(Boolean);
    if (fault) return refuse(400, 100, 'Invalid parameter', { error_subcode: 2804003, error_user_msg: fault });
    for (const event of data) {
      const isKnown = events.some((one) => one.event_id === event.event_id && one.event_name === event.event_name);
      if (test_event_code) tests.push(event);
      else if (!isKnown) events.push(event);
      const { ph = [] } = event.user_data as { ph?: string[] };
      if (ph.some((hash) => known.has(hash))) matched.push(event.event_id);
    }
    return { body: JSON.stringify({ events_received: data.length, messages: [], fbtrace_id: 'A1' }) };
  };
  return { ...(await openReceiver(take)), take, events, tests, matched };
}
