import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../simulation/random.ts';
import { makeWorld, REFERENCE_WORLD, type WorldEvent } from '../../simulation/world.ts';
import { type HeldBy, type Holder, isPageOpen } from '../attribution/holder.ts';
import { type Assignment, type AssignRequest, createPool, DEFAULT_POOL_PARAMETERS, type Pool } from './pool.ts';
import { POLICIES } from './pool-policy.ts';

const DAY = 86_400;
const START = 1_700_000_000;
const PAID: HeldBy = { channel: 'paid', campaign: 'spring' };
const ORGANIC: HeldBy = { channel: 'organic', campaign: 'search' };

const request = (visit: string, at: number, facts: Partial<AssignRequest> = {}): AssignRequest => ({
  ...PAID,
  visit,
  visitor: `visitor of ${visit}`,
  region: null,
  desktop: false,
  at,
  ...facts,
});

const assigned = (pool: Pool, visit: string, at: number, facts: Partial<AssignRequest> = {}) => {
  const assignment = pool.assign(request(visit, at, facts));
  assert.equal(assignment.kind, 'assigned');
  return assignment as Extract<typeof assignment, { kind: 'assigned' }>;
};

const numberOf = (pool: Pool, visit: string, at: number, facts: Partial<AssignRequest> = {}) =>
  assigned(pool, visit, at, facts).number;

const named = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

const play = (pool: Pool, event: WorldEvent): Assignment | null => {
  if (event.type === 'beat') pool.beat(event.visit, event.t);
  if (event.type === 'tap') pool.tap(event.visit, event.t);
  if (event.type === 'close') pool.close(event.visit, event.t);
  return event.type === 'visit' ? pool.assign(request(event.visit, event.t, event)) : null;
};

const worldOf = (days: number, seed: number, visitsPerDay = 1000) => [
  ...makeWorld({ ...REFERENCE_WORLD, days, visitsPerDay }, seededRandom(seed)),
];

test('a pool without numbers gives none and says why', () => {
  assert.deepEqual(createPool([]).assign(request('v1', START)), { kind: 'none', reason: 'pool-empty' });
});

test('unused numbers are given in the order of the list, whatever the source', () => {
  const pool = createPool(['n1', 'n2', 'n3']);
  assert.equal(numberOf(pool, 'v1', START), 'n1');
  assert.equal(numberOf(pool, 'v2', START + 1, ORGANIC), 'n2');
  assert.equal(numberOf(pool, 'v3', START + 2), 'n3');
});

test('a busy pool shares a number with the same source and not with another', () => {
  const pool = createPool(['n1', 'n2']);
  pool.assign(request('v1', START, ORGANIC));
  pool.assign(request('v2', START + 1));
  assert.deepEqual(assigned(pool, 'v3', START + 2), { kind: 'assigned', number: 'n2', shared: true, sticky: false });
  assert.equal(numberOf(pool, 'v4', START + 3, ORGANIC), 'n1');
});

test('of equally safe numbers the longest unused is given', () => {
  const pool = createPool(['n1', 'n2', 'n3']);
  for (const [visit, at] of [
    ['v1', 0],
    ['v2', 10],
    ['v3', 20],
  ] as const)
    pool.assign(request(visit, START + at));
  pool.beat('v1', START + 30);
  for (const visit of ['v1', 'v2', 'v3']) pool.close(visit, START + 40);
  pool.beat('v2', START + 50);
  pool.close('v2', START + 60);
  assert.equal(numberOf(pool, 'v4', START + 13 * DAY), 'n1');
});

test('a number is shared until the lease of its last holder ends', () => {
  const sharedAfter = (seconds: number) => {
    const pool = createPool(['n1']);
    pool.assign(request('v1', START));
    return assigned(pool, 'v2', START + seconds).shared;
  };
  assert.equal(sharedAfter(1199.9), true);
  assert.equal(sharedAfter(1200), false);
});

