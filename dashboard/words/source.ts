// Names of channels and sources, and the one line that says where a call is from and how sure that is.
import type { TFunction } from 'i18next';
import type { AttributionSummary } from '../../src/api/wire.ts';

const CHANNELS = [
  'paid-search',
  'paid-social',
  'paid-other',
  'organic',
  'social',
  'referral',
  'email',
  'messenger',
  'maps',
  'ai',
  'direct',
  'offline',
  'unknown',
] as const;

export type Channel = (typeof CHANNELS)[number];

/** Channels one can choose in a filter or bind a static number to. */
export const CHOOSABLE_CHANNELS: readonly Channel[] = CHANNELS.filter((channel) => channel !== 'unknown');

const isChannel = (name: string): name is Channel => (CHANNELS as readonly string[]).includes(name);

/** paid-search → Paid search; a channel we do not know keeps its own name. */
export const channelName = (channel: string, t: TFunction) => (isChannel(channel) ? t(`channel.${channel}`) : channel);

// Proper names of the usual utm_source values. Others are shown exactly as tagged, since people search for them so.
const BRANDS: Record<string, string> = {
  google: 'Google',
  yandex: 'Yandex',
  vk: 'VK',
  bing: 'Bing',
  facebook: 'Facebook',
  instagram: 'Instagram',
  tiktok: 'TikTok',
  telegram: 'Telegram',
  youtube: 'YouTube',
  duckduckgo: 'DuckDuckGo',
  chatgpt: 'ChatGPT',
  perplexity: 'Perplexity',
  '2gis': '2GIS',
};
const RUSSIAN_BRANDS: Record<string, string> = { yandex: 'Яндекс', vk: 'ВКонтакте', '2gis': '2ГИС' };

/** yandex → Yandex or Яндекс; anything else as it was tagged. */
export function sourceName(source: string, language: string): string {
  return (language === 'ru' ? RUSSIAN_BRANDS[source] : undefined) ?? BRANDS[source] ?? source;
}

/** What a source is called by; the medium is not among it, since the channel says it in words. */
export interface SourceParts {
  source: string | null;
  campaign: string | null;
}

/** Yandex / spring, or only Yandex; null where the channel alone says it all. */
export function sourceTitle(parts: SourceParts, language: string): string | null {
  const source = parts.source ? sourceName(parts.source, language) : null;
  return [source, parts.campaign].filter(Boolean).join(' / ') || null;
}

/** Yandex / spring · Paid search, or only Direct: a source in one line. */
export function sourceWords(parts: SourceParts & { channel: string }, t: TFunction, language: string): string {
  return [sourceTitle(parts, language), channelName(parts.channel, t)].filter(Boolean).join(' · ');
}

/** What the best answer comes to: a campaign, only a channel, or unknown; null title: nothing is known. */
export interface Answer {
  level: 'campaign' | 'channel' | 'unknown';
  title: string;
  /** The channel, when the title does not already say it. */
  channel: string | null;
  term: string | null;
  probability: number | null;
}

/** The honest one-line answer: the finest level the server was ready to name. */
export function answer(attribution: AttributionSummary | null, t: TFunction, language: string): Answer {
  const channel = attribution?.channel ?? null;
  const channelTitle = channel && channel.channel !== 'unknown' ? channelName(channel.channel, t) : null;
  const campaign = attribution?.campaign ?? null;
  const campaignTitle = campaign ? sourceTitle(campaign, language) : null;
  if (campaign && campaignTitle) {
    const term = attribution?.term ?? null;
    return { level: 'campaign', title: campaignTitle, channel: channelTitle, term, probability: campaign.probability };
  }
  if (channel && channelTitle) {
    return { level: 'channel', title: channelTitle, channel: null, term: null, probability: channel.probability };
  }
  return { level: 'unknown', title: t('source.unknown'), channel: null, term: null, probability: null };
}
