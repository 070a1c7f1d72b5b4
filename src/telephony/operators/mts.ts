// MTS's virtual PBX: nothing comes from it; its history is asked for, so calls are listed minutes or hours after they
// were. Source: public client code; what `duration` and `answerDuration` count is general knowledge.
// Not tried on a live account: docs/operators.ru.md.
import type { CallFact } from '../../core/call.ts';
import { wordOf } from './hook-body.ts';
import { badRequest, clean } from './hook-fields.ts';
import { askJson } from './operator-api.ts';
import { secondsOf, unixTime } from './operator-time.ts';
import type { Operator, OperatorConnection, RecordingRef } from './port.ts';
import { type Fetched, fetchFile } from './recording-file.ts';
import { factsOfToldCall, recordingFact, WHOLE_CALL } from './told-call.ts';

export const MTS: Operator = {
  kind: 'mts',
  capabilities: {
    ...{
      asking: 'none',
      deadlineSeconds: null,
      steps: [],
      inTurn: false,
      together: 1,
      whisper: false,
      acceptKey: false,
    },
    ...{ passesCaller: true, phones: [], live: false, recordings: 'mono', placesCalls: false, listsNumbers: false },
    proof: 'address',
  },
  fields: [{ name: 'token', secret: true, required: true, example: 'eyJhbGciOiJIUzI1NiIs…' }],
  hooks: [],
  receive: async () => badRequest("MTS's virtual PBX is not known to send anything: its history is asked for"),
  fetchRecording,
  reconcile,
};

type Row = Readonly<Record<string, unknown>>;

const urlOf = (path: string, { settings }: OperatorConnection) =>
  `${settings.apiUrl ?? 'https://vpbx.mts.ru/api'}/${path}`;
const proof = ({ settings }: OperatorConnection) => ({ 'X-AUTH-TOKEN': settings.token ?? '' });

async function fetchRecording({ ref }: RecordingRef, connection: OperatorConnection): Promise<Fetched> {
  const url = urlOf(`callRecording/mp3/${encodeURIComponent(ref.extTrackingId ?? '')}`, connection);
  return fetchFile(url, { hosts: ['mts.ru'], apiUrl: connection.settings.apiUrl, headers: proof(connection) });
}

const PAGE = 100;
const PAGES = 200;

async function reconcile({ from, to }: { from: Date; to: Date }, connection: OperatorConnection): Promise<CallFact[]> {
  const facts: CallFact[] = [];
  for (let page = 0; page < PAGES; page++) {
    const query = new URLSearchParams({
      ...{ dateFrom: String(from.getTime()), dateTo: String(to.getTime()), page: String(page), size: String(PAGE) },
    });
    const said = await askJson<{ content?: unknown; totalPages?: unknown }>(
      urlOf(`v1/callHistory/enterprise?${query}`, connection),
      { headers: proof(connection) },
    );
    const rows = Array.isArray(said.content) ? (said.content as Row[]) : [];
    facts.push(...rows.flatMap(factsOfRow));
    if (rows.length === 0 || page + 1 >= Number(said.totalPages ?? 1)) break;
  }
  return facts;
}

function factsOfRow(row: Row): CallFact[] {
  const read = (name: string) => clean(wordOf(row[name]));
  const id = read('extTrackingId');
  const startedAt = unixTime(read('callTime'));
  if (!id || !startedAt || read('direction') !== 'TERMINATING') return [];
  const isAnswered = read('status') === 'PLACED';
  const talk = secondsOf(read('answerDuration')) || secondsOf(read('duration'));
  const whole = Math.max(talk, secondsOf(read('duration')));
  const endedAt = new Date(startedAt.getTime() + whole * 1000);
  const facts = factsOfToldCall({
    // Through a group the number that was called is the one that redirected.
    ...{ id, direction: 'in', did: read('redirectingNumber') || read('calledNumber'), caller: read('callingNumber') },
    ...{ startedAt, endedAt, answeredAt: isAnswered ? new Date(endedAt.getTime() - talk * 1000) : null },
    ...{ leg: { leg: WHOLE_CALL }, outcome: 'no-answer', cause: isAnswered ? 16 : 19, by: 'system' },
  });
  return isAnswered ? [...facts, recordingFact(id, endedAt, { name: '', ref: { extTrackingId: id } })] : facts;
}
