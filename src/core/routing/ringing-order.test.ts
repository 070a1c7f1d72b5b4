import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { whoIsOnShift, whoRings } from './ringing-order.ts';
import type { AgentNow, RoutingFacts, Strategy, Whom } from './route.ts';

const agent = (id: string, change: Partial<AgentNow> = {}): [string, AgentNow] => [
  id,
  {
    ...{ id, name: id, phone: { kind: 'sip', uri: `sip:${id}@192.0.2.1` }, skills: {}, state: 'free', isOnShift: true },
    ...{ idleSince: null, ...change },
  },
];
const idle = (minutes: number) => ({ idleSince: new Date(Date.UTC(2026, 2, 2, 9, -minutes)) });
const OFF = { state: 'off-shift', isOnShift: false } as const;
const facts = (agents: [string, AgentNow][], caller: Partial<RoutingFacts['caller']> = {}): RoutingFacts => ({
  ...{ at: new Date('2026-03-02T09:00:00Z'), timeZone: 'UTC', number: '+74951110001', visits: [] },
  ...{ agents: new Map(agents), waiting: new Map(), schedules: new Map(), lastFirst: new Map() },
  teams: new Map([
    ['sales', { name: 'Sales', members: agents.map(([id], at) => ({ agent: id, priority: 1 + (at % 2) })) }],
    ['nobody', { name: 'Nobody', members: [] }],
  ]),
  caller: {
    ...{ e164: null, region: null, earlierCalls: 0, lastManager: null, contact: null, isBlocked: false, ...caller },
  },
});
const team: Whom[] = [{ team: 'sales' }];
const ring = (
  strategy: Strategy,
  all: RoutingFacts,
  { to = team, skill = null as string | null, lastFirst = null as string | null } = {},
) => {
  const { agents, why } = whoRings({ to, strategy, skill, lastFirst }, all);
  return why ?? agents.map(({ id }) => id).join(' ');
};

describe('who is rung', () => {
  const four = [agent('a', idle(1)), agent('b', idle(9)), agent('c', idle(5)), agent('d')];

  test('in turn: a team by priority, then as listed', () => {
    assert.equal(ring('in-turn', facts(four)), 'a c b d');
    assert.equal(ring('all-at-once', facts(four)), 'a c b d');
  });

  test('each once, in the first place they are named', () => {
    const to: Whom[] = [{ agent: 'd' }, { team: 'sales' }, { agent: 'a' }];
    assert.equal(ring('in-turn', facts(four), { to }), 'd a c b');
  });

  test('who is named alone goes before the team, whatever their priority in it', () => {
    const skilled = four.map(([id, one]) => agent(id, { ...one, skills: { english: 3 } }));
    const to: Whom[] = [{ agent: 'b' }, { team: 'sales' }];
    assert.equal(ring('skill-priority', facts(skilled), { to, skill: 'english' }), 'b c a d');
  });

  test('who is rung for another call comes last in every order, but comes', () => {
    const rung = four.map(([id, one]) => agent(id, { ...one, isRung: id === 'a' || id === 'd' }));
    assert.equal(ring('in-turn', facts(rung)), 'c b a d');
    assert.equal(ring('longest-idle', facts(rung)), 'b c d a');
    assert.equal(ring('round-robin', facts(rung), { lastFirst: 'c' }), 'b c d a');
    assert.equal(ring('skill-priority', facts(rung), { skill: 'english' }), 'c b a d');
  });

  test('all at once: who is rung for another call is left out, unless all are', () => {
    const rung = four.map(([id, one]) => agent(id, { ...one, isRung: id === 'a' }));
    assert.equal(ring('all-at-once', facts(rung)), 'c b d');
    const all = four.map(([id, one]) => agent(id, { ...one, isRung: true }));
    assert.equal(ring('all-at-once', facts(all)), 'a c b d');
  });

  test('longest idle first; of whom nobody knows since when, before all', () => {
    assert.equal(ring('longest-idle', facts(four)), 'd b c a');
  });

  for (const [last, order] of [
    [null, 'a c b d'],
    ['a', 'c b d a'],
    ['d', 'a c b d'],
    ['gone', 'a c b d'],
  ] as const)
    test(`round robin after ${last ?? 'nobody'}: ${order}`, () => {
      assert.equal(ring('round-robin', facts(four), { lastFirst: last }), order);
    });

  test('round robin keeps the place of who is busy just now', () => {
    const busy = [four[0]!, four[1]!, agent('c', { state: 'talking' }), four[3]!];
    assert.equal(ring('round-robin', facts(busy), { lastFirst: 'c' }), 'b d a');
  });

  test('by level of the skill, then priority, then longest idle; without the skill last', () => {
    const skilled = [
      agent('a', { skills: { english: 3 }, ...idle(1) }),
      agent('b', { skills: { english: 5 } }),
      agent('c', { skills: { english: 3 }, ...idle(2) }),
      agent('d', { skills: { english: 3 } }),
      agent('e', { skills: { german: 5 } }),
    ];
    assert.equal(ring('skill-priority', facts(skilled), { skill: 'english' }), 'b c a d e');
  });

  test('only who is on shift and free', () => {
    const some = [agent('a', { state: 'wrap-up' }), agent('b', OFF), agent('c', { state: 'away' }), agent('d')];
    assert.equal(ring('in-turn', facts(some)), 'd');
    assert.equal(
      whoIsOnShift(team, facts(some))
        .map(({ id }) => id)
        .join(' '),
      'a c d',
    );
  });

  test('the manager who talked with the caller last, or the one named for them', () => {
    const contact = { name: '', vip: false, tags: [], value: 0, manager: 'c' };
    const all = facts(four, { lastManager: 'b', contact });
    assert.equal(ring('in-turn', all, { to: [{ is: 'last-manager' }] }), 'b');
    assert.equal(ring('in-turn', all, { to: [{ is: 'own-manager' }, { is: 'last-manager' }] }), 'c b');
  });
});

describe('nobody is rung', () => {
  test('as nobody is named: no such manager, a team without members, an agent who is gone', () => {
    for (const to of [
      [{ is: 'last-manager' }],
      [{ team: 'nobody' }],
      [{ team: 'gone' }],
      [{ agent: 'gone' }],
      [],
    ] as Whom[][])
      assert.equal(ring('in-turn', facts([agent('a')]), { to }), 'none-named');
  });
  test('as all are off shift', () => assert.equal(ring('in-turn', facts([agent('a', OFF)])), 'off-shift'));
  test('as all who are on shift are busy', () =>
    assert.equal(ring('in-turn', facts([agent('a', OFF), agent('b', { state: 'talking' })])), 'busy'));
});
