// Templates of postbacks, filled so that no value can be more than a value: each is encoded as the place it stands in
// wants it, whatever a visitor has put into the address of a page.
import { fill, placesIn } from '../../../core/template.ts';
import type { SettingFault } from '../../port.ts';

type Macros = Readonly<Record<string, string>>;

const percent = (value: string) =>
  encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );

// "." and ".." would be steps in a path, however they are encoded (URL Standard § 4.1): such a value is none.
const inAddress = (value: string) => (/^\.+$/.test(value) ? '' : percent(value));

/** An address: percent-encoded by RFC 3986, with everything that could end a parameter or begin another. */
export const filledUrl = (template: string, macros: Macros): string =>
  new URL(fill(template.trim(), macros, inAddress)).href;

/** A form's body (application/x-www-form-urlencoded). */
export const filledForm = (template: string, macros: Macros): string => fill(template, macros, percent);

/** A JSON text whose places stand inside strings. */
export const filledJson = (template: string, macros: Macros): string =>
  fill(template, macros, (value) => JSON.stringify(value.toWellFormed()).slice(1, -1));

/** A header's value: one line of visible ASCII (RFC 9110 § 5.5). */
export const filledHeader = (template: string, macros: Macros): string =>
  fill(template, macros, (value) => value.replace(/[^\x20-\x7e]+/g, ' ')).trim();

/** An address with parameters; those whose value is empty are left out. */
export function addressOf(base: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const asked = Object.entries(parameters)
    .filter((one): one is [string, string] => one[1] !== undefined && one[1] !== '')
    .map(([name, value]) => `${percent(name)}=${percent(value)}`);
  return asked.length === 0 ? base : `${base}${base.includes('?') ? '&' : '?'}${asked.join('&')}`;
}

/** The parameters of a field of kind `mapping`. */
export function filledMapping(mapping: string, macros: Macros): Record<string, string> {
  return Object.fromEntries(
    Object.entries(readMapping(mapping) ?? {}).map(([name, text]) => [name, fill(text, macros)]),
  );
}

/** Undefined: it is none. */
function readMapping(text: string): Record<string, string> | undefined {
  if (text.trim() === '') return {};
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return undefined;
    return Object.values(read).every((one) => typeof one === 'string') ? (read as Record<string, string>) : undefined;
  } catch {
    return undefined;
  }
}

export function faultsOfMapping(field: string, text: string, isPlace: (name: string) => boolean): SettingFault[] {
  const read = readMapping(text);
  if (!read) return [{ field, fault: `is no JSON object of texts, such as {"sub_id_1": "{campaign}"}` }];
  return Object.values(read).flatMap((template) => faultsOfPlaces(field, template, isPlace));
}

export const faultsOfPlaces = (field: string, template: string, isPlace: (name: string) => boolean): SettingFault[] =>
  placesIn(template)
    .filter((name) => !isPlace(name))
    .map((name) => ({ field, fault: `there is no place {${name}}`, code: 'no-place', what: `{${name}}` }));

/** Which server is asked is for the owner to say, never for a value. */
export function faultsOfUrl(field: string, template: string, isPlace: (name: string) => boolean): SettingFault[] {
  const places = faultsOfPlaces(field, template, isPlace);
  const [, authority = ''] = /^https?:\/\/([^/?#]*)/i.exec(template.trim()) ?? [];
  if (authority === '')
    return [...places, { field, fault: 'must begin with https:// and the name of a server', code: 'no-server' }];
  if (authority.includes('{'))
    return [...places, { field, fault: 'has a place in the name of the server', code: 'place-in-server' }];
  if (authority.includes('@'))
    return [...places, { field, fault: 'has a user name in it: put {token} into a header', code: 'user-in-address' }];
  const fits = URL.canParse(fill(template.trim(), {}, percent));
  return fits ? places : [...places, { field, fault: 'is no address', code: 'no-address' }];
}
