// The connection to PostgreSQL and the two ways to use it: a single statement, or a transaction.
import pg from 'pg';

export type Db = pg.Pool;
export type Tx = pg.PoolClient;
/** Either: a statement that does not care whether it runs inside a transaction. */
export type Queryable = Pick<pg.Pool | pg.PoolClient, 'query'>;

const NUMERIC_OID = 1700;
const BIGINT_OID = 20;
pg.types.setTypeParser(NUMERIC_OID, Number); // only small figures (seconds) are numeric here
pg.types.setTypeParser(BIGINT_OID, Number); // counts and offsets stay far below 2^53

export type OpenDatabaseOptions = { url: string; connections?: number; onError?: (error: Error) => void };

/** Opens a pool of connections. Idle connections that die are reported and replaced, they never crash us. */
export function openDatabase({ url, connections = 20, onError = () => {} }: OpenDatabaseOptions): Db {
  const db = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'dialtrace',
    connectionTimeoutMillis: 10_000,
  });
  db.on('error', onError);
  return db;
}

/**
 * Takes a connection out of the pool until it is given back. One that is lost meanwhile fails what it is asked next; without
 * somebody who hears of the loss, Node would end the process.
 */
export async function takeConnection(db: Db): Promise<{ connection: Tx; giveBack(broken?: Error): void }> {
  const connection = await db.connect();
  let lost: Error | undefined;
  const onLost = (error: Error) => {
    lost = error;
  };
  connection.on('error', onLost);
  return {
    connection,
    giveBack(broken) {
      connection.off('error', onLost);
      connection.release(broken ?? lost);
    },
  };
}

/** Runs `work` in one transaction: commits its result, or rolls back and throws what it threw. */
export async function transaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { connection: tx, giveBack } = await takeConnection(db);
  let broken: Error | undefined;
  try {
    await tx.query('begin');
    const result = await work(tx);
    await tx.query('commit');
    return result;
  } catch (error) {
    await tx.query('rollback').catch((lost: Error) => {
      broken = lost; // the connection itself is gone: don't give it back to the pool
    });
    throw error;
  } finally {
    giveBack(broken);
  }
}

/** Does `work` in the transaction that is open, else in one of its own. */
export function within<T>(db: Queryable, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return db instanceof pg.Pool ? transaction(db, work) : work(db);
}
