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

/**
 * The Set-Cookie header. Over https SameSite=None, so that pages of another site than Dialtrace's host get it too where
 * the browser allows; over http browsers refuse that, and Lax does for hosts of one site (localhost, a subdomain).
 */
export function visitorCookie(visitorId: string, isHttps: boolean): string {
  const site = isHttps ? 'SameSite=None; Secure' : 'SameSite=Lax';
  return `${NAME}=${visitorId}; Path=/; Max-Age=${MAX_AGE_SECONDS}; HttpOnly; ${site}`;
}
