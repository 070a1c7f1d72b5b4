// Routes over the API.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Route, RouteCard, RouteSummary, RouteVersion, RouteVersionCard } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let at: string;
before(async () => {
  api = await openTestApi();
});
beforeEach(async () => {
  site = await addSite(api.db, { accountId: api.owner.accountId });
  at = `/api/v1/sites/${site.id}/routes`;
});
after(() => api.close());

const ringing = { strategy: 'in-turn', skill: null, ringSeconds: 20, seconds: 60, whisper: null, acceptKey: null };
const ringsAnna = (): Route =>
  ({
    start: 'ring',
    steps: { ring: { do: 'dial', to: [{ agent: site.targets[0]!.id }], else: null, ...ringing } },
  }) as Route;
const add = (body: object = {}) =>
  api.answer<RouteCard>(201, 'POST', at, { body: { name: 'Sales', draft: ringsAnna(), ...body } });

describe('a route', () => {
  test('is drawn, published, changed and published again; an older version can be used again', async () => {
    const made = await add();
    assert.deepEqual([made.published, made.changed, made.faults], [null, true, []]);
    const url = `${at}/${made.id}`;
    const first = await api.answer<RouteCard>(200, 'POST', `${url}/publish`, { body: { note: 'the first' } });
    assert.deepEqual([first.published?.version, first.published?.note, first.changed], [1, 'the first', false]);
    assert.ok(first.published?.by);
    assert.equal(api.changed.at(-1), site.id);
    const busier = { ...ringsAnna(), steps: { ...ringsAnna().steps, bye: { do: 'hang-up', cause: 'busy' } } } as Route;
    (busier.steps.ring as { else: string | null }).else = 'bye';
    const changed = await api.answer<RouteCard>(200, 'PUT', `${url}/draft`, { body: busier });
    assert.deepEqual([changed.published?.version, changed.changed, changed.draft], [1, true, busier]);
    await api.answer(200, 'POST', `${url}/publish`, { body: {} });
    const again = await api.answer<RouteCard>(200, 'POST', `${url}/versions/1/use`, { body: {} });
    assert.deepEqual([again.published?.version, again.changed, again.draft], [3, false, ringsAnna()]);
    const versions = await api.get<RouteVersion[]>(`${url}/versions`);
    assert.deepEqual(
      versions.map(({ version, inForce }) => [version, inForce]),
      [
        [3, true],
        [2, false],
        [1, false],
      ],
    );
    assert.deepEqual((await api.get<RouteVersionCard>(`${url}/versions/2`)).route, busier);
    await api.problem(404, 'not-found', 'GET', `${url}/versions/9`);
  });

  test('with changes keeps them when an older version is used again, and loses them when they are discarded', async () => {
    const { id } = await add();
    const url = `${at}/${id}`;
    await api.problem(409, 'not-published', 'DELETE', `${url}/draft`);
    await api.answer(200, 'POST', `${url}/publish`, { body: {} });
    const draft = { start: '', steps: {} };
    await api.answer(200, 'PUT', `${url}/draft`, { body: draft });
    const used = await api.answer<RouteCard>(200, 'POST', `${url}/versions/1/use`, { body: {} });
    assert.deepEqual([used.draft, used.changed, used.published?.version], [draft, true, 2]);
    const back = await api.answer<RouteCard>(200, 'DELETE', `${url}/draft`);
    assert.deepEqual([back.draft, back.changed], [ringsAnna(), false]);
  });

  test('serves the site, pools and numbers; what another served goes over', async () => {
    const [one, other] = [await add({ name: 'One' }), await add({ name: 'Other' })];
    const number = site.numbers[0]!;
    const serves = { site: true, pools: [site.poolId], numbers: [number.id] };
    const all = await api.answer<RouteCard>(200, 'PUT', `${at}/${one.id}/serves`, { body: serves });
    assert.deepEqual(all.serves, {
      site: true,
      pools: [{ id: site.poolId, name: 'Main' }],
      numbers: [{ id: number.id, number: number.e164 }],
    });
    await api.answer(200, 'PUT', `${at}/${other.id}/serves`, { body: { site: true, pools: [], numbers: [] } });
    const listed = await api.get<RouteSummary[]>(at);
    assert.deepEqual(
      listed.map((route) => [route.name, route.serves.site, route.serves.pools.length, route.serves.numbers.length]),
      [
        ['One', false, 1, 1],
        ['Other', true, 0, 0],
      ],
    );
    await api.problem(409, 'route-serves', 'DELETE', `${at}/${one.id}`);
    await api.answer(200, 'PUT', `${at}/${one.id}/serves`, { body: { site: false, pools: [], numbers: [] } });
    await api.answer(204, 'DELETE', `${at}/${one.id}`);
    await api.problem(404, 'not-found', 'GET', `${at}/${one.id}`);
  });

  test('can’t serve what is of another site', async () => {
    const stranger = await addSite(api.db, { accountId: api.owner.accountId });
    const { id } = await add();
    const body = { site: true, pools: [], numbers: [stranger.numbers[0]!.id] };
    await api.problem(400, 'invalid', 'PUT', `${at}/${id}/serves`, { body });
    assert.equal((await api.get<RouteCard>(`${at}/${id}`)).serves.site, false);
  });

  test('of another account is nobody’s to see or change', async () => {
    const key = await api.keyFor((await addAccount(api.db)).userId);
    const { id } = await add();
    await api.problem(404, 'not-found', 'GET', `${at}/${id}`, { key });
    await api.problem(404, 'not-found', 'POST', `${at}/${id}/publish`, { key, body: {} });
    await api.problem(404, 'not-found', 'PUT', `${at}/${id}/draft`, { key, body: ringsAnna() });
  });

  test('of another shape is refused, whatever it says', async () => {
    const { id } = await add();
    for (const body of [
      { start: 'a' },
      { start: 'a', steps: { a: { do: 'fly' } } },
      { start: 'a', steps: { a: { do: 'hang-up', cause: 'unallocated' } } },
      { start: 'a', steps: { a: { do: 'announce', prompt: { text: '\u0000', language: 'ru' }, next: null } } },
    ])
      await api.problem(400, 'invalid', 'PUT', `${at}/${id}/draft`, { body });
  });
});
