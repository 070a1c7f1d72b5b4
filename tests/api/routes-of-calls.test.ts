// Routes over the API.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import type {
  CallCard,
  Problem,
  Route,
  RouteCard,
  RouteSummary,
  RouteVersion,
  RouteVersionCard,
  Site,
  WouldHappen,
} from '../../src/api/wire.ts';
import { NEW_CONTACT, upsertContacts } from '../../src/store/contacts.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addCall, addSite, type RecordedSite } from '../support/records.ts';

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

  test('that two people draw at once is not overwritten: the second is told who saved it and when', async () => {
    const { id, draftAt, draftBy } = await add();
    assert.equal(draftBy, null);
    const url = `${at}/${id}`;
    const over = (known: string) => `${url}/draft?draftAt=${encodeURIComponent(known)}`;
    const mine = { start: 'mine', steps: {} };
    const theirs = { start: 'theirs', steps: {} };
    const saved = await api.answer<RouteCard>(200, 'PUT', over(draftAt), { body: theirs });
    assert.ok(saved.draftBy && saved.draftAt > draftAt);
    const problem = await api.problem(409, 'draft-changed', 'PUT', over(draftAt), { body: mine });
    assert.match(problem.detail, new RegExp(`^${saved.draftBy} saved another draft of this route at ${saved.draftAt}`));
    assert.deepEqual((await api.get<RouteCard>(url)).draft, theirs);
    await api.answer(200, 'PUT', over(draftAt), { body: theirs }); // an answer that was lost: it is saved already
    const now = (await api.get<RouteCard>(url)).draftAt;
    await api.problem(409, 'draft-changed', 'POST', `${url}/publish`, { body: { draftAt } });
    const kept = await api.answer<RouteCard>(200, 'PUT', over(now), { body: mine });
    assert.deepEqual(kept.draft, mine);
    await api.answer(200, 'PUT', `${url}/draft`, { body: theirs }); // who names no draft means any
    const sure = await api.answer<RouteCard>(200, 'PUT', `${url}/draft`, { body: ringsAnna() });
    await api.answer(200, 'POST', `${url}/publish`, { body: { draftAt: sure.draftAt } });
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

describe('a route with faults', () => {
  const faulty = (): Route => ({
    start: 'hi',
    steps: { hi: { do: 'announce', prompt: { sound: 'gone' }, next: 'nowhere' }, ...ringsAnna().steps },
  });
  const FAULTS = [
    { step: null, reason: 'nobody-reached', with: {} },
    { step: 'hi', reason: 'missing-step', with: { ref: 'nowhere', place: 'next' } },
    { step: 'hi', reason: 'unknown-sound', with: { sound: 'gone' } },
    { step: 'ring', reason: 'unreachable', with: {} },
  ];

  test('is saved with them and not published: the answer names them', async () => {
    const made = await add({ draft: faulty() });
    assert.deepEqual(made.faults, FAULTS);
    const problem = await api.problem(409, 'route-has-faults', 'POST', `${at}/${made.id}/publish`, { body: {} });
    assert.deepEqual((problem as Problem).faults, FAULTS);
    const [listed] = await api.get<RouteSummary[]>(at);
    assert.deepEqual([listed?.faults, listed?.published], [4, null]);
  });

  test('of an older time is not used again: what it names is gone', async () => {
    const { id } = await add();
    await api.answer(200, 'POST', `${at}/${id}/publish`, { body: {} });
    await api.db.query('update agents set removed_at = now(), line_position = null where site_id = $1', [site.id]);
    await api.problem(409, 'route-has-faults', 'POST', `${at}/${id}/versions/1/use`, { body: {} });
    assert.equal((await api.get<RouteVersion[]>(`${at}/${id}/versions`)).length, 1);
  });

  test('on a connection that can’t do it: neither published for its numbers, nor given to them', async () => {
    const { id } = await add();
    await api.db.query("update connections set kind = 'uis' where id = $1", [site.connectionId]);
    await api.answer(200, 'POST', `${at}/${id}/publish`, { body: {} }); // it serves nothing yet
    const body = { site: true, pools: [], numbers: [] };
    const refused = await api.problem(409, 'route-has-faults', 'PUT', `${at}/${id}/serves`, { body });
    const [fault] = (refused as Problem).faults ?? [];
    assert.deepEqual([fault?.reason, fault?.with.connection], ['phone-not-rung', 'Operator']);
    assert.deepEqual(fault?.with.numbers, site.numbers.map(({ e164 }) => e164).sort());
    assert.equal((await api.get<RouteCard>(`${at}/${id}`)).serves.site, false);
  });
});

describe('what would happen', () => {
  const ask = (body: object) => api.answer<WouldHappen>(200, 'POST', `${at}/what-would-happen`, { body });
  const branching = (): Route => ({
    start: 'vip',
    steps: {
      // biome-ignore lint/suspicious/noThenProperty: "if … then …" is the route's own word
      vip: { do: 'choose', rules: [{ if: [{ about: 'caller', is: 'vip' }], then: 'ring' }], else: 'ad' },
      ad: {
        do: 'choose',
        rules: [
          {
            if: [{ about: 'source', field: 'campaign', any: ['spring'], probability: 0.9 }],
            // biome-ignore lint/suspicious/noThenProperty: as above
            then: 'mail',
          },
        ],
        else: 'ring',
      },
      mail: { do: 'voicemail', prompt: null, seconds: 60, next: null },
      ...ringsAnna().steps,
    },
  });
  const ways = (happened: WouldHappen) => happened.trail.map(({ step, said }) => `${step}: ${said}`);

  test('to a caller from a source is told step by step, with the plan and what is known of the caller', async () => {
    const number = site.numbers[0]!.e164;
    await api.answer(200, 'PATCH', `/api/v1/sites/${site.id}`, { body: { timeZone: 'Europe/Moscow' } });
    const contact = {
      ...NEW_CONTACT,
      id: randomUUIDv7(),
      phone: '+79160000001',
      name: 'Ivan',
      vip: true,
      tags: ['hot'],
    };
    await upsertContacts(api.db, site.id, [contact]);
    await addCall(api.db, site, { at: new Date(Date.now() - 3_600_000), caller: '+79160000001' });
    const important = await ask({ route: branching(), number, caller: '8 916 000-00-01' });
    assert.deepEqual(ways(important), ['vip: rule-holds', 'ring: rings']);
    assert.deepEqual(important.caller, {
      ...{ number: '+79160000001', region: null, earlierCalls: 1, isBlocked: false },
      lastManager: { id: site.targets[0]!.id, name: 'Anna' },
      contact: { name: 'Ivan', vip: true, tags: ['hot'], value: 0, manager: null },
    });
    assert.deepEqual([important.number, important.route], [number, { id: null, name: null, version: null }]);
    assert.equal(important.plan.steps[0]?.do, 'dial');
    const source = { channel: 'paid-search', source: 'yandex', campaign: 'spring' };
    const fromAd = await ask({ route: branching(), caller: '+79160000002', source });
    assert.deepEqual(ways(fromAd), ['vip: no-rule-holds', 'ad: rule-holds', 'mail: takes-message']);
    await api.db.query(
      "insert into caller_list (id, site_id, list, match, phone) values ($1, $2, 'blocked', 'prefix', '+7800')",
      [randomUUIDv7(), site.id],
    );
    const blocked = await Promise.all(
      ['+78005550000', '+79160000002'].map((caller) => ask({ route: branching(), caller })),
    );
    assert.deepEqual(
      blocked.map(({ caller }) => caller.isBlocked),
      [true, false],
    );
    const hidden = await ask({ route: branching(), caller: null, at: '2026-03-02T09:00:00+03:00' });
    assert.deepEqual(ways(hidden), ['vip: no-rule-holds', 'ad: no-rule-holds', 'ring: rings']);
    assert.deepEqual([hidden.caller.number, hidden.at, hidden.visits], [null, '2026-03-02T06:00:00.000Z', []]);
  });

  test('by the published route of the number; without one, the line rings', async () => {
    await api.answer(200, 'PATCH', `/api/v1/sites/${site.id}`, { body: { timeZone: 'Europe/Moscow' } });
    const line = await ask({ number: site.numbers[0]!.e164 });
    assert.deepEqual([line.route, line.trail, line.plan.steps.length], [null, [], 1]);
    const { id } = await add();
    await api.answer(200, 'PUT', `${at}/${id}/serves`, { body: { site: true, pools: [], numbers: [] } });
    await api.answer(200, 'POST', `${at}/${id}/publish`, { body: {} });
    const routed = await ask({ number: site.numbers[0]!.e164 });
    assert.deepEqual([routed.route, ways(routed)], [{ id, name: 'Sales', version: 1 }, ['ring: rings']]);
  });

  test('to a bad draft is told too, with its faults; nobody’s call is lost', async () => {
    await api.answer<Site>(200, 'PATCH', `/api/v1/sites/${site.id}`, { body: { timeZone: 'Europe/Moscow' } });
    const happened = await ask({ route: { start: '', steps: {} } });
    assert.deepEqual(ways(happened), [': goes-to-line']);
    assert.deepEqual(happened.faults, [{ step: null, reason: 'no-start', with: { ref: '' } }]);
  });

  test('is asked of numbers and routes of the site only', async () => {
    const stranger = await addSite(api.db, { accountId: (await addAccount(api.db)).accountId });
    await api.answer(200, 'PATCH', `/api/v1/sites/${site.id}`, { body: { timeZone: 'Europe/Moscow' } });
    const url = `${at}/what-would-happen`;
    await api.problem(404, 'not-found', 'POST', url, { body: { number: stranger.numbers[0]!.e164 } });
    await api.problem(404, 'not-found', 'POST', url, { body: { routeId: randomUUIDv7() } });
    await api.problem(404, 'not-found', 'POST', `/api/v1/sites/${stranger.id}/routes/what-would-happen`, { body: {} });
  });
});

test('the card of a call tells by which route it went and how that came, and what the caller was told of the recording', async () => {
  const { id } = await add();
  await api.answer(200, 'POST', `${at}/${id}/publish`, { body: {} });
  const call = await addCall(api.db, site, { at: new Date() });
  const plain = await api.get<CallCard>(`/api/v1/calls/${call}`);
  assert.deepEqual([plain.route, plain.trail, plain.noticeAt, plain.consent], [null, null, null, null]);
  const trail = [{ step: 'ring', do: 'dial', said: 'rings', with: { agents: ['Anna'], seconds: 20 }, next: null }];
  await api.db.query(
    "update calls set route_id = $2, route_version = 1, trail = $3, notice_at = '2026-03-02T09:00:00Z', consent = false where id = $1",
    [call, id, JSON.stringify(trail)],
  );
  await api.db.query("update legs set outcome = 'declined' where call_id = $1", [call]);
  const card = await api.get<CallCard>(`/api/v1/calls/${call}`);
  assert.deepEqual([card.route, card.trail], [{ id, name: 'Sales', version: 1 }, trail]);
  assert.deepEqual([new Date(card.noticeAt ?? '').toISOString(), card.consent], ['2026-03-02T09:00:00.000Z', false]);
  assert.deepEqual([card.direction, card.legs[0]?.outcome, card.legs[0]?.client], ['in', 'declined', false]);
});
