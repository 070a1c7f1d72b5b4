// What a test call to a number found, and what follows from it: when a number is out of order, when it is back, and when
// the fault is not the number's.

/** Why a test call was not good. The last four say nothing about the number: they make it inconclusive. */
export const CHECK_REASONS = [
  'not-reached', // the operator has no such number, or rang and never brought the call to us
  'wrong-did', // it came back to us as a call to another number
  'no-audio-there', // what the caller sends is not heard at our end
  'no-audio-back', // what our end sends is not heard by the caller
  'slow', // it took longer than SLOW_MS to ring us
  'busy', // the operator said that the number is busy
  'rejected', // the operator refused the call
  'engine-unavailable', // Asterisk could not place the call
  'operator-unavailable', // the operator's server did not answer, or had no room
  'line-taken', // another call came to the number meanwhile: the test call gave way to it
  'interrupted', // Dialtrace, here or at the node that the call came back to, was ended during the call
] as const;
export type CheckReason = (typeof CHECK_REASONS)[number];
export type CheckOutcome = 'good' | 'bad' | 'inconclusive';

/** A caller who hears nothing for ten seconds has hung up. */
export const SLOW_MS = 10_000;
/** dB of the tone above all else: G.711 gives 35, a lossy mobile codec above 15; noise or an announcement is below 0. */
export const CLEAN_DB = 10;

/** What was seen of one test call. */
export type CheckFound = {
  /** the engine took the order to dial */
  placed: boolean;
  /** another call to the number made us hang up */
  gaveWay: boolean;
  /** from dialling to our own engine being rung; null: it was not */
  reachedMs: number | null;
  didRight: boolean;
  /** it came back to another node, and that did not say what it heard */
  unheard: boolean;
  /** ITU-T Q.850 cause the dialling leg ended with; null: none was told */
  cause: number | null;
  toneThere: number | null;
  toneBack: number | null;
};
export type CheckJudgement = { outcome: CheckOutcome; reason: CheckReason | null };

/** The first thing that is wrong, from the caller's point of view. */
export function judgeCheck(found: CheckFound): CheckJudgement {
  if (!found.placed) return { outcome: 'inconclusive', reason: 'engine-unavailable' };
  if (found.reachedMs === null && found.gaveWay) return { outcome: 'inconclusive', reason: 'line-taken' };
  if (found.reachedMs === null) return judgeCause(found.cause);
  if (!found.didRight) return { outcome: 'bad', reason: 'wrong-did' };
  if (found.unheard) return { outcome: 'inconclusive', reason: 'interrupted' };
  if (!isClean(found.toneThere)) return { outcome: 'bad', reason: 'no-audio-there' };
  if (!isClean(found.toneBack)) return { outcome: 'bad', reason: 'no-audio-back' };
  if (found.reachedMs > SLOW_MS) return { outcome: 'bad', reason: 'slow' };
  return { outcome: 'good', reason: null };
}

const isClean = (db: number | null) => db !== null && db >= CLEAN_DB;

const BUSY = new Set([17]);
const REJECTED = new Set([21, 29, 50, 55, 57]);
// Destination out of order, no circuit, network out of order, temporary failure, congestion, channel not available,
// resource unavailable, incompatible media, recovery on timer: a server in trouble, whatever the number.
const OPERATOR = new Set([27, 34, 38, 41, 42, 44, 47, 58, 88, 102]);

function judgeCause(cause: number | null): CheckJudgement {
  if (cause !== null && OPERATOR.has(cause)) return { outcome: 'inconclusive', reason: 'operator-unavailable' };
  if (cause !== null && BUSY.has(cause)) return { outcome: 'bad', reason: 'busy' };
  if (cause !== null && REJECTED.has(cause)) return { outcome: 'bad', reason: 'rejected' };
  return { outcome: 'bad', reason: 'not-reached' };
}

