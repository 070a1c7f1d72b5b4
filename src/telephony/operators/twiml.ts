// The plan of a call as TwiML and its dialects: one document takes a call as far as it goes without a question to us.
// https://www.twilio.com/docs/voice/twiml ; cXML: developer.signalwire.com ; TeXML: developers.telnyx.com
import type { Answering, Plan, PlanTarget, QueueTurn, Sound, Step } from '../../core/routing/plan.ts';
import { type Course, courseQuery, type Extra } from './course.ts';
import { element, escaped, xmlDocument } from './xml.ts';

/** Where one of them differs. */
export type Dialect = {
  /** attributes of Dial that record both sides, each on its own channel */
  recordBoth: Readonly<Record<string, string>>;
  /** longest ringing it takes, in seconds */
  longestRing: number;
};
export type Addresses = { hook(path: string): string; sound(sound: Sound): string };
export type Documents = {
  /** the document that goes on with a step; -1: hangs up */
  step(course: Course, at: number | null): string;
  /** the next phone of a step that asks for a key, one after the other */
  nextPhone(course: Course, at: number, phone: number): string | null;
  menuAgain(course: Course, at: number, turn: number): string;
  queueTurn(course: Course, at: number, waiting: { since: number; turn: QueueTurn }): string;
  whisper(course: Course, at: number, target: string): string;
  /** says nothing: a phone that was whispered to is connected */
  nothing: string;
};

export const MOST_AT_ONCE = 10; // nouns in one Dial
const ACCEPT_SECONDS = 8; // to press the key, after the whisper
const SHORTEST_RING = 10; // for each phone of several that share the time of a step
const SILENCE_SECONDS = 5; // ends what a caller leaves
const POLL_SECONDS = 4; // a waiting caller without music asks again

