import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededRandom } from '../../simulation/random.ts';
import { ASTERISK_CAPABILITIES, type Capabilities } from './capabilities.ts';
import type { Plan, Step } from './plan.ts';
import type { AgentNow, Condition, Route, RouteStep, RoutingFacts, Strategy } from './route.ts';
import { type FaultReason, faultsOf, type KnownToRoutes, type RouteFault } from './route-faults.ts';
import { compile, MOST_PLAN_BYTES, planBytes } from './routing.ts';
import { fallbackPlan } from './routing-fallback.ts';

const known: KnownToRoutes = {
  agents: new Map([
    ['anna', { name: 'Anna', phone: { kind: 'sip', uri: 'sip:anna@192.0.2.1' } }],
    ['boris', { name: 'Boris', phone: { kind: 'number', e164: '+79161234567', connectionId: null } }],
  ]),
  teams: new Map([
    ['sales', { name: 'Sales', members: ['anna', 'boris'] }],
    ['empty', { name: 'Empty', members: [] }],
  ]),
  schedules: new Set(['day']),
  sounds: new Set(['hello']),
  connections: [],
};
const on = (change: Partial<Capabilities>): KnownToRoutes => ({
  ...known,
  connections: [
    { id: 'k', name: 'Cloud', capabilities: { ...ASTERISK_CAPABILITIES, ...change }, numbers: ['+74951110001'] },
  ],
});
const ringing = {
  strategy: 'in-turn',
  skill: null,
  ringSeconds: 20,
  seconds: 60,
  whisper: null,
  acceptKey: null,
} as const;
const dial = (change: Partial<RouteStep & { do: 'dial' }> = {}): RouteStep => ({
  ...{ do: 'dial', to: [{ team: 'sales' }], else: null, ...ringing, ...change },
});
const queue = (change: Partial<RouteStep & { do: 'queue' }> = {}): RouteStep => ({
  ...{
    do: 'queue',
    team: 'sales',
    music: null,
    announcePosition: false,
    leave: null,
    else: null,
    ...ringing,
    ...change,
  },
});
const menu = (change: Partial<RouteStep & { do: 'menu' }> = {}): RouteStep => ({
  ...{ do: 'menu', prompt: { sound: 'hello' }, seconds: 5, tries: 2, on: { 1: 'ring' }, else: 'ring', ...change },
});
const announce = (next: string | null = 'ring'): RouteStep => ({ do: 'announce', prompt: { sound: 'hello' }, next });
const notice = (next: string | null = 'ring'): RouteStep => ({ do: 'notice', prompt: null, next });
// biome-ignore lint/suspicious/noThenProperty: "if … then …" is the route's own word
const rule = (all: readonly Condition[], to: string | null) => ({ if: all, then: to });
const choose = (...all: Condition[]): RouteStep => ({ do: 'choose', rules: [rule(all, 'ring')], else: 'ring' });
const route = (steps: Record<string, RouteStep>): Route => ({ start: Object.keys(steps)[0] ?? '', steps });
const CLOUD = { connection: 'Cloud', numbers: ['+74951110001'] };

