// Requests of Twilio, and of those who speak as Twilio does: documents for calls, facts from their events.
import type { Party } from '../../core/call.ts';
import { type Plan, REJECT_CAUSES, type Step } from '../../core/routing/plan.ts';
import { type Course, courseOf } from './course.ts';
import type { HookAnswer, HookRequest, House, OperatorConnection, Refused } from './port.ts';
import { factOf, type Telling } from './told-call.ts';
import { type Asked, NOTHING } from './twilio-answers.ts';
import { heard, legEvent, recordingEvent } from './twilio-events.ts';
import { causeOf, eventTime, isFinal, outcomeOf, phoneOf, type TwilioFields } from './twilio-fields.ts';
import type { Addresses, Documents } from './twiml.ts';

export type Family = {
  /** of documents */
  type: string;
  documents(plan: Plan, addresses: Addresses): Documents;
  /** the request's fields by Twilio's names */
  fields(request: HookRequest): TwilioFields;
  /** why the request is not the operator's own; undefined: it is */
  prove(request: HookRequest, connection: OperatorConnection): Refused | undefined;
  /** requests at paths of its own, by the first word of the path */
  more?: Readonly<Record<string, (asked: Asked) => Promise<HookAnswer | Refused>>>;
  /** requests about calls of ours: below 'placed' */
  placed(asked: Asked): Promise<HookAnswer | Refused>;
  /** who ended the call, where the final event says it */
  endedBy?(fields: TwilioFields): Party | undefined;
};

/** Answers one request. */
export function receiveAs(family: Family) {
  return async (request: HookRequest, connection: OperatorConnection, house: House): Promise<HookAnswer | Refused> => {
    const stranger = family.prove(request, connection);
    if (stranger) return stranger;
    const fields = family.fields(request);
    if (request.path === '' || request.path === 'fallback') return offered(family, { request, fields, house });
    if (request.path === 'status') return overAt(family, { request, fields, house });
    if (request.path.startsWith('placed')) return family.placed({ request, fields, house });
    const own = family.more && Object.hasOwn(family.more, request.path) ? family.more[request.path] : undefined;
    if (own) return own({ request, fields, house });
    const course = courseOf(request.query);
    const path = course && PATHS[request.path];
    if (!path) return { refused: 'bad-request', detail: `nothing is asked for at ${request.path.slice(0, 60)}` };
    return path({ family, request, fields, house, course });
  };
}

type Going = Asked & { family: Family; course: Course };
type WithPlan = Going & { plan: Plan; documents: Documents };

async function offered(family: Family, { request, fields, house }: Asked): Promise<HookAnswer | Refused> {
  const call = fields('CallSid');
  const did = phoneOf(fields('To'));
  if (!call || !did) return { refused: 'bad-request', detail: 'CallSid or To is missing' };
  const caller = phoneOf(fields('From'));
  const offer = { providerCallId: call, did, callerRaw: caller, at: request.at };
  const plan = await house.offer(offer);
  const course: Course = { call, did, caller, at: request.at, step: 0, record: true, isAnswered: false, played: [] };
  const going = { family, request, fields, house, course };
  return goOn({ ...going, plan, documents: documentsFor(going, plan) }, 0);
}

// The final event of the caller's leg, where the number's "call status changes" leads to us.
async function overAt({ endedBy }: Family, { request, fields, house }: Asked): Promise<HookAnswer | Refused> {
  const call = fields('CallSid');
  if (!call) return { refused: 'bad-request', detail: 'CallSid is missing' };
  if (!isFinal(fields('CallStatus'))) return NOTHING;
  const at = eventTime(fields, request);
  const seconds = Number(fields('CallDuration')) || 0;
  const began = new Date(at.getTime() - seconds * 1000);
  const by = endedBy?.(fields) ?? (fields('CallStatus') === 'canceled' ? 'caller' : undefined);
  const did = phoneOf(fields('To'));
  const cause = causeOf(fields('CallStatus'), fields('SipResponseCode'));
  await house.tell([
    ...(did ? [factOf(call, began, { kind: 'offered', did, callerRaw: phoneOf(fields('From')) })] : []),
    ...(by ? [factOf(call, at, { kind: 'hung-up', cause, by }, 'status')] : []),
    factOf(call, at, { kind: 'ended' }, 'status'),
  ]);
  return NOTHING;
}

const PATHS: Record<string, (going: Going) => Promise<HookAnswer | Refused>> = {
  leg: legEvent,
  recording: recordingEvent,
  whisper: (going) => withPlan(going, whispered),
  accept: (going) => withPlan(going, accepted),
  dialled: (going) => withPlan(going, dialled),
  key: (going) => withPlan(going, pressed),
  consent: (going) => withPlan(going, consented),
  queue: (going) => withPlan(going, queued),
  left: (going) => withPlan(going, (known) => goOn(known, stepAt(known.request.query.get('next')))),
  go: (going) => withPlan(going, (known) => goOn(known, stepAt(known.course.step))),
};

