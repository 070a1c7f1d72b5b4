// VK Реклама, goals: a call, or the deal that came of it, reaches a goal of the pixel by the click on the ad, from server to
// server. https://ads.vk.com/help/general/sites/offline_events
import { fill } from '../../core/template.ts';
import { fieldsOf } from '../fields.ts';
import type { Destination, DestinationTold, Item, Outcome, Way } from '../port.ts';
import { whatNow } from '../what-now.ts';

const DAY_MS = 86_400_000;
const LAPSES_MS = 30 * DAY_MS; // it dates a goal by when it hears of it

export const vkAds: Destination = {
  kind: 'vk-ads',
  group: 'ads',
  fields: [
    { name: 'pixel', kind: 'text', required: true, pattern: '[0-9]{4,12}', example: '3610766' },
    { name: 'goal', kind: 'text', required: true, pattern: '[^/;?&#\\s]{1,100}', example: 'call' },
    { name: 'dealStatus', kind: 'choice', required: false, options: ['won', 'open', 'lost', 'any'], example: 'won' },
    { name: 'price', kind: 'template', required: false, example: '500' },
    { name: 'weighted', kind: 'flag', required: false, example: 'yes' },
    {
      ...{ name: 'leastVisit', kind: 'number', required: false, byDefault: '0' },
      ...{ pattern: '0|1|0?[.][0-9]{1,3}', example: '0.5' },
    },
    { name: 'byVisitor', kind: 'flag', required: false, example: 'yes' },
  ],
  takes: ['call.finished', 'call.qualified', 'call.tagged', 'deal.changed'],
  byDefault: ['call.finished'],
  repeats: 'unknown', // a pixel counts whatever comes
  reasons: ['no-click', 'already-told', 'not-over', 'other-status', 'no-call'],
  limits: { perSecond: 5, parallel: 2 },
  lapsesAfter: {
    'call.finished': LAPSES_MS,
    'call.qualified': LAPSES_MS,
    'call.tagged': LAPSES_MS,
    'deal.changed': LAPSES_MS,
  },
  deliver: (items, to, way) => Promise.all(items.map((item) => deliver(item, to, way))),
};

async function deliver(item: Item, { settings }: DestinationTold, way: Way): Promise<Outcome> {
  const why = whyNot(item, settings);
  if (why) return { kind: 'skipped', reason: why };
  const { call, deal } = item.told;
  const key: [string, string] = deal ? ['deal', deal.id] : ['call', call?.id ?? ''];
  const before = item.trial ? undefined : await way.linked(...key);
  if (before && before !== item.id) return { kind: 'skipped', reason: 'already-told' };
  const url = goalAddress(item, settings);
  if (!url) return { kind: 'skipped', reason: 'no-click' };
  const outcome = whatNow(await way.ask({ method: 'GET', url }));
  if (outcome.kind === 'done') await way.link(...key, item.id);
  return outcome;
}

function whyNot({ told: { call, deal } }: Item, settings: DestinationTold['settings']): string | null {
  if (!call) return 'no-call';
  if (call.direction === 'out' && !deal) return 'direction';
  const wanted = settings.dealStatus || 'won';
  if (deal) return wanted === 'any' || deal.status === wanted ? null : 'other-status';
  return call.endedAt ? null : 'not-over';
}

/** The address that counts the goal, its parts parted by semicolons; undefined: nobody knows by which click they came. */
export function goalAddress({ told }: Item, settings: Readonly<Record<string, string>>): string | undefined {
  const { call, visit } = told;
  const probability = call?.attribution?.visit?.probability ?? 0;
  if (!visit || probability < Number(settings.leastVisit ?? 0)) return undefined;
  const click = visit.clickIds.rb_clickid;
  if (!click && !settings.byVisitor) return undefined;
  const who = click ? `rb_clickid=${encodeURIComponent(click)}` : `userid=${encodeURIComponent(visit.visitorId)}`;
  const amount = Number(
    fill(settings.price ?? '', fieldsOf(told))
      .replace(/\s/g, '')
      .replace(',', '.') || Number.NaN,
  );
  const value = amount >= 0 ? `${Math.round(settings.weighted ? amount * probability : amount)}` : '';
  const { pixel = '', goal = '' } = settings;
  return `https://top-fwz1.mail.ru/tracker?id=${pixel};e=RG%3A${value}/${encodeURIComponent(goal)};${who}`;
}