const cases: [string, Route, RouteFault[], KnownToRoutes?][] = [
  ['a route that rings a team', route({ ring: dial() }), []],
  ['an empty route', route({}), [{ step: null, reason: 'no-start', with: { ref: '' } }]],
  [
    'a first step that is not there',
    { start: 'x', steps: { ring: dial() } },
    [{ step: null, reason: 'no-start', with: { ref: 'x' } }],
  ],
  [
    'a step that is named as Object’s own are',
    { start: 'toString', steps: { ring: dial() } },
    [{ step: null, reason: 'no-start', with: { ref: 'toString' } }],
  ],
  [
    'a way to a step that is not there',
    route({ ring: dial({ else: 'x' }) }),
    [{ step: 'ring', reason: 'missing-step', with: { ref: 'x', place: 'else' } }],
  ],
  [
    'a circle',
    route({ hi: announce('ask'), ask: menu({ on: { 1: 'ring', 9: 'hi' } }), ring: dial() }),
    [{ step: 'ask', reason: 'loop', with: { steps: ['hi', 'ask'], place: 'key 9' } }],
  ],
  [
    'a step that leads to itself',
    route({ ring: dial({ else: 'ring' }) }),
    [{ step: 'ring', reason: 'loop', with: { steps: ['ring'], place: 'else' } }],
  ],
  [
    'a step nothing leads to',
    route({ ring: dial(), hi: announce() }),
    [{ step: 'hi', reason: 'unreachable', with: {} }],
  ],
  [
    'no way to anybody',
    route({ hi: announce('bye'), bye: { do: 'hang-up', cause: 'normal' } }),
    [{ step: null, reason: 'nobody-reached', with: {} }],
  ],
  ['voicemail alone is somebody', route({ mail: { do: 'voicemail', prompt: null, seconds: 60, next: null } }), []],
  [
    'an unknown agent',
    route({ ring: dial({ to: [{ agent: 'x' }] }) }),
    [{ step: 'ring', reason: 'unknown-agent', with: { agent: 'x' } }],
  ],
  [
    'an unknown team',
    route({ ring: queue({ team: 'x' }) }),
    [{ step: 'ring', reason: 'unknown-team', with: { team: 'x' } }],
  ],
  [
    'a team without members',
    route({ ring: dial({ to: [{ team: 'empty' }] }) }),
    [{ step: 'ring', reason: 'team-without-members', with: { team: 'Empty' } }],
  ],
  ['nobody named', route({ ring: dial({ to: [] }) }), [{ step: 'ring', reason: 'nobody-named', with: {} }]],
  ['managers of the caller', route({ ring: dial({ to: [{ is: 'last-manager' }, { is: 'own-manager' }] }) }), []],
  [
    'by skill without one',
    route({ ring: dial({ strategy: 'skill-priority', skill: ' ' }) }),
    [{ step: 'ring', reason: 'no-skill', with: {} }],
  ],
  [
    'an unknown sound',
    route({ ring: queue({ music: 'x' }) }),
    [{ step: 'ring', reason: 'unknown-sound', with: { sound: 'x' } }],
  ],
  [
    'an unknown whisper',
    route({ ring: dial({ whisper: { sound: 'x' } }) }),
    [{ step: 'ring', reason: 'unknown-sound', with: { sound: 'x' } }],
  ],
  [
    'words that say nothing',
    route({ hi: { do: 'announce', prompt: { text: ' \n', language: 'ru' }, next: 'ring' }, ring: dial() }),
    [{ step: 'hi', reason: 'no-words', with: {} }],
  ],
  [
    'an unknown schedule',
    route({ c: choose({ about: 'time', schedule: 'x', is: 'open' }), ring: dial() }),
    [{ step: 'c', reason: 'unknown-schedule', with: { rule: 1, schedule: 'x' } }],
  ],
  [
    'an unknown team’s load',
    route({ c: choose({ about: 'load', team: 'x', of: 'free', atLeast: 1 }), ring: dial() }),
    [{ step: 'c', reason: 'unknown-team', with: { rule: 1, team: 'x' } }],
  ],
  [
    'an empty list',
    route({ c: choose({ about: 'tag', any: [] }), ring: dial() }),
    [{ step: 'c', reason: 'nothing-to-compare', with: { rule: 1 } }],
  ],
  [
    'more than certain',
    route({ c: choose({ about: 'source', field: 'source', any: ['yandex'], probability: 1.1 }), ring: dial() }),
    [{ step: 'c', reason: 'out-of-range', with: { rule: 1, field: 'probability', value: 1.1, from: 0, to: 1 } }],
  ],
  [
    'a menu without keys',
    route({ ask: menu({ on: {} }), ring: dial() }),
    [{ step: 'ask', reason: 'menu-without-keys', with: {} }],
  ],
  [
    'a key that no phone has',
    route({ ask: menu({ on: { 12: 'ring' } }), ring: dial() }),
    [{ step: 'ask', reason: 'not-a-key', with: { key: '12' } }],
  ],
  [
    'a key used twice',
    route({ ask: menu({ on: { 1: 'ring', ' 1': null } }), ring: dial() }),
    [{ step: 'ask', reason: 'key-used-twice', with: { key: '1' } }],
  ],
  [
    'an accept key that no phone has',
    route({ ring: dial({ acceptKey: 'A' }) }),
    [{ step: 'ring', reason: 'not-a-key', with: { key: 'A' } }],
  ],
  [
    'a notice after somebody could have talked',
    route({ ring: dial({ else: 'tell' }), tell: notice('again'), again: dial() }),
    [{ step: 'tell', reason: 'notice-after-talk', with: { after: 'ring' } }],
  ],
  [
    'a second notice is no harm',
    route({ tell: notice(), ring: dial({ else: 'more' }), more: notice('again'), again: dial() }),
    [],
  ],
  [
    'a consent that one way comes to too late',
    route({
      ask: menu({ on: { 1: 'may', 2: 'ring' }, else: 'may' }),
      ring: dial({ else: 'may' }),
      may: { do: 'consent', prompt: { sound: 'hello' }, digit: '1', seconds: 5, next: 'again' },
      again: dial(),
    }),
    [{ step: 'may', reason: 'notice-after-talk', with: { after: 'ring' } }],
  ],
  [
    'too little to ring and too many tries',
    route({ ask: menu({ tries: 6 }), ring: dial({ ringSeconds: 2, seconds: 3601 }) }),
    [
      { step: 'ask', reason: 'out-of-range', with: { field: 'tries', value: 6, from: 1, to: 5 } },
      { step: 'ring', reason: 'out-of-range', with: { field: 'ringSeconds', value: 2, from: 3, to: 180 } },
      { step: 'ring', reason: 'out-of-range', with: { field: 'seconds', value: 3601, from: 5, to: 3600 } },
    ],
  ],
  [
    'at the limits',
    route({
      ring: dial({ ringSeconds: 3, seconds: 5, else: 'wait' }),
      wait: queue({ ringSeconds: 180, seconds: 3600 }),
    }),
    [],
  ],
  [
    'half a second',
    route({ ring: dial({ ringSeconds: 20.5 }) }),
    [{ step: 'ring', reason: 'out-of-range', with: { field: 'ringSeconds', value: 20.5, from: 3, to: 180 } }],
  ],
  [
    'an operator that can do all',
    route({ tell: notice(), ring: dial({ whisper: { sound: 'hello' }, acceptKey: '1' }) }),
    [],
    on({}),
  ],
  [
    'an operator that can’t wait, whisper or take keys',
    route({ ring: dial({ whisper: { sound: 'hello' }, acceptKey: '1', else: 'wait' }), wait: queue() }),
    [
      { step: 'ring', reason: 'not-able', with: { needs: 'whisper', ...CLOUD } },
      { step: 'ring', reason: 'not-able', with: { needs: 'accept-key', ...CLOUD } },
      { step: 'wait', reason: 'not-able', with: { needs: 'queue', ...CLOUD } },
    ],
    on({ steps: ['play', 'dial'], whisper: false, acceptKey: false }),
  ],
  [
    'an operator that rings one at a time',
    route({ ring: dial({ strategy: 'all-at-once' }) }),
    [{ step: 'ring', reason: 'too-many-at-once', with: { most: 1, phones: 2, ...CLOUD } }],
    on({ together: 1 }),
  ],
  [
    'an operator that rings the first agent only',
    route({ ring: dial() }),
    [{ step: 'ring', reason: 'only-first-rings', with: CLOUD }],
    on({ inTurn: false }),
  ],
  [
    'a step that rings after another, at an operator that rings the first agent only',
    route({
      own: dial({ to: [{ is: 'own-manager' }], else: 'tell' }),
      tell: announce('anna'),
      anna: dial({ to: [{ agent: 'anna' }] }),
    }),
    [{ step: 'anna', reason: 'only-first-rings', with: CLOUD }],
    on({ inTurn: false }),
  ],
  [
    'a choice between agents, of whom each is the first, at an operator that rings the first only',
    route({
      pick: { do: 'choose', rules: [rule([{ about: 'caller', is: 'vip' }], 'own')], else: 'anna' },
      own: dial({ to: [{ is: 'own-manager' }] }),
      anna: dial({ to: [{ agent: 'anna' }] }),
    }),
    [],
    on({ inTurn: false }),
  ],
  [
    'a phone that can’t be rung',
    route({ ring: dial() }),
    [{ step: 'ring', reason: 'phone-not-rung', with: { agent: 'Anna', phone: 'sip', ...CLOUD } }],
    on({ phones: ['number'] }),
  ],
  [
    'an operator that only tells',
    route({ ring: dial() }),
    [{ step: null, reason: 'never-asked', with: CLOUD }],
    on({ asking: 'none' }),
  ],
];