for (const [policy, weigh] of [
  ['source-aware', addedDoubt],
  ['linear-risk', linearRisk],
] as const)
  test(`every choice of ${policy} is the best one by its definition, for a day of the reference world`, () => {
    const pool = createPool(named(20), { ...DEFAULT_POOL_PARAMETERS, policy });
    const all = new Map<string, Holder[]>(named(20).map((number) => [number, []]));
    let choices = 0;
    for (const event of worldOf(1, 21, 1500)) {
      const weights =
        event.type === 'visit' ? [...all].map(([number, held]) => [number, weigh(held, event, event.t)] as const) : [];
      const assignment = play(pool, event);
      if (event.type !== 'visit' || assignment?.kind !== 'assigned') continue;
      all.get(assignment.number)!.push(pool.holderOf(event.visit)!);
      if (assignment.sticky) continue;
      const chosen = new Map(weights).get(assignment.number)!;
      assert.ok(chosen < Math.min(...weights.map(([, weight]) => weight)) + 2e-9, `${event.visit} at ${event.t}`);
      choices++;
    }
    assert.ok(choices > 1000);
  });

/** Calls expected of a holder between `from` and `to` seconds after `at`, in the measure of the policies. */
function pendingCalls(holder: Holder, at: number, from: number, to: number): number {
  const isOpen = isPageOpen(holder, at, 30);
  const age = isOpen ? 0 : at - holder.lastActivityAt;
  const part = (share: number, seconds: number) =>
    share * (Math.exp(-(age + from) / seconds) - Math.exp(-(age + to) / seconds));
  return part(0.55, 90) + part(0.2, 900) + part(0.12, 43_200) + (isOpen && from === 0 ? 0.9 : 0);
}

function addedDoubt(held: Holder[], visit: HeldBy, at: number): number {
  const spans = [
    [0, 300, 1, 0.4],
    [300, 14_400, 1, 0.05],
    [14_400, 1_000_000, 2, 0.05],
  ] as const;
  return spans.reduce((sum, [from, to, weight, visitWeight]) => {
    const open =
      0.55 * (Math.exp(-from / 90) - Math.exp(-to / 90)) + 0.2 * (Math.exp(-from / 900) - Math.exp(-to / 900));
    const own = open + 0.12 * (Math.exp(-from / 43_200) - Math.exp(-to / 43_200)) + (from === 0 ? 0.9 : 0);
    const log = (holders: Holder[]) =>
      Math.log(holders.reduce((total, holder) => total + pendingCalls(holder, at, from, to), 0) + own / 2);
    const channel = held.filter((holder) => holder.channel === visit.channel);
    const campaign = channel.filter((holder) => holder.campaign === visit.campaign);
    return sum + weight * own * ((2.3 + visitWeight) * log(held) - log(campaign) - 1.3 * log(channel));
  }, 0);
}

function linearRisk(held: Holder[], visit: HeldBy, at: number): number {
  const mass = (holders: Holder[]) => holders.reduce((sum, holder) => sum + pendingMass(holder, at), 0);
  const channel = held.filter((holder) => holder.channel === visit.channel);
  const campaign = channel.filter((holder) => holder.campaign === visit.campaign);
  const total = mass(held);
  return 0.6 * total + (total - mass(channel)) + 0.5 * (total - mass(campaign));
}

function pendingMass(holder: Holder, at: number): number {
  if (isPageOpen(holder, at, 30)) return 1.5;
  const t = at - holder.lastActivityAt;
  return 0.55 * Math.exp(-t / 90) + 0.2 * Math.exp(-t / 900) + 0.12 * Math.exp(-t / 43_200);
}

test('the same log gives the same numbers', () => {
  const numbersOf = () => {
    const pool = createPool(named(10));
    return worldOf(2, 22).map((event) => play(pool, event));
  };
  assert.deepEqual(numbersOf(), numbersOf());
});

test('events that come twice change no later choice and no holder', () => {
  const [once, twice] = [createPool(named(10)), createPool(named(10))];
  for (const event of worldOf(2, 23)) {
    assert.deepEqual(play(twice, event), play(once, event));
    play(twice, event);
  }
  for (const number of named(10)) {
    assert.deepEqual(twice.holders(number, 2 * DAY), once.holders(number, 2 * DAY));
  }
});

