// The deliveries of one destination, sent until none is due: begun before they are sent, settled after, so that whoever
// comes after a crash knows what may have arrived.
//
// A steady flow: so many are on their way at once, and where one has ended the next begins. The last place is kept for
// what is told while a call goes on, and a tenth of the rate. A destination that does not answer rests, and then is tried by
// one alone.
import { setTimeout as sleep } from 'node:timers/promises';
import { restAfter } from '../core/retry.ts';
import {
  beginDeliveries,
  type DueDelivery,
  putOffFollowers,
  resumeDeliveries,
  settleDeliveries,
  wakeDeliveries,
} from '../store/deliveries.ts';
import { findDestination, noteHealth, pauseDestination, type SpokenDestination } from '../store/destinations.ts';
import type { Exchange } from './exchanges.ts';
import type { Nudge } from './nudge.ts';
import { type Destination, type Item, type Outcome, Unanswered } from './port.ts';
import { type Rate, rateFor } from './rate.ts';
import { type Ended, openSettling, settledBy } from './settling.ts';
import { type Ready, sortOut } from './sorting-out.ts';
import { readTold } from './told.ts';
import { openWay, type WayOptions } from './way.ts';

export type SendingOptions = WayOptions & {
  kinds: ReadonlyMap<string, Destination>;
  newId: () => string;
  chance: () => number;
  /** nothing more is begun: the lock is lost, or the house closes */
  isOver: () => boolean;
  /** given when there may be more to send, or when it is over */
  nudge: Nudge;
  onPaused: (to: SpokenDestination, why: string) => void;
  log: (message: string, error: unknown) => void;
};
type Sending = SendingOptions & {
  kind: Destination;
  rate: Rate;
  settle: (ended: Ended) => Promise<void>;
  /** a crash of the database may take back what is written of deliveries */
  light: boolean;
  /** requests in a row that were not answered well */
  failures: number;
};

const MAY_HAVE_ARRIVED = 'may-have-arrived';
/** So many failures in a row, and it rests; then one alone tries. */
const UNWELL = 3;
const BREATH_MS = 5;
/** Of what may go in a second: for what is told while a call goes on. */
const KEPT_OF_RATE = 0.1;

/**
 * Sends what is due at a destination; resolves when nothing has been for a while, or it must rest. To be run by one at a
 * time. It stays until the rate it has kept is forgotten by the far side, too: whoever comes next may begin anew.
 */
export async function drain(destinationId: string, options: SendingOptions): Promise<void> {
  const { db, kinds, now, isOver, nudge } = options;
  const first = await findDestination(db, destinationId);
  const kind = first && kinds.get(first.kind);
  if (!first || !kind) return;
  const again = repeatsOf(kind, first) === 'known';
  await resumeDeliveries(db, { destinationId, again, reason: again ? 'cut-off' : MAY_HAVE_ARRIVED });
  const sending = openSending(kind, first, options);
  const lingers = Math.max(1000, 1000 / kind.limits.perSecond);
  const spare = Math.floor(kind.limits.perSecond * KEPT_OF_RATE);
  const flying = new Set<Promise<void>>(); // not answered yet
  const settling = new Set<Promise<void>>(); // not written down yet
  let last = performance.now();
  let broken: { by: unknown } | undefined;
  const during = (of: Set<Promise<void>>, work: Promise<void>) => {
    const one = work
      .catch((error) => {
        broken ??= { by: error };
      })
      .finally(() => {
        of.delete(one);
        last = performance.now();
        nudge.give();
      });
    of.add(one);
  };
  const fly = async (group: readonly Ready[], to: SpokenDestination) => {
    const ended = await sendGroup(group, to, sending);
    during(settling, sending.settle(ended));
  };
  try {
    while (!isOver() && !broken) {
      const seen = nudge.count();
      const free = settling.size < kind.limits.parallel ? sending.rate.free(kind.limits.parallel + spare) : 0;
      const places = placesFor(kind, { failures: sending.failures, flying: flying.size, free, spare });
      const to = places.most > 0 ? await lookUp(destinationId, sending) : first;
      if (!to) break;
      const { light } = sending;
      const due = places.most > 0 ? await beginDeliveries(db, { destinationId, now: now(), light, ...places }) : [];
      for (const group of await prepare(due, to, sending)) during(flying, fly(group, to));
      if (due.length === 0 && places.others > 0 && flying.size + settling.size === 0) {
        if ((await putOffFollowers(db, destinationId)) > 0) continue;
        if (performance.now() - last >= lingers) break;
      }
      if (due.length === 0 || flying.size > 0) await nudge.after(seen, sending.rate.untilFree(spare) || lingers);
      if (flying.size > 0) await sleep(BREATH_MS); // what ends at about the same time is followed by as many at once
    }
  } finally {
    // Whoever comes next would take what is on its way for lost.
    await Promise.all(flying);
    await Promise.all(settling);
  }
  if (broken) throw broken.by;
}

/** The destination as it is now, with what was put off until now ready; undefined: nothing is to be sent there now. */
async function lookUp(id: string, { db, now }: Sending): Promise<SpokenDestination | undefined> {
  const [to] = await Promise.all([findDestination(db, id), wakeDeliveries(db, { destinationId: id, now: now() })]);
  return to && !to.pausedBy && !(to.restsUntil && to.restsUntil > now()) ? to : undefined;
}

