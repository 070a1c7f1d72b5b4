// The plan of a call as documents of FreeSWITCH's mod_httapi; each request's answer says what to do and where to ask next.
// https://developer.signalwire.com/freeswitch/FreeSWITCH-Explained/Modules/mod_httapi_4620516/ ; read, not run
import type { Answering, Plan, PlanTarget, QueueTurn, Sound, Step } from '../../core/routing/plan.ts';
import { REJECT_CAUSES } from '../../core/routing/plan.ts';
import { type Course, courseQuery, type Extra } from './course.ts';
import type { Addresses, Documents } from './twiml.ts';
import { element, escaped, xmlDocument } from './xml.ts';

const POLL_SECONDS = 4;
const ACCEPT_SECONDS = 8;
export const MOST_AT_ONCE = 10;

/** `gateway`: of sofia, for phone numbers; `profile`: for SIP addresses. */
export type Switch = { gateway: string; profile: string; recordings: string | null };

/** How FreeSWITCH dials a phone; null: it can't. Nothing but these characters may stand in a dial string. */
export function dialString({ phone }: PlanTarget, { gateway, profile }: Switch): string | null {
  if (phone.kind === 'number') return `sofia/gateway/${gateway}/${phone.e164.slice(1)}`;
  if (phone.kind !== 'sip') return null;
  const address = /^sips?:([A-Za-z0-9_.+-]+@[A-Za-z0-9.:-]+)$/.exec(phone.uri)?.[1];
  return address ? `sofia/${profile}/${address}` : null;
}

/** The documents of one plan; what they mean is said at Documents. */
export function httapiDocuments(plan: Plan, { hook, sound }: Addresses, to: Switch): Documents {
  const url = (path: string, course: Course, extra?: Extra) => hook(`${path}?${courseQuery(course, extra)}`);
  const whole = (...work: readonly string[]) =>
    xmlDocument(element('document', { type: 'xml/freeswitch-httapi' }, element('work', {}, ...work)));
  const execute = (application: string, data: string, action?: string) =>
    element('execute', { application, data, action: action ?? null });
  const play = (name: Sound, action?: string) => element('playback', { file: sound(name), action: action ?? null });
  /** nothing but "ask there": the shortest pause */
  const redirect = (at: string) => element('pause', { milliseconds: 10, action: at });
  const asking = (name: Sound | null, at: string, seconds: number) =>
    element(
      'playback',
      {
        ...{ file: name ? sound(name) : 'silence_stream://250', name: 'digits', action: at },
        ...{ 'input-timeout': seconds * 1000, 'digit-timeout': 2000, loops: 1 },
      },
      element('bind', {}, '~[0-9*#]'),
    );
  const ending = (course: Course) =>
    course.played.length > 0 ? [redirect(url('go', { ...course, step: -1 }))] : [element('hangup')];

  function work(course: Course, at: number | null): string[] {
    const here = { ...course, step: at ?? -1 };
    const answered = { ...here, isAnswered: true };
    const first = here.isAnswered ? [] : [element('answer')];
    const step = at === null ? undefined : plan.steps[at];
    if (!step || at === null) return ending(here);
    switch (step.do) {
      case 'play':
        return [...first, play(step.sound), ...work({ ...answered, played: [...here.played, at] }, step.next)];
      case 'consent':
        return [...first, asking(step.sound, url('consent', answered), step.seconds)];
      case 'menu':
        return [...first, asking(step.sound, url('key', answered, { turn: 1 }), step.seconds)];
      case 'dial':
        return (
          bridge(here, {
            targets: step.targets,
            seconds: step.ringSeconds,
            action: url('dialled', here),
            answering: step,
          }) ?? work(course, step.else)
        );
      case 'queue':
        return [...first, redirect(url('queue', answered))];
      case 'call-back':
        return [
          ...first,
          ...(step.sound ? [play(step.sound)] : []),
          redirect(url('go', { ...answered, step: step.next ?? -1 })),
        ];
      case 'hangup':
        return here.isAnswered || here.played.length > 0
          ? ending(here)
          : [element('hangup', { cause: causeWord(step.cause) })];
      case 'voicemail':
        return work(course, step.next);
      case 'check':
        return ending(here);
      default:
        return step satisfies never;
    }
  }

  type Bridged = { targets: readonly PlanTarget[]; seconds: number; action: string; answering: Answering };

  function bridge(course: Course, { targets, seconds, action, answering }: Bridged): string[] | null {
    const strings = targets.flatMap((target) => dialString(target, to) ?? []).slice(0, MOST_AT_ONCE);
    if (strings.length === 0) return null;
    const { whisper, acceptKey } = answering;
    const confirm = [
      ...(whisper === null && acceptKey === null
        ? []
        : [`group_confirm_file=${whisper ? sound(whisper) : 'silence_stream://250'}`]),
      ...(acceptKey === null
        ? whisper === null
          ? []
          : ['group_confirm_key=exec']
        : [`group_confirm_key=${acceptKey}`]),
      ...(acceptKey === null ? [] : [`group_confirm_timeout=${ACCEPT_SECONDS}`]),
    ];
    // With 'exec' the file is an application: playing is all it does, and the phone is connected after it.
    const variables = [`leg_timeout=${seconds}`, ...confirm].map((one) =>
      acceptKey === null && one.startsWith('group_confirm_file=') ? one.replace('=', '=playback ') : one,
    );
    const records = course.record && plan.record && to.recordings;
    return [
      execute('set', 'hangup_after_bridge=false'),
      execute('set', 'continue_on_fail=true'),
      execute('set', 'ignore_early_media=true'),
      ...(records
        ? [
            execute('set', 'RECORD_STEREO=true'),
            execute('set', 'RECORD_ANSWER_REQ=true'),
            execute('record_session', `${to.recordings}/${course.call}.wav`),
          ]
        : []),
      execute('bridge', strings.map((one) => `[${variables.join(',')}]${one}`).join(','), action),
    ];
  }

  return {
    nothing: whole(),
    step: (course, at) => whole(...work(course, at)),
    nextPhone: () => null,
    menuAgain(course, at, turn) {
      const step = plan.steps[at];
      const here = { ...course, step: at, isAnswered: true };
      return whole(
        ...(step?.do === 'menu' ? [asking(step.sound, url('key', here, { turn }), step.seconds)] : ending(course)),
      );
    },
    queueTurn(course, at, { since, turn }: { since: number; turn: QueueTurn }) {
      const step = plan.steps[at];
      if (step?.do !== 'queue' || turn.do === 'leave')
        return whole(...work(course, step?.do === 'queue' ? step.else : null));
      const here = { ...course, step: at, isAnswered: true };
      const again = url('queue', here, { since });
      const said = turn.say.map((name) => play(name));
      const ring = turn.do === 'ring' ? bridge(here, { ...turn, action: again, answering: step }) : null;
      return whole(...said, ...(ring ?? [asking(step.music, again, step.music ? 1 : POLL_SECONDS)]));
    },
    whisper: () => whole(),
  };
}

const WORDS: Record<number, string> = {
  1: 'UNALLOCATED_NUMBER',
  16: 'NORMAL_CLEARING',
  17: 'USER_BUSY',
  19: 'NO_ANSWER',
  21: 'CALL_REJECTED',
  42: 'SWITCH_CONGESTION',
};
const causeWord = (cause: (Step & { do: 'hangup' })['cause']) =>
  escaped(WORDS[REJECT_CAUSES[cause]] ?? 'NORMAL_CLEARING');
