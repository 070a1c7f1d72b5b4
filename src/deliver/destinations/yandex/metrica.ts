// What all that goes to Yandex.Metrica has in common: its address, files as it takes them, and what its refusals mean.
// https://yandex.com/dev/metrika/en/management/openapi
import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import { readJson } from '../../json.ts';
import type { DestinationField, DestinationTold, Outcome, Request, Response, Way } from '../../port.ts';
import { whatNow } from '../../what-now.ts';
import { ACCESS_FIELDS, type Asked, askWithToken, yandexOAuth } from './access.ts';

export const METRICA = 'https://api-metrika.yandex.net';
export const METRICA_REASONS = ['no-right', 'counter-unknown', 'quota-of-the-day', 'invalid'] as const;
/** Metrica ties what it is told to visits of the last 21 days, counted from when it reads the file. */
export const WINDOW_MS = 21 * 86_400_000;

/** 30 requests a second from one address, three at once and 5,000 a day of one user: others may ask, too. */
export const METRICA_LIMITS = { perSecond: 5, parallel: 1 };

export const COUNTER: DestinationField = {
  ...{ name: 'counter', kind: 'text', required: true, pattern: '[0-9]{4,12}', example: '11223344' },
};
export const METRICA_FIELDS: readonly DestinationField[] = [COUNTER, ...ACCESS_FIELDS];
export const metricaOAuth = yandexOAuth('metrika:write');

/** `path` begins with a slash; {counter} in it is the counter's number. */
export function askMetrica(
  asked: Omit<Request, 'url'> & { path: string },
  to: DestinationTold,
  way: Way,
): Promise<Asked> {
  const { path, headers, ...request } = asked;
  return askWithToken(
    {
      oauth: metricaOAuth,
      isStale: (response) => response.status === 401 || readError(response).type === 'invalid_token',
      request: (token) => ({
        ...request,
        url: METRICA + path.replace('{counter}', to.settings.counter ?? ''),
        headers: { ...headers, authorization: `OAuth ${token}` },
        secrets: [token],
      }),
    },
    to,
    way,
  );
}

/** A file as its uploads take it: multipart/form-data with one part, `file` (RFC 7578). */
export function asFile(csv: string, name: string): Pick<Request, 'headers' | 'body'> {
  const boundary = `dialtrace-${createHash('sha256').update(csv).digest('hex').slice(0, 24)}`; // of its content: it can't be in it
  const head = `Content-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: `--${boundary}\r\n${head}\r\n\r\n${csv}\r\n--${boundary}--\r\n`,
  };
}

/** RFC 4180 with a line of names. Columns that no row fills are left out, but for the first one. */
export function csvOf(columns: readonly string[], rows: readonly Readonly<Record<string, string>>[]): string {
  const used = columns.filter((column, n) => n === 0 || rows.some((row) => row[column]));
  return stringify([used, ...rows.map((row) => used.map((column) => row[column] ?? ''))], {
    record_delimiter: 'windows',
  });
}

/** What an answer of Metrica means; 2xx is done. */
export function judgeMetrica(response: Response, now: Date): Outcome {
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: 'done' };
  const { type, message } = readError(response);
  if (status === 401 || type === 'unauthorized' || type === 'invalid_token')
    return { kind: 'needs-owner', reason: `key-refused: ${message}` };
  if (status === 403) return { kind: 'needs-owner', reason: `no-right: ${message}` };
  if (status === 404) return { kind: 'needs-owner', reason: `counter-unknown: ${message}` };
  if (status === 409) return { kind: 'later', reason: `http-409: ${message}` };
  if (status === 420 || status === 429) return quota(response, type, now);
  const outcome = whatNow(response);
  return outcome.kind === 'refused' ? { kind: 'refused', reason: `invalid: ${message}` } : outcome;
}

/** The day of its quotas begins at 00:00 GMT. */
function quota(response: Response, type: string, now: Date): Outcome {
  const asked = whatNow({ ...response, status: 429 });
  const after = asked.kind === 'later' ? asked.after : undefined;
  if (type !== 'quota_requests_by_uid')
    return { kind: 'later', reason: `http-${response.status}`, after: after ?? 60_000 };
  const untilMidnight = 86_400_000 - (now.getTime() % 86_400_000);
  return { kind: 'later', reason: 'quota-of-the-day', after: after ?? untilMidnight };
}

function readError({ status, body }: Response): { type: string; message: string } {
  const said = readJson(body) as { errors?: { error_type?: string; message?: string }[]; message?: string };
  const [first] = Array.isArray(said.errors) ? said.errors : [];
  return { type: first?.error_type ?? '', message: first?.message ?? said.message ?? `HTTP ${status}` };
}
