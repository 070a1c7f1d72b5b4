// Zadarma and classic Novofon, one platform: signed events of its virtual PBX, the first of which may be answered with
// where the call goes; recordings, numbers and statistics from its API.
// Source: the vendor's OpenAPI and official libraries. Not tried on a live account; what is only general knowledge
// (zd_echo, the sender's addresses 185.45.152.0/22, several NOTIFY_INTERNAL of one call): docs/operators.ru.md.
import type { CallFact } from '../../core/call.ts';
import type { Plan } from '../../core/routing/plan.ts';
import { dialChain, isSentAway } from './dial-chain.ts';
import { agentOf, EMPLOYEES, employeeOf, planOfCall } from './employees.ts';
import { formOf } from './hook-body.ts';
import { ADDRESSES, badRequest, type Fields, fieldsOf } from './hook-fields.ts';
import { before, secondsOf, timeOf, UTC_OFFSET } from './operator-time.ts';
import type { HookAnswer, HookRequest, House, Operator, OperatorConnection, Refused } from './port.ts';
import { answeredFacts, factOf, factsOfToldCall } from './told-call.ts';
import { fetchZadarmaRecording, listZadarmaNumbers, outcomeOf, pastZadarmaCalls, recordedFact } from './zadarma-api.ts';
import { signedAs } from './zadarma-signature.ts';

export const ZADARMA: Operator = {
  kind: 'zadarma',
  capabilities: {
    asking: 'answer',
    deadlineSeconds: null, // not stated; about a second
    steps: ['dial', 'hangup'], // sounds are files at Zadarma, known by their numbers there
    inTurn: false,
    together: 1, // only the first dial step that it can ring; who comes after is the scenario's at Zadarma
    whisper: false,
    acceptKey: false,
    passesCaller: true,
    phones: ['number', 'sip', 'registered'], // of persons whose extension the setting names; nobody else can be rung
    live: true,
    recordings: 'mono',
    placesCalls: false,
    listsNumbers: true,
    proof: 'signature',
  },
  fields: [
    { name: 'brand', secret: false, required: true, pattern: 'zadarma|novofon', example: 'zadarma' },
    { name: 'key', secret: false, required: true, example: 'a1b2c3d4e5f6a7b8c9d0' },
    { name: 'secret', secret: true, required: true, example: '0f1e2d3c4b5a69788796' },
    EMPLOYEES,
    UTC_OFFSET,
    { ...ADDRESSES, example: '185.45.152.0/22' },
  ],
  hooks: [{ name: 'Уведомления о звонках (PBX call webhook)', path: '' }],
  receive,
  fetchRecording: fetchZadarmaRecording,
  listNumbers: listZadarmaNumbers,
  reconcile: pastZadarmaCalls,
};

const FORMS = { hex: 'its PHP library does (base64 of the hex digest)', raw: 'its TypeScript library does' };
const formsSeen = new Set<string>(); // said once a run: which form is in use is not documented
const SHORTEST_RETURN = 3; // seconds, the vendor's least

async function receive(
  request: HookRequest,
  connection: OperatorConnection,
  house: House,
): Promise<HookAnswer | Refused> {
  const echo = request.query.get('zd_echo');
  if (echo !== null) return /^[\w.-]{1,100}$/.test(echo) ? text(echo) : badRequest('zd_echo is no word');
  const form = formOf(request);
  const signature = request.headers.signature;
  if (form.size === 0) return badRequest('no form');
  if (!signature) return { refused: 'no-signature', detail: 'no header Signature' };
  const signed = signedAs(form, signature, connection.settings.secret ?? '');
  if (!signed)
    return { refused: 'bad-signature', detail: `of ${form.get('event') ?? 'no event'}: is the secret right?` };
  if (!formsSeen.has(`${connection.id} ${signed}`)) house.log(`Zadarma signs its events as ${FORMS[signed]}`);
  formsSeen.add(`${connection.id} ${signed}`);
  return hear({ request, fields: fieldsOf(request), connection, house });
}

