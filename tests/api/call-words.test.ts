// What people say of calls over HTTP: tags and a category, told on in the same transaction; spam and its undoing, too.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CallList, CallRow } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addCall, addSite, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
before(async () => {
  api = await openTestApi();
  site = await addSite(api.db, { accountId: api.owner.accountId });
});
after(() => api?.close());

const aCall = () => addCall(api.db, site, { at: new Date(Date.now() - 120_000) });
const say = (id: string, body: unknown) => api.answer<CallRow>(200, 'PATCH', `/api/v1/calls/${id}`, { body });
const told = async (id: string) => {
  const { rows } = await api.db.query<{ type: string; about: object }>(
    "select type, about from events where call_id = $1 and type in ('call.tagged', 'call.qualified') order by seq",
    [id],
  );
  return rows.map(({ type, about }) => [type, about]);
};

test('tags and a category are kept, shown and told once each', async () => {
  const id = await aCall();
  const said = await say(id, { tags: [' доставка ', 'жалоба', 'доставка'], category: 'hot' });
  assert.deepEqual([said.tags, said.category], [['доставка', 'жалоба'], 'hot']);
  await say(id, { tags: ['доставка', 'жалоба'], category: 'hot' });
  await say(id, { tags: ['жалоба'] });
  assert.deepEqual(await told(id), [
    ['call.tagged', { added: ['доставка', 'жалоба'], removed: [] }],
    ['call.qualified', { category: 'hot' }],
    ['call.tagged', { added: [], removed: ['доставка'] }],
  ]);
  const { items } = await api.get<CallList>(`/api/v1/sites/${site.id}/calls`);
  assert.deepEqual(items.find((call) => call.id === id)?.tags, ['жалоба']);
  assert.deepEqual(await api.get(`/api/v1/sites/${site.id}/call-tags`), ['жалоба']);
});

test('a call that turns out spam is told so, and what it was worth before is told when it is none after all', async () => {
  const id = await aCall();
  await say(id, { category: 'warm' });
  await api.answer(200, 'POST', `/api/v1/calls/${id}/spam`, { body: { block: false } });
  await api.answer(200, 'DELETE', `/api/v1/calls/${id}/spam`);
  assert.deepEqual(
    (await told(id)).map(([, about]) => about),
    [{ category: 'warm' }, { category: 'spam' }, { category: 'warm' }],
  );
});

test('a category that there is not is refused, and nothing changes', async () => {
  const id = await aCall();
  await api.problem(400, 'invalid', 'PATCH', `/api/v1/calls/${id}`, { body: { category: 'boiling', tags: ['x'] } });
  assert.deepEqual(await told(id), []);
});
