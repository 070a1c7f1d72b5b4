// The reference world: visits and calls whose truth is known, as a log sorted by time (number-pool.md § 2).

import { drawGap, drawIndex, drawLognormal, type Lognormal, type Random } from './random.ts';

/** One line of a replay log; `t` in seconds from the midnight the log starts at (design.md § 5). */
export type LogEvent = VisitEvent | ActivityEvent | CallEvent;
export type VisitEvent = {
  t: number;
  type: 'visit';
  visit: string;
  visitor: string;
  channel: string;
  campaign: string;
  region: string | null;
  mobile: boolean;
};
export type ActivityEvent = Activity<'beat'> | Activity<'tap'> | Activity<'close'>;
type Activity<Type> = { t: number; type: Type; visit: string };
/** A call to the number that the visit `dials` was shown, or to a number by its index in the pool. */
export type CallEvent = { t: number; type: 'call'; id: string; caller: string | null; region: string | null } & (
  | { dials: string }
  | { number: number }
);

/** What a made-up call really was. `visit`, `channel` and `campaign` are null for noise. */
export type Truth = {
  kind: 'first' | 'repeat' | 'noise';
  visit: string | null;
  channel: string | null;
  campaign: string | null;
};
export type WorldEvent = VisitEvent | ActivityEvent | (CallEvent & { truth: Truth });

export type WorldParameters = {
  days: number;
  visitsPerDay: number;
  /** Size of the pool: noise calls dial one of its numbers. */
  numbers: number;
  /** Calls per visit of visitors that have not called yet, on average. */
  callRate: number;
  /** Shares of calls made on the page, soon after it and late; they sum to 1. */
  mix: { onPage: number; soon: number; late: number };
  onPageDelay: Lognormal;
  soonDelay: Lognormal;
  lateDelay: Lognormal;
  tapLag: Lognormal;
  stay: Lognormal;
  /** Taps without a call, relative to taps with one. */
  cancelledTaps: number;
  /** How often the caller's region is the visit's by necessity and not by chance. */
  regionMatch: number;
  /** Campaigns of each channel, the later the rarer. */
  campaigns: number;
  /** Hours of the day in which people call late; a call meant for another time is made in the next morning. */
  opensAt: number;
  closesAt: number;
};

export const REFERENCE_WORLD: WorldParameters = {
  days: 400,
  visitsPerDay: 1000,
  numbers: 20,
  callRate: 0.02,
  mix: { onPage: 0.7, soon: 0.18, late: 0.12 },
  onPageDelay: { median: 60, sigma: 0.9 },
  soonDelay: { median: 480, sigma: 1 },
  lateDelay: { median: 36_000, sigma: 1.5 },
  tapLag: { median: 9, sigma: 0.5 },
  stay: { median: 75, sigma: 1.3 },
  cancelledTaps: 0.5,
  regionMatch: 0.6,
  campaigns: 10,
  opensAt: 8,
  closesAt: 22,
};

/** The world that the default prior is made of (number-pool.md § 4): unlike the reference world on purpose. */
export const PRIOR_WORLD: WorldParameters = {
  days: 120,
  visitsPerDay: 2000,
  numbers: 50,
  callRate: 0.03,
  mix: { onPage: 0.6, soon: 0.25, late: 0.15 },
  onPageDelay: { median: 90, sigma: 1.1 },
  soonDelay: { median: 900, sigma: 1.2 },
  lateDelay: { median: 50_000, sigma: 1.7 },
  tapLag: { median: 12, sigma: 0.6 },
  stay: { median: 90, sigma: 1.3 },
  cancelledTaps: 0.8,
  regionMatch: 0.5,
  campaigns: 10,
  opensAt: 8,
  closesAt: 22,
};

const HOUR = 3600;
const DAY = 24 * HOUR;
const HEARTBEAT = 30;
/** How visits are spread over the hours of a day; mean 1. */
export const HOURLY: readonly number[] = [
  0.3, 0.2, 0.13, 0.1, 0.1, 0.15, 0.3, 0.6, 1.05, 1.45, 1.7, 1.75, 1.65, 1.6, 1.65, 1.65, 1.6, 1.5, 1.4, 1.35, 1.3, 1.1,
  0.8, 0.57,
];
const CHANNELS = [
  { channel: 'paid', share: 0.3, rate: 1.5 },
  { channel: 'organic', share: 0.3, rate: 1 },
  { channel: 'direct', share: 0.15, rate: 1.2 },
  { channel: 'social', share: 0.12, rate: 0.4 },
  { channel: 'referral', share: 0.08, rate: 0.8 },
  { channel: 'email', share: 0.05, rate: 0.6 },
];
const CHANNEL_SHARES = CHANNELS.map(({ share }) => share);
const RATES = new Map(CHANNELS.map(({ channel, rate }) => [channel, rate]));
const MEAN_RATE = CHANNELS.reduce((sum, { share, rate }) => sum + share * rate, 0);
const REGION_SHARES = [0.45, 0.15, 0.1, 0.07, 0.05, 0.04, 0.04, 0.03, 0.03, 0.02, 0.01, 0.01];

