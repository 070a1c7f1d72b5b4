// Twilio's proof of its requests: X-Twilio-Signature, HMAC-SHA1 over the address and the fields.
// https://www.twilio.com/docs/usage/security#validating-requests
import { createHash, createHmac } from 'node:crypto';
import { formOf } from './hook-body.ts';
import { isSameSecret } from './hook-fields.ts';
import type { HookRequest, Refused } from './port.ts';

/** The signature of a request; fields sorted by name in byte order, the values of one name distinct and sorted. */
export function twilioSignature(key: string, url: string, form: URLSearchParams): string {
  const names = [...new Set(form.keys())].sort();
  const fields = names.map((name) =>
    [...new Set(form.getAll(name))]
      .sort()
      .map((value) => name + value)
      .join(''),
  );
  return createHmac('sha1', key)
    .update(url + fields.join(''), 'utf8')
    .digest('base64');
}

/** `header`: of the signature, lower case; `keys`: any of them may have signed. Undefined: it is genuine. */
export function refusedBySignature(
  request: HookRequest,
  { header, keys }: { header: string; keys: readonly string[] },
): Refused | undefined {
  const signature = request.headers[header];
  if (!signature) return { refused: 'no-signature', detail: `the header ${header} is missing` };
  if (keys.length === 0) return { refused: 'bad-signature', detail: 'no key to check it with is in the settings' };
  const hash = request.query.get('bodySHA256');
  const form = hash ? new URLSearchParams() : formOf(request);
  const genuine = keys.some((key) =>
    formsOfUrl(request.url).some((url) => isSameSecret(twilioSignature(key, url, form), signature)),
  );
  if (!genuine)
    return {
      refused: 'bad-signature',
      detail: `signed with another key, or for another address than ${new URL(request.url).origin} (PUBLIC_URL)`,
    };
  // The body of a JSON event is proved by a hash that is in the signed address.
  if (hash && !isSameSecret(createHash('sha256').update(request.body).digest('hex'), hash.toLowerCase()))
    return { refused: 'bad-signature', detail: 'the body is not the one that was signed' };
  return undefined;
}

const URL_PARTS = /^(https?):\/\/((?:[^/?#]*@)?(?:\[[^\]]+\]|[^/?#:]+))(?::(\d+))?(.*)$/s;

// The sender has the standard port in the address at times.
function formsOfUrl(url: string): string[] {
  const parts = URL_PARTS.exec(url);
  if (!parts) return [url];
  const [, scheme, host, port, rest] = parts;
  const standard = scheme === 'https' ? '443' : '80';
  return [url, `${scheme}://${host}${rest}`, `${scheme}://${host}:${port ?? standard}${rest}`];
}
