// Google's sign-in as it behaves towards programs: tokens for service accounts (signed assertions) and refreshed ones.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { importSPKI, jwtVerify } from 'jose';
import { openReceiver, type Received, type ReceiverAnswer } from '../receiver.ts';

export const TOKEN_ORIGIN = 'https://oauth2.googleapis.com';
const HOUR_SECONDS = 3600;
const EMAIL = 'calls@shop-project.iam.gserviceaccount.com';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** The file as Google gives it. */
export const SERVICE_ACCOUNT = JSON.stringify({
  ...{ type: 'service_account', project_id: 'shop-project', private_key_id: 'k1', private_key: privateKey },
  ...{ client_email: EMAIL, client_id: '1', token_uri: `${TOKEN_ORIGIN}/token`, universe_domain: 'googleapis.com' },
});

/** `tokens`: those in force, with what each may be used for. */
export async function openGoogleAccount(now: () => Date) {
  const tokens = new Map<string, { scope: string; until: number }>();
  const issue = (scope: string): ReceiverAnswer => {
    const token = `ya29.${randomUUID()}`;
    tokens.set(token, { scope, until: now().getTime() + (HOUR_SECONDS - 1) * 1000 });
    return json(200, { access_token: token, expires_in: HOUR_SECONDS - 1, token_type: 'Bearer' });
  };
  const refuse = (error: string, error_description: string) => json(400, { error, error_description });

  const asked: string[] = [];
  const answer = async ({ method, path, headers, body }: Received): Promise<ReceiverAnswer> => {
    if (method !== 'POST' || path !== '/token' || headers.host !== 'oauth2.googleapis.com') return { status: 404 };
    const form = new URLSearchParams(body);
    const grant = form.get('grant_type') ?? '';
    asked.push(grant);
    if (grant === 'refresh_token')
      return form.get('refresh_token') === 'good-refresh' && form.get('client_secret') === 'GOCSPX-secret'
        ? issue(form.get('scope') ?? '*')
        : refuse('invalid_grant', 'Token has been expired or revoked.');
    if (grant !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') return refuse('unsupported_grant_type', '');
    try {
      const { payload } = await jwtVerify(form.get('assertion') ?? '', await importSPKI(publicKey, 'RS256'), {
        ...{ audience: `${TOKEN_ORIGIN}/token`, issuer: EMAIL, currentDate: now(), algorithms: ['RS256'] },
        requiredClaims: ['scope', 'iat', 'exp'],
      });
      if ((payload.exp ?? 0) - (payload.iat ?? 0) > HOUR_SECONDS)
        return refuse('invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes)');
      return issue(`${payload.scope}`);
    } catch {
      return refuse('invalid_grant', 'Invalid JWT Signature.');
    }
  };
  const server = await openReceiver(answer);
  return {
    ...{ url: server.url, close: server.close, asked, tokens },
    /** Why this request may not come in; undefined: it may. */
    refusal({ headers }: Received, scope: string): ReceiverAnswer | undefined {
      const known = tokens.get((headers.authorization ?? '').replace(/^Bearer /, ''));
      if (!known || known.until < now().getTime())
        return googleError(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
      if (known.scope === '*' || known.scope.split(' ').includes(scope)) return undefined;
      return googleError(403, 'PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' },
      ]);
    },
    /** Nobody's token is good any more. */
    forget: () => tokens.clear(),
  };
}

export const json = (status: number, body: object): ReceiverAnswer => ({
  ...{ status, headers: { 'content-type': 'application/json; charset=UTF-8' } },
  body: JSON.stringify(body),
});

export const googleError = (code: number, status: string, message: string, details: object[] = []): ReceiverAnswer =>
  json(code, { error: { code, message, status, ...(details.length > 0 ? { details } : {}) } });
