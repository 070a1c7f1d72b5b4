// Makes src/core/default-prior.ts: counts how visits of a made-up world call, knowing the truth.
// By hand, when the world or the bins change (20 s), then format it:
//   node bench/default-prior.ts > prior.ts && mv prior.ts src/core/default-prior.ts && npx biome check --write src/core
//
// A hazard is calls in the bin / time all visits spent in the bin (number-pool.md § 4, "Default prior"). Visits are
// seen as the product sees them: a page whose close was lost counts as open until two beats are missing. Which number
// a visit was shown does not enter; the pool's size enters the background only. Several worlds are added up, because
// some bins of one world hold a handful of calls.

import {
  type AttributionParameters,
  binOf,
  type HazardTable,
  stateAt,
  type VisitState,
} from '../src/core/attribution.ts';
import { createExposureCounter, type VisitLife } from '../src/core/exposure.ts';
import { type Holder, wasClosed, wasSeen, wasTapped } from '../src/core/holder.ts';
import { seededRandom } from '../src/simulation/random.ts';
import { makeWorld, PRIOR_WORLD, type VisitEvent, type WorldEvent } from '../src/simulation/world.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const HEARTBEAT_SECONDS = 30;
const STATES = ['tapped', 'open', 'closed'] as const;
/** Bins of number-pool.md § 4; `open` has no end. */
const EDGES = {
  tapped: [0, 4, 8, 12, 16, 24, 40, 70, 120],
  open: [0, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200, 3600],
  closed: [
    0, 5, 10, 20, 40, 80, 160, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 172_800, 345_600,
    604_800, 1_209_600,
  ],
};
const BINS = { tapped: EDGES.tapped.length - 1, open: EDGES.open.length, closed: EDGES.closed.length - 1 };
const END = PRIOR_WORLD.days * 86_400;

type State = VisitState['state'];
const calls: Record<State, number[]> = zeros();
const exposure = createExposureCounter(parametersWith(zeros()));
let noiseCalls = 0;

for (const seed of SEEDS) count(makeWorld(PRIOR_WORLD, seededRandom(seed)));
process.stdout.write(render());

function zeros(): Record<State, number[]> {
  const zero = (bins: number) => Array.from({ length: bins }, () => 0);
  return { tapped: zero(BINS.tapped), open: zero(BINS.open), closed: zero(BINS.closed) };
}

function count(world: Iterable<WorldEvent>): void {
  const visits = new Map<string, Holder>();
  for (const event of world) {
    if (event.type === 'visit') visits.set(event.visit, toHolder(event));
    else if (event.type === 'beat') wasSeen(visits.get(event.visit)!, event.t);
    else if (event.type === 'close') wasClosed(visits.get(event.visit)!, event.t);
    else if (event.type === 'tap') wasTapped(visits.get(event.visit)!, event.t);
    else if (event.truth.kind === 'noise') noiseCalls++;
    else if (event.truth.kind === 'first') countCall(visits.get(event.truth.visit!)!, event.t);
  }
  for (const holder of visits.values()) exposure.add(lifeOf(holder), END);
}

function toHolder({ t, visit, visitor, channel, campaign, region }: VisitEvent): Holder {
  const times = { startedAt: t, lastActivityAt: t, closedAt: null, tappedAt: null };
  return { visit, visitor, number: '', channel, campaign, region, ...times, credited: 0 };
}

function countCall(holder: Holder, at: number): void {
  const { state, seconds } = stateAt(holder, at, parametersWith(zeros()))!;
  const bin = binOf(tableOf(state, calls[state]), seconds);
  if (bin !== null) calls[state][bin]!++;
}

/** The holder at the end of the world. */
function lifeOf({ closedAt, tappedAt, ...holder }: Holder): VisitLife {
  return { ...holder, taps: tappedAt === null ? [] : [tappedAt], closed: closedAt !== null };
}

function tableOf(state: State, perSecond: readonly number[]): HazardTable {
  return { edges: EDGES[state], perSecond };
}

function parametersWith(perSecond: Record<State, number[]>, backgroundPerSecond = 0): AttributionParameters {
  return {
    version: 'default-1',
    heartbeatSeconds: HEARTBEAT_SECONDS,
    hazards: {
      tapped: tableOf('tapped', perSecond.tapped),
      open: tableOf('open', perSecond.open),
      closed: tableOf('closed', perSecond.closed),
    },
    rates: { byCampaign: {}, byChannel: {} },
    regionMatch: PRIOR_WORLD.regionMatch,
    regionShares: {},
    backgroundPerSecond,
    unknownAbove: 0.5,
    sureFrom: 0.9,
  };
}

function render(): string {
  const round = (value: number) => Number(value.toPrecision(4));
  const hazards = zeros();
  const seconds = exposure.result();
  for (const state of STATES) {
    hazards[state] = calls[state].map((found, bin) => round(found / seconds[state][bin]!));
  }
  const numberSeconds = SEEDS.length * PRIOR_WORLD.numbers * END;
  const parameters = parametersWith(hazards, round(noiseCalls / numberSeconds));
  const callsOf = STATES.map((state) => `${state} ${calls[state].join(' ')}`).join('\n// ');
  return `// What attribution believes before it has learned from a site's own calls. Made by bench/default-prior.ts; do not edit.
//
// True calls behind each bin (${SEEDS.length} worlds of ${PRIOR_WORLD.days} days):
// ${callsOf}

import type { AttributionParameters } from './attribution.ts';

/**
 * Hazards in calls per second of one visit, edges in seconds, background in calls per second and number.
 * Region shares are empty: they are the site's own and come from its visits.
 */
export const DEFAULT_PRIOR: AttributionParameters = ${JSON.stringify(parameters, null, 2)};
`;
}
