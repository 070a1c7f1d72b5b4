// The kinds of conditions, and what each is like when it has just been added.
import type { RouteCondition } from '../../../src/api/wire.ts';
import type { Choices } from './names.ts';

export type About = RouteCondition['about'];

/** In the order in which they are offered. */
export const ABOUTS: readonly About[] = [
  ...(['caller', 'time', 'source', 'landing-page', 'manager', 'value'] as const),
  ...(['tag', 'region', 'load', 'number'] as const),
];

// Below it the likeliest source is as often wrong as right.
const SURE = 0.5;

export function newCondition(about: About, { schedules, teams }: Pick<Choices, 'schedules' | 'teams'>): RouteCondition {
  switch (about) {
    case 'caller':
      return { about, is: 'known' };
    case 'value':
      return { about, atLeast: 0 };
    case 'tag':
    case 'region':
    case 'number':
      return { about, any: [] };
    case 'manager':
      return { about, who: 'last-manager', is: 'on-shift' };
    case 'source':
      return { about, field: 'channel', any: [], probability: SURE };
    case 'landing-page':
      return { about, any: [], probability: SURE };
    case 'time':
      return { about, schedule: schedules[0]?.id ?? '', is: 'open' };
    case 'load':
      return { about, team: teams[0]?.id ?? '', of: 'free', atLeast: 1 };
    default:
      return about satisfies never;
  }
}

export function withNot(condition: RouteCondition, not: boolean): RouteCondition {
  const { not: _, ...plain } = condition;
  return not ? ({ ...plain, not: true } as RouteCondition) : (plain as RouteCondition);
}
