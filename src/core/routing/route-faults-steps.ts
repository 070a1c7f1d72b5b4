// Faults inside one step of a route: names that are not known, keys that are none, figures out of their limits.
import type { Condition, Prompt, RouteStep, Whom } from './route.ts';
import type { FaultReason, KnownToRoutes, RouteFault } from './route-faults.ts';

type Found = Omit<RouteFault, 'step'>;
const fault = (reason: FaultReason, words: RouteFault['with'] = {}): Found => ({ reason, with: words });

export function faultsOfStep(step: string, settings: RouteStep, known: KnownToRoutes): RouteFault[] {
  return inside(settings, known).map((found) => ({ step, ...found }));
}

function inside(step: RouteStep, known: KnownToRoutes): Found[] {
  switch (step.do) {
    case 'choose':
      return step.rules.flatMap((rule, at) =>
        rule.if.flatMap((condition) =>
          ofCondition(condition, known).map((found) => ({ ...found, with: { rule: at + 1, ...found.with } })),
        ),
      );
    case 'announce':
    case 'notice':
    case 'call-back':
      return ofPrompt(step.prompt, known);
    case 'consent':
      return [...ofPrompt(step.prompt, known), ...ofKey(step.digit), ...range('seconds', step.seconds, KEY_SECONDS)];
    case 'menu':
      return [
        ...ofPrompt(step.prompt, known),
        ...ofMenuKeys(Object.keys(step.on)),
        ...range('seconds', step.seconds, KEY_SECONDS),
        ...range('tries', step.tries, [1, 5]),
      ];
    case 'dial':
      return [
        ...(step.to.length === 0 ? [fault('nobody-named')] : step.to.flatMap((whom) => ofWhom(whom, known))),
        ...ofRinging(step, known),
      ];
    case 'queue':
      return [
        ...ofWhom({ team: step.team }, known),
        ...ofRinging(step, known),
        ...(step.music === null ? [] : ofPrompt({ sound: step.music }, known)),
        ...(step.leave ? ofKey(step.leave.digit) : []),
      ];
    case 'voicemail':
      return [...ofPrompt(step.prompt, known), ...range('seconds', step.seconds, STEP_SECONDS)];
    case 'hang-up':
      return [];
    default:
      return step satisfies never;
  }
}

type Range = readonly [from: number, to: number];
const RING_SECONDS: Range = [3, 180];
const STEP_SECONDS: Range = [5, 3600];
const KEY_SECONDS: Range = [1, 60];
const MOST_MONEY = 1e15;

function range(field: string, value: number, [from, to]: Range, whole = true): Found[] {
  const isInside = value >= from && value <= to && (!whole || Number.isInteger(value));
  return isInside ? [] : [fault('out-of-range', { field, value, from, to })];
}

function ofRinging(step: RouteStep & { do: 'dial' | 'queue' }, known: KnownToRoutes): Found[] {
  return [
    ...range('ringSeconds', step.ringSeconds, RING_SECONDS),
    ...range('seconds', step.seconds, STEP_SECONDS),
    ...(step.strategy === 'skill-priority' && !step.skill?.trim() ? [fault('no-skill')] : []),
    ...ofPrompt(step.whisper, known),
    ...(step.acceptKey === null ? [] : ofKey(step.acceptKey)),
  ];
}

function ofWhom(whom: Whom, { agents, teams }: KnownToRoutes): Found[] {
  if ('agent' in whom) return agents.has(whom.agent) ? [] : [fault('unknown-agent', { agent: whom.agent })];
  if ('is' in whom) return [];
  const team = teams.get(whom.team);
  if (!team) return [fault('unknown-team', { team: whom.team })];
  return team.members.length > 0 ? [] : [fault('team-without-members', { team: team.name })];
}

function ofPrompt(prompt: Prompt | null, { sounds }: KnownToRoutes): Found[] {
  if (prompt === null) return [];
  if ('text' in prompt) return prompt.text.trim() === '' ? [fault('no-words')] : [];
  return sounds.has(prompt.sound) ? [] : [fault('unknown-sound', { sound: prompt.sound })];
}

const ofKey = (key: string): Found[] => (/^[0-9*#]$/.test(key) ? [] : [fault('not-a-key', { key })]);

function ofMenuKeys(keys: readonly string[]): Found[] {
  if (keys.length === 0) return [fault('menu-without-keys')];
  const plain = keys.map((key) => key.trim());
  const twice = plain.filter((key, at) => plain.indexOf(key) !== at);
  return [
    ...[...new Set(twice)].map((key) => fault('key-used-twice', { key })),
    ...keys.flatMap((key) => (plain.filter((one) => one === key.trim()).length > 1 ? [] : ofKey(key))),
  ];
}

function ofCondition(condition: Condition, known: KnownToRoutes): Found[] {
  const empty = 'any' in condition && condition.any.length === 0 ? [fault('nothing-to-compare')] : [];
  switch (condition.about) {
    case 'source':
    case 'landing-page':
      return [...empty, ...range('probability', condition.probability, [0, 1], false)];
    case 'time':
      return known.schedules.has(condition.schedule)
        ? []
        : [fault('unknown-schedule', { schedule: condition.schedule })];
    case 'load':
      return [
        ...(known.teams.has(condition.team) ? [] : [fault('unknown-team', { team: condition.team })]),
        ...range('atLeast', condition.atLeast, [0, 1000]),
      ];
    case 'value':
      return range('atLeast', condition.atLeast, [0, MOST_MONEY], false);
    default:
      return empty;
  }
}
