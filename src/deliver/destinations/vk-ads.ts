// VK Реклама, goals: a call, or the deal that came of it, reaches a goal of the pixel by the click on the ad, from server to
// server. https://ads.vk.com/help/general/sites/offline_events
import type { Destination, DestinationTold, Item, Outcome, Response, Way } from '../port.ts';
import { whatNow } from '../what-now.ts';
import {
  DEAL_STATUS,
  GOAL_REASONS,
  isSureEnough,
  keyOf,
  LEAST_VISIT,
  noGoal,
  PRICE_FIELDS,
  worthOf,
} from './goals/goal.ts';

const DAY_MS = 86_400_000;
const LAPSES_MS = 30 * DAY_MS; // it dates a goal by when it hears of it

export const vkAds: Destination = {
  kind: 'vk-ads',
  group: 'ads',
  fields: [
    { name: 'pixel', kind: 'text', required: true, pattern: '[0-9]{4,12}', example: '3610766' },
    { name: 'goal', kind: 'text', required: true, pattern: '[^/;?&#\\s]{1,100}', example: 'call' },
    DEAL_STATUS,
    ...PRICE_FIELDS,
    LEAST_VISIT,
    { name: 'byVisitor', kind: 'flag', required: false, example: 'yes' },
  ],
  takes: ['call.finished', 'call.qualified', 'call.tagged', 'deal.changed'],
  byDefault: ['call.finished'],
  repeats: 'unknown', // a pixel counts whatever comes
  reasons: [...GOAL_REASONS, 'no-click', 'already-told'],
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
  const why = noGoal(item, settings);
  if (why) return { kind: 'skipped', reason: why };
  const key = keyOf(item);
  const before = item.trial ? undefined : await way.linked(...key);
  if (before && before !== item.id) return { kind: 'skipped', reason: 'already-told' };
  const url = goalAddress(item, settings);
  if (!url) return { kind: 'skipped', reason: 'no-click' };
  const outcome = whatNow(await askPixel(url, way));
  if (outcome.kind === 'done') await way.link(...key, item.id);
  return outcome;
}

/** It may send us on to another address of its own, as counters do, before it answers. */
async function askPixel(url: string, way: Way, hops = 2): Promise<Response> {
  const response = await way.ask({ method: 'GET', url });
  const { location = '' } = response.headers;
  const isOwn =
    response.status >= 300 && response.status < 400 && location !== '' && hostOf(location, url) === PIXEL_HOST;
  return isOwn && hops > 0 ? askPixel(new URL(location, url).href, way, hops - 1) : response;
}

const PIXEL_HOST = 'top-fwz1.mail.ru';
const hostOf = (address: string, base: string) => (URL.canParse(address, base) ? new URL(address, base).host : null);

/** The address that counts the goal, its parts parted by semicolons; undefined: nobody knows by which click they came. */
export function goalAddress({ told }: Item, settings: Readonly<Record<string, string>>): string | undefined {
  const { visit } = told;
  if (!visit || !isSureEnough(told, settings)) return undefined;
  const click = visit.clickIds.rb_clickid;
  if (!click && !settings.byVisitor) return undefined;
  const who = click ? `rb_clickid=${encodeURIComponent(click)}` : `userid=${encodeURIComponent(visit.visitorId)}`;
  const worth = worthOf(told, settings);
  const value = worth ? `${Math.round(worth.amount)}` : '';
  const { pixel = '', goal = '' } = settings;
  return `https://${PIXEL_HOST}/tracker?id=${pixel};e=RG%3A${value}/${encodeURIComponent(goal)};${who}`;
}
