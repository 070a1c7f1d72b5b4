// The calls still to be expected from the holders of each number: in total, by channel and by campaign.
//
// An open page weighs OPEN_MASS. A page that ended t seconds ago weighs the sum of share * exp(-t / seconds) over
// DECAYS (number-pool.md § 3). The decaying sums are kept as of one moment for the whole pool, the landmark, so that
// reading them at another moment takes one factor for each decay and not one for each number.

import { type HeldBy, sourceKey } from '../attribution/holder.ts';

export const OPEN_MASS = 1.5;
export const DECAYS = [
  { share: 0.55, seconds: 90 },
  { share: 0.2, seconds: 900 },
  { share: 0.12, seconds: 43_200 },
] as const;

const WIDTH = 1 + DECAYS.length;
/** The landmark moves before exp(elapsed / fastest decay) could leave the range of a double (exp(709)). */
const LANDMARK_SECONDS = 200 * DECAYS[0].seconds;
const FIRST_CAPACITY = 16;

/** For each slot: open pages, then one sum for each decay. `entries` counts what is in it, to know when it is empty. */
type Table = { sums: Float64Array; entries: number };

export type PendingMass = {
  landmark: number;
  capacity: number;
  total: Table;
  byChannel: Map<string, Table>;
  byCampaign: Map<string, Table>;
  /** What a source sees that nobody came from. */
  none: Float64Array;
};

/** What one source sees of the pool at one moment: to be read with `massOf`, not kept. */
export type PendingView = {
  total: Float64Array;
  sameChannel: Float64Array;
  sameCampaign: Float64Array;
  weights: readonly [open: number, fast: number, middle: number, slow: number];
};

export function createPendingMass(): PendingMass {
  const capacity = FIRST_CAPACITY;
  const zeros = () => new Float64Array(capacity * WIDTH);
  const total = { sums: zeros(), entries: 0 };
  return { landmark: 0, capacity, total, byChannel: new Map(), byCampaign: new Map(), none: zeros() };
}

/** Makes room for slots 0..slots-1. */
export function makeRoom(mass: PendingMass, slots: number): void {
  if (slots <= mass.capacity) return;
  mass.capacity = Math.max(slots, mass.capacity * 2);
  mass.none = new Float64Array(mass.capacity * WIDTH);
  for (const table of tables(mass)) {
    const sums = new Float64Array(mass.capacity * WIDTH);
    sums.set(table.sums);
    table.sums = sums;
  }
}

/** Counts a page of `source` on `slot`: an open one (`endedAt` null) or one that ended then. */
export function putPage(mass: PendingMass, slot: number, source: HeldBy, endedAt: number | null): void {
  const [channel, campaign] = [source.channel, sourceKey(source)];
  change(tableOf(mass, mass.byChannel, channel), slot, endedAt, mass.landmark, 1);
  change(tableOf(mass, mass.byCampaign, campaign), slot, endedAt, mass.landmark, 1);
  change(mass.total, slot, endedAt, mass.landmark, 1);
}

/** Takes back what `putPage` counted with the same arguments, whenever that was. */
export function takePage(mass: PendingMass, slot: number, source: HeldBy, endedAt: number | null): void {
  const [channel, campaign] = [source.channel, sourceKey(source)];
  change(tableOf(mass, mass.byChannel, channel), slot, endedAt, mass.landmark, -1);
  change(tableOf(mass, mass.byCampaign, campaign), slot, endedAt, mass.landmark, -1);
  change(mass.total, slot, endedAt, mass.landmark, -1);
  dropEmpty(mass.byChannel, channel);
  dropEmpty(mass.byCampaign, campaign);
}

/** Moves the landmark along with the pool's clock. */
export function advance(mass: PendingMass, at: number): void {
  const elapsed = at - mass.landmark;
  if (elapsed < LANDMARK_SECONDS) return;
  const factors = DECAYS.map(({ seconds }) => Math.exp(-elapsed / seconds));
  for (const { sums } of tables(mass)) {
    for (let index = 0; index < sums.length; index++) {
      const place = index % WIDTH;
      if (place > 0) sums[index]! *= factors[place - 1]!;
    }
  }
  mass.landmark = at;
}

export function viewPending(mass: PendingMass, source: HeldBy, at: number): PendingView {
  const weights = DECAYS.map(({ share, seconds }) => share * Math.exp((mass.landmark - at) / seconds));
  const [fast, middle, slow] = weights as [number, number, number];
  return {
    total: mass.total.sums,
    sameChannel: mass.byChannel.get(source.channel)?.sums ?? mass.none,
    sameCampaign: mass.byCampaign.get(sourceKey(source))?.sums ?? mass.none,
    weights: [OPEN_MASS, fast, middle, slow],
  };
}

/** The mass of one part of the view on a number's slot. Called thrice for each number of the pool: a plain loop body. */
export function massOf(sums: Float64Array, slot: number, weights: PendingView['weights']): number {
  const start = slot * WIDTH;
  const decayed = weights[1] * sums[start + 1]! + weights[2] * sums[start + 2]! + weights[3] * sums[start + 3]!;
  return weights[0] * sums[start]! + decayed;
}

function change(table: Table, slot: number, endedAt: number | null, landmark: number, sign: 1 | -1): void {
  const start = slot * WIDTH;
  table.entries += sign;
  if (endedAt === null) {
    table.sums[start]! += sign;
    return;
  }
  for (const [place, { seconds }] of DECAYS.entries()) {
    table.sums[start + 1 + place]! += sign * Math.exp((endedAt - landmark) / seconds);
  }
}

function tableOf(mass: PendingMass, map: Map<string, Table>, key: string): Table {
  const known = map.get(key);
  if (known !== undefined) return known;
  const table = { sums: new Float64Array(mass.capacity * WIDTH), entries: 0 };
  map.set(key, table);
  return table;
}

/** A source without holders costs nothing: campaign names are made up by whoever links to the site. */
function dropEmpty(map: Map<string, Table>, key: string): void {
  if (map.get(key)?.entries === 0) map.delete(key);
}

function* tables(mass: PendingMass): Generator<Table> {
  yield mass.total;
  yield* mass.byChannel.values();
  yield* mass.byCampaign.values();
}
