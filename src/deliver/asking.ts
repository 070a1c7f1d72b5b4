// What is asked while a destination's form is filled in: what templates come to, what a mapping may fill, whether the
// settings are right. Nothing of it is kept.
import { PLACES } from '../core/places.ts';
import { fill } from '../core/template.ts';
import { findDestination } from '../store/destinations.ts';
import type { Exchange } from './exchanges.ts';
import { fieldsOf } from './fields.ts';
import { type FarField, type Outcome, type SettingFault, Unanswered } from './port.ts';
import { readToldForTrial } from './told.ts';
import type { Tried, TryingOptions } from './trying.ts';
import { openWay } from './way.ts';

export type Filled = {
  callId: string | null;
  values: string[];
  /** null: it is not known of this call */
  places: { name: string; value: string | null }[];
};

/** Templates filled as for the end of a call: the one that is meant, else the site's latest; undefined: there is none. */
export async function fillTemplates(
  { siteId, templates, callId }: { siteId: string; templates: readonly string[]; callId?: string | undefined },
  { db, newId, now }: TryingOptions,
): Promise<Filled | undefined> {
  const told = await readToldForTrial(db, { siteId, callId, id: newId(), type: 'call.finished', at: now() });
  if (!told) return undefined;
  const values = fieldsOf(told);
  const named = Object.keys(values).filter((name) => !(PLACES as readonly string[]).includes(name));
  return {
    callId: told.call?.id ?? null,
    values: templates.map((template) => fill(template, values)),
    places: [...PLACES, ...named].map((name) => ({ name, value: values[name] ?? null })),
  };
}

/** What the far side's forms have; null: it can't be asked, or there is no such destination. */
export async function askFarFields(
  destinationId: string,
  options: TryingOptions,
): Promise<{ fields: FarField[] } | { reason: string } | null> {
  const to = await findDestination(options.db, destinationId);
  const kind = to && options.kinds.get(to.kind);
  if (!to || !kind?.farFields) return null;
  try {
    return { fields: await kind.farFields(to, openWay(to, [], options)) };
  } catch (failure) {
    return { reason: reasonFor(failure) };
  }
}

/** Whether its settings are right, without changing anything there; undefined: it can't be asked. */
export async function checkDestination(destinationId: string, options: TryingOptions): Promise<Tried | undefined> {
  const to = await findDestination(options.db, destinationId);
  const kind = to && options.kinds.get(to.kind);
  if (!to || !kind?.check) return undefined;
  const exchanges: Exchange[] = [];
  try {
    const outcome = await kind.check(to, openWay(to, exchanges, options));
    return { outcome: outcome.kind, reason: reasonOf(outcome), exchanges };
  } catch (failure) {
    return { outcome: 'later', reason: reasonFor(failure), exchanges };
  }
}

/** What is wrong with settings that are to be kept; secret ones that are not given are those kept before. */
export async function faultsOfSettings(
  asked: { kind: string; settings: Readonly<Record<string, string>>; destinationId: string | null },
  { db, kinds }: Pick<TryingOptions, 'db' | 'kinds'>,
): Promise<readonly SettingFault[]> {
  const kind = kinds.get(asked.kind);
  if (!kind?.faults) return [];
  const before = asked.destinationId ? await findDestination(db, asked.destinationId) : undefined;
  const kept = (before?.secretNames ?? []).map((name) => [name, before?.settings[name] ?? '']);
  return kind.faults({ ...Object.fromEntries(kept), ...asked.settings });
}

const reasonOf = (outcome: Outcome) => ('reason' in outcome ? outcome.reason : null);

const reasonFor = (failure: unknown): string => {
  if (failure instanceof Unanswered) return `${failure.reason}: ${failure.message}`;
  return `not-understood: ${failure instanceof Error ? failure.message : String(failure)}`;
};