type Event = { request: HookRequest; fields: Fields; connection: OperatorConnection; house: House };

async function hear(event: Event): Promise<HookAnswer | Refused> {
  const { request, fields, connection, house } = event;
  const [id, name] = [fields('pbx_call_id'), fields('event')];
  if (!id) return badRequest('no pbx_call_id');
  if (name.startsWith('NOTIFY_OUT_')) return json({}); // calls out are not ours: see zadarma-api.ts
  const startedAt = timeOf(fields('call_start'), connection.settings) ?? request.at;
  const did = fields('called_did');
  const offered = factOf(id, startedAt, { kind: 'offered', did, callerRaw: fields('caller_id') });
  if (name === 'NOTIFY_START' || name === 'NOTIFY_IVR') {
    if (!did) return badRequest('no called_did');
    const offer = { providerCallId: id, did, callerRaw: fields('caller_id'), at: request.at };
    return json(routeOf(await house.offer(offer), connection));
  }
  if (did) await house.tell([offered]);
  await house.tell(await factsOfEvent(event, { id, name, startedAt }));
  return json({});
}

/** The answer to NOTIFY_START: an empty one leaves the call to the scenario at Zadarma. */
function routeOf(plan: Plan, { settings }: OperatorConnection): object {
  const chain = dialChain(plan);
  for (const { targets, seconds } of chain.rings)
    for (const target of targets) {
      const extension = employeeOf(target, settings);
      if (extension) return { redirect: extension, return_timeout: Math.max(SHORTEST_RETURN, seconds) };
    }
  if (!isSentAway(chain)) return {};
  return chain.end === 'busy' ? { redirect: 'blacklist' } : { hangup: 1 };
}

type Known = { id: string; name: string; startedAt: Date };

// Only the call's start is told with a time. Ringing began with the call for all we know; the rest bears the time it
// reached us.
async function factsOfEvent(event: Event, { id, name, startedAt }: Known): Promise<CallFact[]> {
  const { fields, request, connection, house } = event;
  const leg = fields('internal', 'destination');
  const targetId = agentOf(await planOfCall(house, id), [leg, fields('destination')], connection.settings);
  switch (name) {
    case 'NOTIFY_INTERNAL':
      return leg ? [factOf(id, startedAt, { kind: 'leg-started', leg, targetId })] : [];
    case 'NOTIFY_ANSWER':
      return leg ? answeredFacts(id, request.at, { leg, targetId }) : [];
    case 'NOTIFY_RECORD':
      return fields('call_id_with_rec') ? [recordedFact(id, request.at, fields('call_id_with_rec'))] : [];
    case 'NOTIFY_END':
      return endFacts(event, { id, startedAt, leg: fields('internal'), targetId });
    default:
      return [];
  }
}

type Ended = { id: string; startedAt: Date; leg: string; targetId: string | null };

function endFacts({ fields, request }: Event, { id, startedAt, leg, targetId }: Ended): CallFact[] {
  const disposition = fields('disposition');
  const seconds = secondsOf(fields('duration'));
  const told = outcomeOf(disposition);
  const answeredAt = disposition === 'answered' ? before(request.at, seconds) : null;
  const cause = Number(fields('status_code'));
  const facts = factsOfToldCall({
    ...{ id, direction: 'in', did: fields('called_did'), caller: fields('caller_id'), startedAt, answeredAt },
    endedAt: request.at,
    leg: leg ? { leg, targetId } : null,
    outcome: told.outcome,
    cause: Number.isInteger(cause) && cause > 0 && cause < 128 ? cause : told.cause,
    by: disposition === 'cancel' ? 'caller' : 'system',
  });
  const recording = fields('is_recorded') === '1' ? fields('call_id_with_rec') : '';
  return recording ? [...facts, recordedFact(id, request.at, recording)] : facts;
}

const json = (body: object): HookAnswer => ({
  ...{ status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(body) },
});
const text = (body: string): HookAnswer => ({ status: 200, type: 'text/plain; charset=utf-8', body });
