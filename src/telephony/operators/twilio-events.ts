// Events of a call at Twilio and its like that ask for no document: what its phones do, and its recordings.
import type { CallFact } from '../../core/call.ts';
import type { Plan } from '../../core/routing/plan.ts';
import type { Course } from './course.ts';
import { isPhoneOf } from './dial-chain.ts';
import type { HookAnswer, House, Refused } from './port.ts';
import { factOf, type Telling } from './told-call.ts';
import { type Asked, endOfLeg, NOTHING } from './twilio-answers.ts';
import { eventTime, isFinal, type TwilioFields } from './twilio-fields.ts';

export type AboutCall = Asked & { course: Course };

/** The sounds that played on the way to this request. */
export function heard({
  course,
  plan,
  request,
}: Pick<AboutCall, 'course' | 'request'> & { plan: Plan }): [Telling, string][] {
  return course.played.flatMap((at): [Telling, string][] => {
    const step = plan.steps[at];
    return step?.do === 'play' ? [[{ kind: 'played', step: at, what: step.what }, `${at}/${request.path}`]] : [];
  });
}

const STARTED = new Set(['initiated', 'queued', 'ringing', 'in-progress', 'answered']);

// Where an operator tells of a leg by the phone it rings.
async function targetRung({ call, step: at }: Course, fields: TwilioFields, house: House): Promise<string | null> {
  const plan = fields('LegTo') ? await house.planOf(call).catch(() => undefined) : undefined;
  const step = plan?.steps[at];
  const targets = step && 'targets' in step ? step.targets : [];
  return targets.find((target) => isPhoneOf(target, fields('LegTo')))?.id ?? null;
}

/** Each event of a leg says again what must have been before it: an event that was lost is made up for by the next. */
export async function legEvent({ course, fields, house, request }: AboutCall): Promise<HookAnswer | Refused> {
  const status = fields('CallStatus');
  const sid = fields('CallSid');
  if (!sid || !(STARTED.has(status) || isFinal(status)))
    return { refused: 'bad-request', detail: `an event "${status}" of a leg is not known` };
  const at = eventTime(fields, request);
  const targetId = request.query.get('target') ?? (await targetRung(course, fields, house));
  const about = { call: course.call, at, leg: { leg: sid, step: course.step, targetId } };
  const withKey = request.query.has('key');
  const facts: CallFact[] = [
    factOf(course.call, course.at, { kind: 'offered', did: course.did, callerRaw: course.caller }),
    ...(isFinal(status)
      ? []
      : [factOf(course.call, at, { kind: 'ringing', step: course.step, targetId }, `${sid}/${status}`)]),
    factOf(course.call, at, { kind: 'leg-started', ...about.leg }, status),
  ];
  if (course.played.length > 0) {
    const plan = await house.planOf(course.call).catch(() => undefined);
    const told = plan ? heard({ course, plan, request }) : [];
    facts.push(...told.map(([telling, apart]) => factOf(course.call, at, telling, `${apart}/${sid}/${status}`)));
  }
  if (!withKey && (status === 'in-progress' || status === 'answered'))
    facts.push(factOf(course.call, at, { kind: 'leg-answered', leg: sid }));
  if (isFinal(status)) facts.push(...endOfLeg(about, fields, withKey));
  await house.tell(facts);
  return NOTHING;
}

/** The operator has a recording of the talk, or of what the caller left. */
export async function recordingEvent({ course, fields, house, request }: AboutCall): Promise<HookAnswer | Refused> {
  if (fields('RecordingStatus') !== 'completed') return NOTHING;
  const sid = fields('RecordingSid');
  if (!sid) return { refused: 'bad-request', detail: 'RecordingSid is missing' };
  const ref = {
    ...{ sid, url: fields('RecordingUrl'), kind: request.query.get('kind') ?? 'talk' },
    channels: fields('RecordingChannels') || '1',
  };
  await house.tell([
    factOf(course.call, course.at, { kind: 'offered', did: course.did, callerRaw: course.caller }),
    factOf(course.call, request.at, { kind: 'recording-offered', ref }, sid),
  ]);
  return NOTHING;
}
