// Who is rung for a call, and in which order: only those who are on shift and free; who is being rung for another call
// comes after all others. With the reason, if it is nobody.

import type { AgentNow, RoutingFacts, Strategy, Whom } from './route.ts';
import { canBeRung, managerOf } from './route-conditions.ts';

/**
 * Why nobody: `none-named`: there is no such manager, or a team has no members; `off-shift`: nobody of them is on shift;
 * `busy`: who is on shift talks, is away or writes up the last call.
 */
export type NobodyWhy = 'none-named' | 'off-shift' | 'busy';
export type Ringing = { agents: readonly AgentNow[]; why: NobodyWhy | null };
export type RingingRule = {
  to: readonly Whom[];
  strategy: Strategy;
  skill: string | null;
  /** who was rung first last time (round robin) */
  lastFirst: string | null;
};

/** Who is rung now, in order. With all-at-once the order is as listed. */
export function whoRings(rule: RingingRule, facts: RoutingFacts): Ringing {
  const named = whoIsMeant(rule.to, facts);
  const free = named.filter(({ agent }) => canBeRung(agent));
  if (free.length > 0) return { agents: lessRungFirst(inOrder(free, named, rule), rule.strategy), why: null };
  if (named.length === 0) return { agents: [], why: 'none-named' };
  return { agents: [], why: named.some(({ agent }) => agent.isOnShift) ? 'busy' : 'off-shift' };
}

/** All who are on shift, free or not: who may be rung while a caller waits. */
export function whoIsOnShift(to: readonly Whom[], facts: RoutingFacts): AgentNow[] {
  return whoIsMeant(to, facts)
    .map(({ agent }) => agent)
    .filter(({ isOnShift }) => isOnShift);
}

// Whose phone rings for another call is rung only if nobody else takes this one: better a busy phone than a lost call.
function lessRungFirst(agents: readonly AgentNow[], strategy: Strategy): readonly AgentNow[] {
  const [idle, rung] = [agents.filter(({ isRung }) => !isRung), agents.filter(({ isRung }) => isRung)];
  return strategy === 'all-at-once' && idle.length > 0 ? idle : [...idle, ...rung];
}

type Named = { agent: AgentNow; priority: number };

// As listed, each once: a team's members by priority. Who is named alone goes before everybody's priority.
function whoIsMeant(to: readonly Whom[], facts: RoutingFacts): Named[] {
  const found = new Map<string, Named>();
  for (const whom of to)
    for (const { agent: id, priority } of membersOf(whom, facts)) {
      const agent = facts.agents.get(id);
      if (agent && !found.has(id)) found.set(id, { agent, priority });
    }
  return [...found.values()];
}

function membersOf(whom: Whom, facts: RoutingFacts): readonly { agent: string; priority: number }[] {
  if ('team' in whom)
    return (facts.teams.get(whom.team)?.members ?? []).toSorted((one, other) => one.priority - other.priority);
  const id = 'agent' in whom ? whom.agent : managerOf(whom.is, facts)?.id;
  return id === undefined ? [] : [{ agent: id, priority: 0 }];
}

function inOrder(free: readonly Named[], named: readonly Named[], { strategy, skill, lastFirst }: RingingRule) {
  const agents = (all: readonly Named[]) => all.map(({ agent }) => agent);
  switch (strategy) {
    case 'all-at-once':
    case 'in-turn':
      return agents(free);
    case 'round-robin': {
      // After the one who was first last time, by everybody's order: who was busy meanwhile keeps their place.
      const last = named.findIndex(({ agent }) => agent.id === lastFirst);
      const after = [...named.slice(last + 1), ...named.slice(0, last + 1)];
      return agents(after.filter((one) => free.includes(one)));
    }
    case 'longest-idle':
      return agents(free.toSorted(byIdle));
    case 'skill-priority':
      return agents(
        free.toSorted(
          (one, other) =>
            levelOf(other.agent, skill) - levelOf(one.agent, skill) ||
            one.priority - other.priority ||
            byIdle(one, other),
        ),
      );
    default:
      return strategy satisfies never;
  }
}

// Who has not talked since nobody knows when has waited longest.
function byIdle(one: Named, other: Named): number {
  return (one.agent.idleSince?.getTime() ?? 0) - (other.agent.idleSince?.getTime() ?? 0);
}

// Without the skill an agent comes last, but comes: better than nobody.
function levelOf(agent: AgentNow, skill: string | null): number {
  return skill === null || !Object.hasOwn(agent.skills, skill) ? 0 : (agent.skills[skill] ?? 0);
}
