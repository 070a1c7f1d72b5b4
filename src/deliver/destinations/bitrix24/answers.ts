// What Bitrix24's answers mean. https://apidocs.bitrix24.com/error-codes.html, https://apidocs.bitrix24.com/limits.html
import { readJson } from '../../json.ts';
import type { Outcome, Response } from '../../port.ts';
import { Stopped } from '../crm/stopped.ts';

export type Answer = { result?: unknown; next?: number; error?: string; words: string; resetAt?: number };

/** The error it gave, in its own words too: some of them are answers. */
export class PortalError extends Stopped {
  readonly code: string;
  readonly words: string;
  constructor(outcome: Outcome, { error = '', words }: Answer) {
    super(outcome);
    this.code = error;
    this.words = words;
  }
}

/** What stands in the body; a body that is no JSON is an error without a code. */
export function readAnswer({ body }: Response): Answer {
  const told = readJson(body);
  const words = String(told.error_description ?? told.error_message ?? '').trim();
  const time = (told.time ?? {}) as { operating_reset_at?: number };
  return {
    result: told.result,
    words: words.slice(0, 300),
    ...(typeof told.next === 'number' ? { next: told.next } : {}),
    ...(told.error ? { error: String(told.error) } : {}),
    ...(time.operating_reset_at ? { resetAt: time.operating_reset_at } : {}),
  };
}

/** Errors by their codes in lower case: some methods spell them in capitals, some do not. */
const OF_OWNER: Readonly<Record<string, string>> = {
  ...{ expired_token: 'sign-in-needed', invalid_token: 'sign-in-needed', no_auth_found: 'key-refused' },
  ...{ invalid_grant: 'sign-in-needed', insufficient_scope: 'scope-missing', access_denied: 'plan-lacks-rest' },
  ...{ invalid_credentials: 'rights-missing', user_access_error: 'rights-missing' },
  ...{ wrong_auth_type: 'application-needed', portal_deleted: 'portal-gone', overload_limit: 'blocked-for-load' },
  payment_required: 'plan-lacks-rest',
};
/** The bucket leaks two requests a second (apidocs: Лимиты REST API). */
const BUCKET_MS = 3000;
const METHOD_MS = 60_000;

/** What an answer that is none means for the delivery. */
export function judge({ status }: Response, { error = '', words, resetAt }: Answer, now: Date): Outcome {
  const code = error.toLowerCase();
  const ofOwner = OF_OWNER[code];
  if (ofOwner) return { kind: 'needs-owner', reason: words ? `${ofOwner}: ${words}` : ofOwner };
  if (code === 'query_limit_exceeded') return waiting(now, BUCKET_MS);
  if (code === 'operation_time_limit' || status === 429)
    return waiting(now, resetAt ? Math.max(1000, resetAt * 1000 - now.getTime()) : METHOD_MS);
  if (status >= 300 && status < 400) return { kind: 'needs-owner', reason: 'portal-moved' };
  if (status >= 500) return { kind: 'later', reason: `http-${status}` };
  if (status === 401 || status === 403) return { kind: 'needs-owner', reason: 'key-refused' };
  if (error) return { kind: 'refused', reason: `not-taken: ${words || error}` };
  return status === 200 ? { kind: 'later', reason: 'not-understood' } : { kind: 'refused', reason: `http-${status}` };
}

const waiting = (now: Date, milliseconds: number): Outcome => ({
  ...{ kind: 'wait', reason: 'limit-reached' },
  until: new Date(now.getTime() + milliseconds),
});

/** Tokens that a fresh one may take the place of. */
export const isTokenRefused = ({ error = '' }: Answer) =>
  ['expired_token', 'invalid_token', 'no_auth_found'].includes(error.toLowerCase());
