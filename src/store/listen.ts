// Hears what other nodes (and other parts of this one) notify through PostgreSQL; connects again when it was cut off.
import type { Db, Tx } from './database.ts';

export type Listening = { close(): void };
export type ListenOptions = {
  db: Db;
  /** what to do with a payload, by channel */
  channels: Readonly<Record<string, (payload: string) => void>>;
  /** after notifications may have been missed */
  onReturn: () => void;
  log: (message: string, error: unknown) => void;
};

const RETRY_MS = 1000;

/** Resolves when it listens. Keeps one connection of the pool for itself. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { db, channels, onReturn, log } = options;
  let connection: Tx | undefined;
  let closed = false;

  const open = async () => {
    const client = await db.connect();
    let lost = false;
    client.on('error', (error) => {
      if (lost) return;
      lost = true;
      connection = undefined;
      client.release(error);
      if (closed) return;
      log('the database connection that hears changes was lost', error);
      setTimeout(reopen, RETRY_MS);
    });
    client.on('notification', ({ channel, payload = '' }) => channels[channel]?.(payload));
    for (const channel of Object.keys(channels)) await client.query(`listen ${channel}`);
    connection = client;
  };
  const reopen = (): void => {
    if (closed) return;
    open().then(onReturn, () => setTimeout(reopen, RETRY_MS));
  };

  await open();
  return {
    close() {
      closed = true;
      connection?.release(true);
    },
  };
}
