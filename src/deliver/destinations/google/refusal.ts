// Why a Google API does not do what was asked: google.rpc.Status as JSON.
// https://cloud.google.com/apis/design/errors

import { readJson } from '../../json.ts';
import type { Outcome, Response } from '../../port.ts';
import { whatNow } from '../../what-now.ts';

export type Violation = { field: string; reason: string; description: string };
export type GoogleRefusal = {
  message: string;
  /** of google.rpc.Code: INVALID_ARGUMENT */
  status: string;
  /** of google.rpc.ErrorInfo: SERVICE_DISABLED */
  reasons: string[];
  violations: Violation[];
  /** google.rpc.RetryInfo, in milliseconds */
  after: number | undefined;
};
type Detail = {
  '@type'?: string;
  reason?: string;
  retryDelay?: string;
  fieldViolations?: Partial<Violation>[];
};
type Said = { error?: { message?: string; status?: string; details?: Detail[]; errors?: { reason?: string }[] } };

const BUSY = new Set([
  'RESOURCE_EXHAUSTED',
  'RATE_LIMIT_EXCEEDED',
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
]);

/** What the answer says of itself; an API that streams puts it into a list. */
export function refusalIn({ body }: Response): GoogleRefusal {
  const read = readJson(body);
  const { error = {} } = (Array.isArray(read) ? Object(read[0]) : read) as Said;
  const details = error.details ?? [];
  const delay = details.find(({ retryDelay }) => retryDelay)?.retryDelay;
  return {
    ...{ message: error.message ?? '', status: error.status ?? '' },
    reasons: [...details, ...(error.errors ?? [])].flatMap(({ reason }) => reason ?? []),
    violations: details
      .flatMap(({ fieldViolations = [] }) => fieldViolations)
      .map(({ field = '', reason = '', description = '' }) => ({ field, reason, description })),
    after: delay ? Math.ceil(Number.parseFloat(delay) * 1000) : undefined,
  };
}

/** What every API of Google means alike; a 400 or 404 is for the asker to judge. */
export function judgedByGoogle(response: Response): Outcome {
  const outcome = whatNow(response);
  if (outcome.kind === 'done') return outcome;
  const { message, status, reasons, after } = refusalIn(response);
  if ([status, ...reasons].some((word) => BUSY.has(word)))
    return { ...{ kind: 'later', reason: 'http-429' }, ...(after === undefined ? {} : { after }) };
  if (outcome.kind === 'later') return { ...outcome, ...(after === undefined ? {} : { after }) };
  if (response.status === 401) return { kind: 'needs-owner', reason: 'sign-in-needed' };
  if (reasons.includes('SERVICE_DISABLED')) return { kind: 'needs-owner', reason: `api-off: ${message}` };
  if (reasons.includes('ACCESS_TOKEN_SCOPE_INSUFFICIENT')) return { kind: 'needs-owner', reason: 'sign-in-needed' };
  if (response.status === 403) return { kind: 'needs-owner', reason: `no-access: ${message}` };
  return outcome;
}
