// Commands to Megafon's virtual PBX: one address, a form with the token and the command.
// Source: public client libraries. How columns of the history are written is general knowledge.

import { parse } from 'csv-parse/sync';
import type { CallFact } from '../../core/call.ts';
import type { PlaceOrder } from '../../core/routing/place-order.ts';
import { employeeOf } from './employees.ts';
import { clean } from './hook-fields.ts';
import { askApi, refusalOf } from './operator-api.ts';
import { secondsOf, timeOf } from './operator-time.ts';
import type { House, OperatorConnection, PlacedCall, RecordingRef } from './port.ts';
import { type Fetched, fetchFile } from './recording-file.ts';
import { factsOfToldCall, placedFact, recordingFact, WHOLE_CALL } from './told-call.ts';

async function command(form: Record<string, string>, { settings }: OperatorConnection): Promise<string> {
  const base = settings.apiUrl ?? `https://${settings.host}`;
  const given = { ...form, token: settings.token ?? '' };
  const answer = await askApi(`${base}/sys/crm_api.wcgp`, { form: given });
  if (!answer.ok) throw await refusalOf(answer);
  return (await answer.text()).trim();
}

/** Rings the employee first; which number the client sees is the employee's setting in the PBX. */
export async function placeMegafonCall(
  order: PlaceOrder,
  connection: OperatorConnection,
  house: House,
): Promise<PlacedCall> {
  const user = employeeOf(order.agent, connection.settings);
  if (!user) throw new Error("Megafon rings logins: name this agent's in the setting `employees`");
  const said = await command({ cmd: 'makeCall', phone: order.callee.slice(1), user }, connection);
  const id = clean(/"?(?:uuid|callid)"?\s*[:=]\s*"?([\w.@-]+)/i.exec(said)?.[1] ?? said.replace(/"/g, ''));
  if (!/^[\w.@-]{4,200}$/.test(id)) throw new Error(`Megafon did not say which call it makes: ${said.slice(0, 100)}`);
  await house.tell([placedFact(id, order)]);
  return { providerCallId: id };
}

export function fetchMegafonRecording({ ref }: RecordingRef, { settings }: OperatorConnection): Promise<Fetched> {
  const hosts = ['megapbx.ru', 'megafon.ru', ...(settings.host ? [settings.host] : [])];
  return fetchFile(ref.url ?? '', { hosts, apiUrl: settings.apiUrl });
}

/** '20261121T070000Z' */
export function megafonTime(text: string): Date | undefined {
  const compact = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  const [, year, month, day, hours, minutes, seconds] = compact ?? [];
  const written = compact ? `${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z` : text;
  return timeOf(written, { utcOffset: '+00:00' });
}

const compactTime = (at: Date) => at.toISOString().replace(/[-:]|\.\d+/g, '');

/** Past calls in. Who answered, by login. */
export async function pastMegafonCalls(
  { from, to }: { from: Date; to: Date },
  connection: OperatorConnection,
): Promise<CallFact[]> {
  const period = { start: compactTime(from), end: compactTime(to) };
  const text = await command({ cmd: 'history', type: 'in', ...period }, connection);
  const rows = parse(text, { relax_column_count: true, skip_empty_lines: true, trim: true, relax_quotes: true });
  return (rows as string[][]).flatMap(factsOfRow);
}

// uid, type, client, account, via, start, wait, duration, record
function factsOfRow(row: readonly string[]): CallFact[] {
  const [id = '', type = '', caller = '', account = '', did = '', start = '', wait = '', length = '', record = ''] =
    row.map(clean);
  const startedAt = megafonTime(start);
  if (!id || !startedAt || type === 'out') return [];
  const [waited, talked] = [secondsOf(wait), secondsOf(length)];
  const after = (seconds: number) => new Date(startedAt.getTime() + seconds * 1000);
  const answeredAt = talked > 0 && type !== 'missed' ? after(waited) : null;
  const endedAt = after(waited + (answeredAt ? talked : 0));
  const facts = factsOfToldCall({
    ...{ id, direction: 'in', did, caller, startedAt, answeredAt, endedAt, by: 'system' },
    ...{ leg: { leg: account || WHOLE_CALL }, outcome: 'no-answer', cause: answeredAt ? 16 : 19 },
  });
  return /^https?:/.test(record)
    ? [...facts, recordingFact(id, endedAt, { name: record, ref: { url: record } })]
    : facts;
}
