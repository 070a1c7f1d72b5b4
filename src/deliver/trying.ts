// A destination tried on demand: an event is told it for real, or only shown as it would be sent. Nothing of it is kept.
import type { EventType } from '../core/event.ts';
import { findDestination } from '../store/destinations.ts';
import { type Exchange, exchangeOf } from './exchanges.ts';
import { type Destination, type Item, type Outcome, type Request, Unanswered } from './port.ts';
import { readToldForTrial } from './told.ts';
import { openWay, type WayOptions } from './way.ts';

export type Tried = { outcome: Outcome['kind'] | 'not-sent'; reason: string | null; exchanges: Exchange[] };
export type TryingOptions = WayOptions & { kinds: ReadonlyMap<string, Destination>; newId: () => string };
export type Trial = { destinationId: string; type?: EventType | undefined; callId?: string | undefined; dry: boolean };

class NotSent extends Error {}

/** Undefined: there is no such destination, or no call to tell of. */
export async function tryDestination(
  { destinationId, type, callId, dry }: Trial,
  options: TryingOptions,
): Promise<Tried | undefined> {
  const { db, kinds, newId, now } = options;
  const to = await findDestination(db, destinationId);
  const kind = to && kinds.get(to.kind);
  if (!to || !kind) return undefined;
  const told = await readToldForTrial(db, {
    ...{ siteId: to.siteId, callId, id: newId(), at: now() },
    type: type ?? kind.byDefault[0] ?? 'call.finished',
  });
  if (!told) return undefined;
  const exchanges: Exchange[] = [];
  const way = { ...openWay(to, exchanges, options), note: async () => {}, link: async () => {} };
  const show = async (request: Request) => {
    if (request.asksOnly) return way.ask(request);
    const secrets = [...to.secretNames.map((name) => to.settings[name] ?? ''), ...(request.secrets ?? [])];
    exchanges.push(exchangeOf({ ...request, secrets }, null, 0));
    throw new NotSent();
  };
  const stop = async () => {
    throw new NotSent(); // what does not go by `ask` has been kept, and ends before it is connected
  };
  const item: Item = { id: newId(), told, memo: {}, trial: true };
  try {
    const [outcome] = await kind.deliver([item], to, dry ? { ...way, ask: show, addressOf: stop } : way);
    return { outcome: outcome?.kind ?? 'refused', reason: reasonOf(outcome), exchanges };
  } catch (failure) {
    if (failure instanceof NotSent) return { outcome: 'not-sent', reason: null, exchanges };
    if (failure instanceof Unanswered)
      return { outcome: 'later', reason: `${failure.reason}: ${failure.message}`, exchanges };
    throw failure;
  }
}

const reasonOf = (outcome: Outcome | undefined) => (outcome && 'reason' in outcome ? outcome.reason : null);
