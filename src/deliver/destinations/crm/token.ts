// A CRM asked with the owner's token: had fresh, and had anew once when it is refused before its time.
import { freshToken } from '../../oauth.ts';
import type { DestinationTold, OAuth, Response, Way } from '../../port.ts';
import { Stopped } from './stopped.ts';

/** Throws Stopped. `stale`: a token that has just been refused. */
export async function tokenOf(to: DestinationTold, oauth: OAuth, way: Way, stale?: string): Promise<string> {
  const answer = await freshToken(to, oauth, way, stale);
  if (answer.kind === 'token') return answer.token;
  throw new Stopped(answer);
}

/** `token`: a token that can be used now; `stale` as above. Asks again, once, with another one where it is refused (401). */
export async function withToken(
  token: (stale?: string) => Promise<string>,
  ask: (token: string) => Promise<Response>,
): Promise<Response> {
  const first = await token();
  const response = await ask(first);
  return response.status === 401 ? ask(await token(first)) : response;
}
