// Which destination is sent to, and by whom: of all nodes one at a time, who holds its lock in the database. A node that
// dies lets go of it at once.
import type { Db, Tx } from '../store/database.ts';
import { destinationsDue } from '../store/destinations.ts';
import { type Listening, listen } from '../store/listen.ts';
import { createNudge, type Nudge } from './nudge.ts';

export type Dispatching = {
  /** looks for what is due, now */
  look(): void;
  /** begins nothing more; resolves when what was begun is over */
  close(): Promise<void>;
};
/** `isOver`: begin nothing more; `nudge`: given when there is more to send, or when it is over. */
export type Turn = { isOver: () => boolean; nudge: Nudge };
export type DispatchingOptions = {
  db: Db;
  /** sends what is due at a destination */
  drain: (destinationId: string, turn: Turn) => Promise<void>;
  now: () => Date;
  log: (message: string, error: unknown) => void;
  /** how often what was put off is looked for */
  everyMs?: number;
};

const EVERY_MS = 1000;
/** Each keeps a few rows in memory and asks the database now and then. */
const MOST_AT_ONCE = 200;
/** So long a destination may go on while others have no place. */
const LONGEST_TURN_MS = 10_000;
/** Of our locks in the database; any other number would do. */
const LOCKS = 0x64656c69;

/** Sends from now on: at once what is notified, and every second what was put off. */
export async function openDispatching(options: DispatchingOptions): Promise<Dispatching> {
  const { db, drain, now, log, everyMs = EVERY_MS } = options;
  const running = new Map<string, { promise: Promise<void>; nudge: Nudge }>();
  const noPlace = new Set<string>();
  let closed = false;

  // One connection holds every lock; it is asked for once, however many want it at the same time.
  let keeper: Promise<Tx> | undefined;
  let held: Tx | undefined;
  const lockKeeper = (): Promise<Tx> => {
    keeper ??= db.connect().then(
      (client) => {
        client.on('error', (error) => {
          if (held !== client) return;
          held = keeper = undefined; // the locks went with it: what is being sent is the last
          for (const { nudge } of running.values()) nudge.give();
          client.release(error);
        });
        held = client;
        return client;
      },
      (error) => {
        keeper = undefined;
        throw error;
      },
    );
    return keeper;
  };
  let before: Promise<unknown> = Promise.resolve();
  const ask = (client: Tx, what: 'pg_try_advisory_lock' | 'pg_advisory_unlock', id: string): Promise<boolean> => {
    const mine = before.then(async () => {
      const { rows } = await client.query<{ ours: boolean }>(`select ${what}($1, hashtext($2)) as ours`, [LOCKS, id]);
      return rows[0]?.ours ?? false;
    });
    before = mine.catch(() => {}); // one question at a time on one connection
    return mine;
  };
  /** Answers how many nudges were heard; undefined: another node sends there. */
  const locked = async (id: string, nudge: Nudge): Promise<number | undefined> => {
    const client = await lockKeeper();
    if (!(await ask(client, 'pg_try_advisory_lock', id))) return undefined;
    const until = performance.now() + LONGEST_TURN_MS;
    const isOver = () => closed || held !== client || (noPlace.size > 0 && performance.now() > until);
    try {
      await drain(id, { isOver, nudge });
      return nudge.count();
    } finally {
      if (held === client) await ask(client, 'pg_advisory_unlock', id);
    }
  };
  const send = (id: string) => {
    const now = running.get(id);
    now?.nudge.give();
    if (now || closed) return;
    if (running.size >= MOST_AT_ONCE) return void noPlace.add(id);
    noPlace.delete(id);
    const nudge = createNudge();
    const promise = locked(id, nudge)
      .catch((error) => log('deliveries could not be sent', error))
      .then((heard) => {
        running.delete(id);
        const [next] = noPlace;
        if (next) send(next);
        if (heard !== undefined && nudge.count() > heard) send(id); // it came when nothing more was looked for
      });
    running.set(id, { promise, nudge });
  };
  const look = () => {
    destinationsDue(db, now()).then(
      (ids) => ids.forEach(send),
      (error) => log('what is to be delivered could not be read', error),
    );
  };

  const hearing: Listening = await listen({ db, channels: { dialtrace_deliveries: send }, onReturn: look, log });
  const timer = setInterval(look, everyMs);
  timer.unref();
  look();
  return {
    look,
    async close() {
      closed = true;
      for (const { nudge } of running.values()) nudge.give();
      clearInterval(timer);
      hearing.close();
      await Promise.all([...running.values()].map(({ promise }) => promise));
      await keeper?.then((client) => {
        if (held === client) client.release();
        held = undefined;
      });
    },
  };
}
