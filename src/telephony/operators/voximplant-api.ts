// Voximplant's HTTP API: calls of ours, numbers, past calls, recordings. Asked with a JWT of a service account.
// Source: Voximplant's documentation and @voximplant/apiclient-nodejs 4.8.0; the address of Russian accounts (.ru), the
// session's id as the id in the history and the sides of stereo recordings are general knowledge.
import { sign } from 'node:crypto';
import type { CallFact } from '../../core/call.ts';
import { digitsOf } from '../../core/phone.ts';
import type { PlaceOrder } from '../../core/routing/place-order.ts';
import { wordOf } from './hook-body.ts';
import { clean } from './hook-fields.ts';
import { askJson } from './operator-api.ts';
import { secondsOf, timeOf } from './operator-time.ts';
import type { House, OperatorConnection, OperatorNumber, PlacedCall, RecordingRef } from './port.ts';
import { type Fetched, fetchFile } from './recording-file.ts';
import { factsOfToldCall, recordingFact, WHOLE_CALL } from './told-call.ts';

type Settings = OperatorConnection['settings'];
type Row = Readonly<Record<string, unknown>>;

const TOKEN_SECONDS = 600;
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT by the service account's key (RFC 7519, RS256). Throws if the key is no private key. */
export function voximplantToken({ accountId = '', keyId = '', privateKey = '' }: Settings, at: Date): string {
  const now = Math.floor(at.getTime() / 1000);
  const header = base64url({ typ: 'JWT', alg: 'RS256', kid: keyId });
  const claims = base64url({ iss: Number(accountId), iat: now, exp: now + TOKEN_SECONDS });
  // Pasted into one line of a form, a key loses its line breaks.
  const pem = privateKey
    .replaceAll('\\n', '\n')
    .replace(/(-----BEGIN [A-Z ]+-----)\s*([^-]+?)\s*(-----END [A-Z ]+-----)/, (_, begin, body: string, end) =>
      [begin, ...(body.replace(/\s/g, '').match(/.{1,64}/g) ?? []), end].join('\n'),
    );
  return `${header}.${claims}.${sign('RSA-SHA256', Buffer.from(`${header}.${claims}`), pem).toString('base64url')}`;
}

const bearer = (settings: Settings) => ({ authorization: `Bearer ${voximplantToken(settings, new Date())}` });

async function ask(method: string, form: Readonly<Record<string, string>>, { settings }: OperatorConnection) {
  const base = settings.apiUrl ?? `https://api.voximplant.${settings.region === 'ru' ? 'ru' : 'com'}`;
  const said = await askJson<Row & { error?: { msg?: unknown } }>(`${base}/platform_api/${method}`, {
    ...{ method: 'POST', form, headers: bearer(settings) },
  });
  if (said.error) throw new Error(`Voximplant: ${wordOf(said.error.msg)}`);
  return said;
}

const LONGEST_DATA = 200; // bytes a scenario is given

/**
 * Starts the scenario, which tells that the call is placed, rings the agent, then the client, and calls itself by the
 * order's id. What it is given is short, so ids go without hyphens and a sound without our address.
 */
export async function placeVoximplantCall(
  order: PlaceOrder,
  connection: OperatorConnection,
  house: House,
): Promise<PlacedCall> {
  const { phone, id: agentId } = order.agent;
  if (phone.kind === 'registered') throw new Error('Voximplant can not ring phones that are registered with us');
  if (!connection.settings.ruleId) throw new Error('The setting `ruleId` is empty: the rule that starts the scenario');
  const agent = phone.kind === 'sip' ? phone.uri : phone.e164;
  const ids = [order.id, agentId].map((id) => id.replaceAll('-', ''));
  const words = [...ids, agent, order.callee, order.number, String(order.ringSeconds)];
  const { origin } = new URL(house.hookUrl(''));
  const whisper = order.whisper ? house.soundUrl(order.whisper).replace(origin, '') : '';
  const whole = [...words, whisper].join('|');
  // A whisper is left out rather than the call.
  const data = Buffer.byteLength(whole) > LONGEST_DATA ? [...words, ''].join('|') : whole;
  if (Buffer.byteLength(data) > LONGEST_DATA) throw new Error("The agent's SIP address is too long for Voximplant");
  await ask('StartScenarios', { rule_id: connection.settings.ruleId, script_custom_data: data }, connection);
  return { providerCallId: order.id };
}

