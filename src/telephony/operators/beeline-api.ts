// The portal API of Beeline's cloud PBX.
import type { CallFact } from '../../core/call.ts';
import { digitsOf } from '../../core/phone.ts';
import { wordOf } from './hook-body.ts';
import { clean } from './hook-fields.ts';
import { askJson } from './operator-api.ts';
import { secondsOf, unixTime } from './operator-time.ts';
import type { House, OperatorConnection, OperatorNumber, RecordingRef } from './port.ts';
import { type Fetched, fetchFile } from './recording-file.ts';
import { factsOfToldCall, recordingFact } from './told-call.ts';
import { partyOf } from './xsi-event.ts';

type Row = Readonly<Record<string, unknown>>;

const urlOf = (path: string, { settings }: OperatorConnection) =>
  `${settings.apiUrl ?? 'https://cloudpbx.beeline.ru/apis/portal'}/${path}`;
const proof = ({ settings }: OperatorConnection) => ({ 'X-MPBX-API-AUTH-TOKEN': settings.token ?? '' });

const LASTS_SECONDS = 86_400; // as others ask for; 3600 is the other value seen

/** Events of all subscribers, to our address, for a day. */
export async function subscribeToBeeline(connection: OperatorConnection, house: Pick<House, 'hookUrl'>): Promise<Date> {
  const json = { expires: LASTS_SECONDS, subscriptionType: 'BASIC_CALL', url: house.hookUrl('') };
  const said = await askJson<{ subscriptionId?: unknown; expires?: unknown }>(urlOf('subscription', connection), {
    ...{ method: 'PUT', headers: proof(connection), json },
  });
  if (!wordOf(said.subscriptionId)) throw new Error('Beeline took the subscription but did not name it');
  return new Date(Date.now() + (secondsOf(wordOf(said.expires)) || LASTS_SECONDS) * 1000);
}

export async function fetchBeelineRecording({ ref }: RecordingRef, connection: OperatorConnection): Promise<Fetched> {
  const of = ref.recordId ? [ref.recordId] : [ref.extTrackingId ?? '', ref.userId ?? ''];
  const url = urlOf(`v2/records/${of.map(encodeURIComponent).join('/')}/download`, connection);
  return fetchFile(url, {
    ...{ hosts: ['beeline.ru'], apiUrl: connection.settings.apiUrl, headers: proof(connection) },
  });
}

/** Numbers of the subscribers: each is one that can be called. */
export async function listBeelineNumbers(connection: OperatorConnection): Promise<OperatorNumber[]> {
  const rows = await askJson<Row[]>(urlOf('abonents', connection), { headers: proof(connection) });
  return rowsOf(rows)
    .map((row) => russian(wordOf(row.phone)))
    .filter((e164) => e164 !== '')
    .map((e164) => ({ e164, region: null, monthlyCost: null, currency: null }));
}

const PAGE = 100; // the next page is asked for by the last id of this one
const PAGES = 100;

/** Calls in that were recorded, and so answered: the only ones whose list names the call as events do. */
export async function pastBeelineCalls(
  { from, to }: { from: Date; to: Date },
  connection: OperatorConnection,
): Promise<CallFact[]> {
  const facts: CallFact[] = [];
  let last = '';
  for (let page = 0; page < PAGES; page++) {
    const query = new URLSearchParams({ dateFrom: from.toISOString(), dateTo: to.toISOString() });
    if (last) query.set('id', last);
    const rows = rowsOf(await askJson<Row[]>(urlOf(`records?${query}`, connection), { headers: proof(connection) }));
    facts.push(...rows.flatMap(factsOfRecord));
    const next = wordOf(rows.at(-1)?.id);
    if (rows.length < PAGE || !next || next === last) break;
    last = next;
  }
  return facts;
}

function factsOfRecord(row: Row): CallFact[] {
  const abonent = (row.abonent ?? {}) as Row;
  const [id, recordId] = [clean(wordOf(row.externalId)), clean(wordOf(row.id))];
  const startedAt = unixTime(wordOf(row.date));
  if (!id || !startedAt || wordOf(row.direction) !== 'INBOUND') return [];
  const leg = partyOf(clean(wordOf(abonent.userId))) || 'subscriber';
  const talk = secondsOf(wordOf(row.duration)) / 1000; // milliseconds
  const endedAt = new Date(startedAt.getTime() + talk * 1000);
  const facts = factsOfToldCall({
    ...{ id, direction: 'in', did: clean(wordOf(abonent.phone)), caller: clean(wordOf(row.phone)), startedAt, endedAt },
    ...{ answeredAt: startedAt, leg: { leg }, outcome: 'answered', cause: 16, by: 'system' },
  });
  return [...facts, recordingFact(id, endedAt, { name: leg, ref: { recordId } })];
}

const rowsOf = (value: unknown): Row[] => (Array.isArray(value) ? (value as Row[]) : []);

function russian(phone: string): string {
  const digits = digitsOf(phone);
  return digits.length === 10 ? `+7${digits}` : digits.length === 11 ? `+7${digits.slice(1)}` : '';
}
