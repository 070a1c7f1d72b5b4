// Megafon's virtual PBX and its like at other brands (one platform): tells of calls as to a CRM, asks only who is
// responsible for a caller, places calls, and has a history with links to recordings.
// Source: public client libraries, no document of the vendor's. Events bear no time: theirs is when they reached us.
// Not tried on a live account: docs/operators.ru.md.
import type { CallFact, LegOutcome } from '../../core/call.ts';
import { dialChain } from './dial-chain.ts';
import { agentOf, EMPLOYEES, employeeOf, planOfCall } from './employees.ts';
import { formOf } from './hook-body.ts';
import { ADDRESSES, badRequest, type Fields, fieldsOf, isSameSecret } from './hook-fields.ts';
import { fetchMegafonRecording, megafonTime, pastMegafonCalls, placeMegafonCall } from './megafon-api.ts';
import { before, secondsOf } from './operator-time.ts';
import type { HookAnswer, HookRequest, House, Operator, OperatorConnection, Refused } from './port.ts';
import { answeredFacts, CLIENT, factOf, factsOfToldCall, recordingFact, WHOLE_CALL } from './told-call.ts';

export const MEGAFON: Operator = {
  kind: 'megafon',
  capabilities: {
    asking: 'answer', // only to which employee first
    deadlineSeconds: null,
    steps: ['dial'],
    inTurn: false,
    together: 1,
    whisper: false,
    acceptKey: false,
    passesCaller: true,
    phones: ['number', 'sip', 'registered'], // of persons whose login the setting names; nobody else can be rung
    live: true,
    recordings: 'mono',
    placesCalls: true,
    listsNumbers: false,
    proof: 'token',
  },
  fields: [
    { name: 'crmToken', secret: true, required: true, example: '6f1ed002-ab5b-4a3c-8b6e-4c2b1d0e9f8a' },
    {
      name: 'host',
      secret: false,
      required: true,
      pattern: '[a-z0-9.-]{4,100}',
      example: 'company.megapbx.ru',
    },
    { name: 'token', secret: true, required: true, example: 'b3a1c2d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d' },
    { ...EMPLOYEES, example: '+79161112233=ivanov, +79162223344=petrov' },
    ADDRESSES,
  ],
  hooks: [{ name: 'Адрес вашей CRM', path: '' }],
  receive,
  place: placeMegafonCall,
  fetchRecording: fetchMegafonRecording,
  reconcile: pastMegafonCalls,
};

async function receive(
  request: HookRequest,
  connection: OperatorConnection,
  house: House,
): Promise<HookAnswer | Refused> {
  const form = formOf(request);
  if (form.size === 0) return badRequest('no form');
  const token = form.get('crm_token');
  if (!token) return { refused: 'no-signature', detail: 'no crm_token' };
  if (!connection.settings.crmToken || !isSameSecret(token, connection.settings.crmToken))
    return { refused: 'bad-signature', detail: 'the crm_token is another one' };
  const fields = fieldsOf(request);
  const id = fields('callid');
  if (!id) return badRequest('no callid');
  const heard = { id, fields, at: request.at, connection, house };
  switch (fields('cmd')) {
    case 'contact':
      return json(await responsible(heard));
    case 'event':
      await hear(heard, eventFacts);
      return json({});
    case 'history':
      await hear(heard, historyFacts);
      return json({});
    default:
      return json({}); // 'rating' and whatever else comes
  }
}

type Heard = { id: string; fields: Fields; at: Date; connection: OperatorConnection; house: House };

// An empty answer leaves the call to the rules of the PBX.
async function responsible({ id, fields, at, connection, house }: Heard): Promise<object> {
  const did = fields('diversion');
  if (!did) return {};
  const offer = { providerCallId: id, did, callerRaw: fields('phone'), at };
  for (const { targets } of dialChain(await house.offer(offer)).rings)
    for (const target of targets) {
      const login = employeeOf(target, connection.settings);
      if (login) return { contact_name: '', responsible: login };
    }
  return {};
}

