// Money: whole minor units (kopecks, cents) and an ISO 4217 code; written in major units where people edit it.

/** Whole minor units of a currency. */
export type Money = { minor: number; currency: string };

/** How many digits a currency has after the point: 2 for RUB, 0 for JPY, 3 for KWD. Unknown codes have 2. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** 25050 RUB → '250.50'; a fraction of a minor unit is written too: 1.5 RUB → '0.015'. */
export function majorText(minor: number, currency: string): string {
  if (minor < 0) return `-${majorText(-minor, currency)}`;
  const digits = minorDigits(currency);
  const [whole = '0', fraction = ''] = minor.toFixed(4).split('.'); // finer prices are not kept
  const all = whole.padStart(digits + 1, '0');
  const cents = `${all.slice(all.length - digits, digits === 0 ? 0 : undefined)}${fraction.replace(/0+$/, '')}`;
  return cents === '' ? all : `${all.slice(0, all.length - digits)}.${cents}`;
}

const AMOUNT = /^(\d{1,10})(?:[.,](\d{1,7}))?$/;

/**
 * '250.50', '250,5' → 25050 minor units, with `fractions` of them kept to four decimals, below zero too if it is `signed`;
 * null: not an amount of the currency.
 */
export function minorOf(text: string, currency: string, { fractions = false, signed = false } = {}): number | null {
  if (signed && /^\s*[-−]/.test(text)) {
    const minor = minorOf(text.replace(/^\s*[-−]/, ''), currency, { fractions });
    return minor && -minor;
  }
  const [, whole = '', decimals = ''] = AMOUNT.exec(text.replace(/[\s\u00a0\u202f]/g, '')) ?? [];
  if (whole === '') return null;
  const digits = minorDigits(currency);
  const fraction = decimals.slice(digits).replace(/0+$/, '');
  if (fraction.length > (fractions ? 4 : 0)) return null;
  return Number(`${whole}${decimals.slice(0, digits).padEnd(digits, '0')}.${fraction || '0'}`);
}

/** An amount as other programs write it ('1500.5', 1500.5), rounded to minor units; null: there is none, or no currency. */
export function moneyOf(major: string | number, currency: string): Money | null {
  const amount = Number(major);
  if (`${major}`.trim() === '' || !Number.isFinite(amount) || !/^[A-Z]{3}$/.test(currency)) return null;
  const minor = Math.round(Number(`${amount}e${minorDigits(currency)}`)); // 1.005 × 100 would be 100.49…
  return Number.isSafeInteger(minor) ? { minor, currency } : null;
}
