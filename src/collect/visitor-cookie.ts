// The visitor id in a cookie that page scripts can't read: it outlives the seven days Safari leaves to script storage.

const NAME = 'dt_visitor';
const MAX_AGE_SECONDS = 400 * 86_400; // the longest browsers keep a cookie (RFC 6265bis § 5.6.2)
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The visitor id in a Cookie header, if it holds a sound one. */
export function readVisitorCookie(header: string | undefined): string | undefined {
  const found = header?.split(/; */).find((pair) => pair.startsWith(`${NAME}=`));
  const id = found?.slice(NAME.length + 1).toLowerCase();
  return id && UUID.test(id) ? id : undefined;
}

export type AskedHow = { isHttps: boolean; fetchSite: string | undefined };

/**
 * The Set-Cookie header, for the host that was asked, all its paths. `fetchSite`: the browser's Sec-Fetch-Site header.
 * Asked under the page's own host or a sibling of it, the cookie is the page's own kind: SameSite=Lax. Asked across
 * sites it has to be SameSite=None, which needs https; so too where the browser does not say (Safari before 16.4),
 * as None works for both. Over http browsers refuse None, and Lax does for hosts of one site (localhost, a subdomain).
 */
export function visitorCookie(visitorId: string, how: AskedHow): string {
  return cookieOf(visitorId, MAX_AGE_SECONDS, how);
}

/** The Set-Cookie header that makes the browser forget the visitor. */
export function forgottenCookie(how: AskedHow): string {
  return cookieOf('', 0, how);
}

function cookieOf(value: string, maxAgeSeconds: number, { isHttps, fetchSite }: AskedHow): string {
  const isFirstParty = fetchSite === 'same-origin' || fetchSite === 'same-site';
  const site = isHttps && !isFirstParty ? 'SameSite=None' : 'SameSite=Lax';
  const cookie = `${NAME}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; ${site}`;
  return isHttps ? `${cookie}; Secure` : cookie;
}
