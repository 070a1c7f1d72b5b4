// Pools over the API, with what pages made of them.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Pool, PoolStats, Site } from '../../src/api/wire.ts';
import { addShortages } from '../../src/store/pool-figures.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addSite, addVisit, freshE164, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let at: string;
before(async () => {
  api = await openTestApi();
});
beforeEach(async () => {
  site = await addSite(api.db, { accountId: api.owner.accountId });
  at = `/api/v1/sites/${site.id}`;
});
after(() => api.close());

const names = (pools: readonly Pool[]) => pools.map(({ name }) => name);
const add = (body: object) =>
  api.answer<Pool>(201, 'POST', `${at}/pools`, { body: { name: 'New', targetNumber: freshE164(), ...body } });

describe('a pool', () => {
  test('is added behind the others, with rules, policy and overflow', async () => {
    const targeting = { channels: ['paid-search'], pages: ['/flowers'], devices: ['mobile'] };
    const made = await add({ name: 'Ads', targeting, policy: 'lru', overflow: 'fallback' });
    assert.deepEqual([made.targeting, made.policy, made.overflow], [targeting, 'lru', 'fallback']);
    const plain = await add({ name: 'Plain' });
    assert.deepEqual([plain.targeting, plain.policy, plain.overflow], [{}, 'source-aware', 'share']);
    const pools = await api.get<Pool[]>(`${at}/pools`);
    assert.deepEqual(names(pools), ['Main', 'Ads', 'Plain']);
    assert.deepEqual(
      pools.map(({ position }) => position),
      [0, 1, 2],
    );
    assert.deepEqual((await api.get<Site>(at)).pools, pools);
    assert.deepEqual(await api.get<Pool>(`${at}/pools/${made.id}`), made);
    assert.equal(api.changed.at(-1), site.id);
  });

  test('that would be the twin of another is refused, new or changed; order and case make no other', async () => {
    const body = { name: 'A', targetNumber: freshE164(), targeting: { sources: ['yandex', 'Google'] } };
    await add(body);
    const twin = { ...body, name: 'B', targeting: { sources: ['google', 'yandex', 'yandex'], regions: [] } };
    const problem = await api.problem(409, 'pool-exists', 'POST', `${at}/pools`, { body: twin });
    assert.match(problem.detail, /"A"/);
    const other = await add({ ...body, targeting: { sources: ['vk'] } });
    await api.problem(409, 'pool-exists', 'PATCH', `${at}/pools/${other.id}`, { body: { targeting: body.targeting } });
    await api.answer(200, 'PATCH', `${at}/pools/${other.id}`, { body: { name: 'Still itself' } });
  });

  test('two twins asked for at once: one is made', async () => {
    const body = { name: 'A', targetNumber: freshE164() };
    const asked = await Promise.all(Array.from({ length: 5 }, () => api.ask('POST', `${at}/pools`, { body })));
    assert.deepEqual(asked.map(({ statusCode }) => statusCode).sort(), [201, 409, 409, 409, 409]);
  });

  test('changes in what is given and in nothing else', async () => {
    const made = await add({ targeting: { devices: ['tablet'] } });
    const changed = await api.answer<Pool>(200, 'PATCH', `${at}/pools/${made.id}`, { body: { policy: 'random' } });
    assert.deepEqual(changed, { ...made, policy: 'random' });
    const open = await api.answer<Pool>(200, 'PATCH', `${at}/pools/${made.id}`, { body: { targeting: {} } });
    assert.deepEqual(open.targeting, {});
  });

  test('with numbers is not deleted; an empty one is', async () => {
    await api.problem(409, 'pool-has-numbers', 'DELETE', `${at}/pools/${site.poolId}`);
    const made = await add({});
    await api.answer(204, 'DELETE', `${at}/pools/${made.id}`);
    await api.problem(404, 'not-found', 'DELETE', `${at}/pools/${made.id}`);
    await api.problem(404, 'not-found', 'GET', `${at}/pools/${made.id}`);
  });

  test('of another account is nobody’s to see or change', async () => {
    const key = await api.keyFor((await addAccount(api.db)).userId);
    const url = `${at}/pools/${site.poolId}`;
    await api.problem(404, 'not-found', 'GET', `${url}/stats`, { key });
    await api.problem(404, 'not-found', 'PATCH', url, { key, body: { name: 'Mine' } });
    await api.problem(404, 'not-found', 'DELETE', url, { key });
  });

  test('with rules that could not be meant is refused', async () => {
    for (const targeting of [{ devices: ['watch'] }, { channels: [''] }, { channels: 'all' }, { pages: ['\u0000'] }])
      await api.problem(400, 'invalid', 'POST', `${at}/pools`, {
        body: { name: 'X', targetNumber: freshE164(), targeting },
      });
    for (const wrong of [{ policy: 'best' }, { overflow: 'none' }])
      await api.problem(400, 'invalid', 'PATCH', `${at}/pools/${site.poolId}`, { body: wrong });
  });
});

