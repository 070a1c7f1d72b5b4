// The JSON-RPC of UIS, CoMagic and Novofon 2.0: Data API v2.0 and Call API v4.0. The caller's address must be on the
// account's list there.

import type { CallFact } from '../../core/call.ts';
import { digitsOf } from '../../core/phone.ts';
import type { PlaceOrder } from '../../core/routing/place-order.ts';
import { numberOf } from './dial-chain.ts';
import { wordOf } from './hook-body.ts';
import { clean } from './hook-fields.ts';
import { askJson } from './operator-api.ts';
import { before, secondsOf, timeOf, writtenTime } from './operator-time.ts';
import type { House, OperatorConnection, OperatorNumber, PlacedCall, RecordingRef } from './port.ts';
import { type Fetched, fetchFile } from './recording-file.ts';
import { factsOfToldCall, placedFact, recordingFact, WHOLE_CALL } from './told-call.ts';
import { endOf } from './uis-reasons.ts';

type Brand = { data: string; call: string; app: string; hosts: readonly string[] };
const UIS_BRAND: Brand = {
  data: 'https://dataapi.uiscom.ru/v2.0',
  call: 'https://callapi.uiscom.ru/v4.0',
  app: 'https://app.uiscom.ru',
  hosts: ['uiscom.ru', 'comagic.ru'],
};
const BRANDS = new Map<string, Brand>(
  Object.entries({
    comagic: {
      data: 'https://dataapi.comagic.ru/v2.0',
      call: 'https://callapi.comagic.ru/v4.0',
      app: 'https://app.comagic.ru',
      hosts: ['comagic.ru', 'uiscom.ru'],
    },
    novofon: {
      data: 'https://dataapi-jsonrpc.novofon.ru/v2.0',
      call: 'https://callapi-jsonrpc.novofon.ru/v4.0',
      app: 'https://app.novofon.ru',
      hosts: ['novofon.ru', 'novofon.com'],
    },
  }),
);

const brandOf = ({ settings }: OperatorConnection): Brand => BRANDS.get(settings.brand ?? '') ?? UIS_BRAND;

type Answer = { result?: { data?: unknown }; error?: { message?: string; data?: { mnemonic?: string } } };

async function rpc(api: 'data' | 'call', method: string, params: object, connection: OperatorConnection) {
  const { settings } = connection;
  const url = settings.apiUrl ? `${settings.apiUrl}/${api}` : brandOf(connection)[api];
  const answer = await askJson<Answer>(url, {
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    json: { jsonrpc: '2.0', id: 1, method, params: { access_token: settings.accessToken ?? '', ...params } },
  });
  // 'ip_not_whitelisted', 'access_token_expired' …: words the owner can search for in the vendor's help.
  if (answer.error) throw new Error(`UIS: ${answer.error.data?.mnemonic ?? ''} ${answer.error.message ?? ''}`.trim());
  return answer.result?.data;
}

/** Rings the agent first. Whispers are files at UIS, so ours can't be played. */
export async function placeUisCall(
  order: PlaceOrder,
  connection: OperatorConnection,
  house: House,
): Promise<PlacedCall> {
  const operator = numberOf(order.agent);
  if (!operator) throw new Error('UIS rings phone numbers only; the agent has none');
  const data = (await rpc(
    'call',
    'start.simple_call',
    {
      first_call: 'operator',
      switch_at_once: true,
      virtual_phone_number: digitsOf(order.number),
      contact: digitsOf(order.callee),
      operator,
      direction: 'out',
      external_id: order.id,
    },
    connection,
  )) as { call_session_id?: unknown } | undefined;
  const id = wordOf(data?.call_session_id);
  if (!id) throw new Error('UIS took the call but did not say its id');
  await house.tell([placedFact(id, order)]);
  return { providerCallId: id };
}

/** Needs the paid component "call management" at UIS. */
export async function hangUpUisCall(providerCallId: string, connection: OperatorConnection): Promise<void> {
  await rpc('call', 'release.call', { call_session_id: Number(providerCallId) }, connection);
}

export async function listUisNumbers(connection: OperatorConnection): Promise<OperatorNumber[]> {
  const rows = await pages('get.virtual_numbers', {}, connection);
  return rows
    .map((row) => digitsOf(wordOf(row.virtual_phone_number)))
    .filter(Boolean)
    .map((digits) => ({ e164: `+${digits}`, region: null, monthlyCost: null, currency: null }));
}

/** A recording by its address, from a notification or from the statistics. */
export function fetchUisRecording({ ref }: RecordingRef, connection: OperatorConnection): Promise<Fetched> {
  return fetchFile(ref.url ?? '', { hosts: brandOf(connection).hosts, apiUrl: connection.settings.apiUrl });
}

const FIELDS = [
  ...['id', 'start_time', 'finish_time', 'finish_reason', 'direction', 'contact_phone_number'],
  ...['virtual_phone_number', 'talk_duration', 'total_duration', 'call_records', 'call_api_external_id'],
];

/** Past calls of the account; calls out only where we placed them. */
export async function pastUisCalls(
  { from, to }: { from: Date; to: Date },
  connection: OperatorConnection,
): Promise<CallFact[]> {
  const period = { date_from: writtenTime(from, connection.settings), date_till: writtenTime(to, connection.settings) };
  const rows = await pages('get.calls_report', { ...period, fields: FIELDS }, connection);
  return rows.flatMap((row) => factsOfRow(row, connection));
}

function factsOfRow(row: Row, connection: OperatorConnection): CallFact[] {
  const read = (name: string) => clean(wordOf(row[name]));
  const [id, isOut] = [read('id'), read('direction') === 'out'];
  const startedAt = timeOf(read('start_time'), connection.settings);
  if (!id || !startedAt || (isOut && !read('call_api_external_id'))) return [];
  const talk = secondsOf(read('talk_duration'));
  const total = new Date(startedAt.getTime() + Math.max(talk, secondsOf(read('total_duration'))) * 1000);
  const endedAt = timeOf(read('finish_time'), connection.settings) ?? total;
  const facts = factsOfToldCall({
    ...{ id, startedAt, endedAt, direction: isOut ? 'out' : 'in', leg: { leg: WHOLE_CALL } },
    ...{ did: read('virtual_phone_number'), caller: read('contact_phone_number') },
    answeredAt: talk > 0 ? before(endedAt, talk) : null,
    ...endOf(read('finish_reason'), talk > 0),
  });
  const records = Array.isArray(row.call_records) ? row.call_records.map(wordOf).filter(Boolean) : [];
  const base = connection.settings.apiUrl ?? brandOf(connection).app;
  return [
    ...facts,
    ...records.map((record) => {
      const url = `${base}/system/media/talk/${encodeURIComponent(id)}/${encodeURIComponent(record)}/`;
      return recordingFact(id, endedAt, { name: url, ref: { url } });
    }),
  ];
}

type Row = Readonly<Record<string, unknown>>;
const PAGE = 1000; // the default limit of the vendor
const PAGES = 50; // a night of a large account; what is left over comes the next time

async function pages(method: string, params: object, connection: OperatorConnection): Promise<Row[]> {
  const all: Row[] = [];
  for (let page = 0; page < PAGES; page++) {
    const data = await rpc('data', method, { ...params, limit: PAGE, offset: page * PAGE }, connection);
    const rows = Array.isArray(data) ? (data as Row[]) : [];
    all.push(...rows);
    if (rows.length < PAGE) break;
  }
  return all;
}