describe('faults of a route', () => {
  for (const [name, bad, faults, of = known] of cases) test(name, () => assert.deepEqual(faultsOf(bad, of), faults));

  test('a plan that would be too long, counted where choices lead to most', () => {
    const long = (next: number) => (next === 60 ? 'ring' : `s${next}`);
    const chain = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`s${at}`, announce(long(at + 1))]));
    const [fault] = faultsOf(route({ pick: { ...choose(), else: 's0' } as RouteStep, ...chain, ring: dial() }), known);
    assert.deepEqual([fault?.reason, fault?.with.most], ['too-big', MOST_PLAN_BYTES]);
    const ways = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`s${at}`, announce()]));
    const rules = Object.keys(ways).map((name) => rule([{ about: 'caller', is: 'new' }], name));
    assert.deepEqual(faultsOf(route({ pick: { do: 'choose', rules, else: null }, ...ways, ring: dial() }), known), []);
  });

  test('every reason is found by one of these', () => {
    const found = new Set(cases.flatMap(([, , faults]) => faults.map(({ reason }) => reason)));
    const reasons: FaultReason[] = [
      ...([
        'no-start',
        'missing-step',
        'loop',
        'unreachable',
        'nobody-reached',
        'unknown-agent',
        'unknown-team',
      ] as const),
      ...(['unknown-schedule', 'unknown-sound', 'team-without-members', 'nobody-named', 'no-skill'] as const),
      ...([
        'menu-without-keys',
        'not-a-key',
        'key-used-twice',
        'nothing-to-compare',
        'no-words',
        'out-of-range',
      ] as const),
      ...([
        'notice-after-talk',
        'phone-not-rung',
        'not-able',
        'too-many-at-once',
        'only-first-rings',
        'never-asked',
      ] as const),
    ];
    assert.deepEqual([...found].sort(), reasons.sort());
  });
});

