// What stands at Google of a call or a deal, and the steps from there to what should stand there. A conversion told again
// with its transaction id gets another value; its click can not be changed: that takes another conversion.
// https://developers.google.com/data-manager/api/devguides/events/google-ads/conversion-adjustments
import type { Conversion, Wish } from './conversion.ts';

/** `gone`: taken back. `times`: how many transaction ids were used up. */
export type Standing = Pick<Conversion, 'who' | 'adIdentifiers' | 'value' | 'currency'> & {
  transactionId: string;
  at: string;
  times: number;
  gone?: boolean;
};
/** none: what was told stays. value: it is worth nothing from then on. retract: it is counted no more. */
export type Corrections = 'none' | 'value' | 'retract';
export type Plan = {
  takeBack: Standing | null;
  tell: { transactionId: string; conversion: Conversion; becomes: Standing } | null;
};
export type NoPlan = { reason: 'not-told-before' | 'already-told' | 'no-correction' };

/** What is to be done, or why nothing is. */
export function planFor({ subject, wanted }: Wish, standing: Standing | null, corrections: Corrections): Plan | NoPlan {
  const isThere = standing !== null && !standing.gone;
  if (!wanted && !isThere) return { reason: 'not-told-before' };
  if (!standing) return { takeBack: null, tell: telling(wanted as Conversion, subject, 1) };
  if (!wanted) return corrections === 'none' ? { reason: 'no-correction' } : { takeBack: standing, tell: null };
  const isSame = standing.who === wanted.who;
  if (isThere && isSame && standing.value === wanted.value && standing.currency === wanted.currency)
    return { reason: 'already-told' };
  if (corrections === 'none') return { reason: 'no-correction' };
  const anew = `${subject}-${standing.times + 1}`;
  const mayRestate = isSame && wanted.value !== undefined && (isThere || corrections === 'value');
  return {
    takeBack: isThere && !mayRestate ? standing : null,
    tell: mayRestate
      ? telling(wanted, standing.transactionId, standing.times)
      : telling(wanted, anew, standing.times + 1),
  };
}

function telling(conversion: Conversion, transactionId: string, times: number): Plan['tell'] {
  const { at, who, adIdentifiers, value, currency } = conversion;
  const becomes: Standing = {
    ...{ transactionId, who, times, at: at.toISOString() },
    ...(adIdentifiers ? { adIdentifiers } : {}),
    ...(value === undefined ? {} : { value }),
    ...(currency ? { currency } : {}),
  };
  return { transactionId, conversion, becomes };
}

/** The conversion as it was told, worth nothing. `phoneHash`: of the same caller, if it is known by the phone. */
export const worthNothing = ({ at, who, adIdentifiers, currency }: Standing, phoneHash?: string): Conversion => ({
  ...{ at: new Date(at), who, value: 0, variables: [] },
  ...(adIdentifiers ? { adIdentifiers } : {}),
  ...(phoneHash && !adIdentifiers ? { phoneHash } : {}),
  ...(currency ? { currency } : {}),
});
