// Where a visit came from: read from its landing address and its referrer, by rules that can be read aloud.
//
// What the owner wrote (utm_…) is stronger than a click id, that is stronger than the referrer. The site's own pages
// are never a source. Values are kept as written, except that source and medium are lower-cased, so that one source is
// one row of the report.

import { isOwnHost } from './origin.ts';
import { placeOfWord, readReferrer } from './source-lookup.ts';
import { MEDIUMS, type MediumKind, type PlaceKind } from './source-places.ts';
import { type ClickIds, type Clue, isClickId, readLanding, type Tags } from './source-tags.ts';

export { CAMPAIGN_PARAMETERS, type ClickIds } from './source-tags.ts';

export type Channel =
  | 'paid-search'
  | 'paid-social'
  | 'paid-other'
  | 'organic'
  | 'social'
  | 'referral'
  | 'email'
  | 'messenger'
  | 'maps'
  | 'ai'
  | 'direct'
  | 'offline';

/** channel › source › medium › campaign › ad group › content › term; null where nothing was said. At most 200 UTF-16 units each. */
export type Source = Tags & { channel: Channel };

/** What the channel rules look at. `click`: what a click id proves. */
type Facts = {
  medium: MediumKind | null;
  place: PlaceKind | null;
  click: PlaceKind | null;
  tagged: boolean;
  referred: boolean;
};

const isPaid = ({ medium }: Facts) => medium === 'paid' || medium === 'display';
const isTalk = ({ place }: Facts) => place === 'social' || place === 'messenger';

/** The channels' definition: the first rule that holds decides. */
const CHANNEL_RULES: readonly (readonly [Channel, (facts: Facts) => boolean])[] = [
  ['offline', ({ medium }) => medium === 'offline'],
  ['maps', ({ medium, place }) => medium === 'maps' || place === 'maps'],
  ['paid-social', ({ medium }) => medium === 'paid-social'],
  ['paid-social', ({ click, place }) => click === 'social-ads' || place === 'social-ads'],
  ['paid-social', (facts) => isPaid(facts) && isTalk(facts)],
  ['paid-search', ({ medium }) => medium === 'paid-search'],
  ['paid-other', ({ medium }) => medium === 'display'],
  ['paid-other', ({ click, place }) => click === 'display-ads' || place === 'display-ads'],
  ['paid-search', ({ click, place }) => click === 'search-ads' || place === 'search-ads'],
  ['paid-search', (facts) => isPaid(facts) && facts.place === 'search'],
  ['paid-other', isPaid],
  ['referral', ({ medium }) => medium === 'referral'],
  ['ai', ({ medium, place }) => medium === 'ai' || place === 'ai'],
  ['email', ({ medium, place }) => medium === 'email' || place === 'email'],
  ['messenger', ({ medium, place }) => medium === 'messenger' || place === 'messenger'],
  ['social', ({ medium, place }) => medium === 'social' || place === 'social'],
  ['organic', ({ medium, place }) => medium === 'organic' || place === 'search'],
  ['referral', ({ tagged, referred }) => tagged || referred],
  ['direct', () => true],
];

/** The medium of a visit that nobody tagged. */
const UNTAGGED_MEDIUM: Readonly<Record<PlaceKind, string>> = {
  search: 'organic',
  social: 'social',
  messenger: 'messenger',
  maps: 'maps',
  ai: 'ai',
  email: 'email',
  'search-ads': 'cpc',
  'social-ads': 'cpc',
  'display-ads': 'cpc',
};

const mediumKinds = new Map(
  Object.entries(MEDIUMS).flatMap(([kind, words]) => words.map((word) => [word, kind as MediumKind] as const)),
);

export type Arrival = { landing: string; referrer: string; ownOrigins: readonly string[] };

/**
 * The source of a visit that begins at `landing` (an http(s) address with its query) and came from `referrer` ('' for
 * none). Addresses that can't be read count as saying nothing; this never throws.
 */
export function sourceOf({ landing, referrer, ownOrigins }: Arrival): { source: Source; clickIds: ClickIds } {
  const { tags, clickIds, click, label } = readLanding(landing);
  // A stated source is not overruled, nor completed, by where the link happened to be placed.
  const stated = clueOfWord(tags.source);
  const referred = stated ? null : referrerClue(referrer, landing, ownOrigins);
  const labelled = stated ? null : clueOfWord(label, 'referral');
  const channel = channelOf({
    medium: mediumKindOf(tags.medium),
    place: stated?.kind ?? click?.kind ?? referred?.kind ?? labelled?.kind ?? null,
    click: click?.kind ?? null,
    tagged: label !== null || Object.values(tags).some((tag) => tag !== null),
    referred: referred !== null,
  });
  const source = stated?.name ?? click?.name ?? referred?.name ?? labelled?.name ?? null;
  const medium = tags.medium ?? click?.medium ?? referred?.medium ?? labelled?.medium ?? null;
  return { source: { channel, ...tags, source, medium }, clickIds };
}

/**
 * Does a page view at `landing` come from another campaign than the visit it says it belongs to? So it does when its
 * address carries a utm value or a click id that the visit's source lacks. An address without any, or the landing page
 * seen again, goes on with the visit.
 */
export function isNewCampaign(landing: string, visit: { source: Tags; clickIds: ClickIds }): boolean {
  const { tags, clickIds } = readLanding(landing);
  const names = Object.keys(tags) as (keyof Tags)[];
  return (
    names.some((name) => tags[name] !== null && tags[name] !== visit.source[name]) ||
    Object.entries(clickIds).some(([name, id]) => isClickId(name) && visit.clickIds[name] !== id)
  );
}

/** The levels that make a campaign inside its channel. */
export type Campaign = Pick<Tags, 'source' | 'medium' | 'campaign'>;

const SEPARATOR = '\u001e'; // cleaned text has no control characters

/** One opaque word for source, medium and campaign: what attribution calls a campaign inside its channel. */
export function campaignKey({ source, medium, campaign }: Campaign): string {
  return [source, medium, campaign].map((part) => part ?? '').join(SEPARATOR);
}

/** What a campaign key was made of. */
export function readCampaignKey(key: string): Campaign {
  const [source, medium, campaign] = key.split(SEPARATOR).map((part) => (part === '' ? null : part));
  return { source: source ?? null, medium: medium ?? null, campaign: campaign ?? null };
}

function channelOf(facts: Facts): Channel {
  return CHANNEL_RULES.find(([, holds]) => holds(facts))?.[0] ?? 'direct';
}

function mediumKindOf(medium: string | null): MediumKind | null {
  const word = medium?.replace(/[\s_]+/g, '-') ?? '';
  return mediumKinds.get(word) ?? (word.startsWith('paid') ? 'paid' : null);
}

function clueOfWord(word: string | null, medium: string | null = null): Clue | null {
  return word === null ? null : { name: word, medium, kind: placeOfWord(word)?.kind ?? null };
}

function referrerClue(referrer: string, landing: string, ownOrigins: readonly string[]): Clue | null {
  const read = readReferrer(referrer);
  if (!read || isOwnHost(read.host, ownOrigins) || isOwnHost(read.host, [landing.split('/', 3).join('/')])) return null;
  const kind = read.place?.kind ?? null;
  return { name: read.name, medium: kind ? UNTAGGED_MEDIUM[kind] : 'referral', kind };
}
