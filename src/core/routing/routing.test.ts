import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Plan, Step } from './plan.ts';
import type { AgentNow, Condition, Route, RouteStep, RoutingFacts } from './route.ts';
import { type CompileOptions, compile, MOST_PLAN_BYTES, planBytes } from './routing.ts';
import { fallbackPlan } from './routing-fallback.ts';

const agent = (id: string, change: Partial<AgentNow> = {}): AgentNow => ({
  ...{ id, name: id.toUpperCase(), phone: { kind: 'sip', uri: `sip:${id}@192.0.2.1` }, skills: {}, state: 'free' },
  ...{ isOnShift: true, idleSince: null, ...change },
});
const OFF = { state: 'off-shift', isOnShift: false } as const;
const facts = (agents: AgentNow[] = [agent('a'), agent('b')], change: Partial<RoutingFacts> = {}): RoutingFacts => ({
  ...{ at: new Date('2026-03-02T09:00:00Z'), timeZone: 'UTC', number: '+74951110001', visits: [] },
  agents: new Map(agents.map((one) => [one.id, one])),
  teams: new Map([['sales', { name: 'Sales', members: agents.map(({ id }) => ({ agent: id, priority: 1 })) }]]),
  ...{ waiting: new Map(), schedules: new Map(), lastFirst: new Map() },
  caller: { e164: '+79161234567', region: null, earlierCalls: 0, lastManager: null, contact: null, isBlocked: false },
  ...change,
});
const options: CompileOptions = {
  sound: (prompt, kind, key) => (prompt && 'sound' in prompt ? prompt.sound : key ? `press${key}` : `house${kind}`),
  line: [{ id: 'line', name: 'Line', phone: { kind: 'sip', uri: 'sip:line@192.0.2.1' }, ringSeconds: 25 }],
  queueOf: (step) => `q-${step}`,
};
const silent: CompileOptions = { ...options, sound: () => null };
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
// biome-ignore lint/suspicious/noThenProperty: "if … then …" is the route's own word
const rule = (all: readonly Condition[], to: string) => ({ if: all, then: to });
const sound = (name: string) => ({ sound: name });
const route = (steps: Record<string, RouteStep>, start = Object.keys(steps)[0] ?? ''): Route => ({ start, steps });
/** 'dial a,b 20 >2': what a step does, and where it goes on. */
const short = ({ steps }: Plan) =>
  steps.map((step) => {
    switch (step.do) {
      case 'play':
        return `${step.what} ${step.sound} >${step.next}`;
      case 'menu':
        return `menu ${Object.entries(step.on)
          .map(([key, to]) => `${key}>${to}`)
          .join(' ')} >${step.else}`;
      case 'dial':
        return `dial ${step.targets.map(({ id }) => id).join()} ${step.ringSeconds} >${step.else}`;
      case 'queue':
        return `queue ${step.targets.map(({ id }) => id).join()} ${step.leave?.digit ?? ''}>${step.leave?.next ?? ''} >${step.else}`;
      case 'hangup':
        return `hangup ${step.cause}`;
      case 'check':
        return 'check';
      default:
        return `${step.do} ${step.sound} >${step.next}`;
    }
  });
const said = (made: ReturnType<typeof compile>) => made.trail.map((one) => `${one.step}: ${one.said}`);

