// Files that Metrica reads later and that it would count twice if they came twice. Each has a comment of its own, which is
// kept before it is sent: whoever comes after a crash finds by it whether the file arrived. Then the state of the file is
// asked for until it was read.

import { readJson } from '../../json.ts';
import type { DestinationTold, Item, Outcome, Way } from '../../port.ts';
import { Unanswered } from '../../port.ts';
import { asFile, askMetrica, csvOf, judgeMetrica } from './metrica.ts';

/** One line of a file. `by`: the column of the visitor's id; a file has one kind of ids. */
export type UploadRow = { by: 'ClientId' | 'Yclid'; cells: Readonly<Record<string, string>>; isStatic: boolean };
export type Uploading = {
  /** under /management/v1/counter/{counter}/offline_conversions/ */
  paths: { upload: string; one: string; list: string };
  query: Readonly<Record<string, string>>;
  columns: readonly string[];
  /** an outcome: it is not sent, and why */
  rowOf(item: Item): Promise<UploadRow | Outcome>;
  /** it was taken, or may have been: its call is told */
  onSent(item: Item): Promise<void>;
};
export const UPLOAD_REASONS = [
  'being-read',
  'being-looked-up',
  'never-read',
  'not-linked',
  'goal-unknown',
  'rows-refused',
] as const;

const BASE = '/management/v1/counter/{counter}/offline_conversions';
const MINUTE_MS = 60_000;
const ASKED_EVERY_MS = 15 * MINUTE_MS;
/** "Up to two hours", says Metrica. */
const READ_WITHIN_MS = 24 * 60 * MINUTE_MS;
/** A request that was cut off may still be worked on. */
const ARRIVES_WITHIN_MS = 5 * MINUTE_MS;
const LIST_PAGE = 1000;
const MOST_PAGES = 20;

type Place = { uploading: Uploading; to: DestinationTold; way: Way };
type Outcomes = Map<string, Outcome>;

/** One outcome for each item, in their order. */
export async function tellByUpload(items: readonly Item[], place: Place): Promise<Outcome[]> {
  const outcomes: Outcomes = new Map();
  const sent = items.filter(({ memo }) => memo.upload);
  const doubtful = items.filter(({ memo }) => !memo.upload && memo.file);
  await askStates(sent, outcomes, place);
  const again = await lookUp(doubtful, outcomes, place);
  const fresh = items.filter(({ memo }) => !memo.upload && !memo.file);
  await send([...fresh, ...again], outcomes, place);
  return items.map(({ id }) => outcomes.get(id) ?? { kind: 'later', reason: 'not-understood' });
}

const settle = (items: readonly Item[], outcomes: Outcomes, outcome: Outcome) => {
  for (const { id } of items) outcomes.set(id, outcome);
};
const noteAll = (items: readonly Item[], memo: Readonly<Record<string, string>>, way: Way) =>
  Promise.all(items.map((item) => way.note(item, memo)));
const after = (way: Way, ms: number) => new Date(way.now().getTime() + ms);
const ageOf = (at: string | undefined, way: Way) => way.now().getTime() - Number(at ?? 0);

async function send(items: readonly Item[], outcomes: Outcomes, place: Place): Promise<void> {
  const rows: { item: Item; row: UploadRow }[] = [];
  for (const item of items) {
    const row = await place.uploading.rowOf(item);
    if ('kind' in row) outcomes.set(item.id, row);
    else rows.push({ item, row });
  }
  for (const group of Map.groupBy(rows, ({ row }) => row.by).values()) await sendFile(group, outcomes, place);
}

type Lines = readonly { item: Item; row: UploadRow }[];

