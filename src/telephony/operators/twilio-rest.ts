// Twilio's REST API, and the same at those who speak as it does.
// https://www.twilio.com/docs/voice/api
import type { CallFact } from '../../core/call.ts';
import type { PlaceOrder } from '../../core/routing/place-order.ts';
import { type DownloadRules, download } from './download.ts';
import { askApi, askJson, refusalOf } from './operator-api.ts';
import { placedBy, placedQuery } from './placed-call.ts';
import type { House, Operator, OperatorConnection, OperatorNumber, PlacedCall, RecordingRef } from './port.ts';
import { factOf } from './told-call.ts';
import { causeOf, outcomeOf, phoneOf } from './twilio-fields.ts';
import { placedFacts } from './twilio-placed.ts';

/** `account`: address of the account's resources, without a slash at its end; `apiUrl`: the setting, if there is one. */
export type TwilioAccount = {
  account: string;
  headers: Readonly<Record<string, string>>;
  apiUrl?: string | undefined;
};

/** Rings the agent; the document at 'placed' rings the client then. */
export async function place(
  { account, headers }: TwilioAccount,
  order: PlaceOrder,
  house: House,
  more: Readonly<Record<string, string>> = {},
): Promise<PlacedCall> {
  const { phone } = order.agent;
  if (phone.kind === 'registered') throw new Error(`${order.agent.name} has a phone that only our own engine can ring`);
  const placed = placedBy(order, new Date());
  const form = new URLSearchParams({
    ...{ To: phone.kind === 'number' ? phone.e164 : phone.uri, From: order.number, Method: 'POST' },
    ...{ Url: house.hookUrl(`placed?${placedQuery(placed)}`), Timeout: String(order.ringSeconds) },
    ...{ StatusCallback: house.hookUrl(`placed-leg?${placedQuery(placed)}`), StatusCallbackMethod: 'POST' },
    ...more,
  });
  for (const event of ['initiated', 'ringing', 'answered', 'completed']) form.append('StatusCallbackEvent', event);
  const { sid } = await askJson<{ sid: string }>(`${account}/Calls.json`, { headers, form });
  await house.tell(placedFacts(sid, placed));
  return { providerCallId: sid };
}

export async function hangUp({ account, headers }: TwilioAccount, call: string): Promise<void> {
  const answer = await askApi(`${account}/Calls/${encodeURIComponent(call)}.json`, {
    ...{ headers, form: { Status: 'completed' } },
  });
  if (!answer.ok && answer.status !== 404) throw await refusalOf(answer);
}

type Page = { next_page_uri?: string | null };
const MOST_PAGES = 50;

async function* pages<T extends Page>({ account, headers }: TwilioAccount, at: string): AsyncGenerator<T> {
  let next: string | null | undefined = `${account}/${at}`;
  for (let page = 0; next && page < MOST_PAGES; page++) {
    const given: T = await askJson<T>(next, { headers });
    yield given;
    next = given.next_page_uri && new URL(given.next_page_uri, account).href;
  }
}

/** Numbers of the account. */
export async function listNumbers(twilio: TwilioAccount): Promise<OperatorNumber[]> {
  const found: OperatorNumber[] = [];
  type Numbers = Page & { incoming_phone_numbers: { phone_number: string }[] };
  for await (const page of pages<Numbers>(twilio, 'IncomingPhoneNumbers.json?PageSize=1000'))
    for (const { phone_number: e164 } of page.incoming_phone_numbers)
      found.push({ e164, region: null, monthlyCost: null, currency: null });
  return found;
}

const SID = /^[A-Za-z0-9_-]{1,64}$/;

export type Fetched = { audio: Buffer; type: string; callerChannel: 'left' | 'right' | 'mono' } | 'later' | 'gone';

/** The recording as WAV, both channels if it has two. */
export async function fetchRecording(
  { account, headers, apiUrl }: TwilioAccount,
  { ref }: RecordingRef,
): Promise<Fetched> {
  const sid = ref.sid ?? '';
  if (!SID.test(sid)) return 'gone';
  const channels = ref.channels === '2' ? 2 : 1;
  return fetchAudio(`${account}/Recordings/${sid}.wav?RequestedChannels=${channels}`, ref, { headers, own: [apiUrl] });
}

