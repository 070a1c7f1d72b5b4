// What this room needs of a logger: pino and Fastify's both fit.
export type Log = Record<'info' | 'warn' | 'error', (facts: object, message: string) => void>;

const QUIET_MS = 5000;

/** An outage is told once in a while, not once a page: the same complaint within five seconds is left out. */
export function sparing(log: Log): Log['error'] {
  const toldAt = new Map<string, number>();
  return (facts, message) => {
    const now = performance.now();
    if (now - (toldAt.get(message) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    toldAt.set(message, now);
    log.error(facts, message);
  };
}
