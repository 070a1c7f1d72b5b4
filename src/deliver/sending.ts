// The deliveries of one destination, sent until none is due: begun before they are sent, settled after, so that whoever
// comes after a crash knows what may have arrived.
import { filteredBy } from '../core/delivery-filter.ts';
import { nextTry, restAfter } from '../core/retry.ts';
import {
  beginDeliveries,
  type DueDelivery,
  insertAttempt,
  resumeDeliveries,
  type Settled,
  settleDeliveries,
} from '../store/deliveries.ts';
import {
  countFailure,
  findDestination,
  pauseDestination,
  restDestination,
  type SpokenDestination,
} from '../store/destinations.ts';
import type { Exchange } from './exchanges.ts';
import { type Destination, type Item, type Outcome, Unanswered } from './port.ts';
import { createRate } from './rate.ts';
import { filtered, readTold, type Told } from './told.ts';
import { openWay, type WayOptions } from './way.ts';

export type SendingOptions = WayOptions & {
  kinds: ReadonlyMap<string, Destination>;
  newId: () => string;
  chance: () => number;
  /** nothing more is begun: the lock is lost, or the house closes */
  isOver: () => boolean;
  onPaused: (to: SpokenDestination, why: string) => void;
  log: (message: string, error: unknown) => void;
};
type Ready = { due: DueDelivery; told: Told };

const MAY_HAVE_ARRIVED = 'may-have-arrived';

/** Sends what is due at a destination; resolves when nothing is, or it must rest. To be run by one at a time. */
export async function drain(destinationId: string, options: SendingOptions): Promise<void> {
  const { db, kinds, now, isOver } = options;
  const first = await findDestination(db, destinationId);
  const kind = first && kinds.get(first.kind);
  if (!first || !kind) return;
  const again = repeatsOf(kind, first) === 'known';
  await resumeDeliveries(db, { destinationId, again, reason: again ? 'cut-off' : MAY_HAVE_ARRIVED });
  const rate = createRate(kind.limits.perSecond);
  while (!isOver()) {
    const to = await findDestination(db, destinationId);
    if (!to || to.pausedBy || (to.restsUntil && to.restsUntil > now())) return;
    const most = kind.limits.parallel * (kind.batch ?? 1);
    const due = await beginDeliveries(db, { destinationId, most, now: now() });
    if (due.length === 0) return;
    const groups = await sortOut(due, { to, kind, options });
    await Promise.all(
      groups.map(async (group) => {
        await rate();
        await sendGroup(group, { to, kind, options });
      }),
    );
  }
}

type With = { to: SpokenDestination; kind: Destination; options: SendingOptions };

/** Settles what is not to be sent, and parts the rest into what goes together. */
async function sortOut(due: readonly DueDelivery[], { to, kind, options }: With): Promise<Ready[][]> {
  const { db, now } = options;
  const told = await readTold(
    db,
    due.map(({ eventId }) => eventId),
  );
  const ready: Ready[] = [];
  const settled: Settled[] = [];
  for (const one of due) {
    const about = told.get(one.eventId);
    const why = about
      ? whyNot(about, { to, kind, at: now() })
      : { ...NOT_NOW, state: 'skipped' as const, reason: 'erased' };
    if (why) settled.push({ id: one.id, ...why });
    else if (about) ready.push({ due: one, told: about });
  }
  await settleDeliveries(db, settled, now());
  const size = kind.batch ?? 1;
  return Array.from({ length: Math.ceil(ready.length / size) }, (_, n) => ready.slice(n * size, (n + 1) * size));
}

function whyNot(
  { event, call }: Told,
  { to, kind, at }: { to: SpokenDestination; kind: Destination; at: Date },
): Omit<Settled, 'id'> | null {
  const lapses = kind.lapsesAfter?.[event.type];
  if (lapses !== undefined && at.getTime() - event.at.getTime() > lapses)
    return { ...NOT_NOW, state: 'lapsed', reason: 'too-late' };
  const by = call && filteredBy(to.filter, filtered(call));
  if (by) return { ...NOT_NOW, state: 'skipped', reason: by };
  const goes = gatheredAt(event.toldAt, kind.gathersFor ?? 0);
  return goes > at ? { ...NOT_NOW, state: 'due', reason: 'gathering', nextAt: goes, untried: true } : null;
}

