// Templates with {places}: an address, a message, a field of somebody else's form.

const PLACE = /\{([a-z][a-z0-9_.:]*)\}/gi;

/** Fills in the places; one that is not known is left empty. `encode`: for each value, as where it stands wants it. */
export function fill(
  template: string,
  values: Readonly<Record<string, string>>,
  encode: (value: string) => string = (value) => value,
): string {
  return template.replace(PLACE, (_, name: string) => encode(values[name.toLowerCase()] ?? ''));
}

/** Names of places in a template, each once. */
export function placesIn(template: string): string[] {
  return [...new Set([...template.matchAll(PLACE)].map(([, name = '']) => name.toLowerCase()))];
}