const stepAt = (said: string | number | null) => (said === null || Number(said) < 0 ? null : Number(said));

// Without its plan a call can't go on here: the operator takes the address for failures.
async function withPlan(
  going: Going,
  then: (known: WithPlan) => HookAnswer | Promise<HookAnswer>,
): Promise<HookAnswer | Refused> {
  const plan = await going.house.planOf(going.course.call);
  if (!plan) return { refused: 'bad-request', detail: 'no such call' };
  const known = { ...going, plan, documents: documentsFor(going, plan) };
  return isFinal(going.fields('CallStatus')) ? gone(known) : then(known);
}

const documentsFor = ({ house, family }: Going, plan: Plan) =>
  family.documents(plan, { hook: house.hookUrl, sound: house.soundUrl });

const answer = ({ family }: Going, body: string): HookAnswer => ({ status: 200, type: family.type, body });

// The caller waits for an answer, not for our database: facts that come with a document are stored meanwhile.
function tell({ house, request, course }: Going, tellings: readonly (readonly [Telling, string])[]) {
  const offer = factOf(course.call, course.at, { kind: 'offered', did: course.did, callerRaw: course.caller });
  const facts = tellings.map(([telling, apart]) => factOf(course.call, request.at, telling, apart));
  house.tell([offer, ...facts]).catch((error) => house.log('facts of a call could not be kept', error));
}

// The document that goes on at a step, and what that alone makes known.
function goOn(known: WithPlan, at: number | null, told: [Telling, string][] = []): HookAnswer {
  const { plan, course, documents } = known;
  const reached = firstThatIsNoSound(plan, at);
  const tellings: [Telling, string][] = [...heard(known), ...told];
  if (reached.step?.do === 'call-back') tellings.push([{ kind: 'call-back-asked' }, '']);
  if (!reached.step && !reached.plays) tellings.push(...endingOf(null));
  if (reached.step?.do === 'hangup' && !reached.plays) tellings.push(...endingOf(reached.step));
  tell(known, tellings);
  return answer(known, documents.step({ ...course, played: [] }, at));
}

const endingOf = (step: (Step & { do: 'hangup' }) | null): [Telling, string][] => [
  [{ kind: 'hung-up', cause: step ? REJECT_CAUSES[step.cause] : null, by: 'system' }, 'us'],
  [{ kind: 'ended' }, 'us'],
];

function firstThatIsNoSound(plan: Plan, at: number | null): { step: Step | undefined; plays: boolean } {
  let step = at === null ? undefined : plan.steps[at];
  let plays = false;
  for (let left = plan.steps.length; step?.do === 'play' && left > 0; left--) {
    plays = true;
    step = step.next === null ? undefined : plan.steps[step.next];
  }
  return { step, plays };
}

/** The caller has hung up while something was asked of us. */
function gone(known: WithPlan): HookAnswer {
  const { request, fields, plan, course } = known;
  const queue = request.path === 'queue' && plan.steps[course.step]?.do === 'queue';
  const step = Number(course.step);
  const left: [Telling, string][] = queue ? [[{ kind: 'left-queue', step, reason: 'nobody' }, String(step)]] : [];
  const dialled: [Telling, string][] = fields('DialCallStatus') ? [endOfStep(known, 'canceled')] : [];
  const ending: [Telling, string][] = [
    [{ kind: 'hung-up', cause: 16, by: 'caller' }, 'gone'],
    [{ kind: 'ended' }, 'gone'],
  ];
  tell(known, [...heard(known), ...left, ...dialled, ...ending]);
  return answer(known, known.documents.nothing);
}

function endOfStep({ course, fields }: Going, outcome: ReturnType<typeof outcomeOf>): [Telling, string] {
  const cause = causeOf(fields('DialCallStatus'), fields('DialSipResponseCode'));
  return [{ kind: 'step-ended', step: course.step, outcome, cause }, `${course.step}/${fields('DialCallSid')}`];
}

// Whether the phone that was answered has taken the call: with a key to press, lifting it is not enough.
async function isTaken({ fields, house, course, plan }: WithPlan): Promise<boolean> {
  const status = fields('DialCallStatus');
  if (status !== 'completed' && status !== 'answered') return false;
  const step = plan.steps[course.step];
  if (!step || !('acceptKey' in step) || step.acceptKey === null) return true;
  const bridged = fields('DialBridged');
  if (bridged) return bridged === 'true';
  return (await house.isTaken?.(course.call).catch(() => true)) ?? true;
}

