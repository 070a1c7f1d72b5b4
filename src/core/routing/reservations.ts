// Who is being rung for which call, known from the moment a plan is given out: facts say the same a little later, and
// then better. So two calls of one moment ring two agents. What no fact ends, ends by itself.
import type { CallFact } from '../call.ts';
import type { Plan } from './plan.ts';

/** From when until when an agent is rung, in milliseconds since the epoch; `step` null: by a queue's turn. */
export type Span = { agent: string; step: number | null; from: number; to: number };

export type Reservations = {
  /** the call goes by this plan from now on */
  give(call: string, plan: Plan, now: number): void;
  /** a queue's turn rings these for the call, and nobody else; none: its turn is over */
  turn(call: string, agents: readonly string[], seconds: number, now: number): void;
  /** what became of calls; answers whether it has changed who is rung */
  hear(facts: readonly CallFact[], now: number): boolean;
  /** who is rung now */
  rung(now: number): ReadonlySet<string>;
  /** calls that are remembered */
  size(): number;
};

/** Sounds before a phone rings may take so long; their length is not known here. */
const SOUND_MS = 15_000;
/** So long it may take until the board knows who took a call. */
const SETTLE_MS = 2000;
/** A call of whose end nothing is heard is forgotten: who waits for longer in a queue is rung by its turns. */
const LONGEST_MS = 3_600_000;

type Held = { at: number; plan: Plan | null; step: number | null; spans: readonly Span[]; legs: Map<string, string> };
const NOTHING: readonly Span[] = [];

/**
 * Whom a plan rings and when, if its step `at` begins now and nobody takes the call. It ends where the caller decides (a
 * menu) or waits (a queue): what comes after is known when it comes.
 */
export function spansOf(plan: Plan, at: number | null, now: number): Span[] {
  const spans: Span[] = [];
  const seen = new Set<number>();
  let from = now;
  let late = 0; // by sounds, by which it may all begin later
  let next = at;
  while (next !== null && !seen.has(next)) {
    seen.add(next);
    const step: Plan['steps'][number] | undefined = plan.steps[next];
    if (step?.do === 'dial') {
      const to = from + step.ringSeconds * 1000;
      for (const { id } of step.targets) spans.push({ agent: id, step: next, from, to: to + late });
      from = to;
      next = step.else;
    } else if (step?.do === 'play' || step?.do === 'consent') {
      late += SOUND_MS + (step.do === 'consent' ? step.seconds * 1000 : 0);
      next = step.next;
    } else return spans;
  }
  return spans;
}

/** Nobody is rung yet. */
export function createReservations(): Reservations {
  const calls = new Map<string, Held>(); // in the order in which they came
  const hold = (call: string, plan: Plan | null, now: number): Held => {
    for (const [old, { at }] of calls) {
      if (now - at < LONGEST_MS) break;
      calls.delete(old);
    }
    const held = { at: now, plan, step: null, spans: NOTHING, legs: new Map() };
    calls.set(call, held);
    return held;
  };
  return {
    give(call, plan, now) {
      hold(call, plan, now).spans = spansOf(plan, 0, now);
    },
    turn(call, agents, seconds, now) {
      const held = calls.get(call) ?? hold(call, null, now);
      held.spans = agents.map((agent) => ({ agent, step: null, from: now, to: now + seconds * 1000 }));
    },
    hear(facts, now) {
      let hasChanged = false;
      for (const fact of facts) {
        const held = calls.get(fact.providerCallId);
        const spans = held && afterFact(held, fact, now);
        if (!held || !spans) continue;
        held.spans = spans;
        hasChanged = true;
        if (fact.kind === 'ended') calls.delete(fact.providerCallId);
      }
      return hasChanged;
    },
    rung(now) {
      const agents = new Set<string>();
      for (const { spans } of calls.values())
        for (const { agent, from, to } of spans) if (from <= now && now < to) agents.add(agent);
      return agents;
    },
    size: () => calls.size,
  };
}

/** Who is rung after a fact; undefined: as before. */
function afterFact(held: Held, fact: CallFact, now: number): readonly Span[] | undefined {
  const { plan, spans, legs } = held;
  switch (fact.kind) {
    case 'ringing':
      if (fact.targetId) legs.set('', fact.targetId); // of legs that do not tell whose they are
      if (held.step === fact.step || plan?.steps[fact.step]?.do !== 'dial') return undefined;
      held.step = fact.step;
      return spansOf(plan, fact.step, now);
    case 'leg-started': {
      const agent = fact.targetId ?? legs.get('');
      if (agent) legs.set(fact.leg, agent);
      return undefined;
    }
    case 'leg-ended':
      return spans.filter(({ agent, from }) => agent !== legs.get(fact.leg) || from > now);
    case 'step-ended': {
      const step = plan?.steps[fact.step];
      return step?.do === 'dial' && fact.outcome !== 'answered' ? spansOf(plan as Plan, step.else, now) : undefined;
    }
    case 'leg-answered': {
      held.plan = null; // nobody is rung after that
      const agent = legs.get(fact.leg);
      return agent === undefined ? NOTHING : [{ agent, step: held.step, from: now, to: now + SETTLE_MS }];
    }
    case 'left-queue':
      return spans.filter(({ step }) => step !== null);
    case 'hung-up':
    case 'ended':
      return NOTHING;
    default:
      return undefined;
  }
}
