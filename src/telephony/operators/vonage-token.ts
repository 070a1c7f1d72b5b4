// Vonage's proofs: the signed webhook (JWT, HS256) of its requests, and the application's token (RS256) of ours.
// RFC 7519; https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks
import { createHash, createHmac, createPrivateKey, randomUUID, sign } from 'node:crypto';
import { isSameSecret } from './hook-fields.ts';
import type { HookRequest, Refused } from './port.ts';

const TOLERANCE_SECONDS = 300;
const bad = (detail: string): Refused => ({ refused: 'bad-signature', detail });

/** Why a request is not Vonage's; undefined: it is. Only HS256 is taken: a token without proof says "none". */
export function refusedByToken(request: HookRequest, secret: string): Refused | undefined {
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (!token)
    return { refused: 'no-signature', detail: 'there is no token: switch signed webhooks on for the application' };
  if (!secret) return bad('no key to check it with is in the settings');
  const [head = '', payload = '', signature = '', ...rest] = token.split('.');
  const header = claimsOf(head);
  const claims = claimsOf(payload);
  if (!header || !claims || rest.length > 0) return bad('the token is none');
  if (header.alg !== 'HS256') return bad('the token is not signed by HS256');
  const expected = createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url');
  if (!isSameSecret(signature, expected)) return bad('signed with another secret');
  const now = request.at.getTime() / 1000;
  if (
    !(Math.abs(now - Number(claims.iat)) <= TOLERANCE_SECONDS) ||
    (claims.exp !== undefined && !(Number(claims.exp) > now))
  )
    return { refused: 'too-old', detail: 'an old request, or a clock that is wrong' };
  const hash = createHash('sha256').update(request.body).digest('hex');
  if (claims.payload_hash !== undefined && !isSameSecret(String(claims.payload_hash), hash))
    return bad('the body is not the one that was signed');
  // Without a hash the body is unproved: only a request that has none may lack it.
  return claims.payload_hash === undefined && request.body.length > 0
    ? bad('the token does not prove the body')
    : undefined;
}

function claimsOf(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The token of an application for one request; `privateKey`: PEM. Throws an Error if that is no key. */
export function applicationToken(applicationId: string, privateKey: string, now: Date): string {
  const iat = Math.floor(now.getTime() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ application_id: applicationId, iat, exp: iat + 300, jti: randomUUID() })}`;
  // Forms lose the line breaks of PEM: they are put back.
  const pem = privateKey.includes('\n') ? privateKey : privateKey.replace(/(-----[A-Z ]+-----)\s*/g, '\n$1\n').trim();
  let key: ReturnType<typeof createPrivateKey>;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw new Error('the private key in the settings is no key in PEM', { cause: error });
  }
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}