async function sendFile(lines: Lines, outcomes: Outcomes, place: Place): Promise<void> {
  const { way } = place;
  const items = lines.map(({ item }) => item);
  const file = `dialtrace ${items[0]?.id} ${way.now().getTime().toString(36)}`;
  await Promise.all(
    lines.map(({ item, row }) => way.note(item, { ...begun(file, way), static: row.isStatic ? 'yes' : '' })),
  );
  const outcome = await post(lines, file, place);
  if (outcome.kind === 'upload') {
    await noteAll(items, { upload: outcome.id, uploadAt: `${way.now().getTime()}` }, way);
    await Promise.all(items.map(place.uploading.onSent));
    return settle(items, outcomes, { kind: 'wait', reason: 'being-read', until: after(way, ASKED_EVERY_MS) });
  }
  if (!outcome.mayHaveArrived) await noteAll(items, { file: '' }, way);
  const isRefused = outcome.outcome.kind === 'refused';
  if (!isRefused || lines.length === 1) return settle(items, outcomes, outcome.outcome);
  // One line is wrong and all were refused: the halves tell which.
  const half = Math.ceil(lines.length / 2);
  await sendFile(lines.slice(0, half), outcomes, place);
  await sendFile(lines.slice(half), outcomes, place);
}

const begun = (file: string, way: Way) => ({ file, fileAt: `${way.now().getTime()}`, upload: '' });

type Posted = { kind: 'upload'; id: string } | { kind: 'not'; outcome: Outcome; mayHaveArrived: boolean };

async function post(lines: Lines, file: string, { uploading, to, way }: Place): Promise<Posted> {
  const by = lines[0]?.row.by ?? 'ClientId';
  const csv = csvOf(
    [by, ...uploading.columns],
    lines.map(({ row }) => row.cells),
  );
  const query = new URLSearchParams({ comment: file, ...uploading.query });
  const path = `${BASE}/${uploading.paths.upload}?${query}`;
  try {
    const asked = await askMetrica(
      { method: 'POST', path, ...asFile(csv, 'dialtrace.csv'), timeout: MINUTE_MS },
      to,
      way,
    );
    if ('outcome' in asked) return { kind: 'not', outcome: asked.outcome, mayHaveArrived: false };
    const id = readUploading(readJson(asked.response.body).uploading)?.id;
    const outcome = judgeMetrica(asked.response, way.now());
    if (outcome.kind === 'done' && id) return { kind: 'upload', id };
    if (outcome.kind === 'done') return { kind: 'not', outcome: NOT_UNDERSTOOD, mayHaveArrived: true };
    return { kind: 'not', outcome, mayHaveArrived: asked.response.status >= 500 };
  } catch (error) {
    if (!(error instanceof Unanswered) || error.reason === 'private-address') throw error;
    return {
      kind: 'not',
      outcome: { kind: 'later', reason: error.reason },
      mayHaveArrived: error.reason !== 'unreachable',
    };
  }
}

const NOT_UNDERSTOOD: Outcome = { kind: 'later', reason: 'not-understood' };

/** Answers which of them have certainly not arrived and are to be sent again. */
async function lookUp(items: readonly Item[], outcomes: Outcomes, place: Place): Promise<Item[]> {
  if (items.length === 0) return [];
  const { way, uploading } = place;
  const known = await listed(new Set(items.flatMap(({ memo }) => memo.file ?? [])), place);
  if (!(known instanceof Map)) {
    settle(items, outcomes, known);
    return [];
  }
  const again: Item[] = [];
  for (const item of items) {
    const id = known.get(item.memo.file ?? '');
    const wait = ARRIVES_WITHIN_MS - ageOf(item.memo.fileAt, way);
    if (id) {
      await way.note(item, { upload: id, uploadAt: `${way.now().getTime()}` });
      await uploading.onSent(item);
      outcomes.set(item.id, { kind: 'wait', reason: 'being-read', until: after(way, ASKED_EVERY_MS) });
    } else if (wait > 0) outcomes.set(item.id, { kind: 'wait', reason: 'being-looked-up', until: after(way, wait) });
    else again.push(item);
  }
  return again;
}

