// What of the page's address and cookies is told to /collect, and nothing else. Pure.

// The parameters of CAMPAIGN_PARAMETERS (src/core/source-tags.ts), by what they end with, so that click ids to come pass too.
// The server chooses among them again; what is private to the page stays on it.
const CAMPAIGN = /(?<=[?&])(utm_|\w*((c(l\w*|c)?|bra|fat_|lt)id|stat|epik|from)=)[^&#]*/g;

// _ga=GA1.1.<client id>, _ga_X=GS1.1.<session>.… or GS2.1.s<session>$…, _ym_uid, _fbp, _fbc, _ttp whole.
const COOKIE = /\b_(ga|ym|fb[cp]|ttp)(?:_[uA-Z\d]\w+)?=(?:GS\d.\d+.s?(\d+)|(?:GA\d.[\d-]+.)?([^;]+))/g;

/** An address without its query and fragment. */
export const bareAddress = (address: string): string => address.split(/[#?]/)[0]!;

/** The page's address with its campaign and click parameters only. */
export const campaignAddress = (address: string): string =>
  `${bareAddress(address)}?${(address.match(CAMPAIGN) || []).join('&')}`;

/** Ids that Google Analytics (`ga`, session `gas`), Metrica (`ym`), Meta and TikTok gave this browser. */
export function outsideIds(cookies: string): Record<string, string> {
  const ids: Record<string, string> = {};
  for (const [, name, session, id] of cookies.matchAll(COOKIE)) ids[session ? 'gas' : name!] = session || id!;
  return ids;
}
