// Voximplant: a scenario of ours runs in its cloud (deploy/voximplant/scenario.js), asks us where a call goes, carries
// the plan out and tells what happened, in words of our own. Both ends are ours, so no word here is a guess; what
// VoxEngine does with the scenario was tried on an imitation of its documented events only.
import { z } from 'zod';
import { type Plan, type PlanTarget, type Sound, type Step, targetsOf } from '../../core/routing/plan.ts';
import { jsonOf } from './hook-body.ts';
import { ADDRESSES, badRequest, clean } from './hook-fields.ts';
import type { HookAnswer, HookRequest, House, Operator, OperatorConnection, Refused } from './port.ts';
import { factOf, type Telling } from './told-call.ts';
import {
  fetchVoximplantRecording,
  listVoximplantNumbers,
  pastVoximplantCalls,
  placeVoximplantCall,
} from './voximplant-api.ts';

export const VOXIMPLANT: Operator = {
  kind: 'voximplant',
  capabilities: {
    asking: 'code',
    deadlineSeconds: 2, // ANSWER_SECONDS of the scenario
    steps: ['play', 'consent', 'menu', 'dial', 'queue', 'voicemail', 'call-back', 'hangup'],
    inTurn: true,
    together: 10,
    whisper: true,
    acceptKey: true,
    passesCaller: false, // to SIP phones it does; to numbers it shows one of the account (by contract)
    phones: ['number', 'sip'],
    live: true,
    recordings: 'stereo',
    placesCalls: true,
    listsNumbers: true,
    proof: 'token', // the secret in the scenario's address
  },
  fields: [
    { name: 'accountId', secret: false, required: true, pattern: String.raw`\d+`, example: '1234567' },
    { name: 'keyId', secret: false, required: true, example: 'ab81c90e-543e-4446-9af9-105269dcafca' },
    { name: 'privateKey', secret: true, required: true, example: '-----BEGIN PRIVATE KEY-----…' },
    { name: 'ruleId', secret: false, required: false, pattern: String.raw`\d+`, example: '7654321' },
    { name: 'region', secret: false, required: false, pattern: 'com|ru', example: 'com' },
    ADDRESSES,
  ],
  hooks: [{ name: 'HOOK (scenario.js)', path: '' }],
  receive,
  place: placeVoximplantCall,
  fetchRecording: fetchVoximplantRecording,
  listNumbers: listVoximplantNumbers,
  reconcile: pastVoximplantCalls,
};

const Word = z.string().max(2000).transform(clean);
const Time = z.number().min(946_684_800_000).max(7_258_118_400_000); // 2000 … 2200
const Index = z.int().min(0).max(1000);
const Cause = z.int().min(0).max(127).nullable();
const Outcome = z.enum([
  ...['answered', 'busy', 'no-answer', 'unavailable', 'rejected', 'declined', 'canceled', 'failed'],
] as const);
const E164 = z.string().regex(/^\+[1-9]\d{5,14}$/);
const Leg = Word.pipe(z.string().min(1).max(100));

/** Facts as the scenario tells them: ours, with a time and what sets them apart. */
const Told = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('offered'), did: Word, callerRaw: Word }),
  z.object({ kind: z.literal('placed'), number: E164, callee: E164, agentId: z.uuid().nullable() }),
  z.object({ kind: z.literal('taken-while-down') }),
  z.object({
    ...{ kind: z.literal('leg-started'), leg: Leg, targetId: z.uuid().nullish(), client: z.boolean().optional() },
    step: Index.optional(),
  }),
  z.object({ kind: z.literal('leg-answered'), leg: Leg }),
  z.object({ kind: z.literal('leg-ended'), leg: Leg, cause: Cause }),
  z.object({ kind: z.literal('step-ended'), step: Index, outcome: Outcome, cause: Cause }),
  z.object({ kind: z.literal('played'), step: Index, what: z.enum(['announcement', 'notice']) }),
  z.object({ kind: z.literal('consented'), given: z.boolean() }),
  z.object({ kind: z.literal('pressed'), step: Index, digits: z.string().regex(/^[0-9*#]?$/) }),
  z.object({ kind: z.literal('queued'), step: Index }),
  z.object({
    ...{ kind: z.literal('left-queue'), step: Index, reason: z.enum(['answered', 'too-long', 'key', 'nobody']) },
  }),
  z.object({ kind: z.literal('call-back-asked') }),
  z.object({ kind: z.literal('recording-offered'), ref: z.record(z.string().max(20), Word) }),
  z.object({ kind: z.literal('hung-up'), cause: Cause, by: z.enum(['caller', 'agent', 'system']) }),
  z.object({ kind: z.literal('ended') }),
]);
const Id = Word.pipe(z.string().min(1).max(200));
const Events = z.object({
  call: Id,
  facts: z
    .array(z.intersection(z.object({ at: Time, apart: Word.optional() }), Told))
    .min(1)
    .max(100),
});
const Question = z.object({ call: Id, did: Word.pipe(z.string().min(1)), caller: Word, at: Time });
const Turn = z.object({ call: Id, queue: Word, step: Index, waited: z.number().min(0).max(1e6) });

async function receive(
  request: HookRequest,
  _connection: OperatorConnection,
  house: House,
): Promise<HookAnswer | Refused> {
  const body = jsonOf(request);
  if (!body) return badRequest('no JSON');
  switch (request.path) {
    case '':
      return read(Question, body, async ({ call, did, caller }) => {
        const offer = { providerCallId: call, did, callerRaw: caller, at: request.at };
        const plan = await house.offer(offer);
        return { plan: spoken(plan), sounds: addressesOf(soundsOf(plan), house) };
      });
    case 'events':
      return read(Events, body, async ({ call, facts }) => {
        await house.tell(facts.map(({ at, apart, ...told }) => factOf(call, new Date(at), told as Telling, apart)));
        return {};
      });
    case 'queue':
      return read(Turn, body, async ({ call, ...ask }) => {
        const turn = await house.queue({ providerCallId: call, ...ask });
        const say = 'say' in turn ? turn.say : [];
        const targets = turn.do === 'ring' ? { targets: turn.targets.filter(isRung) } : {};
        return { ...turn, ...targets, say, sounds: addressesOf(say, house) };
      });
    default:
      return badRequest(`nothing is told at ${request.path.slice(0, 60)}`);
  }
}

async function read<Body>(
  shape: z.ZodType<Body>,
  body: unknown,
  answer: (body: Body) => Promise<object>,
): Promise<HookAnswer | Refused> {
  const parsed = shape.safeParse(body);
  if (!parsed.success) return badRequest(z.prettifyError(parsed.error).slice(0, 300));
  const said = await answer(parsed.data);
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(said) };
}

/** The plan as the scenario is given it: without phones it can't ring. */
function spoken(plan: Plan): Plan {
  if (targetsOf(plan).every(isRung)) return plan;
  const steps = plan.steps.map((step): Step => {
    if (!('targets' in step)) return step;
    return { ...step, targets: step.targets.filter(isRung) };
  });
  return { ...plan, steps };
}

const isRung = ({ phone }: PlanTarget) => phone.kind !== 'registered';

function soundsOf(plan: Plan): Sound[] {
  const named = plan.steps.flatMap((step) => [
    ...('sound' in step ? [step.sound] : []),
    ...('whisper' in step ? [step.whisper] : []),
    ...('music' in step ? [step.music] : []),
  ]);
  return [...new Set(named)].filter((sound) => sound !== null);
}

const addressesOf = (sounds: readonly Sound[], house: House) =>
  Object.fromEntries(sounds.map((sound) => [sound, house.soundUrl(sound)]));
