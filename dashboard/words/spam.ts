// Why a call was taken for spam, in words.
import type { TFunction } from 'i18next';

const REASONS = [
  ...['blacklisted', 'blacklisted-prefix', 'hidden-blocked', 'flood-of-caller', 'flood-of-number'],
  ...['many-numbers', 'invalid-number', 'silent', 'hung-up-at-answer', 'short-again', 'regular-intervals'],
] as readonly string[];

/** blacklisted → On your list; a reason we do not know keeps its own name. */
export const spamReason = (reason: string, t: TFunction): string =>
  REASONS.includes(reason) ? t(`spam.reason.${reason}` as 'spam.reason.silent') : reason;
