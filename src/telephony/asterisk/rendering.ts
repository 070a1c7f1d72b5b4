// Plans and turns in the dialplan's words, with what is known at this moment: which phones Asterisk has, which sounds
// can be music, through which connection the called number's agents are called.
import type { OfferedCall } from '../../core/call.ts';
import type { Plan, QueueTurn } from '../../core/routing/plan.ts';
import { dialString, type PhoneBook } from './phones.ts';
import { type NumberPlan, onlyOne, type PlanContext, renderPlan } from './plans.ts';
import type { EngineSounds } from './sounds.ts';

/** What the dialplan says of a waiting caller beside whom it asks for. */
export type WaitingCall = { did: string /** the agent is asked for a key */; asksKey: boolean };
export type Rendering = {
  plan(plan: Plan, offer: OfferedCall): string;
  turn(turn: QueueTurn, ask: WaitingCall): string;
  /** a plan for the disk */
  fallback(number: NumberPlan): string;
  /** the numbers in service */
  setNumbers(numbers: readonly NumberPlan[]): void;
};

export function openRendering({
  sounds,
  book,
  onNewMusic,
}: {
  sounds: EngineSounds;
  book: () => PhoneBook;
  onNewMusic: () => void;
}): Rendering {
  let connections = new Map<string, string | null>();
  let music = new Set(sounds.now().keys());

  const connectionOf = (did: string) => connections.get(did.replace('+', '')) ?? null;
  const contextOf = (plan: Plan, connectionId: string | null): PlanContext => {
    const wanted = plan.steps.flatMap((step) => (step.do === 'queue' && step.music ? [step.music] : []));
    if (wanted.some((sound) => !music.has(sound))) {
      const there = new Set(sounds.now().keys());
      if (wanted.some((sound) => there.has(sound) && !music.has(sound))) onNewMusic();
      const known = music;
      music = there;
      return { book: book(), connectionId, music: known };
    }
    return { book: book(), connectionId, music };
  };

  return {
    plan: (plan, { did }) => renderPlan(plan, contextOf(plan, connectionOf(did))),
    turn(turn, { did, asksKey }) {
      if (turn.do === 'leave') return JSON.stringify({ turn: 'leave' });
      const there = sounds.now();
      const say = turn.say.filter((sound) => there.has(sound)).map(sounds.fileOf);
      const said = say.length > 0 ? { say: say.join('&') } : {};
      if (turn.do === 'wait') return JSON.stringify({ turn: 'wait', ...said });
      const { targets, seconds } = turn;
      const to = dialString({ targets, asksKey, book: book(), connectionId: connectionOf(did) });
      return JSON.stringify({ turn: 'ring', to, seconds, target: onlyOne(targets) ?? '', ...said });
    },
    fallback: ({ plan, connectionId = null }) => renderPlan(plan, contextOf(plan, connectionId)),
    setNumbers(numbers) {
      connections = new Map(
        numbers.flatMap(({ dialledForms, connectionId = null }) => dialledForms.map((form) => [form, connectionId])),
      );
      music = new Set(sounds.now().keys());
    },
  };
}
