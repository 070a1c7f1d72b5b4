// What a step is like when it has just been added: as most people want it, so that little has to be filled in.
import type { RouteCondition, RouteStep } from '../../../src/api/wire.ts';
import type { Choices } from './names.ts';
import { ruleTo } from './ways.ts';

export type StepKind = RouteStep['do'];

/** In the order in which they are offered. */
export const STEP_KINDS: readonly StepKind[] = [
  ...(['dial', 'queue', 'choose', 'menu', 'announce'] as const),
  ...(['voicemail', 'call-back', 'notice', 'consent', 'hang-up'] as const),
];

/** A call could not go on after it. */
export const isLast = (kind: StepKind) => kind === 'hang-up';

type Ringing = Pick<
  RouteStep & { do: 'dial' },
  'strategy' | 'skill' | 'ringSeconds' | 'seconds' | 'whisper' | 'acceptKey'
>;
export const RINGING: Ringing = {
  strategy: 'in-turn',
  skill: null,
  ringSeconds: 20,
  seconds: 60,
  whisper: null,
  acceptKey: null,
};

type Known = Pick<Choices, 'agents' | 'teams' | 'schedules'> & { names: Pick<Choices['names'], 'language'> };

/** Everybody who is there: the first team, else all agents of the line, else all agents. */
export function everybody({ teams, agents }: Pick<Known, 'teams' | 'agents'>): (RouteStep & { do: 'dial' })['to'] {
  if (teams[0]) return [{ team: teams[0].id }];
  const line = agents.filter(({ linePosition }) => linePosition !== null);
  const inOrder = line.toSorted((a, b) => (a.linePosition ?? 0) - (b.linePosition ?? 0));
  return (inOrder.length > 0 ? inOrder : agents).map(({ id }) => ({ agent: id }));
}

export function newStep(kind: StepKind, known: Known): RouteStep {
  const prompt = { text: '', language: languageOf(known.names.language) };
  switch (kind) {
    case 'choose':
      return { do: 'choose', rules: [ruleTo([firstCondition(known)], null)], else: null };
    case 'announce':
      return { do: 'announce', prompt, next: null };
    case 'notice':
      return { do: 'notice', prompt: null, next: null };
    case 'consent':
      return { do: 'consent', prompt, digit: '1', seconds: 5, next: null };
    case 'menu':
      return { do: 'menu', prompt, seconds: 5, tries: 2, on: { 1: null }, else: null };
    case 'dial':
      return { do: 'dial', to: everybody(known), ...RINGING, else: null };
    case 'queue':
      return {
        ...{ do: 'queue', team: known.teams[0]?.id ?? '', music: null, announcePosition: true, leave: null },
        ...{ ...RINGING, strategy: 'longest-idle', seconds: 300, else: null },
      };
    case 'voicemail':
      return { do: 'voicemail', prompt: null, seconds: 120, next: null };
    case 'call-back':
      return { do: 'call-back', prompt: null, next: null };
    case 'hang-up':
      return { do: 'hang-up', cause: 'normal' };
    default:
      return kind satisfies never;
  }
}

export const languageOf = (language: string): 'ru' | 'en' => (language === 'ru' ? 'ru' : 'en');

// Hours are asked for most, if there are any.
function firstCondition({ schedules }: Known): RouteCondition {
  const [schedule] = schedules;
  return schedule ? { about: 'time', schedule: schedule.id, is: 'open' } : { about: 'caller', is: 'known' };
}