const MOBILE_SHARE = 0.65;
const RETURN_CHANCE = 0.2;
const RETURN_DELAY = { median: 72_000, sigma: 1.2 };
const RETURNS_DIRECT = 0.5;
const CLOSE_ARRIVES = 0.9;
const TAPS_LINK = 0.85;
const TAP_ARRIVES = 0.95;
const DIAL_BY_HAND = { median: 10, sigma: 0.5 };
const DESKTOP_PAGE_AFTER_CALL = 30;
const REPEAT_CHANCE = 0.25;
const REPEAT_DELAY = { median: 72_000, sigma: 1.5 };
const WITHHELD = 0.03;
const NOISE_PER_CALL = 0.03;

type Visitor = { id: string; region: string; mobile: boolean; channel: string; campaign: string; called: boolean };
type Start = { visitor: Visitor; at: number };
type Making = {
  parameters: WorldParameters;
  random: Random;
  /** What is still to come, by hour: everything made lies in the hour in hand or later. */
  starts: Start[][];
  events: WorldEvent[][];
  visits: number;
  visitors: number;
  calls: number;
  callers: number;
};

/** Makes the world's log hour by hour, sorted by `t`, cut at the last midnight. Deterministic for a seed. */
export function* makeWorld(parameters: WorldParameters, random: Random): Generator<WorldEvent> {
  const hours = parameters.days * 24;
  const empty = <T>() => Array.from({ length: hours }, (): T[] => []);
  const making = { parameters, random, starts: empty<Start>(), events: empty<WorldEvent>() };
  const all: Making = { ...making, visits: 0, visitors: 0, calls: 0, callers: 0 };
  for (let hour = 0; hour < hours; hour++) {
    addNewVisitors(all, hour);
    // The list grows while it is walked: a visitor may come back within the hour.
    for (const start of all.starts[hour]!) makeVisit(all, start);
    yield* all.events[hour]!.sort((one, other) => one.t - other.t);
    all.starts[hour] = [];
    all.events[hour] = [];
  }
}

function addNewVisitors(making: Making, hour: number): void {
  const { random, parameters } = making;
  const perSecond = (parameters.visitsPerDay * (1 - RETURN_CHANCE) * HOURLY[hour % 24]!) / DAY;
  for (let at = hour * HOUR; ; ) {
    at += drawGap(random, perSecond);
    if (at >= (hour + 1) * HOUR) return;
    const { channel } = CHANNELS[drawIndex(random, CHANNEL_SHARES)]!;
    const mobile = random() < MOBILE_SHARE;
    const id = `b${++making.visitors}`;
    const visitor = { id, region: drawRegion(random), mobile, channel, campaign: '', called: false };
    making.starts[hour]!.push({ at, visitor: { ...visitor, campaign: drawCampaign(making, channel) } });
  }
}

function makeVisit(making: Making, { visitor, at }: Start): void {
  const { random, parameters } = making;
  const { channel, campaign, region, mobile } = visitor;
  const visit = `v${++making.visits}`;
  tell(making, { t: at, type: 'visit', visit, visitor: visitor.id, channel, campaign, region, mobile });

  const stayed = at + drawLognormal(random, parameters.stay);
  const callChance = (parameters.callRate * RATES.get(channel)!) / MEAN_RATE;
  const calls = !visitor.called && random() < callChance;
  const story = calls ? drawCall(making, visitor, at, stayed) : withoutCall(making, visitor, at, stayed, callChance);

  for (let t = at + HEARTBEAT; t <= story.endsAt; t += HEARTBEAT) tell(making, { t, type: 'beat', visit });
  if (story.tapAt !== null) tell(making, { t: story.tapAt, type: 'tap', visit });
  if (random() < CLOSE_ARRIVES) tell(making, { t: story.endsAt, type: 'close', visit });
  if (story.callAt !== null) makeCalls(making, visitor, visit, story.callAt);
  makeReturn(making, visitor, story.endsAt);
}

/** When the page ends, when a tap reaches us and when the phone rings. */
type Story = { endsAt: number; tapAt: number | null; callAt: number | null };

