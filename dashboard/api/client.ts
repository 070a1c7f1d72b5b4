// Speaks to /api/v1 on the same origin: JSON in, JSON out, problems as errors that say what to do.
import type { Problem } from '../../src/api/wire.ts';

/** A refusal by the server (RFC 9457), or no answer at all (`status` 0, reason "offline"). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly reason: string;
  /** Of a form: what is wrong with which field. */
  fields: NonNullable<Problem['fields']> = [];

  constructor(status: number, reason: string, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'ApiProblem';
    this.status = status;
    this.reason = reason;
  }
}

export type Query = Record<string, string | number | boolean | undefined>;

/** `/api/v1` + path with the given query; undefined and empty values are left out. */
export function apiPath(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, String(value)]],
  );
  return `/api/v1${path}${pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : ''}`;
}

export function get<Answer>(path: string, query?: Query, signal?: AbortSignal): Promise<Answer> {
  return ask<Answer>('GET', apiPath(path, query), undefined, signal);
}

export function send<Answer>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) {
  return ask<Answer>(method, apiPath(path), body);
}

/** Sends a file as it is, byte for byte: the server finds out how its letters are written. */
export function sendFile<Answer>(path: string, query: Query, file: Blob, type: string) {
  return askWith<Answer>(apiPath(path, query), { method: 'POST', headers: { 'content-type': type }, body: file });
}

function ask<Answer>(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  return askWith<Answer>(url, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  });
}

type Asked = { method: string; headers: Record<string, string>; body: BodyInit | null; signal?: AbortSignal | null };

async function askWith<Answer>(url: string, asked: Asked): Promise<Answer> {
  const { signal, headers } = asked;
  const response = await fetch(url, { ...asked, headers: { accept: 'application/json', ...headers } }).catch(
    (cause: unknown) => {
      if (signal?.aborted) throw cause;
      throw new ApiProblem(0, 'offline', '', { cause });
    },
  );
  noteServerTime(response.headers.get('date'));
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
  // A proxy in front answers in HTML when the server behind it is down.
  const reason = problem?.reason ?? (response.status >= 502 ? 'offline' : 'unknown');
  const refusal = new ApiProblem(response.status, reason, problem?.detail ?? problem?.title ?? response.statusText);
  refusal.fields = problem?.fields ?? [];
  return refusal;
}

let aheadMs = 0;

// The Date header has whole seconds; a smaller difference than this is noise.
const NOTICED_SKEW_MS = 2000;

function noteServerTime(date: string | null): void {
  const server = date ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(server)) return;
  const skew = server - Date.now();
  aheadMs = Math.abs(skew) > NOTICED_SKEW_MS ? skew : 0;
}

/** Now by the server's clock, so that running timers are right on a computer whose clock is not. */
export const serverNow = () => new Date(Date.now() + aheadMs);
