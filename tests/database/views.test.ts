// The views for BI tools: what they tell is what the API tells, readers can read them and nothing else, and docs/sql.md
// names every column.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { openDatabase } from '../../src/store/database.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';

let room: DeliveryRoom;
before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());

test('a call’s line has its source with its probability; its fractions add up with nobody to one', async () => {
  const visit = { source: { channel: 'paid', source: 'yandex', campaign: 'Весна' } };
  const id = await room.call({ visit });
  const { rows } = await room.db.query('select * from bi.calls where call_id = $1', [id]);
  const [call] = rows;
  assert.deepEqual(
    [call.campaign, call.campaign_probability, call.talk_seconds, call.wait_seconds, call.number_kind],
    ['Весна', 0.97, 60, 5, 'pool'],
  );
  const shares = await room.db.query('select sum(probability) as sum from bi.call_sources where call_id = $1', [id]);
  assert.ok(Math.abs(shares.rows[0].sum + call.nobody_probability - 1) < 1e-9);
});

test('who may only read reads the views and no table, and changes nothing', async () => {
  const name = `reader_${process.pid}`;
  await room.db.query(`create role ${name} login in role dialtrace_reader`);
  const { rows } = await room.db.query('select current_database() as name');
  const url = new URL(process.env.DIALTRACE_TEST_SERVER ?? '');
  url.pathname = `/${rows[0].name}`;
  url.username = name;
  const reader = openDatabase({ url: url.href, connections: 1 });
  try {
    for (const view of await views()) await reader.query(`select * from bi.${view} limit 1`);
    await assert.rejects(reader.query('select * from calls'), /permission denied/);
    await assert.rejects(reader.query('select * from destinations'), /permission denied/);
    await assert.rejects(reader.query('delete from bi.sites'), /permission denied|cannot delete/);
  } finally {
    await reader.end();
    await room.db.query(`drop role ${name}`);
  }
});

async function views(): Promise<string[]> {
  const { rows } = await room.db.query<{ name: string }>(
    "select table_name as name from information_schema.views where table_schema = 'bi' order by 1",
  );
  return rows.map(({ name }) => name);
}

for (const file of ['docs/sql.md', 'docs/sql.ru.md'])
  test(`${file} names every view and every column, and none that there is not`, async () => {
    const text = readFileSync(file, 'utf8');
    const { rows } = await room.db.query<{ view: string; columns: string[] }>(
      `select table_name as view, array_agg(column_name::text order by ordinal_position) as columns
       from information_schema.columns where table_schema = 'bi' group by 1 order by 1`,
    );
    const told = [...text.matchAll(/^### `bi\.(\w+)`$([\s\S]*?)(?=^##)/gm)].map(([, view, body = '']) => ({
      view,
      columns: [...body.matchAll(/^\| `(\w+)` \|/gm)].map(([, column]) => column),
    }));
    assert.deepEqual(
      told.toSorted((a, b) => `${a.view}`.localeCompare(`${b.view}`)),
      rows,
    );
  });

test('the questions of docs/sql.md are answered', async () => {
  const asked = [...readFileSync('docs/sql.md', 'utf8').matchAll(/```sql\n(select[\s\S]*?)```/g)];
  assert.equal(asked.length, 2);
  for (const [, sql = ''] of asked) await room.db.query(sql.replaceAll("'…'", `'${room.site.id}'`));
});