describe('a route becomes a plan', () => {
  test('choices are decided now and leave no step', () => {
    const choosing = route({
      known: { do: 'choose', rules: [rule([{ about: 'caller', is: 'known' }], 'anna')], else: 'hours' },
      hours: { do: 'choose', rules: [rule([], 'team')], else: null },
      anna: dial({ to: [{ agent: 'a' }], else: 'team' }),
      team: dial({ strategy: 'all-at-once' }),
    });
    const known = facts(undefined, { caller: { ...facts().caller, earlierCalls: 1 } });
    const made = compile(choosing, known, options);
    assert.deepEqual(short(made.plan), ['dial a 20 >1', 'dial a,b 20 >null']);
    assert.deepEqual(made.trail, [
      { step: 'known', do: 'choose', said: 'rule-holds', with: { rule: 1 }, next: 'anna' },
      {
        step: 'anna',
        do: 'dial',
        said: 'rings',
        with: { agents: ['A'], strategy: 'in-turn', seconds: 20 },
        next: 'team',
      },
      {
        step: 'team',
        do: 'dial',
        said: 'rings',
        with: { agents: ['A', 'B'], strategy: 'all-at-once', seconds: 20 },
        next: null,
      },
    ]);
    const fresh = compile(choosing, facts(), options);
    assert.deepEqual(short(fresh.plan), ['dial a,b 20 >null']);
    assert.deepEqual(said(fresh), ['known: no-rule-holds', 'hours: rule-holds', 'team: rings']);
  });

  test('a menu keeps its branches; a step that is reached twice is there once', () => {
    const asking = route({
      hello: { do: 'announce', prompt: sound('hi'), next: 'menu' },
      menu: {
        do: 'menu',
        prompt: sound('ask'),
        seconds: 5,
        tries: 2,
        on: { 1: 'team', 2: 'mail', 3: null },
        else: 'team',
      },
      team: dial({ strategy: 'all-at-once', else: 'mail' }),
      mail: { do: 'voicemail', prompt: null, seconds: 60, next: null },
    });
    const made = compile(asking, facts(), options);
    assert.deepEqual(short(made.plan), [
      'announcement hi >1',
      'menu 1>2 2>3 3>4 >2',
      'dial a,b 20 >3',
      'voicemail housevoicemail >null',
      'hangup normal',
    ]);
  });

  test('in turn each rings so long, the last one for what the step’s limit leaves', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((id) => agent(id));
    assert.deepEqual(short(compile(route({ team: dial({ seconds: 50 }) }), facts(five), options).plan), [
      'dial a 20 >1',
      'dial b 20 >2',
      'dial c 10 >null',
    ]);
    const shorter = compile(route({ team: dial({ seconds: 41 }) }), facts(five), options);
    assert.deepEqual(short(shorter.plan), ['dial a 20 >1', 'dial b 20 >null']);
    assert.deepEqual(shorter.trail[0]?.with.agents, ['A', 'B']);
    assert.deepEqual(
      short(compile(route({ team: dial({ seconds: 10, strategy: 'all-at-once' }) }), facts(), options).plan),
      ['dial a,b 10 >null'],
    );
  });

  test('round robin tells who was first', () => {
    const turns = route({ team: dial({ strategy: 'round-robin' }) });
    const made = compile(turns, facts(undefined, { lastFirst: new Map([['team', 'a']]) }), options);
    assert.deepEqual(short(made.plan), ['dial b 20 >1', 'dial a 20 >null']);
    assert.deepEqual([...made.firsts], [['team', 'b']]);
  });

  test('a whisper and a key to take the call go with each ring; where only a key is asked for, the house says which', () => {
    const { plan } = compile(route({ team: dial({ whisper: sound('ad'), acceptKey: '1' }) }), facts(), options);
    for (const step of plan.steps) assert.ok(step.do === 'dial' && step.whisper === 'ad' && step.acceptKey === '1');
    const key = compile(route({ team: dial({ acceptKey: '2' }) }), facts(), options).plan.steps[0];
    assert.ok(key?.do === 'dial' && key.whisper === 'press2');
  });

  test('a queue waits for all who are on shift, with its way out by a key', () => {
    const waiting = route({
      wait: {
        ...{ do: 'queue', team: 'sales', music: null, announcePosition: true, leave: { digit: '1', to: 'back' } },
        ...{ else: 'back', ...ringing, seconds: 300 },
      },
      back: { do: 'call-back', prompt: null, next: null },
    });
    const agents = [agent('a', { state: 'talking' }), agent('b', OFF), agent('c')];
    const made = compile(waiting, facts(agents), options);
    assert.deepEqual(short(made.plan), ['queue a,c 1>1 >1', 'call-back housecall-back >null']);
    assert.deepEqual(made.trail[0]?.with, { team: 'Sales', agents: ['A', 'C'], seconds: 300 });
    const night = compile(waiting, facts([agent('a', OFF)]), options);
    assert.deepEqual(short(night.plan), ['call-back housecall-back >null']);
    assert.deepEqual([night.trail[0]?.said, night.trail[0]?.with], ['nobody-to-ring', { why: 'off-shift' }]);
  });

  test('what can’t be heard is skipped; who can’t be told or asked is not recorded', () => {
    const talking = route({
      hello: { do: 'announce', prompt: sound('hi'), next: 'menu' },
      menu: { do: 'menu', prompt: sound('ask'), seconds: 5, tries: 2, on: { 1: null }, else: 'team' },
      team: dial({ whisper: sound('ad'), acceptKey: '1' }),
    });
    const made = compile(talking, facts(), silent);
    assert.deepEqual(short(made.plan), ['dial a 20 >1', 'dial b 20 >null']);
    assert.deepEqual(said(made), ['hello: no-sound', 'menu: no-sound', 'team: rings']);
    assert.equal(made.plan.record, true);
    for (const step of [
      { do: 'notice', prompt: null, next: 'team' },
      { do: 'consent', prompt: sound('may'), digit: '1', seconds: 5, next: 'team' },
    ] as RouteStep[]) {
      const telling = route({ tell: step, team: dial() });
      assert.equal(compile(telling, facts(), silent).plan.record, false);
      assert.equal(compile(telling, facts(), options).plan.record, true);
    }
  });
});

