// MTS Exolve: asks by JSON-RPC where a call goes and rings the phones of the answer, in turn or at once; tells of calls
// by short events; has numbers and recordings.
// Source: excerpts of the vendor's pages and public code that runs against it. The question and its answer are sure; the
// names of the events' fields are those that others read and are looked at with tolerance; what is unknown is said to
// the log. Not tried on a live account: docs/operators.ru.md.
import type { CallFact } from '../../core/call.ts';
import type { Plan } from '../../core/routing/plan.ts';
import { type DialChain, dialChain, isSentAway, numberOf } from './dial-chain.ts';
import { fetchExolveRecording, listExolveNumbers } from './exolve-api.ts';
import { jsonOf, wordOf } from './hook-body.ts';
import { ADDRESSES, badRequest, clean, type Fields, fieldsOf } from './hook-fields.ts';
import { before, secondsOf, timeOf, UTC_OFFSET } from './operator-time.ts';
import type { HookAnswer, HookRequest, House, Operator, OperatorConnection, Refused } from './port.ts';
import { answeredFacts, factOf, recordingFact, WHOLE_CALL } from './told-call.ts';

export const EXOLVE: Operator = {
  kind: 'exolve',
  capabilities: {
    asking: 'answer',
    deadlineSeconds: null, // not stated; the reserve number is called when we are not there
    steps: ['dial', 'hangup'], // prompts are files uploaded there, known by their ids
    inTurn: true,
    together: 10, // all at once if the plan has one dial step only, else each in turn
    whisper: false,
    acceptKey: false,
    passesCaller: true,
    phones: ['number'],
    live: true,
    recordings: 'mono',
    placesCalls: false, // call/v1/MakeCallback: what it answers could not be read
    listsNumbers: true,
    proof: 'address',
  },
  fields: [
    { name: 'apiKey', secret: true, required: true, example: 'eyJhbGciOiJSUzI1NiIs…' },
    { name: 'noticeFile', secret: false, required: false, pattern: String.raw`[\w-]{1,64}`, example: '12345' },
    UTC_OFFSET,
    ADDRESSES,
  ],
  hooks: [
    { name: 'Переадресация на URL (динамическая)', path: '' },
    { name: 'Уведомления о событиях', path: 'events' },
  ],
  receive,
  fetchRecording: fetchExolveRecording,
  listNumbers: listExolveNumbers,
};

async function receive(
  request: HookRequest,
  connection: OperatorConnection,
  house: House,
): Promise<HookAnswer | Refused> {
  if (request.path === 'events') return hearEvent({ request, fields: fieldsOf(request), connection, house });
  if (request.path !== '') return badRequest(`nothing is expected at ${request.path.slice(0, 60)}`);
  const body = jsonOf(request);
  if (body?.method !== 'getControlCallFollowMe') return badRequest('the method is not getControlCallFollowMe');
  return answerQuestion(request, body, { connection, house });
}

type Rpc = Readonly<Record<string, unknown>>;

// Throws if the house can't say: Exolve then calls the reserve number (call_forwarding_ipcr.reserve).
async function answerQuestion(
  { at }: HookRequest,
  { id, params }: Rpc,
  { connection, house }: { connection: OperatorConnection; house: House },
): Promise<HookAnswer | Refused> {
  const read = (name: string) => clean(wordOf((params as Rpc | null | undefined)?.[name]));
  const did = read('sip_id');
  const call = read('call_sid') || read('h323_conf_id');
  if (!did || !call) return badRequest('sip_id or call_sid is missing');
  const plan = await house.offer({
    ...{ providerCallId: call, did, callerRaw: read('numberA'), at },
  });
  const result = followMe(plan, { did, hook: house.hookUrl('events'), notice: connection.settings.noticeFile });
  if (!result) return { status: 404, type: 'text/plain', body: 'nobody to ring: the reserve number has the call' };
  const rpcId = typeof id === 'number' || typeof id === 'string' ? id : null;
  return json({ id: rpcId, jsonrpc: '2.0', result });
}

const [SINGLE, IN_TURN, AT_ONCE] = [1, 2, 3];

type Given = { did: string; hook: string; notice: string | undefined };