function openSending(kind: Destination, to: SpokenDestination, options: SendingOptions): Sending {
  const { db, now } = options;
  const rate = rateFor(to.id, kind.limits);
  const light = repeatsOf(kind, to) === 'known'; // after a crash of the database the far side may be told again
  const settle = openSettling((ended) => {
    const settled = ended.flatMap((one) => one.settled);
    const attempts = ended.flatMap(({ attempt }) => attempt ?? []);
    return settleDeliveries(db, { settled, attempts, now: now(), light });
  });
  return { ...options, kind, light, rate, settle, failures: to.failures };
}

/** How many deliveries may be begun, and how many of them while no call goes on with them. */
function placesFor(
  { limits, batch = 1 }: Destination,
  { failures, flying, free, spare }: { failures: number; flying: number; free: number; spare: number },
): { most: number; others: number } {
  const all = failures >= UNWELL ? 1 : limits.parallel;
  const most = Math.max(0, Math.min(all - flying, free));
  const others = Math.max(0, Math.min(most, free - spare, all > 1 ? all - 1 - flying : all - flying));
  return { most: most * batch, others: others * batch };
}

/** Settles what is not to be sent, and parts the rest into what goes together. */
async function prepare(due: readonly DueDelivery[], to: SpokenDestination, sending: Sending): Promise<Ready[][]> {
  if (due.length === 0) return [];
  const { db, kind, now, settle } = sending;
  const giveBack = () =>
    settle({
      settled: due.map(({ id, attempts }) => ({
        ...{ id, attempts, state: 'due' as const, reason: null, nextAt: null, farId: null, untried: true },
      })),
      attempt: null,
    });
  const eventIds = due.map(({ eventId }) => eventId);
  const told = await readTold(db, eventIds).catch(async (error) => {
    await giveBack(); // nothing was sent: nobody need think it was
    throw error;
  });
  const { groups, settled } = sortOut(due, told, { to, kind, at: now(), regionOfCaller: sending.regionOfCaller });
  if (settled.length > 0) await settle({ settled, attempt: null });
  return groups;
}

const repeatsOf = ({ repeats }: Destination, { settings }: SpokenDestination) =>
  typeof repeats === 'function' ? repeats(settings) : repeats;

async function sendGroup(group: readonly Ready[], to: SpokenDestination, sending: Sending): Promise<Ended> {
  const { newId, now } = sending;
  const begun = now();
  const exchanges: Exchange[] = [];
  const items = group.map(
    ({ due, told, leftOut }): Item => ({ id: due.id, told, memo: due.memo, ...(leftOut && { leftOut }) }),
  );
  const outcomes = await tell(items, exchanges, to, sending);
  const over = now();
  const settled = group.map(({ due }, n) => settledBy(outcomes[n] ?? LOST, due, { ...sending, now: () => over }));
  await afterwards(outcomes, exchanges, to, { sending, at: over });
  return {
    settled,
    attempt:
      exchanges.length === 0 // it was decided without asking anybody
        ? null
        : {
            ...{ id: newId(), destinationId: to.id, at: begun, milliseconds: over.getTime() - begun.getTime() },
            ...{ exchanges, deliveries: group.map(({ due }) => due.id) },
            outcome: [...new Set(outcomes.map(({ kind }) => kind))].join(' '),
          },
  };
}

const LOST: Outcome = { kind: 'refused', reason: 'no-outcome' };

async function tell(
  items: Item[],
  exchanges: Exchange[],
  to: SpokenDestination,
  { kind, rate, ...options }: Sending,
): Promise<Outcome[]> {
  try {
    return await kind.deliver(items, to, openWay(to, exchanges, { ...options, turn: rate.turn }));
  } catch (error) {
    const repeats = repeatsOf(kind, to);
    if (error instanceof Unanswered) return items.map(() => unansweredOutcome(error, repeats));
    options.log(`${to.name}: what came back was not understood`, error);
    const mayHaveArrived = repeats === 'unknown' && exchanges.length > 0;
    return items.map(() =>
      mayHaveArrived ? { kind: 'refused', reason: MAY_HAVE_ARRIVED } : { kind: 'later', reason: 'not-understood' },
    );
  }
}

const unansweredOutcome = ({ reason, message }: Unanswered, repeats: 'known' | 'unknown'): Outcome => {
  if (reason === 'private-address') return { kind: 'needs-owner', reason: `private-address: ${message}` };
  const mayHaveArrived = reason !== 'unreachable' && repeats === 'unknown';
  return mayHaveArrived ? { kind: 'refused', reason: MAY_HAVE_ARRIVED } : { kind: 'later', reason };
};

/** A destination that answers nobody rests; one that needs its owner waits for them. */
async function afterwards(
  outcomes: readonly Outcome[],
  exchanges: readonly Exchange[],
  to: SpokenDestination,
  { sending, at }: { sending: Sending; at: Date },
) {
  const { db, chance, onPaused } = sending;
  const needs = outcomes.find((one) => one.kind === 'needs-owner');
  if (needs) {
    if (await pauseDestination(db, to.id, { by: 'refusal', why: needs.reason })) onPaused(to, needs.reason);
    return;
  }
  const before = sending.failures;
  const failures = isUnwell(exchanges.at(-1)) ? before + 1 : 0;
  sending.failures = failures; // others end meanwhile
  const asked = Math.max(0, ...outcomes.map((one) => (one.kind === 'later' ? (one.after ?? 0) : 0)));
  const rest = Math.max(asked, restAfter(failures, { chance: chance() }));
  if (failures === before && rest === 0) return;
  await noteHealth(db, to.id, { failures, restsUntil: rest > 0 ? new Date(at.getTime() + rest) : null });
}

/** Nobody answered, or somebody who can not now. */
const isUnwell = (last: Exchange | undefined): boolean =>
  last !== undefined && (last.error !== null || (last.response?.status ?? 0) >= 500 || last.response?.status === 429);