describe('no call is lost to a route', () => {
  const line = 'dial line 25 >null';
  const busy = [agent('a', { state: 'talking' })];
  for (const [name, bad, expected] of [
    ['that is empty', route({}), [line]],
    ['whose first step is missing', { start: 'gone', steps: {} }, [line]],
    ['that leads nowhere', route({ pick: { do: 'choose', rules: [], else: null } }), [line]],
    [
      'that only talks',
      route({ hi: { do: 'announce', prompt: sound('hi'), next: null } }),
      ['announcement hi >1', line],
    ],
    [
      'that leads to a missing step',
      route({ hi: { do: 'announce', prompt: sound('hi'), next: 'gone' } }),
      ['announcement hi >1', line],
    ],
    [
      'that goes in a circle',
      route({ hi: { do: 'announce', prompt: sound('hi'), next: 'hi' } }),
      ['announcement hi >1', line],
    ],
    ['whose people are all busy, with no else', route({ team: dial() }), [line]],
    [
      'whose one branch finds nobody',
      route({
        menu: { do: 'menu', prompt: sound('ask'), seconds: 5, tries: 1, on: { 1: 'team' }, else: 'bye' },
        team: dial(),
        bye: { do: 'hang-up', cause: 'normal' },
      }),
      ['menu 1>1 >2', line, 'hangup normal'],
    ],
  ] as [string, Route, string[]][])
    test(name, () => {
      const made = compile(bad, facts(busy), options);
      assert.deepEqual(short(made.plan), expected);
      assert.ok(made.trail.some((one) => one.said === 'goes-to-line'));
    });

  test('but one that ends on purpose ends', () => {
    for (const step of [
      { do: 'hang-up', cause: 'busy' },
      { do: 'voicemail', prompt: null, seconds: 60, next: null },
      { do: 'call-back', prompt: null, next: null },
    ] as RouteStep[])
      assert.equal(compile(route({ end: step }), facts(busy), options).plan.steps.length, 1);
  });

  test('that names too many: fewer are rung, and the trail says so', () => {
    const crowd = Array.from({ length: 80 }, (_, at) => agent(`agent-number-${at}`));
    const made = compile(route({ team: dial({ strategy: 'all-at-once' }) }), facts(crowd), options);
    const longer = crowd.map((one) => ({ ...one, name: one.name.repeat(4) }));
    const cut = compile(route({ team: dial({ strategy: 'all-at-once' }) }), facts(longer), options);
    assert.equal((cut.plan.steps[0] as Step & { do: 'dial' }).targets.length, 10);
    assert.ok(planBytes(made.plan) <= MOST_PLAN_BYTES);
    assert.equal((made.plan.steps[0] as Step & { do: 'dial' }).targets.length, 50);
    assert.deepEqual([made.trail.at(-1)?.said, made.trail.at(-1)?.with], ['plan-shortened', { most: 50 }]);
  });

  test('whose queue is for a large team: while we are down twenty of it ring', () => {
    const crowd = Array.from({ length: 200 }, (_, at) => agent(`agent-number-${at}`));
    const step: RouteStep = {
      ...{ do: 'queue', team: 'sales', music: null, announcePosition: true, leave: null, else: null, ...ringing },
    };
    const made = compile(route({ wait: step }), facts(crowd), options);
    assert.equal((made.plan.steps[0] as Step & { do: 'queue' }).targets.length, 20);
    assert.deepEqual(said(made), ['wait: waits']);
  });

  test('whose plan is too long in any case: the line', () => {
    const steps = Object.fromEntries(
      Array.from({ length: 120 }, (_, at) => [
        `s${at}`,
        { do: 'announce', prompt: sound('a'.repeat(40)), next: `s${at + 1}` },
      ]),
    ) as Record<string, RouteStep>;
    const made = compile(route({ ...steps, s120: dial() }), facts(), options);
    assert.deepEqual(short(made.plan), [line]);
    assert.equal(made.trail[0]?.said, 'plan-too-big');
  });
});

test('the plan on disk: open, a new caller who is not hidden, all of the team at once to the limit', () => {
  const whole = route({
    hours: {
      do: 'choose',
      rules: [rule([{ about: 'time', schedule: 'day', is: 'closed' }], 'mail')],
      else: 'hidden',
    },
    hidden: { do: 'choose', rules: [rule([{ about: 'caller', is: 'hidden' }], 'bye')], else: 'ads' },
    ads: {
      do: 'choose',
      rules: [rule([{ about: 'source', field: 'channel', any: ['paid-search'], probability: 0.5 }], 'mail')],
      else: 'own',
    },
    own: dial({ to: [{ is: 'last-manager' }], else: 'team' }),
    team: dial({ strategy: 'round-robin', ringSeconds: 15, seconds: 45, else: 'mail' }),
    mail: { do: 'voicemail', prompt: null, seconds: 60, next: null },
    bye: { do: 'hang-up', cause: 'rejected' },
  });
  const { agents, teams } = facts([agent('a', OFF), agent('b', { state: 'talking' })]);
  assert.deepEqual(short(fallbackPlan(whole, { number: '+74951110001', agents, teams }, options)), [
    'dial a,b 45 >1',
    'voicemail housevoicemail >null',
  ]);
});
