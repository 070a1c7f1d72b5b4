// Requests to Salesforce's REST API and what its answers mean.
// https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
import type { DestinationTold, OAuth, Request, Response, Way } from '../../port.ts';
import { whatNow } from '../../what-now.ts';
import { Gone, isObject, objectsIn, readJson, Stopped, textOf } from '../crm/stopped.ts';
import { tokenOf, withToken } from '../crm/token.ts';

/** Versions are served for three years and more. */
export const DATA = '/services/data/v62.0';

/** Where the owner signs in: production, a sandbox, or the company's own domain. */
export function salesforceOAuth({ settings }: DestinationTold): OAuth {
  const host = settings.domain
    ? `${settings.domain}.my.salesforce.com`
    : `${settings.organisation === 'sandbox' ? 'test' : 'login'}.salesforce.com`;
  return {
    authorizeUrl: `https://${host}/services/oauth2/authorize`,
    tokenUrl: `https://${host}/services/oauth2/token`,
    scope: 'api refresh_token',
    keeps: ['instance_url'],
  };
}

/** Of the company's instance; known once the owner has signed in. */
export const baseOf = ({ settings }: DestinationTold): string => (settings.instance_url ?? '').replace(/\/+$/, '');

/** A record that a duplicate rule holds to be the same; Salesforce has not made a second one. */
export class Duplicate extends Stopped {
  readonly record: { id: string; type: string } | undefined;
  constructor(words: string, record: Duplicate['record']) {
    super({ kind: 'refused', reason: `duplicate-rule: ${words}` });
    this.record = record;
  }
}

export type Ask = (method: Request['method'], path: string, body?: object) => Promise<Record<string, unknown>>;

/** Asks with the owner's token; `path` from the instance's root. Resolves with the answer's object; throws Stopped or Gone. */
export function asking(to: DestinationTold, way: Way): Ask {
  return async (method, path, body) => {
    const response = await withToken(
      (stale) => ownToken(to, way, stale),
      (token) =>
        way.ask({
          ...{ method, url: baseOf(to) + path, secrets: [token] },
          headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
          ...(body && { body: JSON.stringify(body) }),
        }),
    );
    const read = readJson(response.body);
    if (response.status >= 200 && response.status < 300) return isObject(read) ? read : {};
    throw failureOf(response, objectsIn(read));
  };
}

/** With the instance that it is for. */
async function ownToken(to: DestinationTold, way: Way, stale?: string): Promise<string> {
  const token = await tokenOf(to, salesforceOAuth(to), way, stale);
  if (!baseOf(to)) throw new Stopped({ kind: 'needs-owner', reason: 'sign-in-needed' });
  return token;
}

const HOUR_MS = 3_600_000;
const GONE = new Set(['NOT_FOUND', 'ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY']);
const PASSING = new Set(['UNABLE_TO_LOCK_ROW', 'SERVER_UNAVAILABLE', 'QUERY_TIMEOUT']);
const RIGHTS = new Set([
  'INSUFFICIENT_ACCESS',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'API_DISABLED_FOR_ORG',
  'FUNCTIONALITY_NOT_ENABLED',
]);
const FIELDS = new Set(['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE', 'INVALID_TYPE_ON_FIELD_IN_RECORD']);

function failureOf(response: Response, errors: readonly Record<string, unknown>[]): Error {
  const [error = {}] = errors;
  const code = textOf(error.errorCode);
  const words = [code, textOf(error.message)].filter(Boolean).join(' ') || `HTTP ${response.status}`;
  if (code === 'DUPLICATES_DETECTED') return new Duplicate(words, duplicateIn(error));
  if (GONE.has(code)) return new Gone(words);
  if (code === 'REQUEST_LIMIT_EXCEEDED') return new Stopped({ kind: 'later', reason: 'day-limit', after: HOUR_MS });
  if (PASSING.has(code)) return new Stopped({ kind: 'later', reason: `http-${response.status}` });
  if (RIGHTS.has(code) || (response.status === 403 && code))
    return new Stopped({ kind: 'needs-owner', reason: `right-missing: ${words}` });
  const said = whatNow(response);
  if (said.kind !== 'refused' && said.kind !== 'done') return new Stopped(said);
  return new Stopped({ kind: 'refused', reason: `${FIELDS.has(code) ? 'field-unknown' : 'not-taken'}: ${words}` });
}

/** The answer names it `duplicateResut`: so it is spelled there. */
function duplicateIn(error: Record<string, unknown>): Duplicate['record'] {
  const result = error.duplicateResult ?? error.duplicateResut;
  const matches = isObject(result) ? objectsIn(result.matchResults) : [];
  const [record] = matches.flatMap(({ matchRecords }) => objectsIn(matchRecords)).map((one) => one.record);
  if (!isObject(record)) return undefined;
  const type = isObject(record.attributes) ? textOf(record.attributes.type) : '';
  return { id: textOf(record.Id), type };
}

/** The rows of a query (SOQL), of its first page. */
export async function query(ask: Ask, soql: string): Promise<Record<string, unknown>[]> {
  const { records } = await ask('GET', `${DATA}/query?q=${encodeURIComponent(soql)}`);
  if (!Array.isArray(records)) throw new Stopped({ kind: 'later', reason: 'not-understood' });
  return objectsIn(records);
}

/** A text in a query. */
export const quoted = (text: string) => `'${text.replace(/[\\']/g, (sign) => `\\${sign}`)}'`;
