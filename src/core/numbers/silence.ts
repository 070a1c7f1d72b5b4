// The silent check: a number that was shown so often that calls should have come, and none did.

/** By channel: visits of the site, and the calls that came of them (fractional, by attribution). */
export type SiteRate = { channel: string; visits: number; calls: number };
/** `shown`: visits that were shown the number since its last call, by channel. */
export type WatchedNumber = { id: string; days: number; shown: readonly { channel: string; visits: number }[] };
export type SilenceFound = { id: string; visits: number; expected: number; p: number; suspicious: boolean };
export type SilenceReport = { threshold: number; callsLearnedFrom: number; numbers: SilenceFound[] };

/** With fewer calls the site's own rate is a guess. */
const MIN_CALLS = 30;
/** A weekend, a holiday or a pause in ads is not a broken number. */
const MIN_DAYS = 7;
/** A channel's own rate counts as much as the site's once it has brought this many calls. */
const PRIOR_CALLS = 5;
/** At most one site in ten is alarmed in vain in a year. */
const FALSE_ALARMS_A_YEAR = 0.1;

/**
 * Expected calls E of a number: its visits times the calls per visit of their channel, drawn towards the site's rate where
 * a channel has few. Chance of silence if the number works: the Poisson tail exp(−E), widened for a rate that is itself
 * known from only C calls: (1 + E/C)^−C, its mean over the rate's gamma distribution.
 *
 * The threshold is corrected for everything that is looked at. Each call ends one silence and begins another, so in a year
 * as many silences are looked at as calls come, plus one for each number: by Bonferroni a silence is suspicious below
 * 0.1 / (calls a year + numbers). `days`: what the rates were counted over.
 */
export function findSilence(
  rates: readonly SiteRate[],
  numbers: readonly WatchedNumber[],
  days: number,
): SilenceReport {
  const calls = sum(rates.map((rate) => rate.calls));
  const visits = sum(rates.map((rate) => rate.visits));
  const overall = visits > 0 ? calls / visits : 0;
  const rateOf = new Map(rates.map((rate) => [rate.channel, drawn(rate, overall)]));
  const threshold = FALSE_ALARMS_A_YEAR / Math.max(1, (calls * 365) / days + numbers.length);
  const found = numbers.map(({ id, shown, days: silent }) => {
    const expected = sum(shown.map((part) => part.visits * (rateOf.get(part.channel) ?? overall)));
    const p = calls > 0 ? (1 + expected / calls) ** -calls : 1;
    const suspicious = calls >= MIN_CALLS && silent >= MIN_DAYS && p < threshold;
    return { id, visits: sum(shown.map((part) => part.visits)), expected, p, suspicious };
  });
  return { threshold, callsLearnedFrom: Math.round(calls), numbers: found.sort((a, b) => a.p - b.p) };
}

function drawn({ visits, calls }: SiteRate, overall: number): number {
  return overall > 0 ? (calls + PRIOR_CALLS) / (visits + PRIOR_CALLS / overall) : 0;
}

const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0);
