// What the sentence of a notice names, as text: what is not known is a dash.
import { formatForPeople, isE164 } from '../../core/phone.ts';

/** Heading and sentence. */
export type NoticeWords = (facts: Facts) => readonly [title: string, text: string];
type Facts = Record<Fact, string>;
type Fact = (typeof FACTS)[number];
const FACTS = ['number', 'operator', 'endsOn', 'error', 'late', 'calls', 'minutes', 'name'] as const;

export const noticeFacts = (data: Readonly<Record<string, unknown>>): Facts =>
  Object.fromEntries(FACTS.map((name) => [name, said(data[name])])) as Facts;

function said(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '–';
  return isE164(`${value}`) ? formatForPeople(`${value}`) : `${value}`;
}