/** The documents of one plan. */
export function documentsOf(plan: Plan, { hook, sound }: Addresses, dialect: Dialect): Documents {
  const to = (path: string, course: Course, extra?: Extra) => hook(`${path}?${courseQuery(course, extra)}`);
  const redirect = (url: string) => element('Redirect', { method: 'POST' }, escaped(url));
  const play = (name: Sound) => element('Play', {}, escaped(sound(name)));
  const gather = (action: string, seconds: number, ...inside: string[]) =>
    element(
      'Gather',
      { input: 'dtmf', numDigits: 1, timeout: seconds, finishOnKey: '', action, method: 'POST' },
      ...inside,
    );

  /** Verbs from a step on: what needs no answer of ours stands in one document, so that it goes on without us. */
  function verbs(course: Course, at: number | null): string[] {
    const here = { ...course, step: at ?? -1 };
    const step = at === null ? undefined : plan.steps[at];
    if (!step || at === null) return ending(here);
    switch (step.do) {
      case 'play':
        return [play(step.sound), ...verbs({ ...here, isAnswered: true, played: [...here.played, at] }, step.next)];
      case 'consent': {
        const asked = { ...here, isAnswered: true };
        return [gather(to('consent', asked), step.seconds, play(step.sound)), redirect(to('consent', asked))];
      }
      case 'menu':
        return menu({ ...here, isAnswered: true }, step, 1);
      case 'dial':
        return dialVerbs(here, step, 0) ?? verbs(course, step.else);
      case 'queue':
        return [redirect(to('queue', { ...here, isAnswered: true }))];
      case 'voicemail':
        return voicemail({ ...here, isAnswered: true }, step);
      case 'call-back': {
        const said = { ...here, isAnswered: true };
        return [...(step.sound ? [play(step.sound)] : []), redirect(to('go', { ...said, step: step.next ?? -1 }))];
      }
      case 'hangup':
        return here.isAnswered || here.played.length > 0 ? ending(here) : [refusal(step.cause)];
      case 'check':
        return ending(here);
      default:
        return step satisfies never;
    }
  }

  // What was played last is told by the address that follows it; there is none after the end.
  const ending = (course: Course) =>
    course.played.length > 0 ? [redirect(to('go', { ...course, step: -1 }))] : [element('Hangup')];

  function menu(course: Course, step: Step & { do: 'menu' }, turn: number): string[] {
    const pressed = to('key', course, { turn });
    return [gather(pressed, step.seconds, play(step.sound)), redirect(pressed)];
  }

  function dialVerbs(course: Course, step: Step & { do: 'dial' }, phone: number): string[] | null {
    const targets = reachable(step.targets);
    // The first to lift takes the call from the others, so who has to press a key is rung alone.
    const one = step.acceptKey !== null;
    const rung = one ? targets.slice(phone, phone + 1) : targets.slice(0, MOST_AT_ONCE);
    if (rung.length === 0) return null;
    const seconds = one ? Math.max(SHORTEST_RING, Math.floor(step.ringSeconds / targets.length)) : step.ringSeconds;
    const action = to('dialled', course, one ? { phone: phone + 1 } : {});
    return [dial(course, { rung, seconds, action, answering: step })];
  }

  type Dialled = { rung: readonly PlanTarget[]; seconds: number; action: string; answering: Answering };

  function dial(course: Course, { rung, seconds, action, answering }: Dialled): string {
    const attributes = {
      ...{ timeout: Math.min(Math.max(5, seconds), dialect.longestRing), answerOnBridge: true, action, method: 'POST' },
      ...(course.record && plan.record ? recording(course) : {}),
    };
    return element('Dial', attributes, ...rung.map((target) => noun(course, target, answering)));
  }

  const recording = (course: Course) => ({
    ...dialect.recordBoth,
    ...{ trim: 'do-not-trim', recordingStatusCallback: to('recording', course), recordingStatusCallbackMethod: 'POST' },
    recordingStatusCallbackEvent: 'completed absent',
  });

  function noun(course: Course, { id, phone }: PlanTarget, { whisper, acceptKey }: Answering): string {
    const extra = { target: id, key: acceptKey === null ? null : 1 };
    const attributes = {
      ...(whisper !== null || acceptKey !== null ? { url: to('whisper', course, extra), method: 'POST' } : {}),
      statusCallback: to('leg', course, extra),
      ...{ statusCallbackMethod: 'POST', statusCallbackEvent: 'initiated ringing answered completed' },
    };
    if (phone.kind === 'number') return element('Number', attributes, escaped(phone.e164));
    return element('Sip', attributes, escaped(phone.kind === 'sip' ? phone.uri : ''));
  }

  function voicemail(course: Course, { sound: words, seconds, next }: Step & { do: 'voicemail' }): string[] {
    const over = to('left', course, { next: next ?? -1 });
    const attributes = {
      ...{ action: over, method: 'POST', maxLength: seconds, timeout: SILENCE_SECONDS, finishOnKey: '#' },
      ...{ playBeep: true, trim: 'do-not-trim' },
      recordingStatusCallback: to('recording', course, { kind: 'voicemail' }),
      ...{ recordingStatusCallbackMethod: 'POST', recordingStatusCallbackEvent: 'completed absent' },
    };
    // A caller who says nothing makes no request to `action`.
    return [...(words ? [play(words)] : []), element('Record', attributes), redirect(over)];
  }

  const whole = (inside: readonly string[]) => xmlDocument(element('Response', {}, ...inside));
  const stepOf = <Kind extends Step['do']>(at: number, kind: Kind) => {
    const step = plan.steps[at];
    return step?.do === kind ? (step as Step & { do: Kind }) : undefined;
  };

  return {
    nothing: whole([]),
    step: (course, at) => whole(verbs(course, at)),
    nextPhone(course, at, phone) {
      const step = stepOf(at, 'dial');
      const next = step?.acceptKey ? dialVerbs({ ...course, step: at }, step, phone) : null;
      return next && whole(next);
    },
    menuAgain(course, at, turn) {
      const step = stepOf(at, 'menu');
      return whole(step ? menu({ ...course, step: at, isAnswered: true }, step, turn) : ending(course));
    },
    queueTurn(course, at, { since, turn }) {
      const step = stepOf(at, 'queue');
      if (!step || turn.do === 'leave') return whole(verbs(course, step?.else ?? null));
      const here = { ...course, step: at, isAnswered: true };
      const again = to('queue', here, { since });
      const said = turn.say.map(play);
      const rung = turn.do === 'ring' ? reachable(turn.targets).slice(0, MOST_AT_ONCE) : [];
      if (turn.do === 'ring' && rung.length > 0) {
        return whole([...said, dial(here, { rung, seconds: turn.seconds, action: again, answering: step })]);
      }
      const heard = [...said, step.music ? play(step.music) : element('Pause', { length: POLL_SECONDS })];
      const waiting = step.leave ? [gather(again, 1, ...heard)] : heard;
      return whole([...waiting, redirect(again)]);
    },
    whisper(course, at, target) {
      const step = plan.steps[at];
      if (!step || !('acceptKey' in step)) return whole([]);
      const words = step.whisper ? [play(step.whisper)] : [];
      if (step.acceptKey === null) return whole(words);
      return whole([gather(to('accept', course, { target }), ACCEPT_SECONDS, ...words), element('Hangup')]);
    },
  };
}

/** Phones a cloud can ring; a phone registered with our own engine is none of them. */
export const reachable = (targets: readonly PlanTarget[]) => targets.filter(({ phone }) => phone.kind !== 'registered');

// Reject knows two reasons, and is not answered nor paid for.
const refusal = (cause: (Step & { do: 'hangup' })['cause']) =>
  element('Reject', { reason: cause === 'busy' ? 'busy' : 'rejected' });
