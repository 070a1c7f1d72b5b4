// How Google lets us in: as a person who has signed in (OAuth 2.0), or as a service account with a key of its own.
// https://developers.google.com/identity/protocols/oauth2/service-account

import { createPrivateKey } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { readJson } from '../../json.ts';
import { freshToken, type TokenAnswer } from '../../oauth.ts';
import type {
  DestinationField,
  DestinationTold,
  OAuth,
  Outcome,
  Request,
  Response,
  SettingFault,
  Way,
} from '../../port.ts';
import { whatNow } from '../../what-now.ts';

const TOKEN_URL = 'https://oauth2.googleapis.com/token';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const HOUR_SECONDS = 3600;
const SPARE_MS = 60_000;

/** Of every destination at Google. */
export const ACCESS_FIELDS: readonly DestinationField[] = [
  {
    ...{ name: 'access', kind: 'choice', required: false },
    ...{ options: ['service-account', 'sign-in'], example: 'service-account' },
  },
  {
    ...{ name: 'serviceAccount', kind: 'secret', required: true, onlyIf: { name: 'access', is: 'service-account' } },
    example: '{"type": "service_account", "client_email": "…", "private_key": "…"}',
  },
  {
    ...{ name: 'clientId', kind: 'text', required: true, onlyIf: { name: 'access', is: 'sign-in' } },
    ...{ pattern: '[\\w.-]+\\.apps\\.googleusercontent\\.com', example: '1234-abcd.apps.googleusercontent.com' },
  },
  {
    ...{ name: 'clientSecret', kind: 'secret', required: true, onlyIf: { name: 'access', is: 'sign-in' } },
    example: 'GOCSPX-…',
  },
];
/** Reasons that `askGoogle` gives. */
export const ACCESS_REASONS = ['service-account-refused', 'api-off', 'no-access'] as const;

type ServiceAccount = { email: string; key: string; keyId: string };
type Settings = Readonly<Record<string, string>>;

/** What is wrong with a service account's file. */
export function accessFaults({ access, serviceAccount }: Settings): SettingFault[] {
  if (access === 'sign-in' || !serviceAccount) return [];
  const read = readServiceAccount(serviceAccount);
  return 'fault' in read ? [{ field: 'serviceAccount', fault: read.fault }] : [];
}

/** The file that Google gave when the key was made; `fault`: what is wrong with it, as "serviceAccount …". */
export function readServiceAccount(text: string): ServiceAccount | { fault: string } {
  let file: Record<string, unknown>;
  try {
    file = Object(JSON.parse(text));
  } catch {
    return { fault: 'is not the JSON file of a service account: open the file that Google gave and copy all of it' };
  }
  if ('web' in file || 'installed' in file)
    return { fault: 'is the file of an OAuth client: choose signing in, or make a key of a service account' };
  if (file.type !== 'service_account') return { fault: 'has another "type" than "service_account"' };
  const { client_email: email, private_key: key, private_key_id: keyId = '' } = file;
  if (typeof email !== 'string' || !email.includes('@')) return { fault: 'has no "client_email"' };
  if (typeof key !== 'string') return { fault: 'has no "private_key"' };
  try {
    if (createPrivateKey(key).asymmetricKeyType !== 'rsa') return { fault: 'has a "private_key" that is no RSA key' };
  } catch {
    return { fault: 'has a "private_key" that is cut or changed: copy the file as it is, with its \\n' };
  }
  return { email, key, keyId: `${keyId}` };
}

export const googleOAuth =
  (scope: string) =>
  (_: DestinationTold): OAuth => ({
    ...{ authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth', tokenUrl: TOKEN_URL, scope },
    more: { access_type: 'offline', prompt: 'consent' }, // else Google gives no refresh token the second time
  });

/** A request with a token; one that is refused though its time was not over is changed once. An outcome: there is none. */
export async function askGoogle(
  request: Request,
  { to, scope, way }: { to: DestinationTold; scope: string; way: Way },
): Promise<Response | Outcome> {
  const once = async (stale?: string) => {
    const token = await googleToken(to, scope, way, stale);
    if (token.kind !== 'token') return { token: undefined, response: token };
    const headers = { ...request.headers, authorization: `Bearer ${token.token}` };
    return {
      token: token.token,
      response: await way.ask({ ...request, headers, secrets: [...(request.secrets ?? []), token.token] }),
    };
  };
  const first = await once();
  if (!('status' in first.response) || first.response.status !== 401) return first.response;
  const { response } = await once(first.token);
  return 'status' in response && response.status === 401 ? { kind: 'needs-owner', reason: 'sign-in-needed' } : response;
}

function googleToken(to: DestinationTold, scope: string, way: Way, stale?: string): Promise<TokenAnswer> {
  if (to.settings.access === 'sign-in') return freshToken(to, googleOAuth(scope)(to), way, stale);
  return way.alone('token', async () => {
    const account = readServiceAccount(to.settings.serviceAccount ?? '');
    if ('fault' in account) return { kind: 'needs-owner', reason: `service-account-refused: it ${account.fault}` };
    const { accessToken, tokenUntil = '', tokenOf } = to.settings;
    const isFresh = Date.parse(tokenUntil) - way.now().getTime() > SPARE_MS && tokenOf === account.keyId;
    if (accessToken && isFresh && accessToken !== stale) return { kind: 'token', token: accessToken };
    return newToken(account, scope, way);
  });
}

async function newToken({ email, key, keyId }: ServiceAccount, scope: string, way: Way): Promise<TokenAnswer> {
  const now = Math.floor(way.now().getTime() / 1000);
  const assertion = await new SignJWT({ scope })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId })
    .setIssuer(email)
    .setAudience(TOKEN_URL)
    .setIssuedAt(now)
    .setExpirationTime(now + HOUR_SECONDS)
    .sign(await importPKCS8(key, 'RS256'));
  const response = await way.ask({
    ...{ method: 'POST', url: TOKEN_URL, secrets: [assertion], secretAnswer: true, asksOnly: true },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: GRANT, assertion }).toString(),
  });
  const outcome = whatNow(response);
  if (outcome.kind === 'later') return outcome;
  const told = readJson(response.body) as Record<string, string | number | undefined>;
  if (typeof told.access_token !== 'string') {
    const words = told.error_description ?? told.error ?? `HTTP ${response.status}`;
    return { kind: 'needs-owner', reason: `service-account-refused: ${words}` };
  }
  const until = new Date((now + (Number(told.expires_in) || HOUR_SECONDS)) * 1000).toISOString();
  await way.keepSecrets({ accessToken: told.access_token, tokenUntil: until, tokenOf: keyId });
  return { kind: 'token', token: told.access_token };
}