/** Audio at an address of the operator; 404 is "not ready yet": a file that is gone for good says so by 410. */
export async function fetchAudio(url: string, ref: RecordingRef['ref'], rules: DownloadRules): Promise<Fetched> {
  const { status, audio, host, refusal, ...answer } = await download(url, rules);
  if (status === 404) return 'later';
  if (status === 410) return 'gone';
  if (status < 200 || status >= 300) throw refusal;
  const type = answer.type || 'audio/wav';
  if (/^(text|application\/(json|xml))/.test(type)) throw new Error(`${host} gave ${type} instead of a recording`);
  if (audio.length === 0) return 'later';
  const caller = ref.caller === 'right' ? 'right' : 'left';
  return { audio, type, callerChannel: ref.channels === '2' ? caller : 'mono' };
}

export async function deleteRecording({ account, headers }: TwilioAccount, { ref }: RecordingRef): Promise<void> {
  if (!SID.test(ref.sid ?? '')) return;
  const answer = await askApi(`${account}/Recordings/${ref.sid}.json`, { method: 'DELETE', headers });
  if (!answer.ok && answer.status !== 404) throw await refusalOf(answer);
}

type CallResource = {
  sid: string;
  parent_call_sid: string | null;
  from: string;
  to: string;
  direction: string;
  status: string;
  start_time: string | null;
  end_time: string | null;
  duration: string | null;
};

/** Calls that came in, and whom they rang, as facts; calls that go on are left out. */
export async function reconcile(twilio: TwilioAccount, period: { from: Date; to: Date }): Promise<CallFact[]> {
  // Days are all it can be asked by; what is older is left out here.
  const day = period.from.toISOString().slice(0, 10);
  const all: CallResource[] = [];
  for await (const page of pages<Page & { calls: CallResource[] }>(
    twilio,
    `Calls.json?StartTime%3E=${day}&PageSize=1000`,
  ))
    all.push(...page.calls);
  const legs = Map.groupBy(all, (call) => call.parent_call_sid ?? '');
  return all.flatMap((call) => {
    const start = timeOf(call.start_time);
    const end = timeOf(call.end_time);
    if (call.direction !== 'inbound' || call.parent_call_sid || !start || !end) return [];
    if (start < period.from || start > period.to) return [];
    const did = phoneOf(call.to);
    return [
      factOf(call.sid, start, { kind: 'offered', did, callerRaw: phoneOf(call.from) }),
      ...(legs.get(call.sid) ?? []).flatMap((leg) => factsOfLeg(call.sid, leg)),
      factOf(call.sid, end, { kind: 'ended' }, 'reconciled'),
    ];
  });
}

function factsOfLeg(call: string, { sid, status, start_time, end_time, duration }: CallResource): CallFact[] {
  const start = timeOf(start_time);
  const end = timeOf(end_time);
  if (!start || !end) return [];
  const seconds = Number(duration) || 0;
  const answered = status === 'completed' && seconds > 0 ? new Date(end.getTime() - seconds * 1000 + 990) : null;
  const cause = causeOf(status, '');
  return [
    factOf(call, start, { kind: 'leg-started', leg: sid }, 'reconciled'),
    ...(answered ? [factOf(call, answered, { kind: 'leg-answered', leg: sid }, 'by-duration')] : []),
    factOf(call, end, { kind: 'leg-ended', leg: sid, cause }),
    ...(answered
      ? []
      : [factOf(call, end, { kind: 'step-ended', step: 0, outcome: outcomeOf(status), cause }, 'reconciled')]),
  ];
}

function timeOf(text: string | null): Date | null {
  const at = new Date(text ?? '');
  return Number.isNaN(at.getTime()) ? null : at;
}

/** All that is asked of one account, as an adapter offers it. */
export function commandsOf(accountOf: (connection: OperatorConnection) => TwilioAccount) {
  return {
    place: (order, connection, house) => place(accountOf(connection), order, house),
    hangUp: (call, connection) => hangUp(accountOf(connection), call),
    fetchRecording: (recording, connection) => fetchRecording(accountOf(connection), recording),
    deleteRecording: (recording, connection) => deleteRecording(accountOf(connection), recording),
    listNumbers: (connection) => listNumbers(accountOf(connection)),
    reconcile: (period, connection) => reconcile(accountOf(connection), period),
  } satisfies Partial<Operator>;
}
