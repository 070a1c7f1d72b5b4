// Sipuni's statistics and recordings. Its requests are forms with a hash over all values in the order of their names.
// Source: public code that exports statistics; columns of the answer are known by their Russian headings, as others
// read them.
import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import type { CallFact } from '../../core/call.ts';
import { clean } from './hook-fields.ts';
import { askApi, refusalOf } from './operator-api.ts';
import { secondsOf, timeOf } from './operator-time.ts';
import type { OperatorConnection, RecordingRef } from './port.ts';
import { type Fetched, fetchFile } from './recording-file.ts';
import { factsOfToldCall, WHOLE_CALL } from './told-call.ts';

/** md5 of the values by their names' order, the user and the secret last, joined by '+'. */
export function sipuniHash(fields: Readonly<Record<string, string>>, user: string, secret: string): string {
  const names = Object.keys(fields).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const values = names.map((name) => fields[name] ?? '');
  return createHash('md5')
    .update([...values, user, secret].join('+'))
    .digest('hex');
}

export function fetchSipuniRecording({ ref }: RecordingRef, { settings }: OperatorConnection): Promise<Fetched> {
  return fetchFile(ref.url ?? '', { hosts: ['sipuni.com'], apiUrl: settings.apiUrl });
}

const ALL_CALLS_IN = {
  ...{ anonymous: '1', dtmfUserAnswer: '0', firstTime: '0', fromNumber: '', names: '0', numbersInvolved: '0' },
  ...{ numbersRinged: '0', outgoingLine: '1', showTreeId: '1', state: '0', toAnswer: '', toNumber: '', tree: '' },
  type: '1',
};

const day = (at: Date) => {
  const [year, month, date] = new Date(at.getTime() + 3 * 3_600_000).toISOString().slice(0, 10).split('-');
  return `${date}.${month}.${year}`; // by Moscow's clock, as the cabinet's
};

/** Past calls in, of whole days. Without a key in the settings there are none to be had. */
export async function pastSipuniCalls(
  { from, to }: { from: Date; to: Date },
  { settings }: OperatorConnection,
): Promise<CallFact[]> {
  const { user, secretKey } = settings;
  if (!user || !secretKey) return [];
  const fields = { ...ALL_CALLS_IN, from: day(from), to: day(to) };
  const form = { ...fields, user, hash: sipuniHash(fields, user, secretKey) };
  const answer = await askApi(`${settings.apiUrl ?? 'https://sipuni.com'}/api/statistic/export`, { form });
  if (!answer.ok) throw await refusalOf(answer);
  const options = {
    columns: true,
    delimiter: ';',
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    trim: true,
  };
  const rows: unknown[] = parse(await answer.text(), { ...options, skip_empty_lines: true });
  return (rows as Readonly<Record<string, string>>[]).flatMap(factsOfRow);
}

// 'ID записи' is the call's id where there is a recording only: calls without one can't be told apart from others.
function factsOfRow(row: Readonly<Record<string, string>>): CallFact[] {
  const read = (name: string) => clean(row[name] ?? '');
  const id = read('ID записи');
  const [, date = '', clock = ''] = /^(\d\d\.\d\d\.\d{4})\s+(\d\d:\d\d:\d\d)/.exec(read('Время')) ?? [];
  const startedAt = timeOf(`${date.split('.').reverse().join('-')} ${clock}`, {});
  if (!id || !startedAt || !/^Вход/i.test(read('Тип'))) return [];
  const after = (seconds: number) => new Date(startedAt.getTime() + seconds * 1000);
  const [whole, talk] = [secondsOf(read('Длительность звонка')), secondsOf(read('Длительность разговора'))];
  return factsOfToldCall({
    ...{ id, direction: 'in', did: read('Куда'), caller: read('Откуда'), startedAt, endedAt: after(whole) },
    ...{ answeredAt: talk > 0 ? after(Math.max(0, whole - talk)) : null, by: 'system' },
    ...{ leg: { leg: read('Кто ответил') || WHOLE_CALL }, outcome: 'no-answer', cause: talk > 0 ? 16 : 19 },
  });
}
