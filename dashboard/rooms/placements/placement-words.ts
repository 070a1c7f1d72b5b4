// Whom a static number is shown to, in words.
import type { TFunction } from 'i18next';
import type { Audience, Placement } from '../../../src/api/wire.ts';
import { rulesOf } from '../pools/rules.ts';

export const AUDIENCES = ['visitors', 'without-consent', 'robots'] as const satisfies readonly Audience[];

/** In the usual order, whatever order they were stored in. */
export const audienceNames = (audiences: readonly Audience[], t: TFunction): string[] =>
  AUDIENCES.filter((one) => audiences.includes(one)).map((one) => t(`placements.audience.${one}`));

/** "Visitors, Robots · Channels: Direct" */
export function placementWords({ audiences, targeting }: Placement, t: TFunction): string {
  const rules = rulesOf(targeting, t).map(({ name, words }) => `${name}: ${words.join(', ')}`);
  return [audienceNames(audiences, t).join(', '), ...rules].join(' · ');
}

/** Whether no visitor is left for the pools of its target number. */
export function takesAll({ audiences, targeting }: Pick<Placement, 'audiences' | 'targeting'>): boolean {
  return audiences.includes('visitors') && Object.values(targeting).every((patterns) => !patterns?.length);
}
