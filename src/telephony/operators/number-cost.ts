// What a number costs a month, as operators write it: major units, a currency's code in any case.
import { minorDigits } from '../../core/money.ts';
import { wordOf } from './hook-body.ts';

/** In minor units; nulls where either is not told. */
export function costOf(fee: unknown, code: unknown): { monthlyCost: number | null; currency: string | null } {
  const currency = wordOf(code).toUpperCase();
  const amount = Number(wordOf(fee) || Number.NaN);
  if (!/^[A-Z]{3}$/.test(currency) || !(amount >= 0 && amount < 1e9)) return { monthlyCost: null, currency: null };
  return { monthlyCost: Math.round(amount * 10 ** minorDigits(currency)), currency };
}
