import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Random, seededRandom } from '../../simulation/random.ts';
import {
  type AttributionParameters,
  attribute,
  attributeStatic,
  binOf,
  credit,
  stateAt,
  topCandidates,
} from './attribution.ts';
import { DEFAULT_PRIOR } from './default-prior.ts';
import { type Holder, sourceKey } from './holder.ts';

const CALL_AT = 1_000_000;

const holder = (facts: Partial<Holder> = {}): Holder => ({
  visit: 'v1',
  visitor: 'b1',
  number: 'n1',
  channel: 'paid',
  campaign: 'spring',
  region: null,
  desktop: false,
  startedAt: CALL_AT - 50,
  lastActivityAt: CALL_AT - 20,
  closedAt: null,
  tappedAt: null,
  credited: 0,
  ...facts,
});

/** Every open page calls at 0.01 per second, every closed one at 0.002, the background at 0.001. */
const PLAIN: AttributionParameters = {
  version: 'plain',
  heartbeatSeconds: 30,
  hazards: {
    tapped: { edges: [0, 120], perSecond: [0.5] },
    open: { edges: [0], perSecond: [0.01] },
    closed: { edges: [0, 1000], perSecond: [0.002] },
    desktopOpen: { edges: [0], perSecond: [0.03] },
    desktopClosed: { edges: [0, 1000], perSecond: [0.001] },
  },
  rates: { byCampaign: {}, byChannel: {} },
  regionMatch: 0.6,
  regionShares: { R1: 0.4, R2: 0.1 },
  backgroundPerSecond: 0.001,
  unknownAbove: 0.5,
  sureFrom: 0.9,
};

const ask = (
  holders: readonly Holder[],
  parameters: Partial<AttributionParameters> = {},
  facts: { region?: string; caller?: string | null; memory?: { visitor: string; belief: number }[] } = {},
) => {
  const { region = null, caller = '+79160000001', memory } = facts;
  return attribute({ holders, call: { at: CALL_AT, region, caller }, parameters: { ...PLAIN, ...parameters }, memory });
};

const near = (value: number | undefined, expected: number) =>
  assert.ok(value !== undefined && Math.abs(value - expected) < 1e-9, `${value} is not ${expected}`);

test('bins include their lower bound and leave out their upper one', () => {
  for (const table of Object.values(DEFAULT_PRIOR.hazards)) {
    for (const [bin, edge] of table.edges.entries()) {
      assert.equal(binOf(table, edge), bin < table.perSecond.length ? bin : null, `from ${edge}`);
      assert.equal(binOf(table, edge - 1e-6), bin === 0 ? null : bin - 1, `before ${edge}`);
    }
  }
  assert.equal(binOf(DEFAULT_PRIOR.hazards.open, 1e9), 12);
});

test('what was known of a visit at the call decides its state', () => {
  const seconds = (facts: Partial<Holder>) => stateAt(holder(facts), CALL_AT, PLAIN);
  const closedAt = CALL_AT - 10;
  const long = { startedAt: CALL_AT - 500, lastActivityAt: CALL_AT - 61 };
  const cases: [string, Partial<Holder>, ReturnType<typeof seconds>][] = [
    ['not begun', { startedAt: CALL_AT + 1 }, null],
    ['just begun', { startedAt: CALL_AT, lastActivityAt: CALL_AT }, { state: 'open', seconds: 0 }],
    ['seen within two beats', { lastActivityAt: CALL_AT - 60 }, { state: 'open', seconds: 50 }],
    ['silent for longer', long, { state: 'closed', seconds: 61 }],
    ['closed', { closedAt, lastActivityAt: closedAt }, { state: 'closed', seconds: 10 }],
    ['closed, active again later', { closedAt, lastActivityAt: CALL_AT + 5 }, { state: 'closed', seconds: 10 }],
    ['tapped just now', { tappedAt: CALL_AT, lastActivityAt: CALL_AT }, { state: 'tapped', seconds: 0 }],
    ['tapped and closed', { tappedAt: closedAt, closedAt, lastActivityAt: closedAt }, { state: 'tapped', seconds: 10 }],
    ['tapped within two minutes', { ...long, tappedAt: CALL_AT - 119.9 }, { state: 'tapped', seconds: 119.9 }],
    ['tapped before', { ...long, tappedAt: CALL_AT - 120 }, { state: 'closed', seconds: 61 }],
    ['tapped before, page still open', { tappedAt: CALL_AT - 120 }, { state: 'open', seconds: 50 }],
  ];
  for (const [name, facts, state] of cases) {
    const found = seconds(facts);
    assert.equal(found?.state, state?.state, name);
    if (state !== null) near(found?.seconds, state.seconds);
  }
});

test('what became known after the call is not used', () => {
  const known = ask([holder({ lastActivityAt: CALL_AT }), holder({ visit: 'v2', visitor: 'b2' })]);
  const later = { lastActivityAt: CALL_AT + 30, closedAt: CALL_AT + 30, tappedAt: CALL_AT + 25 };
  const future = holder({ visit: 'v3', startedAt: CALL_AT + 1, lastActivityAt: CALL_AT + 1 });
  assert.deepEqual(ask([holder(later), holder({ visit: 'v2', visitor: 'b2' }), future]), known);
});

