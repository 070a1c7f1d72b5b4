// Plans and turns in the dialplan's words, with what is known at this moment: which phones Asterisk has, which sounds
// can be music, through which connection the called number's agents are called.
import type { Offer } from '../../core/call.ts';
import type { Plan, QueueAsk, QueueTurn } from '../../core/plan.ts';
import { dialString, type PhoneBook } from './phones.ts';
import { type NumberPlan, onlyOne, type PlanContext, renderPlan } from './plans.ts';
import type { EngineSounds } from './sounds.ts';

export type Rendering = {
  plan(plan: Plan, offer: Offer): string;
  turn(turn: QueueTurn, ask: QueueAsk): string;
  /** a plan for the disk */
  fallback(number: NumberPlan): string;
  /** the numbers in service */
  setNumbers(numbers: readonly NumberPlan[]): void;
};

/** How each waiting call's turn is rung: as its plan says. */
type Waiting = { acceptKeys: readonly (string | null)[]; connectionId: string | null };
const WAITING_LIMIT = 5000; // calls whose plan is remembered, the oldest forgotten first

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
  const waiting = new Map<string, Waiting>();

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
    plan(plan, { did, providerCallId }) {
      const connectionId = connections.get(did.replace('+', '')) ?? null;
      if (plan.steps.some((step) => step.do === 'queue')) {
        const acceptKeys = plan.steps.map((step) => ('acceptKey' in step ? step.acceptKey : null));
        waiting.set(providerCallId, { acceptKeys, connectionId });
        const oldest = waiting.size > WAITING_LIMIT ? waiting.keys().next().value : undefined;
        if (oldest !== undefined) waiting.delete(oldest);
      }
      return renderPlan(plan, contextOf(plan, connectionId));
    },
    turn(turn, { providerCallId, step }) {
      if (turn.do === 'leave') return JSON.stringify({ turn: 'leave' });
      const there = sounds.now();
      const say = turn.say.filter((sound) => there.has(sound)).map(sounds.fileOf);
      const said = say.length > 0 ? { say: say.join('&') } : {};
      if (turn.do === 'wait') return JSON.stringify({ turn: 'wait', ...said });
      // A plan from before our last start is not known: then each phone is asked by itself, which is always right.
      const known = waiting.get(providerCallId);
      const acceptKey = known ? (known.acceptKeys[step] ?? null) : '';
      const { targets, seconds } = turn;
      const to = dialString({ targets, acceptKey, book: book(), connectionId: known?.connectionId ?? null });
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
