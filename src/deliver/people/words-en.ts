// English: what people are told in messages.
import type { MissedReason } from '../../core/call.ts';
import type { CallCategory } from '../../core/category.ts';
import { noticesEn } from './notices-en.ts';

export const en = {
  locale: 'en-GB',
  ringing: (who: string) => `Calling now: ${who}`,
  talking: (who: string) => `Talking now: ${who}`,
  answered: (who: string) => `Call: ${who}`,
  missed: (who: string) => `Missed call: ${who}`,
  'cut-off': (who: string) => `Call cut off: ${who}`,
  out: (who: string) => `Call of ours: ${who}`,
  recording: (who: string) => `Recording: ${who}`,
  late: (who: string) => `Not called back in time: ${who}`,
  spam: (who: string) => `Spam: ${who}`,
  hidden: 'hidden number',
  vip: 'VIP',
  facts: {
    ...{ client: 'Client', when: 'When', waited: 'Waited', talk: 'Talk', answeredBy: 'Answered by', why: 'Why' },
    ...{ source: 'Source', campaign: 'Campaign', term: 'Keyword', page: 'Page', place: 'From', number: 'Called' },
    ...{
      firstTime: 'First call',
      manager: 'Manager',
      tags: 'Tags',
      category: 'Category',
      stage: 'Stage',
      amount: 'Amount',
    },
  },
  yes: 'yes',
  why: {
    ...{ 'caller-hung-up': 'the caller hung up', 'no-answer': 'nobody answered', busy: 'busy' },
    ...{ unavailable: 'nobody could be reached', rejected: 'rejected' },
  } as Record<MissedReason, string>,
  categories: {
    ...{ hot: 'hot', warm: 'warm', cold: 'cold', target: 'target', 'not-target': 'not target' },
  } as Record<CallCategory, string>,
  sure: (percent: number) => `${percent} %`,
  channels: {
    ...{ 'paid-search': 'Paid search', 'paid-social': 'Paid social', 'paid-other': 'Other paid', organic: 'Search' },
    ...{ social: 'Social networks', referral: 'Referrals', email: 'E-mail', messenger: 'Messengers', maps: 'Maps' },
    ...{ ai: 'AI assistants', direct: 'Direct', offline: 'Offline ads' },
  } as Readonly<Record<string, string>>,
  unknownSource: 'Unknown',
  deal: {
    open: (title: string) => `Deal moved: ${title}`,
    won: (title: string) => `Deal won: ${title}`,
    lost: (title: string) => `Deal lost: ${title}`,
  },
  untitled: 'untitled',
  day: {
    title: (day: string, site: string) => `${site}: ${day}`,
    ...{ calls: 'Calls', answered: 'Answered', missed: 'Missed', firstTime: 'First-time callers', talk: 'Talk time' },
    ...{ recovered: 'Missed callers reached since', waiting: 'Missed callers still waiting', spam: 'Spam' },
    ...{ parked: 'Deliveries that need a look', sources: 'By source' },
    of: (part: number, whole: number) => `${part} of ${whole}`,
    missedOf: (calls: number, missed: number) => (missed > 0 ? `${calls}, missed ${missed}` : `${calls}`),
    none: 'No calls that day.',
  },
  notices: noticesEn,
  openDeal: 'Open the deal',
  ...{ openCard: 'Open the card', openDay: 'Open the reports', openNotice: 'Open Dialtrace', listen: 'Listen' },
  ...{ callBack: 'Call back', markSpam: 'Spam' },
  acts: {
    ...{ marked: 'Marked as spam', already: 'Nothing to do: it has been done', calling: 'An agent is being rung' },
    ...{ refused: 'Not done: open the card to see why', gone: 'There is no such call any more' },
  },
  footer: (site: string) =>
    `Dialtrace tells you this about ${site}. What is told, and when, is set under Destinations.`,
};
