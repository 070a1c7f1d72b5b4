// The REST API of Zadarma and classic Novofon: recordings, numbers, statistics.
// Placing calls is left out: /v1/request/callback does not say which call it makes, so what became of it can't be told.
import type { CallFact, LegOutcome } from '../../core/call.ts';
import { digitsOf } from '../../core/phone.ts';
import { wordOf } from './hook-body.ts';
import { clean } from './hook-fields.ts';
import { costOf } from './number-cost.ts';
import { askApi, refusalOf } from './operator-api.ts';
import { secondsOf, timeOf, writtenTime } from './operator-time.ts';
import type { OperatorConnection, OperatorNumber, RecordingRef } from './port.ts';
import { type Fetched, fetchFile } from './recording-file.ts';
import { factsOfToldCall, recordingFact, WHOLE_CALL } from './told-call.ts';
import { authorization, signedQuery } from './zadarma-signature.ts';

type Row = Readonly<Record<string, unknown>>;
type Answer = Row & { status?: unknown; message?: unknown };

const hostOf = ({ settings }: OperatorConnection) => (settings.brand === 'novofon' ? 'novofon.com' : 'zadarma.com');

async function ask(
  path: string,
  params: Readonly<Record<string, string>>,
  connection: OperatorConnection,
): Promise<Answer | 'later'> {
  const { settings } = connection;
  const query = signedQuery(params);
  const proof = authorization({ path, query }, { key: settings.key ?? '', secret: settings.secret ?? '' });
  const base = settings.apiUrl ?? `https://api.${hostOf(connection)}`;
  const answer = await askApi(`${base}${path}${query ? `?${query}` : ''}`, { headers: { authorization: proof } });
  if (answer.status === 429) return 'later'; // 100 requests a minute, 3 of them for statistics
  const said = (await answer
    .clone()
    .json()
    .catch(() => ({}))) as Answer;
  if (answer.status === 401 || (said.status !== 'success' && !wordOf(said.message))) throw await refusalOf(answer);
  return said;
}

/** About forty seconds after the call's end; the link it gives is good for half an hour. */
export async function fetchZadarmaRecording(
  { providerCallId, ref }: RecordingRef,
  connection: OperatorConnection,
): Promise<Fetched> {
  const of = ref.callId ? { call_id: ref.callId } : { pbx_call_id: providerCallId };
  const said = await ask('/v1/pbx/record/request/', { ...of, lifetime: '1800' }, connection);
  if (said === 'later' || said.status !== 'success') return 'later';
  const link = wordOf(said.link) || wordOf(Array.isArray(said.links) ? said.links[0] : '');
  if (!link) return 'later';
  return fetchFile(link, { hosts: [hostOf(connection)], apiUrl: connection.settings.apiUrl });
}

export async function listZadarmaNumbers(connection: OperatorConnection): Promise<OperatorNumber[]> {
  const said = await ask('/v1/direct_numbers/', {}, connection);
  if (said === 'later') throw new Error('Zadarma has been asked too often; in a minute it answers again');
  if (said.status !== 'success') throw new Error(`Zadarma: ${wordOf(said.message)}`);
  return rowsOf(said.info)
    .map((row) => ({
      e164: `+${digitsOf(wordOf(row.number))}`,
      region: clean(wordOf(row.description) || wordOf(row.country)) || null,
      ...costOf(row.monthly_fee, row.currency),
    }))
    .filter(({ e164 }) => e164 !== '+');
}

/**
 * Past calls in. Which of a line's numbers is the one that was called is not documented: what is told of calls that
 * their events have made is sure, calls made from statistics alone are not (docs/operators.ru.md).
 */
export async function pastZadarmaCalls(
  { from, to }: { from: Date; to: Date },
  connection: OperatorConnection,
): Promise<CallFact[]> {
  const period = { start: writtenTime(from, connection.settings), end: writtenTime(to, connection.settings) };
  const said = await ask('/v1/statistics/pbx/', { ...period, version: '2' }, connection);
  if (said === 'later') throw new Error('Zadarma has been asked too often for statistics');
  if (said.status !== 'success') throw new Error(`Zadarma: ${wordOf(said.message)}`);
  const calls = Map.groupBy(rowsOf(said.stats), (row) => clean(wordOf(row.pbx_call_id)));
  return [...calls].flatMap(([id, rows]) => (id.startsWith('in_') ? factsOfRows(id, rows, connection) : []));
}

function factsOfRows(id: string, rows: readonly Row[], connection: OperatorConnection): CallFact[] {
  const timed = rows
    .map((row) => ({ row, at: timeOf(wordOf(row.callstart), connection.settings) }))
    .filter((each): each is { row: Row; at: Date } => each.at !== undefined)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const [first] = timed;
  if (!first) return [];
  const answered = timed.find(
    ({ row }) => wordOf(row.disposition) === 'answered' && secondsOf(wordOf(row.seconds)) > 0,
  );
  const telling = answered ?? timed.at(-1) ?? first;
  const endedAt = new Date(telling.at.getTime() + secondsOf(wordOf(telling.row.seconds)) * 1000);
  const did = [first.row.destination, first.row.sip].map(wordOf).find((number) => digitsOf(number).length >= 10) ?? '';
  const facts = factsOfToldCall({
    ...{ id, did, direction: 'in', caller: clean(wordOf(first.row.clid)), startedAt: first.at, endedAt },
    ...{ answeredAt: answered?.at ?? null, leg: { leg: WHOLE_CALL }, by: 'system' },
    ...outcomeOf(wordOf(telling.row.disposition)),
  }).filter(({ kind }) => did !== '' || kind !== 'offered');
  const recorded = timed.filter(({ row }) => /^(true|1)$/.test(wordOf(row.is_recorded)) && wordOf(row.call_id));
  return [...facts, ...recorded.map(({ row }) => recordedFact(id, endedAt, clean(wordOf(row.call_id))))];
}

export function recordedFact(id: string, at: Date, callId: string): CallFact {
  return recordingFact(id, at, { name: callId, ref: { callId } });
}

/** `disposition` in our words; a Q.850 cause where the event does not tell its own. */
export function outcomeOf(disposition: string): { outcome: LegOutcome; cause: number | null } {
  switch (disposition) {
    case 'answered':
      return { outcome: 'answered', cause: 16 };
    case 'busy':
      return { outcome: 'busy', cause: 17 };
    case 'cancel':
      return { outcome: 'canceled', cause: 16 };
    case 'no answer':
      return { outcome: 'no-answer', cause: 19 };
    case 'unallocated number':
      return { outcome: 'unavailable', cause: 1 };
    case 'no money':
    case 'no limit':
    case 'no money, no limit':
    case 'no day limit':
    case 'line limit':
      return { outcome: 'unavailable', cause: 21 };
    default:
      return { outcome: 'failed', cause: null };
  }
}

const rowsOf = (value: unknown): Row[] => (Array.isArray(value) ? (value as Row[]) : []);
