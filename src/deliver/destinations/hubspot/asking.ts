// Requests to HubSpot's API and what its answers mean. https://developers.hubspot.com/docs/api-reference/error-handling
import type { DestinationTold, OAuth, Outcome, Request, Response, Way } from '../../port.ts';
import { whatNow } from '../../what-now.ts';
import { Gone, objectsIn, readObject, Stopped, textOf } from '../crm/stopped.ts';
import { tokenOf, withToken } from '../crm/token.ts';

export const HUBSPOT = 'https://api.hubapi.com';
/** Classic paths; the date-versioned ones (/crm/objects/2026-03) mean the same. */
export const OBJECTS = '/crm/v3/objects';

export const HUBSPOT_OAUTH: OAuth = {
  authorizeUrl: 'https://app.hubspot.com/oauth/authorize',
  tokenUrl: `${HUBSPOT}/oauth/v1/token`,
  scope: [
    'crm.objects.contacts.read crm.objects.contacts.write crm.objects.deals.read crm.objects.deals.write',
    'crm.schemas.contacts.write crm.schemas.deals.write crm.objects.owners.read oauth',
  ].join(' '),
};

export type Ask = (method: Request['method'], path: string, body?: object) => Promise<Record<string, unknown>>;

/** Asks with the owner's token; resolves with the answer's object, or throws Stopped or Gone. */
export function asking(to: DestinationTold, way: Way): Ask {
  return async (method, path, body) => {
    const askWith = (token: string) =>
      way.ask({
        ...{ method, url: HUBSPOT + path, secrets: [token] },
        headers: {
          authorization: `Bearer ${token}`,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
    const response =
      to.settings.access === 'sign-in'
        ? await withToken((stale) => tokenOf(to, HUBSPOT_OAUTH, way, stale), askWith)
        : await askWith(to.settings.token ?? '');
    if (response.status >= 200 && response.status < 300) return readObject(response.body);
    throw failureOf(response, path);
  };
}

const TEN_SECONDS_MS = 10_000;
const HOUR_MS = 3_600_000;

function failureOf(response: Response, path: string): Error {
  const { message, category, policyName, errors } = readObject(response.body);
  const words = textOf(message) || `HTTP ${response.status}`;
  if (response.status === 404) return new Gone(words);
  // Another site with the same HubSpot makes our properties at this moment: they are there at the next try.
  if (response.status === 409 && path.startsWith('/crm/v3/properties/'))
    return new Stopped({ kind: 'later', reason: 'http-409' });
  if (response.status === 429) {
    const after = policyName === 'DAILY' ? HOUR_MS : TEN_SECONDS_MS;
    const said = whatNow(response);
    return new Stopped(said.kind === 'later' ? { after, ...said } : said);
  }
  if (response.status === 403 || category === 'MISSING_SCOPES')
    return new Stopped({ kind: 'needs-owner', reason: `right-missing: ${words}` });
  const said = whatNow(response);
  if (said.kind !== 'refused') return new Stopped(said);
  const isField =
    objectsIn(errors).some(({ code }) => code === 'PROPERTY_DOESNT_EXIST') || words.includes('PROPERTY_DOESNT_EXIST');
  const reason = isField ? 'field-unknown' : 'not-taken';
  return new Stopped({ kind: 'refused', reason: `${reason}: ${words}` } satisfies Outcome);
}