test('a visit asked for again keeps its number and its page counts as seen', () => {
  const pool = createPool(['n1', 'n2']);
  const first = assigned(pool, 'v1', START);
  assert.deepEqual(assigned(pool, 'v1', START + 50, ORGANIC), first);
  assert.deepEqual(pool.holderOf('v1')?.lastActivityAt, START + 50);
  assert.equal(pool.stats(START + 50).visits, 1);
});

test('a visit that wakes up after its lease keeps its number and stays one holder', () => {
  const pool = createPool(['n1', 'n2']);
  pool.assign(request('v1', START));
  assert.equal(numberOf(pool, 'v1', START + DAY), 'n1');
  assert.equal(pool.holders('n1', START + DAY).length, 1);
});

test('a returning visitor from the same source finds the number of last time', () => {
  const pool = createPool(named(5));
  const visitor = { visitor: 'anna' };
  const number = numberOf(pool, 'v1', START, visitor);
  for (let visit = 2; visit < 8; visit++) pool.assign(request(`v${visit}`, START + visit));
  const again = assigned(pool, 'v9', START + 9, visitor);
  assert.deepEqual([again.number, again.sticky], [number, true]);
  assert.equal(assigned(pool, 'v10', START + 10, { ...visitor, ...ORGANIC }).sticky, false);
});

test('a visitor is forgotten 30 days after the last activity', () => {
  const stickyAfter = (seconds: number) => {
    const pool = createPool(['n1', 'n2']);
    pool.assign(request('v1', START, { visitor: 'anna' }));
    pool.beat('another', START + 30 * DAY - 1);
    return assigned(pool, 'v2', START + seconds, { visitor: 'anna' }).sticky;
  };
  assert.equal(stickyAfter(30 * DAY), true);
  assert.equal(stickyAfter(30 * DAY + 1), false);
});

test('adding numbers moves no live holder, and the new number is given next', () => {
  const pool = createPool(['n1']);
  pool.assign(request('v1', START));
  pool.addNumber('n2', START + 1);
  pool.addNumber('n2', START + 1);
  assert.deepEqual(pool.numbers(), ['n1', 'n2']);
  assert.equal(numberOf(pool, 'v2', START + 2), 'n2');
  assert.equal(numberOf(pool, 'v1', START + 3), 'n1');
});

test('a removed number stays with its live holders and with nobody else', () => {
  const pool = createPool(['n1', 'n2']);
  pool.assign(request('v1', START, { visitor: 'anna' }));
  pool.removeNumber('n1', START + 1);
  assert.deepEqual(pool.numbers(), ['n2']);
  assert.equal(numberOf(pool, 'v2', START + 2), 'n2');
  assert.equal(numberOf(pool, 'v3', START + 3, { visitor: 'anna' }), 'n2');
  assert.equal(numberOf(pool, 'v1', START + 4), 'n1');
  assert.equal(numberOf(pool, 'v1', START + 4 + 1199), 'n1');
  assert.equal(numberOf(pool, 'v1', START + 3 * DAY), 'n2');
});

test('a call to a removed number still finds its holders', () => {
  const pool = createPool(['n1']);
  pool.assign(request('v1', START));
  pool.removeNumber('n1', START + 1);
  assert.deepEqual(
    pool.holders('n1', START + DAY).map(({ visit }) => visit),
    ['v1'],
  );
});

test('numbers that come and go again and again move no live holder', () => {
  const random = seededRandom(24);
  const pool = createPool(named(8));
  const shown = new Map<string, string>();
  for (const event of worldOf(1, 24, 2000)) {
    const number = `n${Math.floor(random() * 12)}`;
    if (random() < 0.02) pool.addNumber(number, event.t);
    if (random() < 0.02 && pool.numbers().length > 1) pool.removeNumber(number, event.t);
    const given = play(pool, event);
    if (given?.kind === 'assigned' && event.type === 'visit') shown.set(event.visit, given.number);
    if (event.type !== 'call') assert.equal(pool.holderOf(event.visit)?.number, shown.get(event.visit));
  }
});

