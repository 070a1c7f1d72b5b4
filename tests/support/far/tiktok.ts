// The Events API of TikTok, as it takes events: HTTP 200 for all, what has happened is in `code`.
import { createHash } from 'node:crypto';
import { openReceiver, type Received, type ReceiverAnswer } from '../receiver.ts';

export const TIKTOK_TOKEN = '0a1b2c3d4e5f60718293';
export const TIKTOK_SET = '7312345678901234567';

type FarEvent = { event: string; event_id: string; event_time: number; user: Record<string, unknown> } & Record<
  string,
  unknown
>;
export type FarTiktok = Awaited<ReturnType<typeof openFarTiktok>>;

const say = (code: number, message: string): ReceiverAnswer => ({
  body: JSON.stringify({ code, message, request_id: '2026', data: {} }),
});
const HASHED = ['email', 'phone', 'external_id'];
const PLAIN = ['ttclid', 'ttp', 'ip', 'user_agent', 'locale', 'lead_id'];

/** To be closed. `phones`: of the people it knows, E.164. */
export async function openFarTiktok(now: () => Date, phones: readonly string[]) {
  const events: FarEvent[] = [];
  const tests: FarEvent[] = [];
  const known = new Set(phones.map((phone) => createHash('sha256').update(phone).digest('hex')));
  const matched: string[] = [];
  const faultOf = ({ event, event_time, user, properties }: FarEvent, source: string): string | undefined => {
    if (!event) return 'event is required';
    if (!Number.isInteger(event_time) || event_time > 1e11) return 'event_time is in seconds';
    const age = (now().getTime() / 1000 - event_time) / 86_400;
    if (age > (source === 'web' ? 7 : 28)) return 'event_time is too old';
    if (source !== 'web' && !HASHED.some((name) => name in user)) return 'email, phone or external_id is required';
    for (const [name, value] of Object.entries(user)) {
      if (HASHED.includes(name) && ![value].flat().every((one) => /^[0-9a-f]{64}$/.test(`${one}`)))
        return `user.${name}`;
      if (!HASHED.includes(name) && !PLAIN.includes(name)) return `user.${name} is not known`;
    }
    const { value, currency } = (properties ?? {}) as Record<string, unknown>;
    if (value !== undefined && (typeof value !== 'number' || !/^[A-Z]{3}$/.test(`${currency}`))) return 'value';
    return undefined;
  };
  const take = ({ method, path, headers, body }: Received): ReceiverAnswer => {
    if (headers.host !== 'business-api.tiktok.com') return { status: 421 };
    if (method !== 'POST' || path !== '/open_api/v1.3/event/track/') return { status: 404 };
    if (headers['content-type'] !== 'application/json') return say(40002, 'Content-Type');
    if (headers['access-token'] !== TIKTOK_TOKEN) return say(40105, 'Access token is incorrect or has been revoked.');
    const told = JSON.parse(body) as Record<string, string> & { data: FarEvent[] };
    if (!['web', 'app', 'offline', 'crm'].includes(told.event_source ?? '')) return say(40002, 'event_source');
    if (told.event_source_id !== TIKTOK_SET) return say(40001, 'No permission to operate this event source');
    if (!Array.isArray(told.data) || told.data.length > 1000) return say(40002, 'data');
    const fault = told.data.map((event) => faultOf(event, told.event_source ?? '')).find(Boolean);
    if (fault) return say(40002, fault);
    for (const event of told.data) {
      const isKnown = events.some((one) => one.event_id === event.event_id && one.event === event.event);
      if (told.test_event_code) tests.push(event);
      else if (!isKnown) events.push(event);
      const { phone = [] } = event.user as { phone?: string[] };
      if (phone.some((hash) => known.has(hash))) matched.push(event.event_id);
    }
    return say(0, 'OK');
  };
  return { ...(await openReceiver(take)), take, events, tests, matched };
}
