// Sums of money as people read and type them; the API speaks of the smallest unit of a currency.

/** What the API calls money: kopecks or cents, and an ISO 4217 code. */
export interface Money {
  minor: number;
  currency: string;
}

/** How many digits a currency has after the point: 2 for RUB, 0 for JPY. Unknown codes have two, as most do. */
export function minorDigits(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** 9 000 ₽, 12.50 €: the part after the point only where there is one. */
export function money({ minor, currency }: Money, locale: string): string {
  const digits = minorDigits(currency);
  const whole = minor % 10 ** digits === 0;
  const shown = whole ? 0 : digits;
  return new Intl.NumberFormat(locale, {
    ...{ style: 'currency', currency, currencyDisplay: 'narrowSymbol' },
    ...{ minimumFractionDigits: shown, maximumFractionDigits: shown },
  }).format(minor / 10 ** digits);
}

/** What a person typed in whole units → the smallest unit. */
export const minorOf = (units: number, currency: string) => Math.round(units * 10 ** minorDigits(currency));

/** The smallest unit → whole units, for a field. */
export const unitsOf = ({ minor, currency }: Money) => minor / 10 ** minorDigits(currency);
