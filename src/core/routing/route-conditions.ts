// Whether a condition of a route holds for a call, by what is known when it rings.
import type { AgentNow, Condition, RoutingFacts } from './route.ts';
import { isOpen } from './schedule.ts';

/** What a visit without a value counts as, as in reports. */
const NONE = '(none)';
const ROUNDING = 1e-9; // probabilities are sums of fractions

export function holds(condition: Condition, facts: RoutingFacts): boolean {
  return holdsPlainly(condition, facts) !== (condition.not ?? false);
}

function holdsPlainly(condition: Condition, facts: RoutingFacts): boolean {
  const { caller } = facts;
  switch (condition.about) {
    case 'caller':
      return holdsOfCaller(condition.is, caller);
    case 'value':
      return (caller.contact?.value ?? 0) >= condition.atLeast;
    case 'tag':
      return (caller.contact?.tags ?? []).some((tag) => isAny(tag, condition.any));
    case 'region':
      return caller.region !== null && isAny(caller.region, condition.any);
    case 'manager': {
      const manager = managerOf(condition.who, facts);
      return manager !== undefined && (condition.is === 'on-shift' ? manager.isOnShift : isFree(manager));
    }
    case 'source':
      return isLikely(condition.probability, facts, (visit) => isAny(visit[condition.field] ?? NONE, condition.any));
    case 'landing-page':
      return isLikely(condition.probability, facts, ({ landingPage }) =>
        condition.any.some((pattern) => landingPage !== null && isPage(landingPage, pattern)),
      );
    case 'time':
      return isOpenNow(condition.schedule, facts) === (condition.is === 'open');
    case 'load':
      return loadOf(condition, facts) >= condition.atLeast;
    case 'number':
      return condition.any.includes(facts.number);
    default:
      return condition satisfies never;
  }
}

function holdsOfCaller(is: (Condition & { about: 'caller' })['is'], caller: RoutingFacts['caller']): boolean {
  const isKnown = caller.earlierCalls > 0 || caller.contact !== null;
  switch (is) {
    case 'known':
      return isKnown;
    case 'new':
      return !isKnown;
    case 'vip':
      return caller.contact?.vip ?? false;
    case 'blocked':
      return caller.isBlocked;
    case 'hidden':
      return caller.e164 === null;
    default:
      return is satisfies never;
  }
}

/** Who is meant by a manager of this caller; undefined: there is none, or they are no agent any more. */
export function managerOf(who: 'last-manager' | 'own-manager', { caller, agents }: RoutingFacts): AgentNow | undefined {
  const id = who === 'last-manager' ? caller.lastManager : (caller.contact?.manager ?? null);
  return id === null ? undefined : agents.get(id);
}

/** On shift, and nothing else to do; a call may ring them at this moment. */
export const canBeRung = (agent: AgentNow): boolean => agent.isOnShift && agent.state === 'free';

const isFree = (agent: AgentNow): boolean => canBeRung(agent) && !agent.isRung;

function isLikely(
  probability: number,
  { visits }: RoutingFacts,
  meant: (visit: RoutingFacts['visits'][number]) => boolean,
): boolean {
  const sum = visits.reduce((total, visit) => total + (meant(visit) ? visit.probability : 0), 0);
  return sum >= probability - ROUNDING;
}

// A schedule that is gone must not close a business.
function isOpenNow(id: string, { schedules, at, timeZone }: RoutingFacts): boolean {
  const schedule = schedules.get(id);
  return schedule === undefined || isOpen(schedule, at, timeZone);
}

function loadOf({ team, of }: Condition & { about: 'load' }, { teams, agents, waiting }: RoutingFacts): number {
  if (of === 'waiting') return waiting.get(team) ?? 0;
  const members = teams.get(team)?.members ?? [];
  return members.filter(({ agent }) => {
    const now = agents.get(agent);
    return now !== undefined && isFree(now);
  }).length;
}

const isAny = (value: string, any: readonly string[]) => any.some((one) => sameLetters(one) === sameLetters(value));
const sameLetters = (text: string) => text.trim().toLowerCase();

/**
 * Whether an address is a page by its pattern: origin and path, or the path alone, '*' for any characters. Case, a slash
 * at the end and what follows the path are no matter.
 */
export function isPage(address: string, pattern: string): boolean {
  const wanted = plainAddress(pattern);
  const whole = plainAddress(address);
  const page = wanted.startsWith('/') ? whole.replace(/^[a-z]+:\/\/[^/]*/, '') : whole;
  return matches(page, wanted.replace(/\/+$/, '')) || matches(`${page}/`, wanted);
}

const plainAddress = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/[?#].*$/s, '')
    .replace(/(?<=[^/])\/+$/, '');

// Piece by piece, each as early as it is found: no pattern takes long, whatever it has of '*'.
function matches(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
