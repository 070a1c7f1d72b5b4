// What people write into a destination's form, held against its declaration.
import type { DestinationFieldFacts } from './delivery-desk.ts';
import { Problem } from './problem.ts';
import type { FieldFault } from './wire.ts';

type Settings = Readonly<Record<string, string>>;
type Kept = { settings: Settings; secretsSet: readonly string[] };

/**
 * What is to be kept of given settings; secret ones that are not given stay. Throws a Problem that names each field that
 * is wrong.
 */
export function settingsOf(
  fields: readonly DestinationFieldFacts[],
  given: Settings,
  { settings: before, secretsSet }: Kept,
): { settings: Record<string, string>; secrets: Record<string, string> } {
  const faults = Object.keys(given)
    .filter((name) => given[name] !== before[name] && !fields.some((field) => field.name === name))
    .map((name) => ({ name, fault: 'is no field of it' }));
  for (const field of fields) {
    const fault = isAsked(field, fields, given) ? faultOf(field, given[field.name] ?? '', secretsSet) : null;
    if (fault) faults.push({ name: field.name, fault });
  }
  refuse(faults);
  const isSecret = (name: string) => fields.some((field) => field.name === name && field.kind === 'secret');
  const filled = Object.entries(given).filter(([, value]) => value !== '');
  return {
    settings: Object.fromEntries(filled.filter(([name]) => !isSecret(name))),
    secrets: Object.fromEntries(filled.filter(([name]) => isSecret(name))),
  };
}

/** Throws a Problem that names each field that is wrong; without any it does nothing. */
export function refuse(fields: readonly FieldFault[]): void {
  if (fields.length === 0) return;
  const detail = fields.map(({ name, fault }) => `${name} ${fault}`).join('; ');
  throw new Problem(400, 'invalid', `settings: ${detail}`, undefined, [...fields]);
}

/** A field that depends on another one is asked only while that one has its value, written or by default. */
function isAsked({ onlyIf }: DestinationFieldFacts, fields: readonly DestinationFieldFacts[], given: Settings) {
  if (!onlyIf) return true;
  const on = fields.find(({ name }) => name === onlyIf.name);
  return (given[onlyIf.name] || on?.byDefault || on?.options?.[0] || '') === onlyIf.is;
}

function faultOf(field: DestinationFieldFacts, value: string, kept: readonly string[]): string | null {
  const { name, kind, required, byDefault, pattern, options, example } = field;
  const isThere = byDefault !== undefined || options !== undefined || (kind === 'secret' && kept.includes(name));
  if (value === '') return required && !isThere ? 'is missing' : null;
  if (pattern && !new RegExp(`^(?:${pattern})$`, 's').test(value)) return `must look like ${example}`;
  if (kind === 'url' && !/^https?:\/\/./.test(value)) return `must be an address such as ${example}`;
  if (options && !options.includes(value)) return `must be one of ${options.join(', ')}`;
  if (kind === 'number' && !Number.isFinite(Number(value))) return `must be a number such as ${example}`;
  if (kind === 'flag' && value !== 'yes') return 'must be "yes" or empty';
  if (kind === 'mapping' && !isMapping(value)) return `must be a JSON object of texts such as ${example}`;
  return null;
}

function isMapping(text: string): boolean {
  try {
    const read: unknown = JSON.parse(text);
    return (
      typeof read === 'object' &&
      read !== null &&
      !Array.isArray(read) &&
      Object.values(read).every((value) => typeof value === 'string')
    );
  } catch {
    return false;
  }
}