const isOut = (fields: Fields) => fields('direction') === 'out' || ['out', 'OUTGOING'].includes(fields('type'));

async function hear(heard: Heard, factsOf: (heard: Heard, leg: Leg) => CallFact[]): Promise<void> {
  const { id, fields, house, connection } = heard;
  const [did, out] = [fields('diversion'), isOut(fields)];
  const startedAt = startOf(heard) ?? heard.at;
  if (did && !out) await house.tell([factOf(id, startedAt, { kind: 'offered', did, callerRaw: fields('phone') })]);
  const told = [fields('user'), fields('telnum'), fields('ext')];
  const leg = told.find(Boolean) ?? '';
  const targetId = leg ? agentOf(await planOfCall(house, id), told, connection.settings) : null;
  await house.tell(factsOf(heard, { leg, targetId, out }));
}

type Leg = { leg: string; targetId: string | null; out: boolean };

function eventFacts({ id, fields, at }: Heard, { leg, targetId, out }: Leg): CallFact[] {
  const type = fields('type');
  if (out) {
    // Of calls out we know our own only; theirs is the client's answer.
    if (type === 'OUTGOING') return [factOf(id, at, { kind: 'leg-started', leg: CLIENT, client: true })];
    return type === 'ACCEPTED' ? answeredFacts(id, at, { leg: CLIENT, client: true }) : [];
  }
  if (!leg) return [];
  switch (type) {
    case 'INCOMING':
      return [factOf(id, at, { kind: 'leg-started', leg, targetId }, 'incoming')];
    case 'ACCEPTED':
    case 'TRANSFERRED':
      return answeredFacts(id, at, { leg, targetId });
    case 'COMPLETED':
    case 'CANCELLED': {
      const started = factOf(id, at, { kind: 'leg-started', leg, targetId }, 'over');
      // The history says the same cause of a talk; of others it is not told.
      const cause = type === 'COMPLETED' ? 16 : null;
      return [started, factOf(id, at, { kind: 'leg-ended', leg, cause })];
    }
    default:
      return [];
  }
}

const OUTCOMES = new Map<string, [LegOutcome, number]>([
  ['success', ['answered', 16]],
  ['missed', ['no-answer', 19]],
  ['busy', ['busy', 17]],
  ['notavailable', ['unavailable', 20]],
  ['notallowed', ['rejected', 21]],
]);

/** `status` of the history in our words. */
export function megafonOutcome(status: string): { outcome: LegOutcome; cause: number | null } {
  const [outcome, cause] = OUTCOMES.get(status.toLowerCase()) ?? ['failed', null];
  return { outcome, cause };
}

const startOf = ({ fields }: Heard) => megafonTime(fields('start'));

// Told right after the end: its time is the end's, which our clock takes; `duration` is that of the talk.
function historyFacts(heard: Heard, { leg, targetId, out }: Leg): CallFact[] {
  const { id, fields, at } = heard;
  const { outcome, cause } = megafonOutcome(fields('status'));
  const duration = secondsOf(fields('duration'));
  const startedAt = startOf(heard) ?? before(at, duration);
  const answeredAt = outcome === 'answered' ? before(at, duration) : null;
  const rung = answeredAt ? { leg: leg || WHOLE_CALL, since: answeredAt } : leg ? { leg, since: startedAt } : null;
  const facts = factsOfToldCall({
    ...{ id, did: fields('diversion'), caller: fields('phone'), direction: out ? 'out' : 'in' },
    ...{ startedAt, answeredAt, endedAt: at, outcome, cause, by: 'system' },
    leg: rung && { ...rung, targetId },
  })
    .filter(({ kind }) => kind !== 'offered') // told before, where its number is known
    .filter(({ kind }) => kind !== 'leg-ended' || answeredAt !== null);
  const link = fields('link');
  return link ? [...facts, recordingFact(id, at, { name: link, ref: { url: link } })] : facts;
}

function json(body: object): HookAnswer {
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
