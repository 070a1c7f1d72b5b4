// Places in JSON, as people name them: RFC 6901. '/deal/phones/0', '' is the whole.

/** What stands there; undefined: nothing does, or it is no pointer. */
export function at(whole: unknown, pointer: string): unknown {
  if (pointer === '') return whole;
  if (!pointer.startsWith('/')) return undefined;
  const steps = pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  let here: unknown = whole;
  for (const step of steps) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string, unknown>)[step];
  }
  return here;
}