test('holders are those of the last 14 days who were shown the number before', () => {
  const pool = createPool(['n1']);
  pool.assign(request('v1', START));
  pool.assign(request('v2', START + DAY));
  const visits = (at: number) => pool.holders('n1', at).map(({ visit }) => visit);
  assert.deepEqual(visits(START - 1), []);
  assert.deepEqual(visits(START), ['v1']);
  assert.deepEqual(visits(START + 14 * DAY), ['v1', 'v2']);
  assert.deepEqual(visits(START + 14 * DAY + 1), ['v2']);
  assert.deepEqual(pool.holders('n9', START), []);
});

test('visits older than the window are freed', () => {
  const pool = createPool(['n1', 'n2']);
  for (let visit = 0; visit < 100; visit++) pool.assign(request(`v${visit}`, START + visit));
  pool.removeNumber('n1', START + 100);
  pool.assign(request('last', START + 15 * DAY));
  assert.equal(pool.stats(START + 15 * DAY).visits, 1);
  assert.equal(pool.holderOf('v99'), undefined);
});

test('events of unknown visits are refused', () => {
  const pool = createPool(['n1']);
  assert.deepEqual([pool.beat('v1', START), pool.tap('v1', START), pool.close('v1', START)], [false, false, false]);
  pool.assign(request('v1', START));
  assert.deepEqual([pool.beat('v1', START), pool.tap('v1', START), pool.close('v1', START)], [true, true, true]);
});

test('statistics count open pages, live leases and visits, and asking changes nothing', () => {
  const pool = createPool(['n1', 'n2']);
  pool.assign(request('v1', START));
  pool.assign(request('v2', START));
  pool.close('v2', START + 10);
  assert.deepEqual(pool.stats(START + 60), { numbers: 2, openPages: 1, liveLeases: 2, visits: 2, forgotten: 0 });
  assert.deepEqual(pool.stats(START + 61), { numbers: 2, openPages: 0, liveLeases: 2, visits: 2, forgotten: 0 });
  assert.deepEqual(pool.stats(START + 1200), { numbers: 2, openPages: 0, liveLeases: 1, visits: 2, forgotten: 0 });
  pool.stats(START + 90 * DAY);
  assert.deepEqual(pool.stats(START + 60), { numbers: 2, openPages: 1, liveLeases: 2, visits: 2, forgotten: 0 });
});

test('a pool rebuilt from its holders chooses as the one that never stopped', () => {
  const events = worldOf(3, 25);
  const half = events.findIndex(({ t }) => t > 1.5 * DAY);
  const [original, rebuilt] = [createPool(named(10)), createPool(named(10))];
  for (const event of events.slice(0, half)) play(original, event);
  const at = events[half - 1]!.t;
  for (const number of named(10)) for (const holder of original.holders(number, at)) rebuilt.hold(holder, at);
  for (const event of events.slice(half)) assert.deepEqual(play(rebuilt, event), play(original, event));
});

test('a lease older than the window is held only for its visitor to return to', () => {
  const pool = createPool(['n1', 'n2']);
  const told = createPool(['n2']);
  told.assign(request('v1', START, { visitor: 'anna' }));
  pool.hold(told.holderOf('v1')!, START + 20 * DAY);
  assert.equal(pool.holderOf('v1'), undefined);
  const again = assigned(pool, 'v2', START + 20 * DAY, { visitor: 'anna' });
  assert.deepEqual([again.number, again.sticky], ['n2', true]);
});

test('a lease held twice is one lease with the later facts', () => {
  const pool = createPool(['n1']);
  pool.assign(request('v1', START));
  const holder = pool.holderOf('v1')!;
  pool.hold({ ...holder, lastActivityAt: START + 40, tappedAt: START + 30, credited: 0.4 }, START + 50);
  pool.hold({ ...holder, lastActivityAt: START + 20, credited: 0 }, START + 60);
  assert.deepEqual(pool.holders('n1', START + 60), [
    { ...holder, lastActivityAt: START + 40, tappedAt: START + 30, credited: 0.4 },
  ]);
});

