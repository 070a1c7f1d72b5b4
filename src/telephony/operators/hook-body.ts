// What operators' requests carry, read with care: they are as long and as odd as anybody on the internet makes them.
import type { HookRequest } from './port.ts';

/** The fields of a form body, in the order they came; a body that is no form has none. */
export function formOf({ body, headers }: Pick<HookRequest, 'body' | 'headers'>): URLSearchParams {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
  return new URLSearchParams(isForm ? body.toString('utf8') : '');
}

/** The object in a JSON body; undefined: it is no JSON, or not an object (an array is one). */
export function jsonOf({ body }: Pick<HookRequest, 'body'>): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A field of a JSON body as words: numbers too, since operators change their mind about quotes; '' if it is neither. */
export function wordOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}
