// What became of a conversion that the Data Manager API took: it is read later, and Google tells on being asked.
// https://developers.google.com/data-manager/api/devguides/diagnostics

import { readJson } from '../../json.ts';
import type { Outcome, Response } from '../../port.ts';

export type Status = { kind: 'processing' } | { kind: 'taken' } | { kind: 'again' } | { kind: 'too-recent' } | Refused;
type Refused = Extract<Outcome, { kind: 'refused' | 'needs-owner' }>;
type Told = {
  requestStatusPerDestination?: {
    requestStatus?: string;
    errorInfo?: { errorCounts?: { reason?: string }[] };
  }[];
};

const ENDED = new Set(['SUCCESS', 'PARTIAL_SUCCESS', 'FAILED']);
const PREFIX = /^PROCESSING_ERROR_REASON_/;
/** It is there already. */
const THERE = new Set(['DUPLICATE_GCLID', 'DUPLICATE_TRANSACTION_ID']);

/** What requestStatus:retrieve says of one conversion. */
export function statusIn(response: Response): Status {
  const [one] = (readJson(response.body) as Told).requestStatusPerDestination ?? [];
  if (!one?.requestStatus || !ENDED.has(one.requestStatus)) return { kind: 'processing' };
  const reasons = (one.errorInfo?.errorCounts ?? []).map(({ reason = '' }) => reason.replace(PREFIX, ''));
  const isThere = reasons.length > 0 && reasons.every((reason) => THERE.has(reason));
  if (isThere || (reasons.length === 0 && one.requestStatus !== 'FAILED')) return { kind: 'taken' };
  if (reasons.includes('INTERNAL_ERROR')) return { kind: 'again' };
  if (reasons.includes('TOO_RECENT_CLICK')) return { kind: 'too-recent' };
  if (reasons.some((reason) => reason.includes('TERMS_NOT_SIGNED')))
    return { kind: 'needs-owner', reason: 'terms-not-signed' };
  return { kind: 'refused', reason: `not-processed: ${reasons.join(', ') || one.requestStatus}` };
}