describe('whatever is drawn', () => {
  const random = seededRandom(5);
  const one = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const chance = (share: number) => random() < share;
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const strategies: Strategy[] = ['all-at-once', 'in-turn', 'round-robin', 'longest-idle', 'skill-priority'];
  const prompt = () => (chance(0.5) ? { sound: 'hello' } : { text: 'Hello', language: 'en' as const });
  const drawCondition = (): Condition => ({
    ...(chance(0.3) ? { not: true } : {}),
    ...one<Condition>([
      { about: 'caller', is: one(['known', 'new', 'vip', 'blocked', 'hidden'] as const) },
      { about: 'value', atLeast: 100 },
      { about: 'tag', any: ['hot'] },
      { about: 'manager', who: one(['last-manager', 'own-manager'] as const), is: one(['on-shift', 'free'] as const) },
      { about: 'source', field: 'source', any: ['yandex'], probability: random() },
      { about: 'time', schedule: 'day', is: one(['open', 'closed'] as const) },
      { about: 'load', team: 'sales', of: one(['free', 'waiting'] as const), atLeast: 1 },
    ]),
  });
  /** Leads mostly forward; `wild`: anywhere, and to steps that are not there. */
  const drawRoute = (wild: boolean): Route => {
    const ref = (at: number) => {
      const ahead = wild ? [...names, 'missing', null] : [...names.slice(at + 1, at + 4), null];
      return one(ahead);
    };
    const ring = () => ({
      ...{ strategy: one(strategies), skill: 'english', ringSeconds: one([3, 20, 60]), seconds: one([5, 45, 300]) },
      ...{ whisper: chance(0.3) ? prompt() : null, acceptKey: chance(0.3) ? '1' : null },
    });
    const step = (at: number): RouteStep =>
      one<() => RouteStep>([
        () => ({ do: 'choose', rules: [0, 1].map(() => rule([drawCondition()], ref(at))), else: ref(at) }),
        () => ({ do: 'announce', prompt: prompt(), next: ref(at) }),
        () => ({ do: 'notice', prompt: null, next: ref(at) }),
        () => ({ do: 'consent', prompt: prompt(), digit: '1', seconds: 5, next: ref(at) }),
        () => ({
          do: 'menu',
          prompt: prompt(),
          seconds: 5,
          tries: 2,
          on: { 1: ref(at), 2: ref(at), '#': ref(at) },
          else: ref(at),
        }),
        () => ({
          do: 'dial',
          to: [one([{ team: 'sales' }, { agent: 'anna' }, { is: 'last-manager' }])],
          else: ref(at),
          ...ring(),
        }),
        () => ({
          do: 'queue',
          team: 'sales',
          music: null,
          announcePosition: true,
          leave: chance(0.5) ? { digit: '1', to: ref(at) } : null,
          else: ref(at),
          ...ring(),
        }),
        () => ({ do: 'voicemail', prompt: null, seconds: 60, next: ref(at) }),
        () => ({ do: 'call-back', prompt: null, next: ref(at) }),
        () => ({ do: 'hang-up', cause: 'busy' }),
      ])();
    return { start: 'a', steps: Object.fromEntries(names.map((name, at) => [name, step(at)])) };
  };
  const drawFacts = (): RoutingFacts => {
    const agents = [...known.agents].map(([id, { name, phone }]): AgentNow => {
      const state = one(['free', 'talking', 'wrap-up', 'away', 'off-shift'] as const);
      return { id, name, phone, skills: { english: 3 }, state, isOnShift: state !== 'off-shift', idleSince: null };
    });
    const contact = { name: 'Ivan', vip: chance(0.5), tags: ['hot'], value: 500, manager: one(['anna', null]) };
    return {
      ...{ at: new Date(Date.UTC(2026, 2, 2, Math.floor(random() * 200))), timeZone: 'Europe/Moscow' },
      ...{ number: '+74951110001', agents: new Map(agents.map((agent) => [agent.id, agent])) },
      caller: {
        ...{ e164: one(['+79161234567', null]), region: null, earlierCalls: one([0, 3]), isBlocked: chance(0.2) },
        ...{ lastManager: one(['anna', 'boris', 'gone', null]), contact: chance(0.5) ? contact : null },
      },
      visits: chance(0.5)
        ? []
        : [
            {
              probability: random(),
              channel: 'paid-search',
              source: 'yandex',
              medium: null,
              campaign: null,
              term: null,
              landingPage: null,
            },
          ],
      teams: new Map(
        [...known.teams].map(([id, team]) => [
          id,
          { name: team.name, members: team.members.map((agent) => ({ agent, priority: 1 })) },
        ]),
      ),
      waiting: new Map([['sales', one([0, 2])]]),
      schedules: new Map([['day', { weekly: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }], dates: [] }]]),
      lastFirst: new Map([['a', 'anna']]),
    };
  };
  const options = {
    sound: () => (chance(0.8) ? 'sound' : null),
    line: [{ id: 'line', name: 'Line', phone: { kind: 'sip', uri: 'sip:line@192.0.2.1' } as const, ringSeconds: 20 }],
    queueOf: (step: string) => step,
  };
  const nextOf = (step: Step): (number | null)[] => {
    if (step.do === 'menu') return [...Object.values(step.on), step.else];
    if (step.do === 'queue') return [step.leave?.next ?? null, step.else];
    return 'next' in step ? [step.next] : 'else' in step ? [step.else] : [];
  };
  const checkPlan = ({ steps }: Plan) => {
    assert.ok(steps.length > 0);
    for (const step of steps)
      for (const next of nextOf(step))
        assert.ok(next === null || (Number.isInteger(next) && steps[next]), `leads to ${next}`);
    const isOnPath = new Set<number>();
    const done = new Set<number>();
    const walk = (at: number) => {
      assert.ok(!isOnPath.has(at), 'a circle');
      if (done.has(at)) return;
      isOnPath.add(at);
      for (const next of nextOf(steps[at] as Step)) if (next !== null) walk(next);
      isOnPath.delete(at);
      done.add(at);
    };
    walk(0);
    assert.equal(done.size, steps.length, 'a step nothing leads to');
    assert.ok(
      [...done].some((at) => ['dial', 'queue', 'voicemail', 'call-back', 'hangup'].includes((steps[at] as Step).do)),
      'a plan in vain',
    );
  };

  test('with faults or without: its plan leads only to steps of its own, in no circle, and to somebody', () => {
    let good = 0;
    for (let round = 0; round < 4000; round++) {
      const drawn = drawRoute(round % 2 === 0);
      const isGood = faultsOf(drawn, known).length === 0;
      if (isGood) good++;
      const facts = drawFacts();
      const { plan, trail } = compile(drawn, facts, options);
      checkPlan(plan);
      assert.ok(planBytes(plan) <= MOST_PLAN_BYTES);
      assert.ok(!isGood || !trail.some(({ said }) => said === 'plan-too-big' || said === 'plan-shortened'));
      checkPlan(fallbackPlan(drawn, facts, options));
    }
    assert.ok(good > 20, `only ${good} routes without faults were drawn`);
  });
});
