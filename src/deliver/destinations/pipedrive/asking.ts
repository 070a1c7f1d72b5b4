// Requests to Pipedrive's API and what its answers mean.
// https://pipedrive.readme.io/docs/core-api-concepts-http-status-codes, …-rate-limiting
import type { DestinationTold, OAuth, Request, Response, Way } from '../../port.ts';
import { whatNow } from '../../what-now.ts';
import { Gone, readObject, Stopped, textOf } from '../crm/stopped.ts';
import { tokenOf, withToken } from '../crm/token.ts';

export const PIPEDRIVE_OAUTH: OAuth = {
  authorizeUrl: 'https://oauth.pipedrive.com/oauth/authorize',
  tokenUrl: 'https://oauth.pipedrive.com/oauth/token',
  clientIn: 'header',
  keeps: ['api_domain'],
};

/** Of the owner's company: https://acme.pipedrive.com */
export const baseOf = ({ settings }: DestinationTold): string =>
  settings.access === 'sign-in'
    ? (settings.api_domain ?? '').replace(/\/+$/, '')
    : `https://${settings.company ?? ''}.pipedrive.com`;

type Body = object | { file: Uint8Array; boundary: string };
export type Ask = (method: Request['method'], path: string, body?: Body) => Promise<Record<string, unknown>>;

/** Asks with the owner's token; resolves with the answer's object, or throws Stopped or Gone. */
export function asking(to: DestinationTold, way: Way): Ask {
  return async (method, path, body) => {
    const { access, token: own = '' } = to.settings;
    const askWith = (token: string, letIn: Record<string, string>) =>
      way.ask({
        ...{ method, url: baseOf(to) + path, secrets: [token] },
        headers: { ...letIn, ...(body && { 'content-type': typeOf(body) }) },
        ...(body && { body: 'file' in body ? (body.file as Uint8Array) : JSON.stringify(body) }),
      });
    const response =
      access === 'sign-in'
        ? await withToken(
            (stale) => tokenOf(to, PIPEDRIVE_OAUTH, way, stale),
            (token) => askWith(token, { authorization: `Bearer ${token}` }),
          )
        : await askWith(own, { 'x-api-token': own });
    const read = readObject(response.body);
    if (response.status >= 200 && response.status < 300 && read.success !== false) return read;
    throw failureOf(response, read);
  };
}

const typeOf = (body: Body) =>
  'boundary' in body ? `multipart/form-data; boundary=${body.boundary}` : 'application/json';

const BURST_MS = 2000;
const ABUSE_MS = 3_600_000;
const LONGEST_MS = 86_400_000;

function failureOf(response: Response, read: Record<string, unknown>): Error {
  const words = [textOf(read.error), textOf(read.error_info)].filter(Boolean).join(' ') || `HTTP ${response.status}`;
  const { status, headers } = response;
  if (status === 404 || status === 410) return new Gone(words);
  if (status === 429) {
    const said = whatNow(response);
    const resets = Number(headers['x-ratelimit-reset']) * 1000;
    const after = resets > 0 ? Math.min(resets, LONGEST_MS) : BURST_MS;
    return new Stopped(said.kind === 'later' ? { after, ...said } : said);
  }
  // Without an answer of the API's own it is the gate before it, which shuts out who asks on after many 429.
  if (status === 403 && read.success !== false)
    return new Stopped({ kind: 'later', reason: 'http-403', after: ABUSE_MS });
  if (status === 402 || status === 403) return new Stopped({ kind: 'needs-owner', reason: `right-missing: ${words}` });
  const said = whatNow(response);
  return new Stopped(
    said.kind === 'refused' || said.kind === 'done' ? { kind: 'refused', reason: `not-taken: ${words}` } : said,
  );
}
