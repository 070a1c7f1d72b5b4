// What would happen, step by step, in words.
import type { TFunction } from 'i18next';
import type { RouteTrail } from '../../../src/api/wire.ts';
import { span } from '../../words/format.ts';

export type TrailLine = RouteTrail[number];

/** 'Rings Anna, Oleg', 'Rule 2 holds'; what we have no sentence for is told by its own name. */
export function trailWords({ said, with: facts }: TrailLine, t: TFunction): string {
  return t(`routes.whatIf.said.${said}` as 'routes.whatIf.said.plays', {
    ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, listed(value)])),
    ...(typeof facts.seconds === 'number' ? { span: span(facts.seconds, t) } : {}),
    ...(typeof facts.why === 'string' ? { why: whyWords(facts.why, t) } : {}),
    ...(typeof facts.cause === 'string' ? { cause: causeWords(facts.cause, t) } : {}),
    defaultValue: said.replaceAll('-', ' '),
  });
}

const listed = (value: TrailLine['with'][string]) => (Array.isArray(value) ? value.join(', ') : String(value));

const whyWords = (why: string, t: TFunction) =>
  t(`routes.whatIf.why.${why}` as 'routes.whatIf.why.busy', { defaultValue: why });
const causeWords = (cause: string, t: TFunction) =>
  t(`routes.cause.${cause}` as 'routes.cause.normal', { defaultValue: cause });

/** The steps a call may come to, and the ways it may take: 'step>next'. */
export function litBy(trail: RouteTrail): ReadonlySet<string> {
  return new Set(trail.flatMap(({ step, next }) => [step, `${step}>${next ?? ''}`]));
}
