// An account of amoCRM or Kommo, asked by its API v4: with a long-lived token of one account, or as an integration (OAuth 2.0).
// https://www.amocrm.ru/developers/content/oauth/oauth, https://www.amocrm.ru/developers/content/crm_platform/api-reference
import type { DestinationTold, OAuth, Outcome, Response, Way } from '../../port.ts';
import { isObject, objectsIn, readObject, Stopped, textOf } from '../crm/stopped.ts';
import { tokenOf } from '../crm/token.ts';

export type Account = {
  /** undefined: 204, there is none. Throws Stopped, of it Refused for what the account itself says. */
  get(path: string): Promise<Record<string, unknown> | undefined>;
  /** the body of the answer, whatever JSON it is */
  send(method: 'POST' | 'PATCH', path: string, body: unknown): Promise<unknown>;
};

/** A request that was not taken as it is. */
export class Refused extends Stopped {
  readonly status: number;
  constructor(outcome: Outcome, status: number) {
    super(outcome);
    this.status = status;
  }
}

/** Both brands have their sign-in page; tokens are had at the account's own host. */
export const oauthOf = ({ settings: { account = '' } }: DestinationTold): OAuth => ({
  authorizeUrl: account.endsWith('.kommo.com') ? 'https://www.kommo.com/oauth' : 'https://www.amocrm.ru/oauth',
  tokenUrl: `https://${account}/oauth2/access_token`,
  bodyAs: 'json',
  redirectAgain: true,
  more: { mode: 'popup' },
});

export function openAccount(to: DestinationTold, way: Way): Account {
  const asked = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<Response> => {
    const token = await ownToken(to, way);
    const first = await send(method, path, body, { to, way, token });
    if (first.status === 401 && to.settings.access === 'token') throw new Refused(KEY_REFUSED, 401);
    if (first.status !== 401) return taken(first, way);
    return taken(await send(method, path, body, { to, way, token: await ownToken(to, way, token) }), way);
  };
  return {
    get: async (path) => {
      const { status, body } = await asked('GET', path);
      return status === 204 ? undefined : readObject(body);
    },
    send: async (method, path, body) => {
      const answer = await asked(method, path, body);
      return answer.body === '' ? {} : JSON.parse(answer.body);
    },
  };
}

async function ownToken(to: DestinationTold, way: Way, stale?: string): Promise<string> {
  if (to.settings.access === 'token') return to.settings.token ?? '';
  return tokenOf(to, oauthOf(to), way, stale);
}

type Sending = { to: DestinationTold; way: Way; token: string };

function send(method: 'GET' | 'POST' | 'PATCH', path: string, body: unknown, { to, way, token }: Sending) {
  return way.ask({
    ...{ method, url: `https://${to.settings.account}${path}`, secrets: [token], asksOnly: method === 'GET' },
    headers: {
      authorization: `Bearer ${token}`,
      'user-agent': 'Dialtrace',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function taken(response: Response, way: Way): Response {
  if (response.status >= 200 && response.status < 300) return response;
  throw new Refused(judge(response, way.now()), response.status);
}

const KEY_REFUSED: Outcome = { kind: 'needs-owner', reason: 'key-refused' };
const SECOND_MS = 1000;
const BLOCKED_MS = 15 * 60_000;

/** What an answer that is none means. A refusal without a JSON body comes from the door, not from the account. */
export function judge({ status, headers, body }: Response, now: Date): Outcome {
  const words = wordsOf(body);
  const said = (code: string) => (words ? `${code}: ${words}` : code);
  if (status === 401) return { kind: 'needs-owner', reason: said('sign-in-needed') };
  if (status === 402) return { kind: 'needs-owner', reason: 'not-paid' };
  if (status === 403 && words) return { kind: 'needs-owner', reason: said('rights-missing') };
  if (status === 403) return { kind: 'later', reason: 'blocked-for-load', after: BLOCKED_MS };
  if (status === 429) {
    const asked = Number(headers['retry-after']) * 1000;
    return { kind: 'wait', reason: 'limit-reached', until: new Date(now.getTime() + Math.max(SECOND_MS, asked || 0)) };
  }
  if (status >= 300 && status < 400) return { kind: 'needs-owner', reason: 'account-moved' };
  if (status >= 500) return { kind: 'later', reason: `http-${status}` };
  return { kind: 'refused', reason: said('not-taken') };
}

/** Of application/problem+json: what is wrong with which field, else the detail. */
function wordsOf(body: string): string {
  const told = readObject(body);
  const faults = objectsIn(told['validation-errors'])
    .flatMap(({ errors }) => objectsIn(errors))
    .map(({ path, detail, code }) => `${textOf(path)}: ${textOf(detail) || textOf(code)}`);
  return (faults.join('; ') || textOf(told.detail) || textOf(told.title)).slice(0, 300);
}

/** What a list or an answer to several holds under a name. */
export function embedded(answer: unknown, name: string): Record<string, unknown>[] {
  const inside = isObject(answer) ? answer._embedded : undefined;
  return isObject(inside) ? objectsIn(inside[name]) : [];
}

export type Far = { account: Account; to: DestinationTold; way: Way };

/** Every page of a list; at most `pages` of 250. */
export async function all(path: string, name: string, { account }: Far, pages = 20) {
  const found: Record<string, unknown>[] = [];
  for (let page = 1; page <= pages; page++) {
    const answer = await account.get(`${path}${path.includes('?') ? '&' : '?'}limit=250&page=${page}`);
    const items = embedded(answer, name);
    found.push(...items);
    if (items.length < 250) break;
  }
  return found;
}