export async function listVoximplantNumbers(connection: OperatorConnection): Promise<OperatorNumber[]> {
  const rows = await pages('GetPhoneNumbers', {}, connection);
  return rows
    .map((row) => ({
      digits: digitsOf(wordOf(row.phone_number)),
      region: clean(wordOf(row.phone_region_name)) || null,
    }))
    .filter(({ digits }) => digits !== '')
    .map(({ digits, region }) => ({ e164: `+${digits}`, region, monthlyCost: null, currency: null })); // of what currency?
}

export function fetchVoximplantRecording({ ref }: RecordingRef, { settings }: OperatorConnection): Promise<Fetched> {
  const side = ref.caller === 'right' ? 'right' : 'left';
  return fetchFile(ref.url ?? '', {
    ...{ hosts: ['voximplant.com', 'voximplant.ru'], apiUrl: settings.apiUrl, headers: bearer(settings) },
    callerChannel: ref.channels === '2' ? side : 'mono',
  });
}

/** Past calls in, by the history of sessions; who of ours was rung, it does not know. */
export async function pastVoximplantCalls(
  { from, to }: { from: Date; to: Date },
  connection: OperatorConnection,
): Promise<CallFact[]> {
  const written = (at: Date) => at.toISOString().slice(0, 19).replace('T', ' ');
  const period = { from_date: written(from), to_date: written(to), with_calls: 'true', with_records: 'true' };
  const rows = await pages('GetCallHistory', period, connection);
  return rows.flatMap(factsOfSession);
}

const UTC = { utcOffset: '+00:00' };
const rowsOf = (value: unknown): Row[] => (Array.isArray(value) ? (value as Row[]) : []);
const isTrue = (value: unknown) => /^(true|1)$/.test(wordOf(value));

function factsOfSession(session: Row): CallFact[] {
  const id = clean(wordOf(session.call_session_history_id));
  const calls = rowsOf(session.calls).map((row) => {
    const at = timeOf(wordOf(row.start_time), UTC);
    return { row, at, seconds: secondsOf(wordOf(row.duration)) };
  });
  const incoming = calls.find(({ row, at }) => isTrue(row.incoming) && at);
  if (!id || !incoming?.at) return [];
  const endOf = ({ at, seconds }: { at: Date; seconds: number }) => new Date(at.getTime() + seconds * 1000);
  const out = calls.filter((call): call is typeof call & { at: Date } => !isTrue(call.row.incoming) && !!call.at);
  const answered = out.find(({ row, seconds }) => isTrue(row.successful) && seconds > 0);
  const whole = endOf({ at: incoming.at, seconds: Math.max(incoming.seconds, secondsOf(wordOf(session.duration))) });
  const facts = factsOfToldCall({
    ...{ id, direction: 'in', startedAt: incoming.at, endedAt: whole, answeredAt: answered?.at ?? null },
    ...{ did: clean(wordOf(incoming.row.local_number)), caller: clean(wordOf(incoming.row.remote_number)) },
    ...{ leg: { leg: WHOLE_CALL }, outcome: 'no-answer', cause: answered ? 16 : 19, by: 'system' },
  });
  const urls = [...rowsOf(session.records), ...calls.map(({ row }) => row)].map(({ record_url }) => wordOf(record_url));
  return [
    ...facts,
    ...[...new Set(urls)]
      .filter(Boolean)
      .map((url) => recordingFact(id, whole, { name: url, ref: { url, kind: 'talk', channels: '2' } })),
  ];
}

const PAGE = 100;
const PAGES = 100;

async function pages(method: string, form: Record<string, string>, connection: OperatorConnection): Promise<Row[]> {
  const all: Row[] = [];
  for (let page = 0; page < PAGES; page++) {
    const given = { ...form, count: String(PAGE), offset: String(page * PAGE) };
    const rows = rowsOf((await ask(method, given, connection)).result);
    all.push(...rows);
    if (rows.length < PAGE) break;
  }
  return all;
}
