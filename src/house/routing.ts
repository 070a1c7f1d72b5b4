// Routes, the queues of callers and what would happen, introduced to the calls.
import type { Attributing } from '../calls/attribution/attributing.ts';
import type { Directory } from '../calls/directory.ts';
import type { Board } from '../calls/routing/board.ts';
import { openQueueing } from '../calls/routing/queueing.ts';
import { openRouteBook } from '../calls/routing/route-book.ts';
import type { Voice } from '../calls/routing/route-sounds.ts';
import { openRouting } from '../calls/routing/routing.ts';
import { openRouteDesk } from '../calls/routing/would-happen.ts';
import { ASTERISK_CAPABILITIES, type Capabilities } from '../core/routing/capabilities.ts';
import type { Db } from '../store/database.ts';
import { operatorOf } from '../telephony/operators/operators.ts';

/** Of an operator we have no adapter for: it can't ask us anything. */
const NONE: Capabilities = { ...ASTERISK_CAPABILITIES, asking: 'none' };

type RoutingOptions = {
  db: Db;
  directory: Directory;
  board: Pick<Board, 'now' | 'onChange' | 'given' | 'turn'>;
  attributing: Attributing;
  voice: Voice;
  regionOfCaller: (e164: string, siteId: string) => string | null;
  /** what would be said of a call before any route is asked */
  foresee?: NonNullable<Parameters<typeof openRouteDesk>[0]['foresee']>;
  /** what is done to every plan beside the route */
  finish?: RoutingFinish;
  /** how long the database is waited for while a call rings */
  withinMs?: number;
  log: (message: string, error?: unknown) => void;
};
type RoutingFinish = NonNullable<Parameters<typeof openRouting>[0]['finish']>;

/** Reads what is published; `book.reload` after any change. */
export async function openHouseRouting(options: RoutingOptions) {
  const { db } = options;
  const book = await openRouteBook(db);
  const queueing = openQueueing({ ...options, book, now: () => new Date() });
  const routing = openRouting({ ...options, book, waiting: queueing.waiting });
  const desk = openRouteDesk({
    ...{ ...options, book, waiting: queueing.waiting, lastFirstOf: routing.lastFirstOf, now: () => new Date() },
    capabilitiesOf: (kind) => (kind === 'sip-trunk' ? ASTERISK_CAPABILITIES : (operatorOf(kind)?.capabilities ?? NONE)),
  });
  return { book, queueing, routing, desk };
}
