// The plan of a call as Vonage's call control objects (NCCO, JSON).
// https://developer.vonage.com/en/voice/voice-api/ncco-reference ; one endpoint a connect, so phones ring in turn
import type { Plan, PlanTarget, QueueTurn, Sound, Step } from '../../core/routing/plan.ts';
import { type Course, courseQuery, type Extra } from './course.ts';
import { type Addresses, type Documents, reachable } from './twiml.ts';

type Action = Readonly<Record<string, unknown>> & { action: string };

const SHORTEST_RING = 10;
const POLL_SECONDS = 4;

/** The documents of one plan; what they mean is said at Documents. */
export function nccoDocuments(plan: Plan, { hook, sound }: Addresses): Documents {
  const to = (path: string, course: Course, extra?: Extra) => hook(`${path}?${courseQuery(course, extra)}`);
  const play = (name: Sound): Action => ({ action: 'stream', streamUrl: [sound(name)] });
  // `notify` asks for the actions that follow: Vonage's way to be redirected.
  const redirect = (url: string): Action => ({
    action: 'notify',
    payload: { go: 'on' },
    eventUrl: [url],
    eventMethod: 'POST',
  });
  const input = (url: string, seconds: number): Action => ({
    ...{ action: 'input', type: ['dtmf'], dtmf: { maxDigits: 1, timeOut: Math.min(10, seconds), submitOnHash: false } },
    ...{ eventUrl: [url], eventMethod: 'POST' },
  });
  const asked = (name: Sound): Action => ({ ...play(name), bargeIn: true });
  const ending = (course: Course) => (course.played.length > 0 ? [redirect(to('go', { ...course, step: -1 }))] : []);

  function actions(course: Course, at: number | null): Action[] {
    const here = { ...course, step: at ?? -1 };
    const answered = { ...here, isAnswered: true };
    const step = at === null ? undefined : plan.steps[at];
    if (!step || at === null) return ending(here);
    switch (step.do) {
      case 'play':
        return [play(step.sound), ...actions({ ...answered, played: [...here.played, at] }, step.next)];
      case 'consent':
        return [asked(step.sound), input(to('consent', answered), step.seconds)];
      case 'menu':
        return menu(answered, step, 1);
      case 'dial':
        return dialActions(here, step, 0) ?? actions(course, step.else);
      case 'queue':
        return [redirect(to('queue', answered))];
      case 'voicemail': {
        const record: Action = {
          ...{
            action: 'record',
            format: 'wav',
            beepStart: true,
            endOnSilence: 5,
            endOnKey: '#',
            timeOut: step.seconds,
          },
          ...{ eventUrl: [to('recording', answered, { kind: 'voicemail' })], eventMethod: 'POST' },
        };
        return [
          ...(step.sound ? [play(step.sound)] : []),
          record,
          redirect(to('left', answered, { next: step.next ?? -1 })),
        ];
      }
      case 'call-back':
        return [...(step.sound ? [play(step.sound)] : []), redirect(to('go', { ...answered, step: step.next ?? -1 }))];
      case 'hangup':
      case 'check':
        return ending(here);
      default:
        return step satisfies never;
    }
  }

  const menu = (course: Course, step: Step & { do: 'menu' }, turn: number) => [
    asked(step.sound),
    input(to('key', course, { turn }), step.seconds),
  ];

  function dialActions(course: Course, step: Step & { do: 'dial' }, phone: number): Action[] | null {
    const targets = reachable(step.targets);
    const target = targets[phone];
    if (!target) return null;
    const seconds = Math.max(SHORTEST_RING, Math.floor(step.ringSeconds / targets.length));
    return dial(course, { target, seconds, whisper: step.whisper, url: to('dialled', course, { phone: phone + 1 }) });
  }

  type Dialled = { target: PlanTarget; seconds: number; whisper: Sound | null; url: string };

  function dial(course: Course, { target, seconds, whisper, url }: Dialled): Action[] {
    const record: Action = {
      ...{ action: 'record', format: 'wav', split: 'conversation', channels: 2 },
      ...{ eventUrl: [to('recording', course)], eventMethod: 'POST' },
    };
    const onAnswer = whisper === null ? {} : { onAnswer: { url: to('whisper', course, { target: target.id }) } };
    const { phone } = target;
    const endpoint =
      phone.kind === 'number'
        ? { type: 'phone', number: phone.e164.slice(1), ...onAnswer }
        : { type: 'sip', uri: phone.kind === 'sip' ? phone.uri : '', ...onAnswer };
    const connect: Action = {
      ...{ action: 'connect', from: course.did.replace('+', ''), timeout: seconds, limit: 7200, endpoint: [endpoint] },
      ...{ eventType: 'synchronous', eventUrl: [url], eventMethod: 'POST' },
    };
    return [...(course.record && plan.record ? [record] : []), connect];
  }

  return {
    nothing: '[]',
    step: (course, at) => JSON.stringify(actions(course, at)),
    nextPhone(course, at, phone) {
      const step = plan.steps[at];
      const next = step?.do === 'dial' ? dialActions({ ...course, step: at }, step, phone) : null;
      return next && JSON.stringify(next);
    },
    menuAgain(course, at, turn) {
      const step = plan.steps[at];
      return JSON.stringify(step?.do === 'menu' ? menu({ ...course, step: at, isAnswered: true }, step, turn) : []);
    },
    queueTurn(course, at, { since, turn }: { since: number; turn: QueueTurn }) {
      const step = plan.steps[at];
      if (step?.do !== 'queue' || turn.do === 'leave')
        return JSON.stringify(actions(course, step?.do === 'queue' ? step.else : null));
      const here = { ...course, step: at, isAnswered: true };
      const url = to('queue', here, { since });
      const said = turn.say.map(play);
      const [target] = turn.do === 'ring' ? reachable(turn.targets) : [];
      if (turn.do === 'ring' && target)
        return JSON.stringify([...said, ...dial(here, { target, seconds: turn.seconds, whisper: step.whisper, url })]);
      const music = step.music ? [asked(step.music)] : [];
      return JSON.stringify([...said, ...music, input(url, step.music ? 1 : POLL_SECONDS)]);
    },
    whisper(_course, at) {
      const step = plan.steps[at];
      return JSON.stringify(step && 'whisper' in step && step.whisper ? [play(step.whisper)] : []);
    },
  };
}