function drawCall(making: Making, visitor: Visitor, at: number, stayed: number): Story {
  const { random, parameters } = making;
  const { onPage, soon, late } = parameters.mix;
  const kind = drawIndex(random, [onPage, soon, late]);
  if (kind === 1) return { endsAt: stayed, tapAt: null, callAt: stayed + drawLognormal(random, parameters.soonDelay) };
  if (kind === 2) {
    const callAt = inWakingHours(making, stayed + drawLognormal(random, parameters.lateDelay));
    return { endsAt: stayed, tapAt: null, callAt };
  }
  const decidedAt = at + drawLognormal(random, parameters.onPageDelay);
  if (!visitor.mobile) {
    return { endsAt: Math.max(stayed, decidedAt + DESKTOP_PAGE_AFTER_CALL), tapAt: null, callAt: decidedAt };
  }
  const callAt = decidedAt + drawLognormal(random, parameters.tapLag);
  if (random() >= TAPS_LINK) {
    return { endsAt: decidedAt, tapAt: null, callAt: callAt + drawLognormal(random, DIAL_BY_HAND) };
  }
  return { endsAt: decidedAt, tapAt: random() < TAP_ARRIVES ? decidedAt : null, callAt };
}

function withoutCall(making: Making, visitor: Visitor, at: number, stayed: number, callChance: number): Story {
  const { random, parameters } = making;
  const tapChance = parameters.cancelledTaps * callChance * parameters.mix.onPage * TAPS_LINK;
  const taps = visitor.mobile && random() < tapChance;
  return { endsAt: stayed, tapAt: taps ? at + random() * (stayed - at) : null, callAt: null };
}

function makeCalls(making: Making, visitor: Visitor, visit: string, at: number): void {
  const { random, parameters } = making;
  const { channel, campaign } = visitor;
  visitor.called = true;
  const region = random() < parameters.regionMatch ? visitor.region : drawRegion(random);
  const caller = drawCaller(making, region);
  const call = (t: number, kind: 'first' | 'repeat') =>
    tell(making, {
      t,
      type: 'call',
      id: callId(making),
      ...caller,
      dials: visit,
      truth: { kind, visit, channel, campaign },
    });
  call(at, 'first');
  if (random() < REPEAT_CHANCE) call(inWakingHours(making, at + drawLognormal(random, REPEAT_DELAY)), 'repeat');
  if (random() < NOISE_PER_CALL) makeNoise(making, at);
}

/** Within a day of the call that it is counted against, so that noise is even over the hours of the day. */
function makeNoise(making: Making, after: number): void {
  const { random, parameters } = making;
  const t = inWakingHours(making, after + random() * DAY);
  const truth: Truth = { kind: 'noise', visit: null, channel: null, campaign: null };
  const number = Math.floor(random() * parameters.numbers);
  tell(making, { t, type: 'call', id: callId(making), ...drawCaller(making, drawRegion(random)), number, truth });
}

function makeReturn(making: Making, visitor: Visitor, after: number): void {
  const { random } = making;
  if (random() >= RETURN_CHANCE) return;
  const at = after + drawLognormal(random, RETURN_DELAY);
  if (random() < RETURNS_DIRECT) {
    visitor.channel = 'direct';
    visitor.campaign = drawCampaign(making, 'direct');
  }
  making.starts[Math.floor(at / HOUR)]?.push({ visitor, at });
}

function tell(making: Making, event: WorldEvent): void {
  making.events[Math.floor(event.t / HOUR)]?.push(event);
}

function callId(making: Making): string {
  return `c${++making.calls}`;
}

function drawCaller(making: Making, region: string): { caller: string | null; region: string | null } {
  if (making.random() < WITHHELD) return { caller: null, region: null };
  return { caller: `+7916${String(++making.callers).padStart(7, '0')}`, region };
}

function drawCampaign({ random, parameters }: Making, channel: string): string {
  return `${channel}-${drawIndex(random, campaignWeights(parameters.campaigns)) + 1}`;
}

const weightsBySize = new Map<number, readonly number[]>();

function campaignWeights(campaigns: number): readonly number[] {
  const known = weightsBySize.get(campaigns);
  if (known !== undefined) return known;
  const weights = Array.from({ length: campaigns }, (_, rank) => 1 / (rank + 1));
  weightsBySize.set(campaigns, weights);
  return weights;
}

/** Every source of a world with so many campaigns in each channel, with its share of the expected calls. */
export function sourcesOfWorld(campaigns: number): { channel: string; campaign: string; calls: number }[] {
  const weights = campaignWeights(campaigns);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return CHANNELS.flatMap(({ channel, share, rate }) =>
    weights.map((weight, rank) => ({
      channel,
      campaign: `${channel}-${rank + 1}`,
      calls: ((share * rate) / MEAN_RATE) * (weight / all),
    })),
  );
}

export const CHANNELS_OF_WORLD = CHANNELS.length;

function drawRegion(random: Random): string {
  return `R${drawIndex(random, REGION_SHARES) + 1}`;
}

/** The first two hours after the first are when the calls of the night are made. */
function inWakingHours({ random, parameters: { opensAt, closesAt } }: Making, at: number): number {
  const hour = Math.floor(at / HOUR) % 24;
  if (hour >= opensAt && hour < closesAt) return at;
  const midnight = Math.floor(at / DAY) * DAY + (hour < opensAt ? 0 : DAY);
  return midnight + (opensAt + 1) * HOUR + random() * 2 * HOUR;
}