/** Whom Exolve rings; null: nobody, and the caller is not to be sent away either. */
function followMe(plan: Plan, { did, hook, notice }: Given): object | null {
  const chain = dialChain(plan);
  const phones = phonesOf(chain);
  if (phones.length === 0 && !isSentAway(chain)) return null;
  const isTogether = phones.length > 1 && phones.every(({ ring }) => ring === 0);
  const mode = isTogether ? AT_ONCE : phones.length > 1 ? IN_TURN : SINGLE;
  const entry = (order: number, ACTIVE: 'Y' | 'N', number: string, seconds: number) => ({
    ...{ I_FOLLOW_ORDER: order, ACTIVE, NAME: `dialtrace ${order}`, REDIRECT_NUMBER: number },
    ...{ PERIOD: 'always', PERIOD_DESCRIPTION: 'always', TIMEOUT: String(seconds) },
  });
  // An entry that is not active drops the call.
  const entries =
    phones.length === 0
      ? [entry(1, 'N', did, 1)]
      : phones.map(({ number, seconds }, at) => entry(isTogether ? 1 : at + 1, 'Y', number, seconds));
  return {
    ...{ redirect_type: mode, event_URL: hook, event_extended: 'Y', masking: 'N' },
    ...(notice && phones.length > 0 ? { file_to_A: notice } : {}),
    followme_struct: [mode, entries],
  };
}

function phonesOf({ rings }: DialChain): { number: string; seconds: number; ring: number }[] {
  const all = rings.flatMap(({ targets, seconds }, ring) =>
    targets.map((target) => ({ number: numberOf(target) ?? '', seconds, ring })),
  );
  return all.filter(({ number }, at) => number && all.findIndex((phone) => phone.number === number) === at);
}

type Event = { request: HookRequest; fields: Fields; connection: OperatorConnection; house: House };

async function hearEvent(event: Event): Promise<HookAnswer | Refused> {
  const { request, fields, connection, house } = event;
  const id = fields('call_sid', 'h323_conf_id');
  const type = fields('type', 'event');
  if (!id || !type) {
    house.log(`an event of Exolve could not be read: ${clean(request.body.toString('utf8')).slice(0, 500)}`);
    return badRequest('call_sid or type is missing');
  }
  const at = timeOf(fields('date_time'), connection.settings) ?? request.at;
  const did = fields('to', 'called_number', 'sip_id');
  // A call begins with 'b' only: in other events `to` may be the phone that is rung.
  if (type === 'b' && did) {
    const callerRaw = fields('from', 'calling_number', 'numberA');
    await house.tell([factOf(id, at, { kind: 'offered', did, callerRaw })]);
    return json({});
  }
  const facts = factsOfEvent(type, { id, at, fields, received: request.at });
  if (facts) await house.tell(facts);
  else house.log(`an event of Exolve that we do not know: ${clean(request.body.toString('utf8')).slice(0, 500)}`);
  return json({});
}

type Told = { id: string; at: Date; fields: Fields; received: Date };

// b began, o rings a phone, s answered, h hung up, d figures, e over, crr recording. All phones are one leg: which one
// an event is about is not told in a way that could be read.
function factsOfEvent(type: string, { id, at, fields, received }: Told): CallFact[] | null {
  switch (type) {
    case 'o':
      return [factOf(id, at, { kind: 'leg-started', leg: WHOLE_CALL }, at.toISOString())];
    case 's':
      return answeredFacts(id, at, { leg: WHOLE_CALL });
    case 'h':
    case 'e':
      return [factOf(id, at, { kind: 'ended' })];
    case 'd':
      return figures(id, fields, received);
    case 'crr': {
      const path = fields('path', 'url');
      return path ? [recordingFact(id, at, { name: path, ref: { url: path } })] : null;
    }
    case 'b':
      return [];
    default:
      return null;
  }
}

// Durations are milliseconds; whether its time is that of the start or of the end is not told, but it comes right after.
function figures(id: string, fields: Fields, received: Date): CallFact[] {
  const talk = secondsOf(fields('talk_time')) / 1000;
  const code = Number(fields('cause_code'));
  const cause = Number.isInteger(code) && code > 0 && code < 128 ? code : null;
  const outcome = cause === 17 ? 'busy' : cause === 21 ? 'rejected' : cause === 16 ? 'canceled' : 'no-answer';
  return [
    ...(talk > 0 ? answeredFacts(id, before(received, talk), { leg: WHOLE_CALL }) : []),
    ...(talk > 0 ? [] : [factOf(id, received, { kind: 'step-ended', step: 0, outcome, cause })]),
    factOf(id, received, { kind: 'hung-up', cause, by: 'system' }),
    factOf(id, received, { kind: 'ended' }),
  ];
}

function json(body: object): HookAnswer {
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
