// Hears what other nodes (and other parts of this one) notify through PostgreSQL; connects again when it was cut off.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db, Tx } from './database.ts';

export type Listening = { close(): void };
export type ListenOptions = {
  db: Db;
  /** what to do with a payload, by channel */
  channels: Readonly<Record<string, (payload: string) => void>>;
  /** after notifications may have been missed */
  onReturn: () => void;
  log: (message: string, error: unknown) => void;
  /** how often the connection is asked whether it still lives */
  pingMs?: number;
};

const RETRY_MS = 1000;
const PING_MS = 15_000;
const PING_PATIENCE_MS = 5000;

/** Resolves when it listens. Keeps one connection of the pool for itself. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { db, channels, onReturn, log, pingMs = PING_MS } = options;
  let connection: Tx | undefined;
  let closed = false;

  const open = async () => {
    const client = await db.connect();
    client.on('error', (error) => lose(client, error));
    client.on('notification', ({ channel, payload = '' }) => channels[channel]?.(payload));
    connection = client;
    try {
      for (const channel of Object.keys(channels)) await client.query(`listen ${channel}`);
    } catch (error) {
      if (connection === client) client.release(true);
      connection = undefined;
      throw error;
    }
  };
  const lose = (client: Tx, error: Error): void => {
    if (connection !== client) return;
    connection = undefined;
    client.release(error);
    if (closed) return;
    log('the database connection that hears changes was lost', error);
    setTimeout(reopen, RETRY_MS);
  };
  const reopen = (): void => {
    if (closed) return;
    open().then(onReturn, () => setTimeout(reopen, RETRY_MS));
  };

  // A connection whose other end is gone without a word (a firewall forgot it, a machine lost power) only looks quiet.
  const ping = async () => {
    const client = connection;
    if (!client) return;
    const late = sleep(Math.min(PING_PATIENCE_MS, pingMs), false, { ref: false });
    const answered = client.query('select 1').then(
      () => true,
      () => true, // the connection's own 'error' tells it
    );
    if (!(await Promise.race([answered, late]))) lose(client, new Error('it does not answer'));
  };

  await open();
  const pinging = setInterval(ping, pingMs);
  pinging.unref();
  return {
    close() {
      closed = true;
      clearInterval(pinging);
      connection?.release(true);
      connection = undefined;
    },
  };
}
