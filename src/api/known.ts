// Fields of a request that were left out must not overwrite what is there.

type Known<T extends object> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The fields that were given. */
export function known<T extends object>(fields: T): Known<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Known<T>;
}
