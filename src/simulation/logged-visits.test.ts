import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_PRIOR } from '../core/attribution/default-prior.ts';
import { drawLog, type LoggedVisit } from './logged-visits.ts';
import { seededRandom } from './random.ts';
import type { WorldEvent } from './world.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

const visits: LoggedVisit[] = Array.from({ length: 2000 }, (_, index) => ({
  visit: `v${index}`,
  visitor: `b${index}`,
  channel: index % 4 === 0 ? 'paid' : 'organic',
  campaign: 'spring',
  region: index % 2 === 0 ? 'Moscow' : 'Samara',
  desktop: index % 3 === 0,
  startedAt: index * 300,
  lastActivityAt: index * 300 + 95,
  closed: index % 10 !== 0,
  taps: index % 7 === 0 && index % 3 !== 0 ? [index * 300 + 90] : [],
}));

const parameters = {
  ...DEFAULT_PRIOR,
  rates: { byChannel: { paid: 3, organic: 1 }, byCampaign: {} },
  regionMatch: 0.8,
  regionShares: { Moscow: 0.5, Samara: 0.5 },
};

const draw = (seed: number, calls = 400): WorldEvent[] =>
  drawLog(visits, { parameters, random: seededRandom(seed), calls, numbers: 5, until: 14 * DAY });

const callsOf = (events: readonly WorldEvent[]) => events.filter((event) => event.type === 'call');

test('the same seed draws the same log', () => {
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
});

test('events come in order of time, and no visit calls before it began', () => {
  const events = draw(7);
  assert.ok(events.every((event, index) => index === 0 || event.t >= events[index - 1]!.t));
  const starts = new Map(visits.map(({ visit, startedAt }) => [visit, startedAt]));
  for (const call of callsOf(events)) assert.ok('dials' in call && call.t >= starts.get(call.dials)!);
});

test('about as many calls are drawn as were asked for', () => {
  const counts = [1, 2, 3, 4].map((seed) => callsOf(draw(seed, 200)).length);
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  assert.ok(mean > 185 && mean < 215, `${mean}`);
});

test('a source that calls three times as eagerly is drawn more often', () => {
  const calls = [1, 2, 3].flatMap((seed) => callsOf(draw(seed)));
  const paid = calls.filter(({ truth }) => truth.channel === 'paid').length;
  const ratio = paid / 500 / ((calls.length - paid) / 1500);
  assert.ok(ratio > 1.5 && ratio < 3.2, `${ratio}`);
});

test('callers are of the region of their visit as often as the parameters say', () => {
  const regions = new Map(visits.map(({ visit, region }) => [visit, region]));
  const calls = [1, 2, 3].flatMap((seed) => callsOf(draw(seed)));
  const same = calls.filter((call) => call.region === regions.get(call.truth.visit!)).length / calls.length;
  assert.ok(same > 0.86 && same < 0.94, `${same}`); // 0.8 by necessity, half of the rest by chance
});

test('a visit that was closed is told to be, one that fell silent is not', () => {
  const closed = new Set(draw(7).flatMap((event) => (event.type === 'close' ? [event.visit] : [])));
  assert.ok(visits.every(({ visit, closed: was }) => closed.has(visit) === was));
});
