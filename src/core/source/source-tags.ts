// Reads what a landing address says of its campaign: utm parameters, click ids, Openstat, labels.

import { cleanText } from '../text.ts';
import { placeOfHost } from './source-lookup.ts';
import { CLICK_IDS, type PlaceKind, TRACKER_CLICK_IDS, TRACKER_IDS } from './source-places.ts';

/** What the owner wrote into the link. */
export type Tags = {
  source: string | null;
  medium: string | null;
  campaign: string | null;
  adGroup: string | null;
  content: string | null;
  term: string | null;
};

/** Click ids by their parameter's name, verbatim: { yclid: '…' }. */
export type ClickIds = Record<string, string>;

/** A hint at the source: how it would be named, its medium, and what kind of place it is. */
export type Clue = { name: string | null; medium: string | null; kind: PlaceKind | null };

export type Landing = { tags: Tags; clickIds: ClickIds; click: Clue | null; label: string | null };

const TEXT_LIMIT = 200; // what the API's filters take
const CLICK_ID_LIMIT = 500; // the longest seen (fbclid, epik) stay below 300

const NAMES = {
  source: ['utm_source'],
  medium: ['utm_medium'],
  campaign: ['utm_campaign', 'utm_id'],
  adGroup: ['utm_adgroup', 'utm_group', 'utm_adset'],
  content: ['utm_content'],
  term: ['utm_term', 'utm_keyword'],
} as const;
const OPENSTAT = ['openstat', '_openstat'];
const LABEL = 'from';

/** All parameters that are read, in lower case. A page needs to send no others, and no other is kept. */
export const CAMPAIGN_PARAMETERS: readonly string[] = [
  ...Object.values(NAMES).flat(),
  ...CLICK_IDS.map(({ name }) => name),
  ...OPENSTAT,
  LABEL,
  ...TRACKER_CLICK_IDS,
  ...TRACKER_IDS,
];
const READ = new Set(CAMPAIGN_PARAMETERS);
const CLICKS = new Set([...CLICK_IDS.map(({ name }) => name), ...OPENSTAT, ...TRACKER_CLICK_IDS]);
const IDS = new Set([...CLICKS, ...TRACKER_IDS]);

/** Is a page with another value of it a page of another click? */
export const isClickId = (name: string): boolean => CLICKS.has(name);

/** Reads a landing address with its query; one that can't be read says nothing. */
export function readLanding(landing: string): Landing {
  const said = parametersOf(landing);
  const clickIds = readClickIds(said);
  const openstat = readOpenstat(said);
  const tags: Tags = {
    source: tagOf(said, NAMES.source)?.toLowerCase() ?? null,
    medium: tagOf(said, NAMES.medium)?.toLowerCase() ?? null,
    campaign: tagOf(said, NAMES.campaign) ?? openstat?.campaign ?? null,
    adGroup: tagOf(said, NAMES.adGroup),
    content: tagOf(said, NAMES.content) ?? openstat?.content ?? null,
    term: tagOf(said, NAMES.term),
  };
  const label = tagOf(said, [LABEL])?.toLowerCase() ?? null;
  return { tags, clickIds, click: clickClue(clickIds) ?? openstat, label };
}

/** The first value of each parameter that is read and not empty; names are told apart without regard to case. */
function parametersOf(landing: string): ReadonlyMap<string, string> {
  const said = new Map<string, string>();
  const start = landing.indexOf('?') + 1;
  if (start === 0) return said;
  const hash = landing.indexOf('#', start);
  for (const pair of landing.slice(start, hash < 0 ? undefined : hash).split('&')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals)).toLowerCase();
    if (!READ.has(name) || said.has(name)) continue;
    const value = decode(pair.slice(equals + 1));
    if (value !== '') said.set(name, value);
  }
  return said;
}

/** As forms do it (URL Standard § 5.1): what can't be decoded becomes U+FFFD. */
function decode(value: string): string {
  return /[%+]/.test(value) ? (new URLSearchParams(`v=${value}`).get('v') ?? '') : value;
}

function tagOf(said: ReadonlyMap<string, string>, names: readonly string[]): string | null {
  for (const name of names) {
    const value = withoutMacros(cleanText(said.get(name), TEXT_LIMIT));
    if (value !== null) return value;
  }
  return null;
}

// A macro that the ad system did not fill in: {keyword} (Yandex.Direct, Google Ads), {{campaign_name}} (VK, Meta),
// __CAMPAIGN_NAME__ (TikTok). It is no value; what the owner wrote around it is.
const MACRO = /\{\{?[\w.:| -]*\}?\}|__[A-Z][A-Z_]*__/g;

function withoutMacros(value: string | null): string | null {
  if (value === null || !/\{|__/.test(value)) return value;
  const rest = value.replace(MACRO, '').replace(/^[\s|_.:;,-]+|[\s|_.:;,-]+$/g, '');
  return rest === '' ? null : rest;
}

function readClickIds(said: ReadonlyMap<string, string>): ClickIds {
  const ids: ClickIds = {};
  for (const [name, value] of said) {
    if (
      IDS.has(name) &&
      value.length <= CLICK_ID_LIMIT &&
      /^[\x21-\x7e]+$/.test(value) &&
      withoutMacros(value) === value
    )
      ids[name] = value;
  }
  return ids;
}

function clickClue(clickIds: ClickIds): Clue | null {
  const known = CLICK_IDS.find(({ name }) => name in clickIds);
  return known ? { name: known.place, medium: known.medium, kind: known.kind } : null;
}

/** Openstat is base64 of 'service;campaign;ad;place', such as 'direct.yandex.ru;123;456;yandex.ru:premium'. */
function readOpenstat(
  said: ReadonlyMap<string, string>,
): (Clue & { campaign: string | null; content: string | null }) | null {
  const given = said.get('openstat') ?? said.get('_openstat');
  if (!given) return null;
  const [service = '', campaign, content] = (given.includes(';') ? given : decodeBase64(given)).split(';');
  const place = placeOfHost(service);
  const name = place?.name ?? cleanText(service.toLowerCase(), TEXT_LIMIT);
  if (name === null) return null;
  return {
    name,
    medium: 'cpc',
    kind: place?.kind ?? 'display-ads',
    campaign: withoutMacros(cleanText(campaign, TEXT_LIMIT)),
    content: withoutMacros(cleanText(content, TEXT_LIMIT)),
  };
}

function decodeBase64(text: string): string {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}
