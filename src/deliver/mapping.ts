// Mappings that people write: the far side's field → template (fields of kind `mapping`).
import { fill } from '../core/template.ts';

/** In their order; what is no JSON object of texts has none. */
export function mappingOf(text: string | undefined): [field: string, template: string][] {
  try {
    const read: unknown = JSON.parse(text || '{}');
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return [];
    return Object.entries(read).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  } catch {
    return [];
  }
}

/** What the far side's fields are to hold; those that come to nothing are left out. */
export function filledMapping(
  text: string | undefined,
  values: Readonly<Record<string, string>>,
): [field: string, value: string][] {
  return mappingOf(text)
    .map(([field, template]): [string, string] => [field, fill(template, values).trim()])
    .filter(([, value]) => value !== '');
}