/** Uploads by their comment, of those looked for; an outcome: they could not be looked through. */
async function listed(
  files: ReadonlySet<string>,
  { uploading, to, way }: Place,
): Promise<Map<string, string> | Outcome> {
  const found = new Map<string, string>();
  for (let page = 0; page < MOST_PAGES && found.size < files.size; page++) {
    const path = `${BASE}/${uploading.paths.list}?limit=${LIST_PAGE}&offset=${page * LIST_PAGE}`;
    const asked = await askMetrica({ method: 'GET', path }, to, way);
    if ('outcome' in asked) return asked.outcome;
    const outcome = judgeMetrica(asked.response, way.now());
    if (outcome.kind !== 'done') return outcome;
    const { uploadings } = readJson(asked.response.body);
    if (!Array.isArray(uploadings)) return NOT_UNDERSTOOD;
    for (const one of uploadings.map(readUploading)) if (one && files.has(one.comment)) found.set(one.comment, one.id);
    if (uploadings.length < LIST_PAGE) break;
  }
  return found;
}

async function askStates(items: readonly Item[], outcomes: Outcomes, place: Place): Promise<void> {
  for (const [id, group] of Map.groupBy(items, ({ memo }) => memo.upload ?? ''))
    await askState(id, group, outcomes, place);
}

async function askState(id: string, items: readonly Item[], outcomes: Outcomes, place: Place): Promise<void> {
  const { uploading, to, way } = place;
  const state = await stateOf(`${BASE}/${uploading.paths.one}/${id}`, to, way);
  if ('kind' in state) return settle(items, outcomes, state);
  for (const item of items) {
    const outcome = outcomeOf(state, item, way);
    if (outcome.kind === 'refused' && outcome.reason === 'not-linked') await way.note(item, { upload: '', file: '' }); // it may be sent again
    outcomes.set(item.id, outcome);
  }
}

async function stateOf(path: string, to: DestinationTold, way: Way): Promise<UploadState | Outcome> {
  try {
    const asked = await askMetrica({ method: 'GET', path }, to, way);
    if ('outcome' in asked) return asked.outcome;
    if (asked.response.status === 404) return { kind: 'later', reason: 'http-404' };
    const outcome = judgeMetrica(asked.response, way.now());
    if (outcome.kind !== 'done') return outcome;
    return readUploading(readJson(asked.response.body).uploading) ?? NOT_UNDERSTOOD;
  } catch (error) {
    if (error instanceof Unanswered && error.reason !== 'private-address')
      return { kind: 'later', reason: error.reason };
    throw error;
  }
}

function outcomeOf(state: UploadState, { memo }: Item, way: Way): Outcome {
  const { id, status, sent, taken, unknownGoals, unknownVisitors } = state;
  const isLost = status === 'LINKAGE_FAILURE' || (status === 'PROCESSED' && sent === 1 && unknownVisitors === 1);
  if (isLost && !memo.static) return { kind: 'refused', reason: 'not-linked' };
  if (status !== 'PROCESSED' && !isLost) return stillRead(memo, way);
  if (unknownGoals > 0) return { kind: 'refused', reason: 'goal-unknown' };
  if (taken < sent) return { kind: 'refused', reason: `rows-refused: ${taken} / ${sent}` };
  return { kind: 'done', farId: id };
}

const stillRead = (memo: Item['memo'], way: Way): Outcome =>
  ageOf(memo.uploadAt, way) > READ_WITHIN_MS
    ? { kind: 'refused', reason: 'never-read' }
    : { kind: 'wait', reason: 'being-read', until: after(way, ASKED_EVERY_MS) };

type UploadState = {
  id: string;
  comment: string;
  status: string;
  sent: number;
  taken: number;
  unknownGoals: number;
  unknownVisitors: number;
};

/** Ids of uploads are numbers of ten digits or so. */
function readUploading(said: unknown): UploadState | undefined {
  if (typeof said !== 'object' || said === null) return undefined;
  const one = said as Record<string, unknown>;
  if (typeof one.id !== 'number' && typeof one.id !== 'string') return undefined;
  const count = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);
  const sent = count(one.source_quantity, 0);
  return {
    ...{ id: `${one.id}`, comment: `${one.comment ?? ''}`, status: `${one.status ?? ''}`, sent },
    taken: count(one.line_quantity, sent),
    unknownGoals: count(one.goal_not_found_quantity, 0),
    unknownVisitors: count(one.user_not_found_quantity, 0),
  };
}
