// How well the production pool and posterior do in the reference world with the default prior, nothing learned.
//
// Goals after learning are those of number-pool.md § 6 (E, 1,000 visits a day, 20 numbers): 99.9 / 92.5 / 83.8 %.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type Attribution, type AttributionParameters, attribute, credit } from '../core/attribution.ts';
import { type CallerBelief, remember, withRemembered } from '../core/caller-memory.ts';
import { DEFAULT_PRIOR } from '../core/default-prior.ts';
import type { Holder } from '../core/holder.ts';
import { createPool } from '../core/pool.ts';
import { seededRandom } from './random.ts';
import { type CallEvent, makeWorld, REFERENCE_WORLD, type Truth, type VisitEvent } from './world.ts';

const DAYS = 60;
const NUMBERS = 20;
const WARM_UP_SECONDS = (DAYS / 4) * 86_400;

type Judged = { truth: Truth; attribution: Attribution };
type Level = 'channel' | 'campaign' | 'visit';
let judged: Judged[] = [];

before(() => {
  judged = run(11);
});

const ofKind = (kind: Truth['kind']) => judged.filter(({ truth }) => truth.kind === kind);

test('the channel of at least 99 of 100 first-time callers is found', () => atLeast('channel', 0.99));
test('the campaign of at least 90 of 100 first-time callers is found', () => atLeast('campaign', 0.9));
test('the visit of at least 80 of 100 first-time callers is found', () => atLeast('visit', 0.8));

test('the confidence in a campaign is honest to 3 %', () => {
  const error = calibrationError(ofKind('first'), 'campaign');
  assert.ok(error <= 0.03, `calibration error ${error}`);
});

test('of visits answered as sure at least 98 of 100 are right', () => {
  const sure = ofKind('first').filter(isSure);
  assert.ok(sure.length > ofKind('first').length / 2);
  assert.ok(shareRight(sure, 'visit') >= 0.98);
});

test('at least 98 of 100 callers who ring again are recognised', () => {
  const right = shareRight(ofKind('repeat'), 'channel');
  assert.ok(right >= 0.98, `${right}`);
});

test('strangers rarely get a sure answer', () => {
  const noise = ofKind('noise');
  assert.ok(noise.filter(isSure).length <= 0.12 * noise.length);
});

function run(seed: number): Judged[] {
  const numbers = Array.from({ length: NUMBERS }, (_, index) => `n${index}`);
  const pool = createPool(numbers);
  const regions = new Map<string, number>();
  const callers = new Map<string, { beliefs: CallerBelief[]; holders: readonly Holder[] }>();
  const shown = new Map<string, string>();
  const results: Judged[] = [];

  const visit = ({ t, type, mobile, ...facts }: VisitEvent) => {
    regions.set(facts.region!, (regions.get(facts.region!) ?? 0) + 1);
    const assignment = pool.assign({ ...facts, at: t });
    if (assignment.kind === 'assigned') shown.set(facts.visit, assignment.number);
  };
  const call = (event: CallEvent) => {
    const number = 'dials' in event ? shown.get(event.dials)! : numbers[event.number]!;
    const known = callers.get(event.caller ?? '');
    const older = (known?.holders ?? []).filter((holder) => holder.number === number);
    const holders = withRemembered(pool.holders(number, event.t), older);
    const facts = { at: event.t, region: event.region, caller: event.caller };
    const attribution = attribute({ holders, call: facts, parameters: withRegions(regions), memory: known?.beliefs });
    if (!attribution.repeat) credit(attribution, holders);
    if (event.caller !== null && known === undefined) {
      const beliefs = remember(attribution);
      const believed = new Set(beliefs.map(({ visitor }) => visitor));
      callers.set(event.caller, { beliefs, holders: holders.filter(({ visitor }) => believed.has(visitor)) });
    }
    return attribution;
  };
  for (const event of makeWorld({ ...REFERENCE_WORLD, days: DAYS, numbers: NUMBERS }, seededRandom(seed))) {
    if (event.type === 'visit') visit(event);
    else if (event.type === 'beat') pool.beat(event.visit, event.t);
    else if (event.type === 'tap') pool.tap(event.visit, event.t);
    else if (event.type === 'close') pool.close(event.visit, event.t);
    else {
      const attribution = call(event);
      if (event.t >= WARM_UP_SECONDS) results.push({ truth: event.truth, attribution });
    }
  }
  return results;
}

/** A site's region shares are counted from its own visits. */
function withRegions(regions: Map<string, number>): AttributionParameters {
  const visits = [...regions.values()].reduce((sum, count) => sum + count, 0);
  const shares = [...regions].map(([region, count]) => [region, count / visits] as const);
  return { ...DEFAULT_PRIOR, regionShares: Object.fromEntries(shares) };
}

function atLeast(level: Level, wanted: number): void {
  const right = shareRight(ofKind('first'), level);
  assert.ok(right >= wanted, `${level} right in ${right} of ${ofKind('first').length} calls`);
}

function shareRight(calls: readonly Judged[], level: Level): number {
  return calls.filter((call) => isRight(call, level)).length / calls.length;
}

function isRight({ truth, attribution }: Judged, level: Level): boolean {
  const { channel, campaign, visit } = attribution;
  if (level === 'visit') return visit?.id === truth.visit;
  if (level === 'campaign') return campaign?.campaign === truth.campaign && campaign?.channel === truth.channel;
  return channel?.channel === truth.channel;
}

function isSure({ attribution }: Judged): boolean {
  return (attribution.visit?.probability ?? 0) >= DEFAULT_PRIOR.sureFrom;
}

/** ECE: over ten equal bins of confidence, share of calls times |mean confidence - share right|. */
function calibrationError(calls: readonly Judged[], level: Level): number {
  const gaps = Array.from({ length: 10 }, () => 0);
  for (const call of calls) {
    const confidence = call.attribution[level]?.probability ?? 0;
    gaps[Math.min(9, Math.floor(confidence * 10))]! += confidence - Number(isRight(call, level));
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / calls.length;
}
