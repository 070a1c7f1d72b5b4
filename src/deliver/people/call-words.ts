// A call in words: who, when, how long, and where they came from.
import { majorText } from '../../core/money.ts';
import { formatForPeople } from '../../core/phone.ts';
import type { Told, ToldDeal } from '../told.ts';
import type { Fact } from './message.ts';
import type { PeopleWords } from './words.ts';

/** So that one long address or keyword does not fill a telephone's screen. */
const LONGEST = 200;

/** The caller's name, if the business knows it, and phone. */
export function who({ call }: Told, words: PeopleWords): string {
  const phone = call?.caller ? formatForPeople(call.caller) : words.hidden;
  const { name, vip } = call?.contact ?? {};
  return [name && vip ? `${name} (${words.vip})` : name, phone].filter(Boolean).join(', ');
}

type Course = 'ringing' | 'talking' | 'answered' | 'missed' | 'cut-off' | 'out' | 'spam';
const ICONS: Record<Course, string> = {
  ...{ ringing: '🔔', talking: '📞', answered: '✅', missed: '❌', 'cut-off': '⚡', out: '📤', spam: '🚫' },
};

function courseOf({ call }: Told): Course {
  if (!call) return 'answered';
  if (call.spam) return 'spam';
  return call.direction === 'out' && call.endedAt ? 'out' : call.status;
}

export const callIcon = (told: Told): string => ICONS[courseOf(told)];
export const callTitle = (told: Told, words: PeopleWords): string => words[courseOf(told)](who(told, words));
/** The same without its caller: 'Missed call'. */
export const callState = (told: Told, words: PeopleWords): string => words[courseOf(told)]('').replace(/: $/, '');

/** What is known, most wanted first. */
export function callFacts(told: Told, words: PeopleWords): Fact[] {
  const { call, visit, site } = told;
  if (!call) return [];
  const { facts: label } = words;
  const said = call.attribution?.campaign;
  const isOver = call.endedAt !== null;
  const all: [string, string | null | undefined][] = [
    [label.when, moment(call.startedAt, site.timeZone, words.locale)],
    [label.why, call.missedReason && words.why[call.missedReason]],
    [label.waited, isOver && !call.answeredAt ? span(call.waitSeconds) : null],
    [label.talk, isOver && call.answeredAt ? span(call.talkSeconds) : null],
    [label.answeredBy, call.answeredBy],
    [label.firstTime, call.firstTime && call.direction === 'in' ? words.yes : null],
    [label.source, sourceText(told, words)],
    [label.campaign, said?.campaign],
    [label.term, call.attribution?.term],
    [label.page, visit && pageText(visit.landingPage)],
    [label.place, visit && ([visit.city, visit.region].find(Boolean) ?? null)],
    [label.number, formatForPeople(call.number)],
    [label.manager, call.contact?.manager?.name],
    [label.category, call.category && words.categories[call.category]],
    [label.tags, [...new Set([...call.tags, ...(call.contact?.tags ?? [])])].join(', ')],
  ];
  return all.flatMap(([name, text]) => (text ? [{ label: name, text: cut(text) }] : []));
}

/** «Контекстная реклама: yandex / cpc, 97 %» */
export function sourceText({ call }: Told, words: PeopleWords): string | null {
  const { channel, campaign } = call?.attribution ?? {};
  if (!channel) return null;
  const named = [campaign?.source, campaign?.medium].filter(Boolean).join(' / ');
  const channelName = words.channels[channel.channel] ?? channel.channel;
  const sure = words.sure(Math.round((campaign?.probability ?? channel.probability) * 100));
  return `${[channelName, named].filter(Boolean).join(': ')}, ${sure}`;
}

export function dealFacts({ stage, amount }: ToldDeal, { facts: label, locale }: PeopleWords): Fact[] {
  return [
    ...(stage ? [{ label: label.stage, text: cut(stage.name) }] : []),
    ...(amount ? [{ label: label.amount, text: money(amount, locale) }] : []),
  ];
}

const money = ({ minor, currency }: { minor: number; currency: string }, locale: string) =>
  new Intl.NumberFormat(locale, { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' }).format(
    Number(majorText(minor, currency)),
  );

/** '22 November, 14:05' by the site's clock. */
export const moment = (at: string | Date, timeZone: string, locale: string): string =>
  new Date(at).toLocaleString(locale, {
    ...{ timeZone, day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
  });

/** 65 → '1:05', 3665 → '1:01:05' */
export function span(seconds: number | null): string {
  const whole = Math.round(seconds ?? 0);
  const two = (value: number) => `${value}`.padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

const pageText = (page: string) => (URL.canParse(page) ? `${new URL(page).host}${new URL(page).pathname}` : page);
const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
