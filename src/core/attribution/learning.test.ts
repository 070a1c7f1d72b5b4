import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { seededRandom } from '../../simulation/random.ts';
import { makeWorld, REFERENCE_WORLD, type Truth } from '../../simulation/world.ts';
import { createPool } from '../pool/pool.ts';
import { type AttributionParameters, HAZARD_NAMES, type HazardName } from './attribution.ts';
import { DEFAULT_PRIOR } from './default-prior.ts';
import { createExposureCounter, type Exposure, type VisitLife } from './exposure.ts';
import type { Holder } from './holder.ts';
import { type LearningCall, type LearningQuestion, learn, prepareCall } from './learning.ts';

const DAY = 86_400;
const NUMBERS = 20;
const LEARN_DAYS = 40;
const TEST_DAYS = 20;

type Told = { call: LearningCall; truth: Truth };
/** Callers of a world of their own: visits call sooner after the tap and more from the page than the prior thinks. */
const told: Told[] = [];
let exposure: Exposure;
const taught = () => told.filter(({ call }) => call.at < LEARN_DAYS * DAY);
const asked = () => told.filter(({ call }) => call.at >= LEARN_DAYS * DAY);
const question = (facts: Partial<LearningQuestion> = {}): LearningQuestion => ({
  calls: taught().map(({ call }) => call),
  ...{ exposure, numberSeconds: NUMBERS * LEARN_DAYS * DAY, prior: DEFAULT_PRIOR, version: 'learned', ...facts },
});

before(() => {
  const numbers = Array.from({ length: NUMBERS }, (_, index) => String(index));
  const pool = createPool(numbers);
  const counter = createExposureCounter(DEFAULT_PRIOR);
  const seen = new Map<string, Holder>();
  let counted = false;
  const days = LEARN_DAYS + TEST_DAYS;
  for (const event of makeWorld({ ...REFERENCE_WORLD, days, numbers: NUMBERS }, seededRandom(51))) {
    if (event.t >= LEARN_DAYS * DAY && !counted) {
      counted = true;
      for (const holder of seen.values()) counter.add(lifeOf(holder), LEARN_DAYS * DAY);
    }
    if (event.type === 'visit') {
      pool.assign({ ...event, desktop: !event.mobile, at: event.t });
      seen.set(event.visit, pool.holderOf(event.visit)!);
    } else if (event.type !== 'call') pool[event.type](event.visit, event.t);
    else if (event.truth.kind !== 'repeat') {
      const number = 'dials' in event ? seen.get(event.dials)!.number : String(event.number);
      const holders = pool.holders(number, event.t).map((holder) => ({ ...holder }));
      told.push({ call: { at: event.t, number, region: event.region, holders }, truth: event.truth });
    }
  }
  exposure = counter.result();
});

const flat = <T>(tables: Readonly<Record<HazardName, T>>) => HAZARD_NAMES.map((name) => tables[name]);
/** Calls expected in each bin, scaled to as many as there were. */
const expected = (parameters: AttributionParameters) => {
  const calls = flat(parameters.hazards).flatMap(({ perSecond }, state) =>
    perSecond.map((hazard, bin) => hazard * flat(exposure.seconds)[state]![bin]!),
  );
  const all = calls.reduce((sum, count) => sum + count, 0);
  return calls.map((count) => (count * taught().length) / all);
};
const withTruth = ({ call, truth }: Told): LearningCall => ({
  ...call,
  label: truth.visit === null ? 'nobody' : { visit: truth.visit },
});

test('without anybody telling who called, hazards come closer to the truth than the prior was', () => {
  const truth = expected(learn(question({ calls: taught().map(withTruth) })));
  const gap = (parameters: AttributionParameters) =>
    expected(parameters).reduce((sum, count, bin) => sum + Math.abs(count - truth[bin]!), 0);
  const [learned, unlearned] = [gap(learn(question())), gap(DEFAULT_PRIOR)];
  assert.ok(learned < 0.6 * unlearned, `${learned} calls in the wrong bin, ${unlearned} before learning`);
});

test('calls that were not learned from are likelier under the learned parameters', () => {
  const { regionShares } = learn(question());
  const [learned, unlearned] = [logLikelihood(learn(question())), logLikelihood({ ...DEFAULT_PRIOR, regionShares })];
  assert.ok(learned > unlearned + 0.02, `${learned} a call instead of ${unlearned}`);
});

