// What numbers cost: sums that keep currencies apart, and prices by the minute, which may be fractions of a kopeck.
import { type Money, minorDigits } from './money.ts';

/** Sums by currency, largest first: roubles and euros are never added. */
export function sums(amounts: readonly Money[]): Money[] {
  const byCurrency = new Map<string, number>();
  for (const { minor, currency } of amounts) byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + minor);
  return [...byCurrency]
    .map(([currency, minor]) => ({ currency, minor }))
    .toSorted((a, b) => b.minor - a.minor || a.currency.localeCompare(b.currency));
}

// The server keeps four decimals of the smallest unit.
const MINUTE_DECIMALS = 4;

/** A typed price by the minute → the smallest unit, with at most four decimals: 0.0125 roubles are 1.25 kopecks. */
export const minuteMinorOf = (units: number, currency: string) =>
  Number((units * 10 ** minorDigits(currency)).toFixed(MINUTE_DECIMALS));

/** The other way, without the dust of binary fractions. */
export const minuteUnitsOf = ({ minor, currency }: Money) =>
  Number((minor / 10 ** minorDigits(currency)).toFixed(MINUTE_DECIMALS + minorDigits(currency)));