test('probabilities are the shares of the weights', () => {
  const closed = { visit: 'v2', closedAt: CALL_AT - 20, campaign: 'autumn' };
  const found = ask([holder({ visit: 'v1' }), holder(closed), holder({ visit: 'v3', credited: 0.9 })]);
  const sum = 0.01 + 0.002 + 0.001 + 0.001;
  near(found.visit?.probability, 0.01 / sum);
  near(found.campaign?.probability, 0.011 / sum);
  near(found.channel?.probability, 0.013 / sum);
  near(found.nobody, 0.001 / sum);
  assert.deepEqual([found.visit?.id, found.campaign?.campaign, found.version], ['v1', 'spring', 'posterior-1/plain']);
});

test('a page on a desktop calls as desktops do, open or closed; a tap counts the same anywhere', () => {
  const closed = { closedAt: CALL_AT - 20 };
  const pairs = [
    [{}, 0.01, 0.03],
    [closed, 0.002, 0.001],
    [{ tappedAt: CALL_AT - 20 }, 0.5, 0.5],
  ] as const;
  for (const [facts, phone, desktop] of pairs) {
    const { candidates } = ask([holder(facts), holder({ ...facts, visit: 'v2', desktop: true })]);
    const found = (visit: string) => candidates.find((candidate) => candidate.visit === visit)?.probability;
    near(found('v1'), phone / (phone + desktop + 0.001));
    near(found('v2'), desktop / (phone + desktop + 0.001));
  }
});

test('the campaign is that of the most mass, not that of the likeliest visit', () => {
  const autumn = ['v2', 'v3'].map((visit) => holder({ visit, campaign: 'autumn' }));
  const found = ask([holder({ tappedAt: null, credited: 0 }), ...autumn], {
    rates: { byCampaign: { [sourceKey({ channel: 'paid', campaign: 'spring' })]: 1.5 }, byChannel: {} },
  });
  assert.equal(found.visit?.id, 'v1');
  assert.equal(found.campaign?.campaign, 'autumn');
});

test('campaigns of the same name in two channels are two campaigns', () => {
  const found = ask([holder(), holder({ visit: 'v2', channel: 'email' })]);
  assert.equal(found.sources.length, 2);
});

test('a source calls at its own rate, else at its channel’s, else at the mean', () => {
  const rates = { byCampaign: { [sourceKey({ channel: 'paid', campaign: 'spring' })]: 3 }, byChannel: { paid: 2 } };
  const weight = (facts: Partial<Holder>) => {
    const { nobody } = ask([holder(facts)], { rates });
    return (0.001 / nobody - 0.001) / 0.01;
  };
  near(weight({}), 3);
  near(weight({ campaign: 'autumn' }), 2);
  near(weight({ channel: 'email', campaign: 'spring' }), 1);
  near(weight({ channel: 'constructor', campaign: '__proto__' }), 1);
});

test('the same region speaks for a visit, the rarer the louder, and another region against it', () => {
  const weight = (held: string | null, region?: string) => {
    const { nobody } = ask([holder({ region: held })], {}, region === undefined ? {} : { region });
    return (0.001 / nobody - 0.001) / 0.01;
  };
  near(weight('R1', 'R1'), 0.6 / 0.4 + 0.4);
  near(weight('R2', 'R2'), 0.6 / 0.1 + 0.4);
  near(weight('R2', 'R1'), 0.4);
  near(weight('R9', 'R9'), 0.6 / 0.01 + 0.4);
  near(weight(null, 'R1'), 1);
  near(weight('R1'), 1);
});

test('without holders it was nobody', () => {
  const found = ask([]);
  assert.deepEqual([found.visit, found.campaign, found.channel, found.nobody], [null, null, null, 1]);
  assert.equal(ask([], { backgroundPerSecond: 0 }).nobody, 1);
});

test('the answer is unknown when nobody is likelier than the threshold', () => {
  const found = (backgroundPerSecond: number) => ask([holder()], { backgroundPerSecond });
  assert.equal(found(0.01).visit?.id, 'v1');
  const unknown = found(0.0101);
  assert.deepEqual([unknown.visit, unknown.campaign, unknown.channel], [null, null, null]);
  assert.equal(unknown.candidates.length, 1);
});

test('visits older than the table are no candidates', () => {
  const old = (seconds: number) => holder({ startedAt: 0, lastActivityAt: CALL_AT - seconds });
  assert.equal(ask([old(999)]).candidates.length, 1);
  assert.equal(ask([old(1000)]).candidates.length, 0);
});

test('a tap outweighs the open pages beside it', () => {
  const others = Array.from({ length: 9 }, (_, index) => holder({ visit: `other${index}`, visitor: `o${index}` }));
  const tapped = holder({ visit: 'tapper', tappedAt: CALL_AT - 10, lastActivityAt: CALL_AT - 10 });
  const { visit } = attribute({
    holders: [...others, tapped],
    call: { at: CALL_AT, region: null, caller: null },
    parameters: DEFAULT_PRIOR,
  });
  assert.equal(visit?.id, 'tapper');
  assert.ok(visit.probability > 0.95);
});

