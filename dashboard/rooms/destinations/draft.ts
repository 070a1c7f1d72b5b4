// A destination as the fields of its form hold it ⇄ as the API speaks of it.
import type { DeliveryFilter, Destination, DestinationKind, EventType } from '../../../src/api/wire.ts';

export type Field = DestinationKind['fields'][number];
export type Settings = Readonly<Record<string, string>>;
type KindFacts = Pick<DestinationKind, 'fields' | 'byDefault'>;

export interface Draft {
  name: string;
  /** By name; secret ones are empty: the kept ones stay. */
  settings: Settings;
  /** Secret fields that are to be empty. */
  forget: readonly string[];
  events: readonly EventType[];
  filter: DeliveryFilter;
}

export type Fault = 'missing' | 'pattern' | 'url' | 'number' | 'twice';

export function draftOf(kind: KindFacts, destination: Destination | null, name: string): Draft {
  return {
    name: destination?.name ?? name,
    settings: destination?.settings ?? {},
    forget: [],
    events: destination?.events ?? kind.byDefault,
    filter: destination?.filter ?? {},
  };
}

/** What a field is: written, or what it stands for when nothing is. */
export const standing = ({ name, byDefault, options }: Field, settings: Settings): string =>
  settings[name] || byDefault || options?.[0] || '';

/** A field that depends on another one is asked only while that one has its value. */
export function isAsked({ onlyIf }: Field, fields: readonly Field[], settings: Settings): boolean {
  if (!onlyIf) return true;
  const on = fields.find(({ name }) => name === onlyIf.name);
  return on !== undefined && isAsked(on, fields, settings) && standing(on, settings) === onlyIf.is;
}

/** Its owner lets us in at its own page: with what is chosen, not by a key. */
export const entersBySignIn = (
  { signsIn, fields }: Pick<DestinationKind, 'signsIn' | 'fields'>,
  settings: Settings,
): boolean => signsIn && fields.some((field) => field.name === 'clientId' && isAsked(field, fields, settings));

/** What is wrong with a field as it is. `kept`: secret ones that are filled in. */
export function faultOf(field: Field, settings: Settings, kept: readonly string[]): Fault | null {
  const { name, kind, required, pattern } = field;
  const value = settings[name] ?? '';
  if (value === '') return required && standing(field, settings) === '' && !kept.includes(name) ? 'missing' : null;
  if (pattern && !new RegExp(`^(?:${pattern})$`, 's').test(value)) return 'pattern';
  if (kind === 'url' && !/^https?:\/\/./.test(value)) return 'url';
  if (kind === 'number' && !Number.isFinite(Number(value))) return 'number';
  return null;
}

/** Faults by field, of those that are asked. */
export function faultsOf(fields: readonly Field[], draft: Draft, secretsSet: readonly string[]): Map<string, Fault> {
  const kept = secretsSet.filter((name) => !draft.forget.includes(name));
  const faults = fields
    .filter((field) => isAsked(field, fields, draft.settings))
    .flatMap((field): [string, Fault][] => {
      const fault = faultOf(field, draft.settings, kept);
      return fault ? [[field.name, fault]] : [];
    });
  return new Map(faults);
}

/** As it is sent: what is not asked is not said, and what is empty neither. */
export function askedDestination(fields: readonly Field[], draft: Draft) {
  const hidden = new Set(fields.filter((field) => !isAsked(field, fields, draft.settings)).map(({ name }) => name));
  const settings = Object.entries(draft.settings).filter(([name, value]) => value !== '' && !hidden.has(name));
  return {
    name: draft.name.trim(),
    settings: Object.fromEntries(settings),
    events: [...draft.events],
    filter: withoutNothing(draft.filter),
  };
}

/** A filter without what lets every call through. */
export function withoutNothing(filter: DeliveryFilter): DeliveryFilter {
  const said = Object.entries(filter).filter(
    ([, value]) =>
      value !== undefined && value !== false && value !== 0 && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(said) as DeliveryFilter;
}

export interface MappingRow {
  far: string;
  template: string;
}

/** {"title": "{caller}"} → rows; what can't be read has none. */
export function mappingRows(text: string): MappingRow[] {
  try {
    const read: unknown = JSON.parse(text || '{}');
    if (typeof read !== 'object' || read === null) return [];
    return Object.entries(read).map(([far, template]) => ({ far, template: String(template) }));
  } catch {
    return [];
  }
}

/** Rows → JSON; a row without a name is not yet one, and no rows are an empty field. */
export function mappingText(rows: readonly MappingRow[]): string {
  const named = rows.filter(({ far }) => far.trim() !== '');
  return named.length === 0
    ? ''
    : JSON.stringify(Object.fromEntries(named.map(({ far, template }) => [far, template])));
}

const PLACE = /\{([a-z][a-z0-9_.:]*)\}/gi;

/** Names of the places in a template, each once. */
export const placesIn = (template: string): string[] => [
  ...new Set([...template.matchAll(PLACE)].map(([, name = '']) => name.toLowerCase())),
];

/** All templates of a form, by a key of each: the field's name, or the field's and the far one's. */
export function templatesOf(fields: readonly Field[], settings: Settings): [key: string, template: string][] {
  return fields.flatMap((field): [string, string][] => {
    if (field.kind === 'template') return [[field.name, standing(field, settings)]];
    if (field.kind !== 'mapping') return [];
    return mappingRows(standing(field, settings)).map(({ far, template }) => [mappedKey(field.name, far), template]);
  });
}

export const mappedKey = (field: string, far: string) => `${field}\n${far}`;
