// An owner lets us in at a destination's own page, and comes back with a code: RFC 6749 § 4.1.
import { randomBytes } from 'node:crypto';
import { findDestination, resumeDestination } from '../store/destinations.ts';
import type { Exchange } from './exchanges.ts';
import { signInAddress, type TokenAnswer, takeCode } from './oauth.ts';
import type { Destination } from './port.ts';
import { openWay, type WayOptions } from './way.ts';

export type SigningInOptions = WayOptions & { kinds: ReadonlyMap<string, Destination> };

const MINUTES = 15;
const redirectOf = (publicUrl: string) => `${publicUrl}/signed-in`;

/** The page where the owner lets us in; undefined: nobody is let in at such a destination. */
export async function beginSignIn(destinationId: string, options: SigningInOptions): Promise<string | undefined> {
  const to = await findDestination(options.db, destinationId);
  const oauth = to && options.kinds.get(to.kind)?.oauth?.(to);
  if (!to || !oauth) return undefined;
  const signInState = randomBytes(24).toString('base64url');
  const signInUntil = new Date(options.now().getTime() + MINUTES * 60_000).toISOString();
  await openWay(to, [], options).keepSecrets({ signInState, signInUntil });
  const redirect = redirectOf(options.publicUrl);
  return signInAddress(to, oauth, { redirect, state: `${destinationId}.${signInState}` });
}

export type SignedIn =
  | { kind: 'in'; destinationId: string }
  /** `why` in the far side's words */
  | { kind: 'not-in'; destinationId: string; why: string }
  /** nobody has begun this here, or too long ago */
  | { kind: 'unknown' };

/** The owner is back, with what the far side has put into the address; what waited goes out. */
export async function endSignIn(query: Readonly<Record<string, string>>, options: SigningInOptions): Promise<SignedIn> {
  const [destinationId = '', state = ''] = (query.state ?? '').split('.');
  const to = /^[0-9a-f-]{36}$/.test(destinationId) ? await findDestination(options.db, destinationId) : undefined;
  const oauth = to && options.kinds.get(to.kind)?.oauth?.(to);
  const { signInState, signInUntil = '' } = to?.settings ?? {};
  if (!to || !oauth || !signInState || signInState !== state || Date.parse(signInUntil) < options.now().getTime())
    return { kind: 'unknown' };
  const exchanges: Exchange[] = [];
  const way = openWay(to, exchanges, options);
  await way.keepSecrets({ signInState: '', ...given(query, oauth.keeps ?? []) }); // once
  if (!query.code) return { kind: 'not-in', destinationId, why: query.error_description ?? query.error ?? 'no code' };
  const answer: TokenAnswer = await takeCode(query.code, redirectOf(options.publicUrl), to, oauth, way);
  if (answer.kind !== 'token') return { kind: 'not-in', destinationId, why: answer.reason };
  await resumeDestination(options.db, destinationId);
  return { kind: 'in', destinationId };
}

/** What the far side tells in the address itself: which of its accounts it was. */
const given = (query: Readonly<Record<string, string>>, names: readonly string[]) =>
  Object.fromEntries(names.flatMap((name) => (query[name] ? [[name, query[name]]] : [])));
