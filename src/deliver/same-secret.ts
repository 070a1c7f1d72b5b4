// Secrets held against each other in a time that tells nothing of how far they agree.
import { timingSafeEqual } from 'node:crypto';

/** Their lengths are no secret. */
export function isSameSecret(given: string | Uint8Array, right: string | Uint8Array): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
