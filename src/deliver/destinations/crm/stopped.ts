// A delivery of several requests that ends early: the step that can't go on throws its outcome.
import type { Item, Outcome, Way } from '../../port.ts';

/** Thrown by a step; what the delivery comes to. */
export class Stopped extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super('reason' in outcome ? outcome.reason : outcome.kind);
    this.outcome = outcome;
  }
}

/** What was linked is not there any more: merged, or deleted by a person. */
export class Gone extends Stopped {
  constructor(words: string) {
    super({ kind: 'refused', reason: `gone: ${words}` });
  }
}

/** Each item's outcome: what `tell` comes to, or what stopped it. */
export const outcomesOf = (items: readonly Item[], tell: (item: Item) => Promise<Outcome>): Promise<Outcome[]> =>
  Promise.all(items.map((item) => outcomeOf(() => tell(item))));

export async function outcomeOf(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Stopped) return error.outcome;
    throw error;
  }
}

/** Of a call that the filter leaves out as spam, nothing of which was ever told: the filter's word is the plainer one. */
export const takenBack = (outcome: Outcome): Outcome =>
  outcome.kind === 'skipped' && outcome.reason === 'nothing-made' ? { kind: 'skipped', reason: 'spam' } : outcome;

/** For a trial: as if nothing had been told yet of a call that was, so that there is something to see. */
export const afresh = (way: Way): Way => ({ ...way, linked: async () => undefined });

/** A JSON answer as an object; anything else has no fields. */
export function readObject(body: string): Record<string, unknown> {
  const read = readJson(body);
  return isObject(read) ? read : {};
}

export function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** The objects of a list; anything else is an empty one. */
export const objectsIn = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
/** A text or a number as text; '' for anything else. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `${value}` : '';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Words as a far side's HTML shows them. */
export const inHtml = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign).replaceAll('\n', '<br>');
