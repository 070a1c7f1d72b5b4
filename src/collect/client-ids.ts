// What other systems call the visitor's browser, by the cookies they keep on the page.

/** Ids by their system: `ga`, `ga_session`, `ym`, `fbp`, `fbc`, `ttp`. */
export type ClientIds = Record<string, string>;

// _ga=GA1.1.<client id>; _ga_X=GS1.1.<session>.… or GS2.1.s<session>$… (a property each, the last counts); the others whole.
const COOKIE = /^_(?:(ga)=GA\d\.[\d-]+\.(.+)|(ga)_\w+=GS\d\.\d+\.s?(\d+).*|(ym)_uid=(.+)|(fbp|fbc|ttp)=(.+))$/;
const ID = /^[\x21-\x7e]{1,200}$/;

/** Reads cookies ('_ga=GA1.1.123.456'); what is no id of a system we know, or spoiled, is left out. */
export function clientIdsOf(cookies: readonly string[]): ClientIds {
  const ids: ClientIds = {};
  for (const cookie of cookies) {
    const [, ga, client, gaSession, session, ym, uid, name, whole] = COOKIE.exec(cookie) ?? [];
    const id = client ?? session ?? uid ?? whole ?? '';
    if (ID.test(id)) ids[ga ?? (gaSession && 'ga_session') ?? ym ?? name ?? ''] = id;
  }
  return ids;
}
