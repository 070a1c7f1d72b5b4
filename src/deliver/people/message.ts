// An event as people are told it: a heading, facts, ways on. How it looks is the business of whoever sends it.
import type { ToldSite } from '../../store/told.ts';
import type { Way } from '../port.ts';
import type { Told } from '../told.ts';
import { callFacts, callIcon, callTitle, dealFacts, who } from './call-words.ts';
import { dayMessage } from './day-words.ts';
import { noticeFacts } from './notice-facts.ts';
import { ownWords } from './own-words.ts';
import { type Language, type PeopleWords, WORDS } from './words.ts';

export type Fact = { label: string; text: string };
export type Link = { text: string; url: string };
export type Message = {
  /** one emoji */
  icon: string;
  title: string;
  /** the owner's own words, encoded already: they stand instead of the heading and the facts */
  own: string | null;
  text: string | null;
  parts: readonly { title: string | null; facts: readonly Fact[] }[];
  /** where more is to be seen, the most wanted first */
  links: readonly Link[];
  site: ToldSite;
};
export type MessageOptions = {
  language: Language;
  /** of templates by their fields; an empty one is none */
  settings: Readonly<Record<string, string>>;
  /** a value that goes into a template, as the far side wants it */
  encode: (value: string) => string;
  cardUrl: Way['cardUrl'];
  /** of the talk; without it the talk itself goes along */
  listenUrl?: Way['recordingUrl'];
};

/** Null: there is nothing to tell. */
export function messageOf(told: Told, options: MessageOptions): Message | null {
  const words = WORDS[options.language];
  const { event, call, day, notice, deal, site } = told;
  const home = (text: string) => ({ text, url: new URL('/', options.cardUrl('-')).href });
  const base = { own: null, text: null, links: [], site };
  if (event.type === 'day.ended')
    return day ? { ...base, ...dayMessage(day, site, words), links: [home(words.openDay)] } : null;
  if (event.type === 'notice.raised') {
    if (!notice || notice.ended) return null;
    const [title, text] = words.notices[notice.kind](noticeFacts(notice.data));
    return { ...base, icon: '⚠️', title, text, parts: [], links: [home(words.openNotice)] };
  }
  if (!call) return null;
  if (event.type === 'call-back.late' && told.task?.closedAt) return null; // somebody has called back meanwhile
  const links = [{ text: words.openCard, url: options.cardUrl(call.id) }];
  if (event.type === 'deal.changed') {
    if (!deal) return null;
    const title = words.deal[deal.status](deal.title || words.untitled);
    const facts = [...dealFacts(deal, words), { label: words.facts.client, text: who(told, words) }];
    if (deal.url && URL.canParse(deal.url)) links.unshift({ text: words.openDeal, url: deal.url });
    return { ...base, icon: DEAL_ICONS[deal.status], title, parts: [{ title: null, facts }], links };
  }
  const own = ownWords(told, options);
  const facts = callFacts(told, words);
  if (event.type === 'call.recording-ready' && options.listenUrl)
    links.unshift({ text: words.listen, url: options.listenUrl(call.id) });
  return { ...base, ...headingOf(told, words), own, parts: [{ title: null, facts }], links };
}

const DEAL_ICONS = { open: '💼', won: '💰', lost: '💼' } as const;

function headingOf(told: Told, words: PeopleWords): Pick<Message, 'icon' | 'title'> {
  const name = who(told, words);
  switch (told.event.type) {
    case 'call.recording-ready':
      return { icon: '🎧', title: words.recording(name) };
    case 'call-back.late':
      return { icon: '⏰', title: words.late(name) };
    default:
      return { icon: callIcon(told), title: callTitle(told, words) };
  }
}
