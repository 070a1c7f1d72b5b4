import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { migrate } from '../../src/store/migrate.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let t: TestDatabase;
before(async () => {
  t = await openTestDatabase();
});
after(() => t.close());

test('migrating a database that is up to date changes nothing', async () => {
  assert.deepEqual(await migrate(t.db, new Date()), []);
});

test('visits, leases and activity have partitions for this month and the two to come', async () => {
  await migrate(t.db, new Date('2031-11-05T00:00:00Z'));
  const { rows } = await t.db.query(
    "select relname from pg_class where relname like '%2031_12' or relname like '%2032_01' order by 1",
  );
  assert.deepEqual(
    rows.map((row) => row.relname),
    ['activity_2031_12', 'activity_2032_01', 'leases_2031_12', 'leases_2032_01', 'visits_2031_12', 'visits_2032_01'],
  );
});
