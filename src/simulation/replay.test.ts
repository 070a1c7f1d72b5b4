import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './random.ts';
import { type CallLine, createReplay } from './replay.ts';
import { createShownNumbers } from './shown-numbers.ts';
import { type LogEvent, makeWorld, REFERENCE_WORLD } from './world.ts';

const DAY = 86_400;
const visit = (t: number, name: string, facts: object = {}): LogEvent => ({
  ...{ t, type: 'visit', visit: name, visitor: `b-${name}` },
  ...{ channel: 'paid', campaign: 'spring', region: 'R1', mobile: true, ...facts },
});
const call = (t: number, id: string, dials: string, caller: string | null = null): LogEvent => ({
  ...{ t, type: 'call', id, caller, region: 'R1', dials },
});
const worldOf = (days: number, seed: number, numbers: number) =>
  makeWorld({ ...REFERENCE_WORLD, days, numbers }, seededRandom(seed));

test('the same log gives the same numbers and answers again, learned ones too', () => {
  const run = () => {
    const replay = createReplay({ numbers: 10, learnUntil: 2 * DAY, relearnEverySeconds: DAY });
    const lines = [...worldOf(5, 41, 10)].map((event) => replay.take(event));
    return { lines, summary: replay.summary() };
  };
  assert.deepEqual(run(), run());
});

test('a beat, a tap or a close told late, in any order, gives the answer it would have given in time', () => {
  const log: LogEvent[] = [
    visit(0, 'v1'),
    visit(5, 'v2', { campaign: 'autumn' }),
    { t: 30, type: 'beat', visit: 'v1' },
    { t: 35, type: 'beat', visit: 'v2' },
    { t: 50, type: 'tap', visit: 'v1' },
    { t: 52, type: 'close', visit: 'v1' },
    { t: 65, type: 'beat', visit: 'v2' },
    { t: 70, type: 'close', visit: 'v2' },
  ];
  const answer = (events: readonly LogEvent[]) => {
    const replay = createReplay({ numbers: 1 });
    for (const event of events) replay.take(event);
    return replay.take(call(75, 'c1', 'v1'));
  };
  const wanted = answer(log);
  assert.equal((wanted as CallLine).visit, 'v1');
  const random = seededRandom(42);
  for (let round = 0; round < 200; round++) {
    const [visits, late] = [log.slice(0, 2), log.slice(2)];
    const shuffled = late.map((event) => ({ event, place: random() })).sort((one, other) => one.place - other.place);
    assert.deepEqual(answer([...visits, ...shuffled.map(({ event }) => event)]), wanted);
  }
});

test('what a call dials reaches the answer only as the number', () => {
  const answer = (dials: string) => {
    const replay = createReplay({ numbers: 1 });
    for (const event of [visit(0, 'v1'), visit(100, 'v2'), visit(150, 'v3')]) replay.take(event);
    return replay.take(call(160, 'c1', dials));
  };
  assert.deepEqual(answer('v1'), answer('v3'));
});

test('a caller who rings again from the same phone is the visitor of last time', () => {
  const replay = createReplay({ numbers: 1 });
  replay.take(visit(0, 'v1'));
  replay.take({ t: 20, type: 'tap', visit: 'v1' });
  replay.take(call(30, 'c1', 'v1', '+79160000001'));
  for (let index = 0; index < 5; index++) replay.take(visit(20 * DAY + index, `later${index}`));
  assert.equal((replay.take(call(20 * DAY + 60, 'c2', 'v1', '+79160000001')) as CallLine).visit, 'v1');
  assert.notEqual((replay.take(call(20 * DAY + 60, 'c3', 'v1', '+79160000002')) as CallLine).visit, 'v1');
});

test('probabilities stay between 0 and 1 and a better answer is never less likely', () => {
  const replay = createReplay({ numbers: 5, learnUntil: 3 * DAY });
  let calls = 0;
  for (const event of worldOf(6, 43, 5)) {
    const line = replay.take(event);
    if (line === undefined || !('call' in line)) continue;
    calls++;
    const { channel, campaign, visit: named } = line.confidence;
    assert.ok(channel >= campaign - 1e-9 && campaign >= named - 1e-9, JSON.stringify(line));
    assert.ok(line.nobody >= 0 && channel + line.nobody <= 1 + 1e-9, JSON.stringify(line));
  }
  assert.ok(calls > 100);
});

test('what visits do that no line tells is ignored and counted', () => {
  const replay = createReplay({ numbers: 1, pool: { overflow: 'fallback' } });
  for (const event of [visit(0, 'v1'), visit(1, 'v2')]) replay.take(event);
  replay.take({ t: 2, type: 'beat', visit: 'v9' });
  replay.take({ t: 3, type: 'beat', visit: 'v2' }); // it was told, though it was shown no number
  assert.equal(replay.summary().ignored, 1);
  assert.equal(replay.summary().rates.overflow, 0.5);
});

test('a call to a visit or a number that nobody told of is refused by name', () => {
  const replay = createReplay({ numbers: 3 });
  assert.throws(() => replay.take(call(1, 'c1', 'v9')), /Call "c1" dials the number of visit "v9"/);
  const outside: LogEvent = { t: 2, type: 'call', id: 'c2', caller: null, region: null, number: 3 };
  assert.throws(() => replay.take(outside), /Call "c2" dials number 3; the pool has 0 to 2/);
});

test('shown numbers are found again among many, and visits that were never told are not', () => {
  const shown = createShownNumbers();
  for (let index = 0; index < 20_000; index++) shown.set(`v${index}`, index % 7 === 0 ? null : index % 5);
  shown.set('v1', 4);
  for (let index = 2; index < 20_000; index++) assert.equal(shown.get(`v${index}`), index % 7 === 0 ? null : index % 5);
  assert.deepEqual([shown.get('v1'), shown.get('v20000'), shown.get('')], [4, undefined, undefined]);
});
