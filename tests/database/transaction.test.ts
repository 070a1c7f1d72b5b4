// A transaction whose connection is lost fails by itself: neither the process nor the next one suffers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { transaction } from '../../src/store/database.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
});
after(() => database?.close());

test('a connection that is lost between two statements of a transaction fails the transaction only', async () => {
  const { db } = database;
  await db.query('create table kept (word text)');
  const cutOff = transaction(db, async (tx) => {
    await tx.query("insert into kept values ('lost')");
    const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    const ended = new Promise((resolve) => tx.once('end', resolve));
    await db.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await ended;
    await tx.query("insert into kept values ('after the loss')");
  });
  await assert.rejects(cutOff);
  await transaction(db, (tx) => tx.query("insert into kept values ('next')"));
  assert.deepEqual((await db.query('select word from kept')).rows, [{ word: 'next' }]);
});
