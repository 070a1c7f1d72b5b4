// What a CRM answered a moment ago and will hardly answer otherwise now: its users, stages, fields.
import type { DestinationTold, Way } from '../../port.ts';

const MINUTES = 10;
const MOST = 1000;
const kept = new Map<string, { until: number; answer: Promise<unknown> }>();

/** `ask` is asked once in ten minutes of each destination and key; what has failed is asked again. */
export function remembered<T>(key: string, { id }: DestinationTold, way: Way, ask: () => Promise<T>): Promise<T> {
  const at = way.now().getTime();
  const full = `${id} ${key}`;
  const known = kept.get(full);
  if (known && known.until > at) return known.answer as Promise<T>;
  const answer = ask();
  if (kept.size >= MOST) kept.clear();
  kept.set(full, { until: at + MINUTES * 60_000, answer });
  answer.catch(() => kept.delete(full));
  return answer;
}
