// Proofs of Zadarma (and classic Novofon): of its events, and of our requests to its API.
// Source: the vendor's OpenAPI and official libraries. The libraries disagree about events: the PHP one encodes the hex
// digest in base64, the TypeScript one (zadarma-api 1.0.4) the raw digest, and lets events without a signature pass.
// Either form is taken here, none is not.
import { createHash, createHmac } from 'node:crypto';
import { isSameSecret } from './hook-fields.ts';

/** The fields whose values, one after the other, an event's signature is over. */
const SIGNED = new Map(
  Object.entries({
    NOTIFY_START: ['caller_id', 'called_did', 'call_start'],
    NOTIFY_INTERNAL: ['caller_id', 'called_did', 'call_start'],
    NOTIFY_END: ['caller_id', 'called_did', 'call_start'],
    NOTIFY_IVR: ['caller_id', 'called_did', 'call_start'],
    NOTIFY_ANSWER: ['caller_id', 'destination', 'call_start'],
    NOTIFY_OUT_START: ['internal', 'destination', 'call_start'],
    NOTIFY_OUT_END: ['internal', 'destination', 'call_start'],
    NOTIFY_RECORD: ['pbx_call_id', 'call_id_with_rec'],
  }),
);

/** Which of the two forms the signature has; null: it is wrong, or the event is none of Zadarma's. */
export function signedAs(form: URLSearchParams, signature: string, secret: string): 'hex' | 'raw' | null {
  const names = SIGNED.get(form.get('event') ?? '');
  if (!names || secret === '') return null;
  const text = names.map((name) => form.get(name) ?? '').join('');
  const digest = createHmac('sha1', secret).update(text).digest();
  if (isSameSecret(signature, Buffer.from(digest.toString('hex')).toString('base64'))) return 'hex';
  return isSameSecret(signature, digest.toString('base64')) ? 'raw' : null;
}

/** Parameters as they are signed and sent: sorted by name, encoded as PHP's http_build_query does. */
export function signedQuery(params: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  return new URLSearchParams(sorted).toString().replaceAll('*', '%2A');
}

/** The Authorization header of a request; the slash at the path's end belongs to the signature. */
export function authorization(
  { path, query }: { path: string; query: string },
  { key, secret }: { key: string; secret: string },
): string {
  const md5 = createHash('md5').update(query).digest('hex');
  const hex = createHmac('sha1', secret).update(`${path}${query}${md5}`).digest('hex');
  return `${key}:${Buffer.from(hex).toString('base64')}`;
}
