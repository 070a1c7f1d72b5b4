// Makes src/core/attribution/default-prior.ts: counts how visits of a made-up world call, knowing the truth.
// By hand, when the world or the bins change (20 s), then format it:
//   node bench/default-prior.ts > prior.ts && mv prior.ts src/core/attribution/default-prior.ts && npx biome check --write src/core
//
// A hazard is calls in the bin / time all visits spent in the bin (number-pool.md § 4, "Default prior"). Visits are
// seen as the product sees them: a page whose close was lost counts as open until two beats are missing. Which number
// a visit was shown does not enter; the pool's size enters the background only. Several worlds are added up, because
// some bins of one world hold a handful of calls.

import {
  type AttributionParameters,
  binOf,
  HAZARD_NAMES,
  type HazardName,
  type HazardTable,
  hazardName,
  secondsIn,
  stateCode,
} from '../src/core/attribution/attribution.ts';
import { createExposureCounter, type VisitLife } from '../src/core/attribution/exposure.ts';
import { type Holder, wasClosed, wasSeen, wasTapped } from '../src/core/attribution/holder.ts';
import { seededRandom } from '../src/simulation/random.ts';
import { makeWorld, PRIOR_WORLD, type VisitEvent, type WorldEvent } from '../src/simulation/world.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const HEARTBEAT_SECONDS = 30;
/** Bins of number-pool.md § 4; those of open pages have no end. */
const OPEN = [0, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200, 3600];
const CLOSED = [
  0, 5, 10, 20, 40, 80, 160, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 172_800, 345_600,
  604_800, 1_209_600,
];
const EDGES: Record<HazardName, number[]> = {
  tapped: [0, 4, 8, 12, 16, 24, 40, 70, 120],
  ...{ open: OPEN, closed: CLOSED, desktopOpen: OPEN, desktopClosed: CLOSED },
};
/** What phones and desktops have in common: half of the prior is of both together, see `blended`. */
const ALIKE: readonly (readonly [HazardName, HazardName])[] = [
  ['open', 'desktopOpen'],
  ['closed', 'desktopClosed'],
];
const END = PRIOR_WORLD.days * 86_400;

type Counts = Record<HazardName, number[]>;
const calls: Counts = zeros();
const exposure = createExposureCounter(parametersWith(zeros()));
let noiseCalls = 0;

for (const seed of SEEDS) count(makeWorld(PRIOR_WORLD, seededRandom(seed)));
process.stdout.write(render());

function zeros(): Counts {
  const bins = (name: HazardName) => EDGES[name].length - (EDGES[name] === OPEN ? 0 : 1);
  return ofTables((name) => Array.from({ length: bins(name) }, () => 0));
}

function ofTables<T>(make: (name: HazardName) => T): Record<HazardName, T> {
  return Object.fromEntries(HAZARD_NAMES.map((name) => [name, make(name)])) as Record<HazardName, T>;
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

function toHolder({ t, visit, visitor, channel, campaign, region, mobile }: VisitEvent): Holder {
  const times = { startedAt: t, lastActivityAt: t, closedAt: null, tappedAt: null };
  return { visit, visitor, number: '', channel, campaign, region, desktop: !mobile, ...times, credited: 0 };
}

function countCall(holder: Holder, at: number): void {
  const code = stateCode(holder, at, parametersWith(zeros()));
  const name = hazardName(code, holder.desktop);
  const bin = binOf(tableOf(name, calls[name]), secondsIn(code, holder, at));
  if (bin !== null) calls[name][bin]!++;
}

/** The holder at the end of the world. */
function lifeOf({ closedAt, tappedAt, ...holder }: Holder): VisitLife {
  return { ...holder, taps: tappedAt === null ? [] : [tappedAt], closed: closedAt !== null };
}

function tableOf(name: HazardName, perSecond: readonly number[]): HazardTable {
  return { edges: EDGES[name], perSecond };
}

function parametersWith(perSecond: Counts, backgroundPerSecond = 0): AttributionParameters {
  return {
    version: 'default-1',
    heartbeatSeconds: HEARTBEAT_SECONDS,
    hazards: ofTables((name) => tableOf(name, perSecond[name])),
    rates: { byCampaign: {}, byChannel: {} },
    regionMatch: PRIOR_WORLD.regionMatch,
    regionShares: {},
    backgroundPerSecond,
    unknownAbove: 0.5,
    sureFrom: 0.9,
  };
}

/**
 * Half of what phones and desktops do each, half of what both do together: the made-up world parts them more sharply
 * than sites may, and a prior must leave room for what it has not seen.
 */
function blended(): Counts {
  const { seconds } = exposure.result();
  const own = ofTables((name) => calls[name].map((found, bin) => found / seconds[name][bin]!));
  const both = (name: HazardName, bin: number) => {
    const pair: readonly HazardName[] = ALIKE.find((names) => names.includes(name)) ?? [name];
    const sum = (counts: Counts) => pair.reduce((total, one) => total + counts[one][bin]!, 0);
    return sum(calls) / sum(seconds);
  };
  const round = (value: number) => Number(value.toPrecision(4));
  return ofTables((name) => own[name].map((hazard, bin) => round((hazard + both(name, bin)) / 2)));
}

function render(): string {
  const round = (value: number) => Number(value.toPrecision(4));
  const numberSeconds = SEEDS.length * PRIOR_WORLD.numbers * END;
  const parameters = parametersWith(blended(), round(noiseCalls / numberSeconds));
  const callsOf = HAZARD_NAMES.map((name) => `${name} ${calls[name].join(' ')}`).join('\n// ');
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