async function dialled(known: WithPlan): Promise<HookAnswer> {
  const { plan, course, request, documents, fields } = known;
  const step = plan.steps[course.step];
  if (step?.do !== 'dial') return goOn(known, null);
  if (await isTaken(known)) return talked(known);
  const status = fields('DialCallStatus');
  const outcome = status === 'completed' || status === 'answered' ? 'declined' : outcomeOf(status);
  const next = documents.nextPhone({ ...course, played: [] }, course.step, Number(request.query.get('phone') ?? 0));
  if (!next) return goOn(known, step.else, [endOfStep(known, outcome)]);
  tell(known, [...heard(known), endOfStep(known, outcome)]);
  return answer(known, next);
}

// The talk is over, and the caller is still there: the agent has hung up.
function talked(known: WithPlan, more: [Telling, string][] = []): HookAnswer {
  const ending: [Telling, string][] = [
    [{ kind: 'hung-up', cause: 16, by: 'agent' }, 'talked'],
    [{ kind: 'ended' }, 'talked'],
  ];
  tell(known, [...heard(known), endOfStep(known, 'canceled'), ...more, ...ending]);
  return answer(known, known.documents.step({ ...known.course, played: [] }, null));
}

function pressed(known: WithPlan): HookAnswer {
  const { plan, course, request, fields, documents } = known;
  const step = plan.steps[course.step];
  if (step?.do !== 'menu') return goOn(known, null);
  const digits = fields('Digits');
  const turn = Number(request.query.get('turn')) || 1;
  const told: [Telling, string] = [{ kind: 'pressed', step: course.step, digits }, `${course.step}/${turn}`];
  const chosen = Object.hasOwn(step.on, digits) ? step.on[digits] : undefined;
  if (chosen !== undefined) return goOn(known, chosen, [told]);
  if (turn >= step.tries) return goOn(known, step.else, [told]);
  tell(known, [...heard(known), told]);
  return answer(known, documents.menuAgain({ ...course, played: [] }, course.step, turn + 1));
}

function consented(known: WithPlan): HookAnswer {
  const { plan, course, fields } = known;
  const step = plan.steps[course.step];
  if (step?.do !== 'consent') return goOn(known, null);
  const given = fields('Digits') === step.digit;
  const told: [Telling, string] = [{ kind: 'consented', given }, String(course.step)];
  return goOn({ ...known, course: { ...course, record: course.record && given } }, step.next, [told]);
}

async function queued(known: WithPlan): Promise<HookAnswer> {
  const { plan, course, request, fields, documents, house } = known;
  const { step: at } = course;
  const step = plan.steps[at];
  if (step?.do !== 'queue') return goOn(known, null);
  const left = (reason: 'answered' | 'too-long' | 'key' | 'nobody'): [Telling, string] => [
    { kind: 'left-queue', step: at, reason },
    String(at),
  ];
  const rung = fields('DialCallStatus');
  if (rung && (await isTaken(known))) return talked(known, [left('answered')]);
  const told: [Telling, string][] = rung ? [endOfStep(known, outcomeOf(rung))] : [];
  if (step.leave && fields('Digits') === step.leave.digit) return goOn(known, step.leave.next, [...told, left('key')]);
  const since = Number(request.query.get('since')) || request.at.getTime();
  const waited = Math.max(0, (request.at.getTime() - since) / 1000);
  if (waited >= step.seconds) return goOn(known, step.else, [...told, left('too-long')]);
  if (!request.query.has('since')) told.push([{ kind: 'queued', step: at }, String(at)]);
  const turn = await house.queue({ providerCallId: course.call, queue: step.queue, step: at, waited });
  if (turn.do === 'leave') return goOn(known, step.else, [...told, left('nobody')]);
  tell(known, [...heard(known), ...told]);
  return answer(known, documents.queueTurn({ ...course, played: [] }, at, { since, turn }));
}

function whispered(known: WithPlan): HookAnswer {
  const { course, request, documents } = known;
  return answer(known, documents.whisper(course, course.step, request.query.get('target') ?? ''));
}

// Stored before we answer: the end of the dial asks whether anybody has taken the call.
async function accepted(known: WithPlan): Promise<HookAnswer> {
  const { course, fields, house, request, plan, documents } = known;
  const step = plan.steps[course.step];
  const key = step && 'acceptKey' in step ? step.acceptKey : null;
  const isAccepted = key === null || fields('Digits') === key;
  if (!isAccepted) return answer(known, documents.step({ ...course, played: [] }, null));
  const leg = { leg: fields('CallSid'), step: course.step, targetId: request.query.get('target') };
  await house
    .tell([
      factOf(course.call, request.at, { kind: 'leg-started', ...leg }, 'accepted'),
      factOf(course.call, request.at, { kind: 'leg-answered', leg: leg.leg }),
    ])
    .catch((error) => house.log('that a call was taken could not be kept', error));
  return answer(known, documents.nothing);
}
