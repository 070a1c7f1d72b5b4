// Sipuni: tells of calls by four events; one function of its schemes asks us and takes one of two branches, and rings
// one extension first. Statistics by its API.
// Source: the vendor's help in part, public libraries, and events others have published. Not tried on a live account:
// docs/operators.ru.md.
import type { CallFact, LegOutcome } from '../../core/call.ts';
import { dialChain } from './dial-chain.ts';
import { agentOf, EMPLOYEES, employeeOf, planOfCall } from './employees.ts';
import { ADDRESSES, badRequest, type Fields, fieldsOf } from './hook-fields.ts';
import { unixTime } from './operator-time.ts';
import type { HookAnswer, HookRequest, House, Operator, OperatorConnection, Refused } from './port.ts';
import { fetchSipuniRecording, pastSipuniCalls } from './sipuni-api.ts';
import { answeredFacts, factOf, factsOfToldCall, recordingFact, WHOLE_CALL } from './told-call.ts';

export const SIPUNI: Operator = {
  kind: 'sipuni',
  capabilities: {
    asking: 'none', // see `branch`: enough for one person first, not for a route
    deadlineSeconds: null,
    steps: [],
    inTurn: false,
    together: 1,
    whisper: false,
    acceptKey: false,
    passesCaller: true,
    phones: [],
    live: true,
    recordings: 'mono', // others say stereo; which side is whose is not documented
    placesCalls: false, // callback/call_number does not say which call it makes
    listsNumbers: false,
    proof: 'address',
  },
  fields: [
    { name: 'user', secret: false, required: false, pattern: String.raw`\d{4,10}`, example: '012345' },
    { name: 'secretKey', secret: true, required: false, example: '0.a1b2c3d4e5' },
    EMPLOYEES,
    ADDRESSES,
  ],
  hooks: [
    { name: 'События на АТС', path: 'events' },
    { name: 'Функция «HTTP-запрос» в схеме', path: 'branch' },
  ],
  receive,
  fetchRecording: fetchSipuniRecording,
  reconcile: pastSipuniCalls,
};

async function receive(
  request: HookRequest,
  connection: OperatorConnection,
  house: House,
): Promise<HookAnswer | Refused> {
  const fields = fieldsOf(request);
  if (request.path === 'branch') return branch(fields, { request, connection, house });
  if (request.path !== 'events' && request.path !== '') return badRequest('nothing is told here');
  // Sipuni asks without a call while its settings are saved, and stops sending if the answer is another.
  if (fields('call_id')) await hear({ id: fields('call_id'), fields, at: request.at, connection, house });
  return json({ success: true });
}

type Given = { request: HookRequest; connection: OperatorConnection; house: House };

/**
 * The function "HTTP request": `choice` 1 is its right branch, with `number` rung first for 15 s; 0 the left, which is
 * everybody's. It does not say which call it asks about, so the plan is looked at without the call being taken.
 */
async function branch(fields: Fields, { request, connection, house }: Given): Promise<HookAnswer | Refused> {
  const did = fields('tonum');
  if (!did) return badRequest('no tonum');
  const plan = await house.foresee?.({ did, callerRaw: fields('fromnum'), at: request.at });
  const targets = plan ? dialChain(plan).rings.flatMap((ring) => ring.targets) : [];
  const number = targets.map((target) => employeeOf(target, connection.settings)).find((extension) => extension);
  return json(number ? { choice: 1, number } : { choice: 0 });
}

type Heard = { id: string; fields: Fields; at: Date; connection: OperatorConnection; house: House };

const OUTSIDE = '1';
const [START, END, ANSWER, LEG_END] = ['1', '2', '3', '4'];

async function hear(heard: Heard): Promise<void> {
  const { id, fields, house, connection } = heard;
  if (fields('src_type') && fields('src_type') !== OUTSIDE) return; // out, or inside
  const at = unixTime(fields('timestamp')) ?? heard.at;
  const did = numberIn(fields('pbxdstnum', 'treeDid') || (fields('event') === START ? fields('dst_num') : ''));
  const startedAt = unixTime(fields('call_start_timestamp')) ?? at;
  if (did) await house.tell([factOf(id, startedAt, { kind: 'offered', did, callerRaw: fields('src_num') })]);
  // The number that was called is named as a destination too, until somebody rings.
  const named = ['last_called', 'short_dst_num', 'dst_num'].map((name) => fields(name).replace(/_id\d+$/, ''));
  const leg = named.find((name) => name !== '' && name !== did) ?? '';
  const targetId = agentOf(await planOfCall(house, id), [leg, numberIn(fields('dst_num'))], connection.settings);
  await house.tell(factsOfEvent(heard, { at, startedAt, leg, targetId }));
}

type Known = { at: Date; startedAt: Date; leg: string; targetId: string | null };

function factsOfEvent({ id, fields }: Heard, { at, startedAt, leg, targetId }: Known): CallFact[] {
  switch (fields('event')) {
    case START:
      return leg ? [factOf(id, at, { kind: 'leg-started', leg, targetId }, String(at.getTime()))] : [];
    case ANSWER:
      return answeredFacts(id, at, { leg: leg || WHOLE_CALL, targetId });
    case LEG_END:
      return leg ? [factOf(id, at, { kind: 'leg-ended', leg, cause: sipuniEnd(fields('status')).cause })] : [];
    case END:
      return endFacts(id, fields, { at, startedAt, leg, targetId });
    default:
      return [];
  }
}

function endFacts(id: string, fields: Fields, { at, startedAt, leg, targetId }: Known): CallFact[] {
  const { outcome, cause } = sipuniEnd(fields('status'));
  const isAnswered = outcome === 'answered';
  // Its time of the answer has been seen a second before the start, so it is held between start and end; and it is told
  // of calls that nobody answered too, so the status decides.
  const answeredAt = isAnswered ? (unixTime(fields('call_answer_timestamp')) ?? startedAt) : null;
  const facts = factsOfToldCall({
    ...{ id, direction: 'in', did: '', caller: fields('src_num'), startedAt, endedAt: at, answeredAt },
    leg: answeredAt ? { leg: leg || WHOLE_CALL, targetId, since: answeredAt } : null,
    ...{ outcome, cause, by: fields('status') === 'CANCEL' ? 'caller' : 'system' },
  }).filter(({ kind }) => kind !== 'offered');
  // The link is told of calls that nobody answered too: there is nothing behind it.
  const link = answeredAt ? fields('call_record_link') : '';
  return link ? [...facts, recordingFact(id, at, { name: 'link', ref: { url: link } })] : facts;
}

/** `status` in our words. */
export function sipuniEnd(status: string): { outcome: LegOutcome; cause: number | null } {
  switch (status) {
    case 'ANSWER':
      return { outcome: 'answered', cause: 16 };
    case 'NOANSWER':
      return { outcome: 'no-answer', cause: 19 };
    case 'BUSY':
      return { outcome: 'busy', cause: 17 };
    case 'CANCEL':
      return { outcome: 'canceled', cause: 16 };
    case 'CONGESTION':
      return { outcome: 'unavailable', cause: 42 };
    case 'CHANUNAVAIL':
      return { outcome: 'unavailable', cause: 20 };
    default:
      return { outcome: 'failed', cause: null };
  }
}

/** '74950000001_id265648' → '74950000001'; '' where it is an extension. */
function numberIn(text: string): string {
  const number = text.replace(/_id\d+$/, '');
  return /^\+?\d{7,15}$/.test(number) ? number : '';
}

function json(body: object): HookAnswer {
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
