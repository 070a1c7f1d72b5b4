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
    ...(Array.isArray(facts.what) ? { what: facts.what.map((one) => lateWords(one, t)).join(', ') } : {}),
    ...(typeof facts.why === 'string' ? { why: whyWords(facts.why, t) } : {}),
    ...(typeof facts.cause === 'string' ? { cause: causeWords(facts.cause, t) } : {}),
    defaultValue: said.replaceAll('-', ' '),
  });
}

// These are about the call as a whole, though the trail has them at some step.
const OF_THE_CALL: ReadonlySet<string> = new Set(['goes-to-line', 'plan-too-big', 'not-known-in-time']);

/** The kind of step the line is about; null: of the whole call. */
export const trailHeading = ({ said, do: kind }: TrailLine, t: TFunction): string | null =>
  OF_THE_CALL.has(said) ? null : t(`routes.kind.${kind}.name`);

const listed = (value: TrailLine['with'][string]) => (Array.isArray(value) ? value.join(', ') : String(value));

const lateWords = (what: string, t: TFunction) =>
  t(`routes.whatIf.late.${what}` as 'routes.whatIf.late.caller', { defaultValue: what });
const whyWords = (why: string, t: TFunction) =>
  t(`routes.whatIf.why.${why}` as 'routes.whatIf.why.busy', { defaultValue: why });
const causeWords = (cause: string, t: TFunction) =>
  t(`routes.cause.${cause}` as 'routes.cause.normal', { defaultValue: cause });

/** The steps a call may come to, and the ways it may take: 'step>next'. */
export function litBy(trail: RouteTrail): ReadonlySet<string> {
  return new Set(trail.flatMap(({ step, next }) => [step, `${step}>${next ?? ''}`]));
}
