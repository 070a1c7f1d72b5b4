import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './random.ts';
import { makeWorld, PRIOR_WORLD, REFERENCE_WORLD, type WorldEvent } from './world.ts';

const DAY = 86_400;
const DAYS = 100;
const events = [...makeWorld({ ...REFERENCE_WORLD, days: DAYS }, seededRandom(31))];

type Of<Type> = Extract<WorldEvent, { type: Type }>;
const of = <Type extends WorldEvent['type']>(type: Type) =>
  events.filter((event): event is Of<Type> => event.type === type);
const visits = of('visit');
const calls = of('call');
const firstCalls = calls.filter(({ truth }) => truth.kind === 'first');
const visitOf = new Map(visits.map((visit) => [visit.visit, visit]));

const near = (value: number, expected: number, part: number) =>
  assert.ok(Math.abs(value - expected) <= part * expected, `${value} is not within ${part} of ${expected}`);
const share = <T>(all: readonly T[], test: (one: T) => boolean) => all.filter(test).length / all.length;

test('a seed makes the same world again, another seed another one', () => {
  const day = (seed: number) => [...makeWorld({ ...REFERENCE_WORLD, days: 1 }, seededRandom(seed))];
  assert.deepEqual(day(1), day(1));
  assert.notDeepEqual(day(1), day(2));
});

test('events are sorted by time and end with the last day', () => {
  assert.ok(events.every((event, index) => index === 0 || event.t >= events[index - 1]!.t));
  assert.ok(events[0]!.t >= 0 && events.at(-1)!.t < DAYS * DAY);
});

test('a visit is told before its activity and its calls', () => {
  const seen = new Set<string>();
  for (const event of events) {
    if (event.type === 'visit') seen.add(event.visit);
    else if (event.type !== 'call') assert.ok(seen.has(event.visit));
    else if ('dials' in event) assert.ok(seen.has(event.dials));
  }
});

test('visits come in their number, from the channels and regions in their shares', () => {
  near(visits.length / DAYS, 1000, 0.03);
  near(
    share(visits, ({ mobile }) => mobile),
    0.65,
    0.02,
  );
  near(
    share(visits, ({ region }) => region === 'R1'),
    0.45,
    0.02,
  );
  near(
    share(visits, ({ channel }) => channel === 'social'),
    0.12 * 0.9,
    0.05,
  );
  const paid = visits.filter(({ channel }) => channel === 'paid');
  near(
    share(paid, ({ campaign }) => campaign === 'paid-1') / share(paid, ({ campaign }) => campaign === 'paid-4'),
    4,
    0.1,
  );
});

test('a fifth of the visits is followed by another of the same visitor', () => {
  const visitors = new Set(visits.map(({ visitor }) => visitor));
  near(1 - visitors.size / visits.length, 0.2, 0.05);
});

test('visits follow the hours of the day', () => {
  const at = (hour: number) => share(visits, ({ t }) => Math.floor(t / 3600) % 24 === hour) * 24;
  near(at(11), 1.75, 0.15);
  assert.ok(at(3) < 0.3);
});

test('visits call at their rate, eager channels more often', () => {
  near(firstCalls.length / visits.length, 0.02, 0.06);
  const rate = (channel: string) =>
    share(firstCalls, ({ truth }) => truth.channel === channel) / share(visits, (visit) => visit.channel === channel);
  near(rate('paid') / rate('organic'), 1.5, 0.15);
});

test('a visitor makes one first call and dials the number of the visit it came from', () => {
  const callers = firstCalls.map(({ truth }) => visitOf.get(truth.visit!)!.visitor);
  assert.equal(new Set(callers).size, callers.length);
  for (const call of firstCalls) {
    assert.ok('dials' in call && call.dials === call.truth.visit);
    const visit = visitOf.get(call.dials)!;
    assert.deepEqual([call.truth.channel, call.truth.campaign], [visit.channel, visit.campaign]);
  }
});

test('every caller has a phone of their own, strangers too', () => {
  const known = calls.filter(({ caller, truth }) => caller !== null && truth.kind !== 'repeat');
  assert.equal(new Set(known.map(({ caller }) => caller)).size, known.length);
});

test('callers repeat, are withheld and are strangers in their shares', () => {
  const ofKind = (kind: string) => calls.filter(({ truth }) => truth.kind === kind);
  near(ofKind('repeat').length / firstCalls.length, 0.25, 0.1);
  near(ofKind('noise').length / firstCalls.length, 0.03, 0.4);
  near(
    share(calls, ({ caller }) => caller === null),
    0.03,
    0.4,
  );
  assert.ok(ofKind('noise').every((call) => 'number' in call && call.number >= 0 && call.number < 20));
});

test('more than half of the callers on mobile phones tap the number first, and some tap without calling', () => {
  const tapped = new Map(of('tap').map(({ visit, t }) => [visit, t]));
  const mobile = firstCalls.filter(({ truth }) => visitOf.get(truth.visit!)!.mobile);
  const soonAfterTap = share(mobile, ({ t, truth }) => t - (tapped.get(truth.visit!) ?? -1e9) < 120);
  near(soonAfterTap, 0.7 * 0.85 * 0.95, 0.08);
  const called = new Set(firstCalls.map(({ truth }) => truth.visit));
  near(of('tap').filter(({ visit }) => !called.has(visit)).length / mobile.length, 0.5 * 0.7 * 0.85, 0.15);
});

test('pages beat every 30 seconds and nine of ten say when they close', () => {
  near(of('close').length / visits.length, 0.9, 0.01);
  const beats = of('beat');
  assert.ok(beats.every(({ visit, t }) => Math.abs((t - visitOf.get(visit)!.t) % 30) % 29.999 < 0.001));
  near(beats.length / visits.length, 174 / 30 - 0.5, 0.1);
});

test('nobody calls late or again at night', () => {
  const hour = ({ t }: { t: number }) => Math.floor(t / 3600) % 24;
  const again = calls.filter(({ truth }) => truth.kind !== 'first');
  assert.ok(again.every((call) => hour(call) >= 8 && hour(call) < 22));
});

test('the world of the default prior calls later and more often', () => {
  const prior = [...makeWorld({ ...PRIOR_WORLD, days: 10 }, seededRandom(32))];
  const priorVisits = prior.filter(({ type }) => type === 'visit').length;
  const priorCalls = prior.filter((event) => event.type === 'call' && event.truth.kind === 'first').length;
  near(priorVisits / 10, 2000, 0.08);
  near(priorCalls / priorVisits, 0.03, 0.15);
});
