// What a person types as the address of a website → an origin the API accepts.

/** shop.example/catalog → https://shop.example; *.shop.example is kept; null when it is not an address. */
export function originOf(typed: string): string | null {
  const withScheme = /^https?:\/\//i.test(typed.trim()) ? typed.trim() : `https://${typed.trim()}`;
  const found = /^(https?):\/\/(\*\.)?([\p{L}\p{N}.-]+(:\d{1,5})?)(\/.*)?$/iu.exec(withScheme);
  const [scheme, anySubdomain, host] = [found?.[1]?.toLowerCase(), found?.[2] ?? '', found?.[3]];
  if (!scheme || !host || !/^(localhost|[^.-][^.]*(\.[^.]+)+)(:\d+)?$/i.test(host)) return null;
  return `${scheme}://${anySubdomain}${asciiHost(scheme, host)}`;
}

/** The host names among what was typed, each once, as browsers have them: https://Club.shop/x → club.shop; *.shop stays. */
export function hostsOf(typed: readonly string[]): string[] {
  const hosts = typed.flatMap(
    (one) =>
      originOf(one)
        ?.replace(/^https?:\/\//, '')
        .replace(/:\d+$/, '') ?? [],
  );
  return [...new Set(hosts)];
}

// A browser's Origin header has the ASCII form without the usual port: магазин.рф → xn--80aairftm.xn--p1ai
function asciiHost(scheme: string, host: string): string {
  try {
    return new URL(`${scheme}://${host}`).host;
  } catch {
    return host.toLowerCase();
  }
}