/** Times are seconds since the epoch. */
export type CheckResult = { at: number; outcome: CheckOutcome; reason: CheckReason | null };
export type CheckedNumber = {
  id: string;
  outOfOrderSince: number | null;
  /** newest first */
  results: readonly CheckResult[];
  /** when a real call last came through it */
  lastCallAt: number | null;
  /** when a real call last was talked through it long enough to need audio both ways */
  lastTalkAt: number | null;
};
export type Verdict =
  | { kind: 'stays' }
  /** one result is no result: look again soon */
  | { kind: 'check-again' }
  /** two bad results in a row; before the number is blamed, another of its connection is looked at */
  | { kind: 'ask-witness'; numberId: string }
  | { kind: 'connection-failing' }
  | { kind: 'goes-out'; reason: CheckReason }
  | { kind: 'comes-back'; by: 'checks' | 'call' };

/** How long a result says something about the same disturbance. */
export const SAME_TIME_SECONDS = 2 * 3600;
/** So many other numbers that fail too show that it is the connection. */
const WITNESSES = 2;

/**
 * What follows for one number, `others` being those of its connection in service. It goes out after two bad results in a
 * row, and comes back after two good ones, or when a real call comes through it. Between the two bad ones and two hours
 * after them another number of the same connection must have worked (a good result, or a real call): if two others (or
 * all there are) failed too and none worked, it is the connection, or our way out through it, and no number is blamed. A
 * number that is alone at its connection has no witness and is believed: its site shows its own number meanwhile.
 */
export function verdictOf(number: CheckedNumber, others: readonly CheckedNumber[], now: number): Verdict {
  const [first, second] = conclusive(number);
  if (number.outOfOrderSince !== null) {
    const { outOfOrderSince } = number;
    if (callClears(number, outOfOrderSince)) return { kind: 'comes-back', by: 'call' };
    if (first?.outcome !== 'good' || first.at < outOfOrderSince) return { kind: 'stays' };
    const twice = second?.outcome === 'good' && second.at >= outOfOrderSince;
    return twice ? { kind: 'comes-back', by: 'checks' } : { kind: 'check-again' };
  }
  if (first?.outcome !== 'bad' || callClears(number, first.at)) return { kind: 'stays' };
  if (second?.outcome !== 'bad' || callClears(number, second.at)) return { kind: 'check-again' };
  const words = others.map((other) => witness(other, second.at, first.at + SAME_TIME_SECONDS));
  if (others.length === 0 || words.includes('works'))
    return { kind: 'goes-out', reason: first.reason ?? 'not-reached' };
  if (words.filter((word) => word === 'fails').length >= Math.min(WITNESSES, others.length))
    return { kind: 'connection-failing' };
  if (now > first.at + SAME_TIME_SECONDS) return { kind: 'check-again' }; // what the others say now is of another time
  const unasked = others[words.indexOf('silent')];
  return unasked ? { kind: 'ask-witness', numberId: unasked.id } : { kind: 'stays' };
}

function conclusive(number: CheckedNumber): CheckResult[] {
  return number.results.filter((result) => result.outcome !== 'inconclusive');
}

// A call that came in shows that calls reach us; only a talk shows that both hear each other.
function callClears(number: CheckedNumber, since: number): boolean {
  const reason = conclusive(number).find((result) => result.outcome === 'bad')?.reason;
  const proof = reason === 'no-audio-there' || reason === 'no-audio-back' ? number.lastTalkAt : number.lastCallAt;
  return proof !== null && proof > since;
}

function witness(other: CheckedNumber, from: number, to: number): 'works' | 'fails' | 'silent' {
  const within = (at: number) => at >= from && at <= to;
  const results = conclusive(other).filter((result) => within(result.at));
  if (results.some((result) => result.outcome === 'good')) return 'works';
  if (other.lastCallAt !== null && within(other.lastCallAt)) return 'works';
  return results.length > 0 ? 'fails' : 'silent';
}