test('candidates are sorted and the ten likeliest are kept', () => {
  const random = seededRandom(41);
  const found = ask(Array.from({ length: 50 }, (_, index) => holder({ visit: `v${index}`, credited: random() })));
  const probabilities = found.candidates.map(({ probability }) => probability);
  assert.deepEqual(
    probabilities,
    [...probabilities].sort((one, other) => other - one),
  );
  assert.deepEqual(topCandidates(found), found.candidates.slice(0, 10));
  assert.equal(topCandidates(ask([holder()])).length, 1);
});

const randomHolder = (random: Random, index: number): Holder => {
  const startedAt = CALL_AT - random() * 40 ** (1 + 3 * random());
  const lastActivityAt = startedAt + random() * 300;
  const maybe = (chance: number, value: number) => (random() < chance ? value : null);
  return holder({
    visit: `v${index}`,
    visitor: `b${Math.floor(index / 2)}`,
    channel: `channel${Math.floor(random() * 4)}`,
    campaign: `campaign${Math.floor(random() * 4)}`,
    region: random() < 0.2 ? null : `R${Math.ceil(random() * 3)}`,
    startedAt,
    lastActivityAt,
    closedAt: maybe(0.7, lastActivityAt),
    tappedAt: maybe(0.2, startedAt + random() * 300),
    credited: random() < 0.5 ? 0 : random(),
  });
};

test('probabilities and nobody sum to one and credits stay between 0 and 1, whatever the holders', () => {
  const random = seededRandom(42);
  for (let round = 0; round < 300; round++) {
    const holders = Array.from({ length: Math.floor(random() * 40) }, (_, index) => randomHolder(random, index));
    const memory = random() < 0.5 ? undefined : [{ visitor: 'b0', belief: random() }];
    const call = { at: CALL_AT + random() * 1000, region: 'R1', caller: '+79160000001' };
    const found = attribute({ holders, call, parameters: { ...DEFAULT_PRIOR, regionShares: { R1: 0.4 } }, memory });
    const sum = (parts: readonly { probability: number }[]) => parts.reduce((all, part) => all + part.probability, 0);
    near(sum(found.candidates) + found.nobody, 1);
    near(sum(found.sources) + found.nobody, 1);
    assert.ok(found.candidates.every(({ probability }) => probability > 0 && probability <= 1 + 1e-12));
    for (let again = 0; again < 5; again++) credit(found, holders);
    assert.ok(holders.every(({ credited }) => credited >= 0 && credited <= 1));
  }
});

test('a visit credited with one call is less likely to have made the next', () => {
  const holders = [holder(), holder({ visit: 'v2', closedAt: CALL_AT - 20 })];
  const first = ask(holders);
  credit(first, holders);
  near(holders[0]!.credited, 0.01 / 0.013);
  near(holders[1]!.credited, 0.002 / 0.013);
  assert.ok(ask(holders).visit!.probability < first.visit!.probability);
});

test('a remembered caller is the visitor of last time', () => {
  const old = holder({ visit: 'old', visitor: 'anna', startedAt: CALL_AT - 900, lastActivityAt: CALL_AT - 900 });
  const found = ask([old, holder()], {}, { memory: [{ visitor: 'anna', belief: 0.9 }] });
  near(found.visit?.probability, 0.1 * (0.002 / 0.013) + 0.9);
  near(found.nobody, 0.1 * (0.001 / 0.013));
  assert.deepEqual([found.visit?.id, found.candidates[0]?.state, found.repeat], ['old', 'remembered', true]);
  assert.equal(found.candidates[1]?.state, 'open');
});

test('a remembered caller is found by a visit older than the window', () => {
  const old = holder({ visit: 'old', visitor: 'anna', startedAt: 0, lastActivityAt: 0 });
  near(ask([old], {}, { memory: [{ visitor: 'anna', belief: 0.8 }] }).visit?.probability, 0.8);
});

test('a remembered caller who dials a number their visitors never held is judged afresh', () => {
  const found = ask([holder()], {}, { memory: [{ visitor: 'anna', belief: 0.9 }] });
  assert.deepEqual({ ...found, repeat: false }, ask([holder()]));
  assert.equal(found.repeat, true);
});

test('a withheld caller is never remembered', () => {
  const facts = { caller: null, memory: [{ visitor: 'b1', belief: 0.9 }] };
  assert.deepEqual(ask([holder()], {}, facts), ask([holder()], {}, { caller: null }));
});

test('a static number is certain of its source and of no visit', () => {
  const source = { channel: 'radio', campaign: 'morning show', probability: 1 };
  const found = attributeStatic({ channel: 'radio', campaign: 'morning show' });
  assert.deepEqual([found.campaign, found.channel], [source, { channel: 'radio', probability: 1 }]);
  assert.deepEqual([found.visit, found.nobody, found.sources], [null, 0, [source]]);
});
