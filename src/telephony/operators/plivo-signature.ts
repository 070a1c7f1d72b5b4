// Plivo's proof of its requests: X-Plivo-Signature-V3, HMAC-SHA256 over the address, the fields and a nonce.
// https://www.plivo.com/docs/voice/concepts/signature-validation ; as its library 4.78.0 has it
import { createHmac } from 'node:crypto';
import { formOf } from './hook-body.ts';
import { isSameSecret } from './hook-fields.ts';
import type { HookRequest, Refused } from './port.ts';

type Asked = Pick<HookRequest, 'method' | 'url'> & { form: URLSearchParams };

/** The signature of a request: what is signed first, the nonce after a point. */
export function plivoSignature(token: string, nonce: string, asked: Asked): string {
  return createHmac('sha256', token)
    .update(`${signedPart(asked)}.${nonce}`, 'utf8')
    .digest('base64');
}

function signedPart({ method, url, form }: Asked): string {
  const { origin, pathname, searchParams } = new URL(url);
  const query = sortedPairs(searchParams)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const address = `${origin}${pathname}`;
  if (method === 'GET' || form.size === 0) return query ? `${address}?${query}` : address;
  const fields = sortedPairs(form).map(([name, value]) => `${name}${value}`);
  return `${address}?${query}${query ? '.' : ''}${fields.join('')}`;
}

function sortedPairs(given: URLSearchParams): [string, string][] {
  const names = [...new Set(given.keys())].sort();
  return names.flatMap((name) =>
    given
      .getAll(name)
      .sort()
      .map((value): [string, string] => [name, value]),
  );
}

/** Why a request is not Plivo's; undefined: it is. The header may hold several signatures: any may match. */
export function refusedByPlivo(request: HookRequest, token: string): Refused | undefined {
  const signatures = request.headers['x-plivo-signature-v3'];
  const nonce = request.headers['x-plivo-signature-v3-nonce'];
  if (!signatures || !nonce) return { refused: 'no-signature', detail: 'x-plivo-signature-v3 or its nonce is missing' };
  if (!token) return { refused: 'bad-signature', detail: 'no key to check it with is in the settings' };
  const expected = plivoSignature(token, nonce, { ...request, form: formOf(request) });
  if (signatures.split(',').some((one) => isSameSecret(one.trim(), expected))) return undefined;
  const detail = `signed with another token, or for another address than ${new URL(request.url).origin} (PUBLIC_URL)`;
  return { refused: 'bad-signature', detail };
}