const NOT_NOW = { nextAt: null, farId: null, untried: true } as const;

/** What came within one span goes together at its end. */
const gatheredAt = (toldAt: Date, span: number) =>
  span === 0 ? toldAt : new Date(Math.ceil(toldAt.getTime() / span) * span);

const repeatsOf = ({ repeats }: Destination, { settings }: SpokenDestination) =>
  typeof repeats === 'function' ? repeats(settings) : repeats;

async function sendGroup(group: readonly Ready[], { to, kind, options }: With): Promise<void> {
  const { db, newId, now } = options;
  const begun = now();
  const exchanges: Exchange[] = [];
  const items = group.map(({ due, told }): Item => ({ id: due.id, told, memo: due.memo }));
  const outcomes = await tell(items, exchanges, { to, kind, options });
  await afterwards(outcomes, exchanges, { to, kind, options });
  const settled = group.map(({ due }, n) => settledBy(outcomes[n] ?? LOST, due, options));
  await settleDeliveries(db, settled, now());
  if (exchanges.length === 0) return; // it was decided without asking anybody
  await insertAttempt(db, {
    ...{ id: newId(), destinationId: to.id, at: begun, milliseconds: now().getTime() - begun.getTime(), exchanges },
    ...{
      deliveries: group.map(({ due }) => due.id),
      outcome: [...new Set(outcomes.map(({ kind }) => kind))].join(' '),
    },
  });
}

const LOST: Outcome = { kind: 'refused', reason: 'no-outcome' };

async function tell(items: Item[], exchanges: Exchange[], { to, kind, options }: With): Promise<Outcome[]> {
  try {
    return await kind.deliver(items, to, openWay(to, exchanges, options));
  } catch (error) {
    if (error instanceof Unanswered) return items.map(() => unansweredOutcome(error, repeatsOf(kind, to)));
    options.log(`${to.name}: what came back was not understood`, error);
    return items.map(() => ({ kind: 'later', reason: 'not-understood' }));
  }
}

const unansweredOutcome = ({ reason, message }: Unanswered, repeats: 'known' | 'unknown'): Outcome => {
  if (reason === 'private-address') return { kind: 'needs-owner', reason: `private-address: ${message}` };
  const mayHaveArrived = reason !== 'unreachable' && repeats === 'unknown';
  return mayHaveArrived ? { kind: 'refused', reason: MAY_HAVE_ARRIVED } : { kind: 'later', reason };
};

function settledBy(outcome: Outcome, due: DueDelivery, { now, chance }: SendingOptions): Settled {
  const base = { id: due.id, nextAt: null, farId: null, untried: false };
  switch (outcome.kind) {
    case 'done':
      return { ...base, state: 'done', reason: null, farId: outcome.farId ?? null };
    case 'skipped':
      return { ...base, state: 'skipped', reason: outcome.reason };
    case 'refused':
      return { ...base, state: 'parked', reason: outcome.reason };
    case 'needs-owner':
      return { ...base, state: 'due', reason: outcome.reason, nextAt: now(), untried: true };
    case 'wait':
      return { ...base, state: 'due', reason: outcome.reason, nextAt: outcome.until, untried: true };
    case 'later': {
      const wait = nextTry(due.attempts, { asked: outcome.after, chance: chance() });
      if (wait === null) return { ...base, state: 'parked', reason: outcome.reason };
      return { ...base, state: 'due', reason: outcome.reason, nextAt: new Date(now().getTime() + wait) };
    }
  }
}

/** A destination that answers nobody rests; one that needs its owner waits for them. */
async function afterwards(outcomes: readonly Outcome[], exchanges: readonly Exchange[], { to, options }: With) {
  const { db, now, chance, onPaused } = options;
  const needs = outcomes.find((one) => one.kind === 'needs-owner');
  if (needs) {
    await pauseDestination(db, to.id, { by: 'refusal', why: needs.reason });
    onPaused(to, needs.reason);
    return;
  }
  const asked = Math.max(0, ...outcomes.map((one) => (one.kind === 'later' ? (one.after ?? 0) : 0)));
  const isUnwell = Boolean(exchanges.at(-1)?.error);
  const failures = await countFailure(db, to.id, isUnwell);
  const rest = Math.max(asked, restAfter(failures, { chance: chance() }));
  if (rest > 0) await restDestination(db, to.id, new Date(now().getTime() + rest));
}
