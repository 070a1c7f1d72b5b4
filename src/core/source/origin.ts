// Web origins of a site: which pages may speak for it.

/** Origin of an http(s) address in its normal form ('https://shop.example'), or null for anything else. */
export function originOf(address: string): string | null {
  const url = URL.parse(address);
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.origin : null;
}

/**
 * May a page of this origin speak for a site that lists these origins?
 * 'https://*.shop.example' covers subdomains at any depth but not 'https://shop.example' itself (as in CSP, W3C CSP3 § 6.7.2.8).
 */
export function isOriginOf(origin: string, allowed: readonly string[]): boolean {
  return allowed.includes(origin) || allowed.some((pattern) => pattern.includes('://*.') && covers(pattern, origin));
}

/** Is this host one of the site's own? Scheme, port and a leading 'www.' make no difference: used to tell self-referrals. */
export function isOwnHost(host: string, ownOrigins: readonly string[]): boolean {
  const bare = withoutWww(host);
  return ownOrigins.some((origin) => {
    const own = withoutWww(hostOf(origin));
    return own.startsWith('*.') ? bare === own.slice(2) || bare.endsWith(own.slice(1)) : bare === own;
  });
}

/** Not by URL: a wildcard is no host to it. */
function hostOf(origin: string): string {
  const start = origin.indexOf('://') + 3;
  const port = origin.indexOf(':', start);
  return port < 0 ? origin.slice(start) : origin.slice(start, port);
}

function covers(pattern: string, origin: string): boolean {
  const [scheme, host] = pattern.split('://*') as [string, string];
  return origin.startsWith(`${scheme}://`) && origin.endsWith(host) && origin.length > scheme.length + 3 + host.length;
}

function withoutWww(host: string): string {
  return host.startsWith('www.') ? host.slice(4) : host;
}
