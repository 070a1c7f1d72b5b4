// What an HTTP answer means where a destination says nothing else: RFC 9110, RFC 6585.
import type { Outcome, Response } from './port.ts';

/** 2xx is taken; 408, 425, 429 and 5xx come again; 401 and 403 need the owner; the rest will never be taken. */
export function whatNow(response: Response): Outcome {
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: 'done' };
  if (status === 401 || status === 403) return { kind: 'needs-owner', reason: 'key-refused' };
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return { kind: 'later', reason: `http-${status}`, ...afterOf(response) };
  return { kind: 'refused', reason: `http-${status}` };
}

const LONGEST_MS = 24 * 3_600_000;

/** Retry-After in seconds or as a date (RFC 9110 § 10.2.3). */
function afterOf({ headers }: Response): { after?: number } {
  const asked = headers['retry-after']?.trim();
  if (!asked) return {};
  const milliseconds = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now();
  return Number.isFinite(milliseconds) ? { after: Math.min(LONGEST_MS, Math.max(0, milliseconds)) } : {};
}
