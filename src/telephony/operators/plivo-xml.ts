// The plan of a call as Plivo XML. https://www.plivo.com/docs/voice/xml/overview
import type { Answering, Plan, PlanTarget, QueueTurn, Sound, Step } from '../../core/routing/plan.ts';
import { type Course, courseQuery, type Extra } from './course.ts';
import { type Addresses, type Documents, reachable } from './twiml.ts';
import { element, escaped, xmlDocument } from './xml.ts';

export const MOST_AT_ONCE = 10;
const ACCEPT_SECONDS = 8;
const SILENCE_SECONDS = 5;
const POLL_SECONDS = 4;

/** Both sides of the talk, from the answer on; `callbackUrl` is told where it is. */
export const recordTalk = (callbackUrl: string) =>
  element('Record', {
    ...{ recordSession: true, startOnDialAnswer: true, redirect: false, fileFormat: 'wav' },
    ...{ recordChannelType: 'stereo', maxLength: 14_400, callbackUrl, callbackMethod: 'POST' },
  });

/** The documents of one plan; what they mean is said at Documents. */
export function plivoDocuments(plan: Plan, { hook, sound }: Addresses): Documents {
  const to = (path: string, course: Course, extra?: Extra) => hook(`${path}?${courseQuery(course, extra)}`);
  const redirect = (url: string) => element('Redirect', { method: 'POST' }, escaped(url));
  const play = (name: Sound) => element('Play', {}, escaped(sound(name)));
  const digits = (action: string, seconds: number, ...inside: string[]) =>
    element(
      'GetDigits',
      { action, method: 'POST', numDigits: 1, timeout: seconds, retries: 1, finishOnKey: 'none' },
      ...inside,
    );
  const ending = (course: Course) =>
    course.played.length > 0 ? [redirect(to('go', { ...course, step: -1 }))] : [element('Hangup')];

  function verbs(course: Course, at: number | null): string[] {
    const here = { ...course, step: at ?? -1 };
    const answered = { ...here, isAnswered: true };
    const step = at === null ? undefined : plan.steps[at];
    if (!step || at === null) return ending(here);
    switch (step.do) {
      case 'play':
        return [play(step.sound), ...verbs({ ...answered, played: [...here.played, at] }, step.next)];
      case 'consent':
        return [digits(to('consent', answered), step.seconds, play(step.sound)), redirect(to('consent', answered))];
      case 'menu':
        return menu(answered, step, 1);
      case 'dial':
        return dialVerbs(here, step) ?? verbs(course, step.else);
      case 'queue':
        return [redirect(to('queue', answered))];
      case 'voicemail': {
        const over = to('left', answered, { next: step.next ?? -1 });
        const attributes = {
          ...{ action: over, method: 'POST', maxLength: step.seconds, timeout: SILENCE_SECONDS, finishOnKey: '#' },
          ...{ playBeep: true, fileFormat: 'wav', callbackUrl: to('recording', answered, { kind: 'voicemail' }) },
          callbackMethod: 'POST',
        };
        return [...(step.sound ? [play(step.sound)] : []), element('Record', attributes), redirect(over)];
      }
      case 'call-back':
        return [...(step.sound ? [play(step.sound)] : []), redirect(to('go', { ...answered, step: step.next ?? -1 }))];
      case 'hangup':
        if (here.isAnswered || here.played.length > 0) return ending(here);
        return [element('Hangup', { reason: step.cause === 'busy' ? 'busy' : 'rejected' })];
      case 'check':
        return ending(here);
      default:
        return step satisfies never;
    }
  }

  function menu(course: Course, step: Step & { do: 'menu' }, turn: number): string[] {
    const pressed = to('key', course, { turn });
    return [digits(pressed, step.seconds, play(step.sound)), redirect(pressed)];
  }

  function dialVerbs(course: Course, step: Step & { do: 'dial' }): string[] | null {
    const rung = reachable(step.targets).slice(0, MOST_AT_ONCE);
    return rung.length === 0
      ? null
      : dial(course, { rung, seconds: step.ringSeconds, action: to('dialled', course), answering: step });
  }

  type Dialled = { rung: readonly PlanTarget[]; seconds: number; action: string; answering: Answering };

  // confirmKey: several phones may lift; the first to press the key takes the call.
  function dial(course: Course, { rung, seconds, action, answering: { whisper, acceptKey } }: Dialled): string[] {
    const whispers = whisper !== null || acceptKey !== null;
    const attributes = {
      ...{
        action,
        method: 'POST',
        timeout: seconds,
        callbackUrl: to('leg', course, { confirm: acceptKey === null ? null : 1 }),
        callbackMethod: 'POST',
        redirect: true,
      },
      callerId: course.caller || null,
      ...(whispers ? { confirmSound: to('whisper', course) } : {}),
      ...(acceptKey === null ? {} : { confirmKey: acceptKey, confirmTimeout: ACCEPT_SECONDS }),
    };
    const record = recordTalk(to('recording', course));
    return [...(course.record && plan.record ? [record] : []), element('Dial', attributes, ...rung.map(noun))];
  }

  function noun({ phone }: PlanTarget): string {
    if (phone.kind === 'number') return element('Number', {}, escaped(phone.e164.slice(1)));
    return element('User', {}, escaped(phone.kind === 'sip' ? phone.uri : ''));
  }

  const whole = (inside: readonly string[]) => xmlDocument(element('Response', {}, ...inside));

  return {
    nothing: whole([]),
    step: (course, at) => whole(verbs(course, at)),
    nextPhone: () => null, // all are rung at once, with a key to press or without
    menuAgain(course, at, turn) {
      const step = plan.steps[at];
      return whole(step?.do === 'menu' ? menu({ ...course, step: at, isAnswered: true }, step, turn) : ending(course));
    },
    queueTurn(course, at, { since, turn }: { since: number; turn: QueueTurn }) {
      const step = plan.steps[at];
      if (step?.do !== 'queue' || turn.do === 'leave')
        return whole(verbs(course, step?.do === 'queue' ? step.else : null));
      const here = { ...course, step: at, isAnswered: true };
      const again = to('queue', here, { since });
      const said = turn.say.map(play);
      const rung = turn.do === 'ring' ? reachable(turn.targets).slice(0, MOST_AT_ONCE) : [];
      if (turn.do === 'ring' && rung.length > 0)
        return whole([...said, ...dial(here, { rung, seconds: turn.seconds, action: again, answering: step })]);
      const music = step.music ? play(step.music) : element('Wait', { length: POLL_SECONDS });
      if (!step.leave) return whole([...said, music, redirect(again)]);
      // GetDigits holds sounds only.
      const heard = step.music ? [...said, music] : said;
      return whole([digits(again, step.music ? 1 : POLL_SECONDS, ...heard), redirect(again)]);
    },
    whisper(_course, at) {
      const step = plan.steps[at];
      return whole(step && 'whisper' in step && step.whisper ? [play(step.whisper)] : []);
    },
  };
}
