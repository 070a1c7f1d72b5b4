// Tokens of applications that an owner has let in: RFC 6749, the authorization code grant and its refreshing.
import { readJson } from './json.ts';
import type { DestinationTold, OAuth, Outcome, Request, Way } from './port.ts';

/** Fresh for long enough to be used. */
const SPARE_MS = 60_000;

/** What the far side has said of tokens; `refused`: the owner has to let us in again. */
export type TokenAnswer = { kind: 'token'; token: string } | Extract<Outcome, { kind: 'needs-owner' | 'later' }>;

/** Where the owner lets us in. Settings: `clientId`. */
export function signInAddress(
  { settings }: DestinationTold,
  oauth: OAuth,
  { redirect, state }: Record<'redirect' | 'state', string>,
) {
  const address = new URL(oauth.authorizeUrl);
  const asked = {
    ...{ response_type: 'code', client_id: settings.clientId ?? '', redirect_uri: redirect, state },
    ...(oauth.scope ? { scope: oauth.scope } : {}),
    ...oauth.more,
  };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  return address.href;
}

/** Turns the code that the owner came back with into tokens, and keeps them. */
export async function takeCode(
  code: string,
  redirect: string,
  to: DestinationTold,
  oauth: OAuth,
  way: Way,
): Promise<TokenAnswer> {
  if (oauth.redirectAgain) await way.keepSecrets({ redirectUri: redirect });
  return askToken({ grant_type: 'authorization_code', code, redirect_uri: redirect }, to, oauth, way);
}

/**
 * A token that can be used now. Settings: `accessToken`, `refreshToken`, `tokenUntil` (ISO 8601). `stale`: a token that the
 * far side has just refused, though its time was not over.
 */
export function freshToken(to: DestinationTold, oauth: OAuth, way: Way, stale?: string): Promise<TokenAnswer> {
  return way.alone('token', async () => {
    const known = usable(to, way, stale);
    if (known) return { kind: 'token', token: known };
    await way.readAgain(); // where a refresh token serves once, nobody else's may be used
    const { refreshToken, redirectUri } = to.settings;
    const kept = usable(to, way, stale);
    if (kept) return { kind: 'token', token: kept };
    if (!refreshToken) return { kind: 'needs-owner', reason: 'sign-in-needed' };
    const again = oauth.redirectAgain && redirectUri ? { redirect_uri: redirectUri } : {};
    return askToken({ grant_type: 'refresh_token', refresh_token: refreshToken, ...again }, to, oauth, way);
  });
}

function usable({ settings }: DestinationTold, way: Way, stale: string | undefined): string | undefined {
  const { accessToken, tokenUntil } = settings;
  const isFresh = !tokenUntil || Date.parse(tokenUntil) - way.now().getTime() > SPARE_MS;
  return accessToken && isFresh && accessToken !== stale ? accessToken : undefined;
}

async function askToken(
  grant: Readonly<Record<string, string>>,
  to: DestinationTold,
  oauth: OAuth,
  way: Way,
): Promise<TokenAnswer> {
  const response = await way.ask(tokenRequest(grant, to, oauth));
  if (response.status >= 500 || response.status === 429) return { kind: 'later', reason: `http-${response.status}` };
  const told = readJson(response.body);
  if (response.status >= 300 || typeof told.access_token !== 'string')
    return {
      kind: 'needs-owner',
      reason: `sign-in-needed: ${told.error_description ?? told.error ?? `HTTP ${response.status}`}`,
    };
  const seconds = Number(told.expires_in);
  await way.keepSecrets({
    accessToken: told.access_token,
    ...(typeof told.refresh_token === 'string' ? { refreshToken: told.refresh_token } : {}),
    ...(seconds > 0 ? { tokenUntil: new Date(way.now().getTime() + seconds * 1000).toISOString() } : {}),
    ...Object.fromEntries(
      (oauth.keeps ?? []).flatMap((name) => (told[name] === undefined ? [] : [[name, `${told[name]}`]])),
    ),
  });
  return { kind: 'token', token: told.access_token };
}

function tokenRequest(grant: Readonly<Record<string, string>>, { settings }: DestinationTold, oauth: OAuth): Request {
  const { clientId = '', clientSecret = '' } = settings;
  const inHeader = oauth.clientIn === 'header';
  const fields = inHeader ? grant : { ...grant, client_id: clientId, client_secret: clientSecret };
  const isJson = oauth.bodyAs === 'json';
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
  return {
    method: 'POST',
    url: oauth.tokenUrl,
    headers: {
      'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
      ...(inHeader ? { authorization: `Basic ${basic}` } : {}),
    },
    body: isJson ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
    secrets: [basic, ...('code' in grant ? [grant.code ?? ''] : [])],
    secretAnswer: true,
    asksOnly: true,
  };
}
