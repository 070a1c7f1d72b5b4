// What is wrong with a route, in words that say what to do.
import type { TFunction } from 'i18next';
import type { RouteFault } from '../../../src/api/wire.ts';

/** One fault as a sentence; one we have no sentence for is told by its own name. `numbers`: how steps are called. */
export function faultWords(
  { reason, with: facts }: RouteFault,
  numbers: ReadonlyMap<string, number>,
  t: TFunction,
): string {
  const said = t(`routes.fault.${reason}`, {
    ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value)])),
    ...stepsOf(facts.steps, numbers),
    ...fieldOf(facts.field, t),
    ...needsOf(facts.needs, t),
    defaultValue: t('routes.fault.other', { reason: String(reason).replaceAll('-', ' ') }),
  });
  return typeof facts.rule === 'number' ? t('routes.fault.rule', { n: facts.rule, what: said }) : said;
}

const stepsOf = (steps: RouteFault['with'][string] | undefined, numbers: ReadonlyMap<string, number>) =>
  Array.isArray(steps) ? { steps: steps.map((name) => numbers.get(name) ?? name).join(' → ') } : {};

// Fields and abilities come from the server, so the keys can't be checked beforehand.
const fieldOf = (field: RouteFault['with'][string] | undefined, t: TFunction) =>
  typeof field === 'string'
    ? { field: t(`routes.fault.fields.${field}` as 'routes.fault.fields.seconds', { defaultValue: field }) }
    : {};
const needsOf = (needs: RouteFault['with'][string] | undefined, t: TFunction) =>
  typeof needs === 'string'
    ? { needs: t(`routes.fault.needs.${needs}` as 'routes.fault.needs.play', { defaultValue: needs }) }
    : {};
