// Commands and questions to Mango Office's virtual PBX. Every request is a form with the key, the JSON and their sha256
// with the salt (a plain digest, no HMAC); refusals are HTTP 420 with a code.
// Source: Mango Office VPBX API 1.9/1.10 (2017-12); columns of statistics and the list of lines are general knowledge.
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CallFact } from '../../core/call.ts';
import { digitsOf } from '../../core/phone.ts';
import type { PlaceOrder } from '../../core/routing/place-order.ts';
import { employeeOf } from './employees.ts';
import { wordOf } from './hook-body.ts';
import { clean } from './hook-fields.ts';
import { mangoEnd } from './mango-reasons.ts';
import { askApi, askJson, refusalOf } from './operator-api.ts';
import { unixTime } from './operator-time.ts';
import type { House, OperatorConnection, OperatorNumber, PlacedCall, RecordingRef } from './port.ts';
import { type Fetched, fetchFile } from './recording-file.ts';
import { factsOfToldCall, placedFact } from './told-call.ts';

type Settings = OperatorConnection['settings'];

/** hex(sha256(key + json + salt)) over the JSON exactly as it is sent. */
export function mangoSign(json: string, { apiKey = '', salt = '' }: Settings): string {
  return createHash('sha256').update(`${apiKey}${json}${salt}`).digest('hex');
}

const urlOf = (path: string, { apiUrl = 'https://app.mango-office.ru/vpbx' }: Settings) => `${apiUrl}/${path}`;

function formOf(body: object, settings: Settings): Record<string, string> {
  const json = JSON.stringify(body);
  return { vpbx_api_key: settings.apiKey ?? '', sign: mangoSign(json, settings), json };
}

/** A command; its result comes to /result/<name>. Throws if Mango does not take it. */
export async function commandMango(command: string, body: object, settings: Settings): Promise<void> {
  const answer = await askApi(urlOf(`commands/${command}`, settings), { form: formOf(body, settings) });
  if (!answer.ok) throw await refusalOf(answer);
  const { result } = (await answer.json().catch(() => ({}))) as { result?: unknown };
  if (result !== undefined && Number(result) !== 1000) throw new Error(`Mango Office: code ${wordOf(result)}`);
}

/** Rings the agent first; the command's id is the call's (events bear it). */
export async function placeMangoCall(
  order: PlaceOrder,
  { settings }: OperatorConnection,
  house: House,
): Promise<PlacedCall> {
  const extension = employeeOf(order.agent, settings);
  if (!extension) throw new Error("Mango Office rings extensions: name this agent's in the setting `employees`");
  const line = digitsOf(order.number);
  const body = { command_id: order.id, from: { extension }, to_number: digitsOf(order.callee), line_number: line };
  await commandMango('callback', body, settings);
  await house.tell([placedFact(order.id, order)]);
  return { providerCallId: order.id };
}

/** By a one-time link: 302 to the mp3. */
export async function fetchMangoRecording({ ref }: RecordingRef, { settings }: OperatorConnection): Promise<Fetched> {
  const form = formOf({ recording_id: ref.recordingId ?? '', action: 'download' }, settings);
  const answer = await askApi(urlOf('queries/recording/post', settings), { form, link: true });
  const link = answer.headers.get('location');
  if (link) return fetchFile(link, { hosts: ['mango-office.ru', 'mangotele.com'], apiUrl: settings.apiUrl });
  if (answer.status === 404 || answer.status === 204) return 'later';
  const { code } = (await answer
    .clone()
    .json()
    .catch(() => ({}))) as { code?: unknown };
  if (Number(code) >= 3300 && Number(code) < 3400) return 'later'; // the object is missing: not written yet
  throw await refusalOf(answer);
}

/** The lines of the account (general knowledge: the 2017 text has no such method). */
export async function listMangoNumbers({ settings }: OperatorConnection): Promise<OperatorNumber[]> {
  const said = await askJson<{ lines?: { number?: unknown; region?: unknown }[] }>(urlOf('incominglines', settings), {
    form: formOf({}, settings),
  });
  return (said.lines ?? [])
    .map(({ number, region }) => ({ digits: digitsOf(wordOf(number)), region: clean(wordOf(region)) || null }))
    .filter(({ digits }) => digits.length >= 10) // SIP lines have names
    .map(({ digits, region }) => ({ e164: `+${digits}`, region, monthlyCost: null, currency: null }));
}

const COLUMNS = [
  ...['start', 'finish', 'answer', 'from_extension', 'from_number', 'to_extension', 'to_number'],
  ...['disconnect_reason', 'line_number', 'entry_id'],
] as const;
type Column = (typeof COLUMNS)[number];
type Line = Readonly<Record<Column, string>>;
const ASK_TIMES = 20;
const ASK_EVERY_MS = 1000; // statistics of a day are ready within seconds

/** Past calls in, of a month at most. */
export async function pastMangoCalls(
  { from, to }: { from: Date; to: Date },
  { settings }: OperatorConnection,
): Promise<CallFact[]> {
  const seconds = (at: Date) => String(Math.floor(at.getTime() / 1000));
  const asked = { date_from: seconds(from), date_to: seconds(to), fields: COLUMNS.join(',') };
  const { key } = await askJson<{ key?: unknown }>(urlOf('stats/request', settings), { form: formOf(asked, settings) });
  const text = await statistics(wordOf(key), settings);
  const lines = text.split(/\r?\n/).filter(Boolean).map(lineOf);
  const calls = Map.groupBy(lines, (line) => line.entry_id);
  return [...calls].flatMap(([id, legs]) => (id ? factsOfLegs(id, legs) : []));
}

async function statistics(key: string, settings: Settings): Promise<string> {
  for (let time = 0; time < ASK_TIMES; time++) {
    const answer = await askApi(urlOf('stats/result', settings), { form: formOf({ key }, settings) });
    if (!answer.ok) throw await refusalOf(answer);
    if (answer.status !== 204) return answer.text();
    await pause(ASK_EVERY_MS);
  }
  throw new Error('Mango Office has not made the statistics in time');
}

function lineOf(text: string): Line {
  const values = text.split(';').map((value) => clean(value.replace(/^"(.*)"$/, '$1')));
  return Object.fromEntries(COLUMNS.map((name, at) => [name, values[at] ?? ''])) as Line;
}

function factsOfLegs(id: string, legs: readonly Line[]): CallFact[] {
  const inward = legs.filter((leg) => leg.line_number && !leg.from_extension);
  const times = inward.map((leg) => unixTime(leg.start)).filter((at) => at !== undefined);
  const last = inward.find((leg) => unixTime(leg.answer)) ?? inward.at(-1);
  const ends = inward.map((leg) => unixTime(leg.finish)).filter((at) => at !== undefined);
  if (!last || times.length === 0 || ends.length === 0) return [];
  const answeredAt = unixTime(last.answer) ?? null;
  const leg = mangoLeg(last.to_extension, last.to_number);
  return factsOfToldCall({
    ...{ id, direction: 'in', did: last.line_number, caller: last.from_number, answeredAt },
    startedAt: new Date(Math.min(...times.map(Number))),
    endedAt: new Date(Math.max(...ends.map(Number))),
    leg: leg && { ...leg, since: unixTime(last.start) ?? new Date(Math.min(...times.map(Number))) },
    ...mangoEnd(Number(last.disconnect_reason), answeredAt !== null),
  });
}

/** A leg by whom it rings, so that events, the summary and statistics mean the same one. */
export function mangoLeg(extension: string, number: string): { leg: string } | null {
  const leg = extension || number;
  return leg ? { leg } : null;
}