/** Of each held-out call: how expected it was there and then, among all calls expected in that time. */
function logLikelihood(parameters: AttributionParameters): number {
  const perSecond = flat(parameters.hazards).flatMap((table) => table.perSecond);
  const visitCalls = perSecond.reduce((sum, hazard, bin) => sum + hazard * flat(exposure.seconds).flat()[bin]!, 0);
  const all = visitCalls + parameters.backgroundPerSecond * NUMBERS * LEARN_DAYS * DAY;
  const logs = asked().map(({ call }) => {
    const { bins, regions, region, sources, sourceOf } = prepareCall(call, DEFAULT_PRIOR);
    const { regionMatch, regionShares, rates } = parameters;
    const match = region === null ? 1 : regionMatch / (regionShares[region] ?? 1) + 1 - regionMatch;
    const factors = [1, match, 1 - regionMatch];
    const rateOf = sources.map((key) => rates.byCampaign[key] ?? 1);
    const weight = (bin: number, index: number) =>
      perSecond[bin]! * rateOf[sourceOf[index]!]! * factors[regions[index]!]!;
    return Math.log(([...bins].map(weight).reduce((sum, one) => sum + one, 0) + parameters.backgroundPerSecond) / all);
  });
  return logs.reduce((sum, log) => sum + log, 0) / logs.length;
}

test('eager channels, the share of callers from the visit’s region and strangers are learned', () => {
  const { rates, regionMatch, backgroundPerSecond } = learn(question());
  const { paid, organic, social } = rates.byChannel as Record<string, number>;
  assert.ok(paid! > organic! && organic! > 1.5 * social!, JSON.stringify(rates.byChannel));
  assert.ok(Math.abs(regionMatch - 0.6) < 0.08, `${regionMatch}`);
  const strangers = backgroundPerSecond * NUMBERS * LEARN_DAYS * DAY;
  assert.ok(strangers > 1 && strangers < 0.05 * taught().length, `${strangers} strangers`);
});

test('without calls the prior comes back, with the regions the visits came from', () => {
  const learned = learn(question({ calls: [] }));
  assert.deepEqual({ ...learned, version: DEFAULT_PRIOR.version, regionShares: {} }, DEFAULT_PRIOR);
  assert.ok(Math.abs(learned.regionShares.R1! - 0.45) < 0.01);
});

test('a single call hardly moves the prior', () => {
  const [before, after] = [expected(DEFAULT_PRIOR), expected(learn(question({ calls: [taught()[0]!.call] })))];
  for (const [bin, count] of before.entries()) assert.ok(Math.abs(after[bin]! - count) < 0.05 * taught().length);
});

test('a label takes the place of the posterior: told who called, learning follows', () => {
  const nobody = learn(question({ calls: taught().map(({ call }) => ({ ...call, label: 'nobody' as const })) }));
  assert.ok(nobody.backgroundPerSecond > 0.5 * (taught().length / (NUMBERS * LEARN_DAYS * DAY)));
  const oldest = ({ call }: Told): LearningCall => {
    const last = call.holders.reduce((one, other) => (one.lastActivityAt < other.lastActivityAt ? one : other));
    return { ...call, label: { visit: last.visit } };
  };
  const late = learn(question({ calls: taught().map(oldest) })).hazards.closed.perSecond.at(-1)!;
  assert.ok(late > 20 * learn(question()).hazards.closed.perSecond.at(-1)!, `${late}`);
});

test('one corrected call pulls towards its visit', () => {
  const { call } = taught().at(-1)!;
  const { holders } = call;
  const oldest = holders.reduce((one, other) => (one.lastActivityAt < other.lastActivityAt ? one : other));
  const corrected = { ...call, label: { visit: oldest.visit } };
  const rate = (calls: LearningCall[]) => learn(question({ calls })).hazards.closed.perSecond.at(-1)!;
  const others = taught()
    .slice(0, 50)
    .map((one) => one.call);
  assert.ok(rate([...others, corrected]) > 1.2 * rate([...others, call]));
});

test('a visit that is not among the holders teaches nothing', () => {
  const calls = taught()
    .slice(0, 20)
    .map(({ call }) => call);
  const elsewhere = { ...calls[0]!, label: { visit: 'unheard of' } };
  assert.deepEqual(learn(question({ calls: [...calls, elsewhere] })), learn(question({ calls })));
});

test('a call made small teaches as the call itself', () => {
  const calls = taught()
    .slice(0, 50)
    .map(({ call }) => call);
  const lessons = calls.map((call) => prepareCall(call, DEFAULT_PRIOR));
  assert.deepEqual(learn(question({ calls: lessons })), learn(question({ calls })));
});

test('what is learned survives being stored as JSON', () => {
  const learned = learn(question());
  assert.deepEqual(JSON.parse(JSON.stringify(learned)), learned);
});

function lifeOf({ closedAt, tappedAt, ...holder }: Holder): VisitLife {
  return { ...holder, taps: tappedAt === null ? [] : [tappedAt], closed: closedAt !== null };
}
