// What comes back from destinations: requests at their addresses here (`receive`), and whoever has the address of a talk.

import { findDestination, type SpokenDestination } from '../store/destinations.ts';
import type { Exchange } from './exchanges.ts';
import type { Destination, Hook, HookAnswer } from './port.ts';
import { rateFor } from './rate.ts';
import { isSameSecret } from './same-secret.ts';
import { isShared, openWay, type WayOptions } from './way.ts';

export type ReceivingOptions = WayOptions & { kinds: ReadonlyMap<string, Destination> };

/** Undefined: there is no such address. What the destination could not be asked meanwhile rejects with Unanswered. */
export async function receiveHook(
  { destinationId, token, hook }: { destinationId: string; token: string; hook: Hook },
  options: ReceivingOptions,
): Promise<HookAnswer | undefined> {
  const to = await findDestination(options.db, destinationId);
  if (!to || !isSameSecret(token, to.hookToken)) return undefined;
  const exchanges: Exchange[] = []; // what is asked on this way answers a question of theirs: nobody looks for it later
  const kind = options.kinds.get(to.kind);
  return kind?.receive?.(hook, to, openWay(to, exchanges, { ...options, turn: rateFor(to.id, kind.limits).turn }));
}

/** Of whose site the talk is that this address leads to; undefined: the address is not right, or not any more. */
export async function sharedTalk(
  shared: { destinationId: string; callId: string; until: number; signature: string },
  { db, now }: Pick<WayOptions, 'db' | 'now'>,
): Promise<Pick<SpokenDestination, 'id' | 'siteId' | 'name'> | undefined> {
  if (shared.until * 1000 < now().getTime()) return undefined;
  const to = await findDestination(db, shared.destinationId);
  return to && isShared(to, shared) ? to : undefined;
}
