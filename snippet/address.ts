// What of the page's address and cookies is told to /collect, and nothing else. Pure.

// The parameters of CAMPAIGN_PARAMETERS (src/core/source/source-tags.ts), by what they end with, so that click ids to come pass too
// ([0-i]: digits, a to i, and _).
// The server chooses among them again; what is private to the page stays on it.
const CAMPAIGN = /(?<=[?&])(utm_|\w*((a|c(l\w*)?|t_?)id|stat|epik|from|sub[0-i]*)=)[^&#]*/g;

// Of Google Analytics, Metrica, Meta and TikTok; the server reads the ids in them.
const COOKIES = /\b_(ga|ym_u|fb|ttp)[^;]*/g;

/** An address without its query and fragment. */
export const bareAddress = (address: string): string => address.replace(/[#?].*/, '');

/** The page's address with its campaign and click parameters only. */
export const campaignAddress = (address: string): string =>
  `${bareAddress(address)}?${(address.match(CAMPAIGN) || []).join('&')}`;

/** The cookies in which counters keep what they call this browser, as they are; null: there are none. */
export const countersCookies = (cookies: string): string[] | null => cookies.match(COOKIES);