test('the lease of another node weighs like an own one', () => {
  const pool = createPool(['n1', 'n2']);
  const facts = {
    startedAt: START,
    lastActivityAt: START,
    closedAt: null,
    tappedAt: null,
    credited: 0,
    region: null,
    desktop: false,
  };
  const elsewhere: Holder = { ...ORGANIC, visit: 'v1', visitor: 'anna', number: 'n1', ...facts };
  pool.hold(elsewhere, START);
  elsewhere.lastActivityAt = START + DAY;
  assert.equal(pool.holderOf('v1')?.lastActivityAt, START);
  assert.equal(numberOf(pool, 'v2', START + 1), 'n2');
  assert.equal(numberOf(pool, 'v3', START + 2, ORGANIC), 'n1');
});

test('two nodes that chose for one visit make two holders, and both hear of the visit', () => {
  const pool = createPool(['n1', 'n2']);
  pool.assign(request('v1', START));
  pool.hold({ ...pool.holderOf('v1')!, number: 'n2' }, START);
  pool.tap('v1', START + 5);
  for (const number of ['n1', 'n2']) assert.equal(pool.holders(number, START + 5)[0]?.tappedAt, START + 5);
});

test('an event that comes very late is judged by what the pool knows now', () => {
  const pool = createPool(['n1', 'n2']);
  pool.assign(request('v1', START, ORGANIC));
  pool.assign(request('v2', START));
  assert.equal(numberOf(pool, 'v3', START - 10 * DAY), 'n2');
  assert.equal(numberOf(pool, 'v4', START - 10 * DAY, ORGANIC), 'n1');
});

test('of equally safe numbers a preferred one is given, though another is longer unused', () => {
  const pool = createPool(['n1']);
  pool.addNumber('n2', START, 1);
  pool.addNumber('n3', START, 1);
  assert.equal(numberOf(pool, 'v1', START), 'n2');
  assert.equal(numberOf(pool, 'v2', START + 1), 'n3');
  assert.equal(numberOf(pool, 'v3', START + 2), 'n1');
});

test('a preference does not outweigh the risk of confusion and can be taken back', () => {
  const pool = createPool(['n1', 'n2']);
  pool.addNumber('n2', START, 1);
  pool.assign(request('v1', START, ORGANIC));
  assert.equal(numberOf(pool, 'v2', START + 1), 'n1');
  const again = createPool(['n1', 'n2']);
  again.addNumber('n2', START, 1);
  again.addNumber('n2', START);
  assert.equal(numberOf(again, 'v1', START), 'n1');
});

test('sub-pools give each channel numbers of its own, more where there is more traffic', () => {
  const pool = createPool(named(6), { ...DEFAULT_POOL_PARAMETERS, policy: 'sub-pools' });
  const numbers = { paid: new Set<string>(), organic: new Set<string>() };
  for (let visit = 0; visit < 600; visit++) {
    const source = visit % 3 === 0 ? ORGANIC : PAID;
    const number = numberOf(pool, `v${visit}`, START + visit, source);
    if (visit >= 300) numbers[source.channel as 'paid' | 'organic'].add(number);
  }
  assert.deepEqual([numbers.paid.size, numbers.organic.size], [4, 2]);
  assert.ok(numbers.paid.isDisjointFrom(numbers.organic));
});

test('channels that are more than the numbers share them all', () => {
  const pool = createPool(['n1'], { ...DEFAULT_POOL_PARAMETERS, policy: 'sub-pools' });
  for (const channel of ['paid', 'organic', 'email']) assert.equal(numberOf(pool, channel, START, { channel }), 'n1');
});

test('a number given or taken moves no live holder under any policy', () => {
  for (const policy of POLICIES) {
    const pool = createPool(named(4), { ...DEFAULT_POOL_PARAMETERS, policy });
    const shown = new Map(named(8).map((visit, index) => [visit, numberOf(pool, visit, START + index)]));
    pool.removeNumber('n0', START + 10);
    pool.addNumber('n9', START + 10);
    for (const [visit, number] of shown) assert.equal(numberOf(pool, visit, START + 20), number, policy);
  }
});