test('pools are put in order, all of them or none', async () => {
  const [second, third] = [await add({ name: 'Second' }), await add({ name: 'Third' })];
  const order = (pools: unknown) => ({ body: { pools } });
  const url = `${at}/pools/order`;
  const ordered = await api.answer<Pool[]>(200, 'PUT', url, order([third.id, site.poolId, second.id]));
  assert.deepEqual(names(ordered), ['Third', 'Main', 'Second']);
  for (const wrong of [
    [],
    [third.id, second.id],
    [third.id, third.id, second.id],
    [third.id, second.id, randomUUIDv7()],
  ])
    await api.problem(400, 'invalid', 'PUT', url, order(wrong));
  assert.deepEqual(names(await api.get<Pool[]>(`${at}/pools`)), ['Third', 'Main', 'Second']);
});

test('a pool’s figures: leases, how many shared or stuck, what it could not give, by day of the site', async () => {
  const day = (text: string) => new Date(`2026-11-${text}`);
  const lease = async (when: Date, shared: boolean | null, sticky: boolean | null) => {
    const { visitId } = await addVisit(api.db, site, { at: when });
    await api.db.query(
      'insert into leases (site_id, visit_id, pool_id, number_id, at, shared, sticky) values ($1,$2,$3,$4,$5,$6,$7)',
      [site.id, visitId, site.poolId, site.numbers[0]?.id, when, shared, sticky],
    );
  };
  await lease(day('10T12:00:00Z'), true, false);
  await lease(day('10T22:00:00Z'), false, true); // the 11th in Moscow
  await lease(day('11T12:00:00Z'), false, false);
  await lease(day('11T13:00:00Z'), null, null); // before it was written down
  await lease(day('09T12:00:00Z'), true, true); // too early
  const hour = day('11T13:00:00Z').getTime() / 1000;
  const shortage = { siteId: site.id, poolId: site.poolId, hour };
  for (const count of [3, 4]) await addShortages(api.db, [{ ...shortage, reason: 'overflow', count }]);
  await addShortages(api.db, [{ ...shortage, reason: 'pool-empty', count: 1 }]);
  const stats = await api.get<PoolStats>(
    `${at}/pools/${site.poolId}/stats?from=2026-11-10T00:00:00Z&to=2026-11-12T00:00:00Z`,
  );
  const { days, numbers, ...totals } = stats;
  assert.deepEqual(days, [
    { day: '2026-11-10', leases: 1, shared: 1, sticky: 0, overflow: 0, poolEmpty: 0 },
    { day: '2026-11-11', leases: 3, shared: 0, sticky: 1, overflow: 7, poolEmpty: 1 },
  ]);
  assert.deepEqual(totals, {
    ...{ from: '2026-11-10T00:00:00.000Z', to: '2026-11-12T00:00:00.000Z', leases: 4, shared: 1, sticky: 1 },
    ...{ sharedShare: 1 / 3, stickyShare: 1 / 3, overflow: 7, poolEmpty: 1, forgotten: 0 },
  });
  await api.pools.reload();
  const held = (await api.get<PoolStats>(`${at}/pools/${site.poolId}/stats`)).numbers;
  assert.deepEqual(held.map(({ number, holders }) => [number, holders]).sort(), [
    ...site.numbers.map(({ e164 }) => [e164, 0]),
  ]);
  assert.equal(numbers.length <= 2, true);
  const empty = await api.get<PoolStats>(
    `${at}/pools/${site.poolId}/stats?from=2026-10-01T00:00:00Z&to=2026-10-02T00:00:00Z`,
  );
  assert.deepEqual([empty.leases, empty.sharedShare, empty.days], [0, null, []]);
});
