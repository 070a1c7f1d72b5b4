// Placements over the API: static numbers shown on the site by rule, and what becomes of calls to them.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { AccuracyReport, CallCard, Placement, SourceReport, TrackingNumber } from '../../src/api/wire.ts';
import { siteForCollect } from '../../src/store/sites.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { openLiving } from '../support/living.ts';
import { addAccount, addSite, addVisit, freshE164, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let at: string;
let direct: RecordedSite['statics'][number];
let organic: RecordedSite['statics'][number];
before(async () => {
  api = await openTestApi();
});
beforeEach(async () => {
  const statics = [{ channel: 'direct' }, { channel: 'organic', source: 'google' }];
  site = await addSite(api.db, { accountId: api.owner.accountId, statics });
  at = `/api/v1/sites/${site.id}`;
  [direct, organic] = site.statics as [typeof direct, typeof organic];
});
after(() => api?.close());

const TARGET = '+74951234567';
const list = () => api.get<Placement[]>(`${at}/placements`);
const url = (number: { id: string }) => `${at}/placements/${number.id}`;
const place = (number: { id: string }, body: object = {}) =>
  api.answer<Placement>(200, 'PUT', url(number), { body: { targetNumber: TARGET, ...body } });
const numbersOf = (placements: readonly { number?: string; e164?: string }[]) =>
  placements.map(({ number, e164 }) => number ?? e164);
const forPages = async () => (await siteForCollect(api.db, site.publicKey))?.placements ?? [];

describe('a static number', () => {
  test('is placed on the site for visitors unless others are named, behind the placements there are', async () => {
    const first = await place(direct);
    assert.deepEqual([first.audiences, first.targeting, first.position], [['visitors'], {}, 0]);
    assert.deepEqual([first.number, first.staticSource, first.outOfOrder], [direct.e164, direct.source, false]);
    const rule = { audiences: ['robots', 'without-consent', 'robots'], targeting: { channels: ['organic'] } };
    const second = await place(organic, rule);
    assert.deepEqual([second.audiences, second.position], [['robots', 'without-consent'], 1]);
    assert.deepEqual(await list(), [first, second]);
    assert.deepEqual(await forPages(), [
      { numberId: direct.id, e164: direct.e164, targetNumber: TARGET, audiences: ['visitors'], targeting: {} },
      {
        ...{ numberId: organic.id, e164: organic.e164, targetNumber: TARGET, targeting: rule.targeting },
        audiences: ['robots', 'without-consent'],
      },
    ]);
    assert.equal(api.changed.at(-1), site.id);
  });

  test('is placed once: placing it again changes the placement, and it keeps its turn', async () => {
    await place(direct, { targeting: { channels: ['direct'] } });
    await place(organic);
    const changed = await place(direct, { targeting: { pages: ['/roses'] } });
    assert.deepEqual([changed.position, changed.targeting], [0, { pages: ['/roses'] }]);
    assert.deepEqual(numbersOf(await list()), [direct.e164, organic.e164]);
  });

  test('that is placed is taken from the site again', async () => {
    await place(direct);
    await api.answer(204, 'DELETE', url(direct));
    assert.deepEqual([await list(), await forPages()], [[], []]);
    await api.problem(404, 'not-found', 'DELETE', url(direct));
  });

  test('whose calls do not reach us stays in the list and is shown to nobody', async () => {
    await place(direct);
    await api.db.query('update numbers set out_of_order_since = now() where id = $1', [direct.id]);
    assert.deepEqual([(await list())[0]?.outOfOrder, await forPages()], [true, []]);
  });

  test('that is static no more is no more placed, whatever became of it; with another source it stays', async () => {
    const patch = (body: object) =>
      api.answer<TrackingNumber>(200, 'PATCH', `${at}/numbers/${direct.id}`, { body: { evenIfShown: true, ...body } });
    for (const body of [{ state: 'resting' }, { state: 'leaving' }, { poolId: site.poolId }]) {
      await place(direct);
      await patch(body);
      assert.deepEqual([await list(), await forPages()], [[], []], JSON.stringify(body));
      await patch({ staticSource: { channel: 'direct' } });
    }
    await place(direct);
    await patch({ staticSource: { channel: 'referral', source: 'partner' } });
    assert.deepEqual(
      (await list()).map(({ staticSource }) => staticSource.source),
      ['partner'],
    );
    await api.answer(204, 'DELETE', `${at}/numbers/${direct.id}`);
    assert.deepEqual(await list(), []);
  });
});

describe('is refused with what to do:', () => {
  test('a number of a pool, which has no source to credit', async () => {
    const [pooled] = site.numbers;
    assert.ok(pooled);
    const { detail } = await api.problem(409, 'number-not-static', 'PUT', url(pooled), {
      body: { targetNumber: TARGET },
    });
    assert.match(detail, new RegExp(`\\${pooled.e164}.*static`));
  });

  test('a number instead of itself', async () => {
    await api.problem(409, 'number-replaces-itself', 'PUT', url(direct), { body: { targetNumber: direct.e164 } });
  });

  test('a second number for the same views, also of two asked for at once', async () => {
    const body = { targetNumber: TARGET, targeting: { channels: ['direct', 'organic'] } };
    const asked = await Promise.all([direct, organic].map((number) => api.ask('PUT', url(number), { body })));
    assert.deepEqual(asked.map(({ statusCode }) => statusCode).sort(), [200, 409]);
    const [placed] = await list();
    const other = placed?.numberId === direct.id ? organic : direct;
    const same = { ...body, targeting: { channels: ['Organic', 'direct'] }, audiences: ['visitors', 'robots'] };
    const { detail } = await api.problem(409, 'placement-exists', 'PUT', url(other), { body: same });
    assert.ok(placed && detail.includes(placed.number));
    await place(other, { ...same, audiences: ['robots'] });
    await place(other, { ...same, targetNumber: freshE164() });
  });

  test('a rule that could not be meant', async () => {
    for (const wrong of [
      { targetNumber: '8 495 123-45-67' },
      { audiences: [] },
      { audiences: ['customers'] },
      { targeting: { devices: ['watch'] } },
    ])
      await api.problem(400, 'invalid', 'PUT', url(direct), { body: { targetNumber: TARGET, ...wrong } });
  });

  test('a number of another site, and of another account', async () => {
    const elsewhere = await addSite(api.db, { accountId: api.owner.accountId, statics: [{}] });
    const body = { targetNumber: TARGET };
    await api.problem(404, 'not-found', 'PUT', url(elsewhere.statics[0]!), { body });
    assert.deepEqual(await api.get(`/api/v1/sites/${elsewhere.id}/placements`), []);
    await api.problem(404, 'not-found', 'PUT', url({ id: randomUUIDv7() }), { body });
    await place(direct);
    const key = await api.keyFor((await addAccount(api.db)).userId);
    await api.problem(404, 'not-found', 'GET', `${at}/placements`, { key });
    await api.problem(404, 'not-found', 'PUT', url(direct), { key, body });
    await api.problem(404, 'not-found', 'DELETE', url(direct), { key });
    await api.problem(404, 'not-found', 'PUT', `${at}/placements/order`, { key, body: { numbers: [direct.id] } });
  });
});

test('placements are put in order, all of them or none', async () => {
  await place(direct);
  await place(organic, { targeting: { channels: ['organic'] } });
  const order = (numbers: string[]) => ({ body: { numbers } });
  const ordered = await api.answer<Placement[]>(200, 'PUT', `${at}/placements/order`, order([organic.id, direct.id]));
  assert.deepEqual(numbersOf(ordered), [organic.e164, direct.e164]);
  assert.deepEqual(numbersOf(await forPages()), [organic.e164, direct.e164]);
  for (const wrong of [[], [direct.id], [direct.id, organic.id, direct.id], [direct.id, site.numbers[0]!.id]])
    await api.problem(400, 'invalid', 'PUT', `${at}/placements/order`, order(wrong));
});

describe('a call to a number that is shown by rule', () => {
  test('is its source’s for certain, and the card says that it was a static number', async (t) => {
    await place(organic);
    const clock = { now: Date.now() / 1000 };
    const living = await openLiving(api.db, site, clock);
    t.after(living.close);
    living.show({ at: clock.now - 60, source: { channel: 'paid-search', source: 'yandex' } }); // of a pool: no matter
    await living.write();
    for (const took of [living.ring, living.read]) {
      const card = await api.get<CallCard>(
        `/api/v1/calls/${await took(clock.now, organic.id, `+7916${Math.trunc(Math.random() * 1e7)}`)}`,
      );
      assert.deepEqual([card.number, card.numberKind, card.visit], [organic.e164, 'static', null]);
      assert.deepEqual(card.attribution?.channel, { channel: 'organic', probability: 1 });
      assert.deepEqual(
        [card.attribution?.campaign?.source, card.attribution?.campaign?.probability, card.attribution?.nobody],
        ['google', 1, 0],
      );
      assert.deepEqual(
        card.candidates.map(({ state, probability }) => [state, probability]),
        [['static', 1]],
      );
    }
    await living.followed();
  });

  test('and the visits that saw it, without a lease, count in reports; accuracy speaks of the pools’ calls alone', async (t) => {
    await place(organic);
    const now = Date.now();
    for (const minutes of [5, 10])
      await addVisit(api.db, site, { at: new Date(now - minutes * 60_000), source: organic.source });
    const living = await openLiving(api.db, site, { now: now / 1000 });
    t.after(living.close);
    await living.ring(now / 1000, organic.id, '+79160001122');
    await living.followed();
    const report = await api.get<SourceReport>(`${at}/reports/sources?by=channel`);
    assert.deepEqual(
      report.rows.map(({ key, visits, calls }) => [key, visits, calls]),
      [['organic', 2, 1]],
    );
    const accuracy = await api.get<AccuracyReport>(`${at}/accuracy`);
    assert.deepEqual([accuracy.calls, accuracy.pages.served, accuracy.pages.withoutNumber], [0, 2, []]);
  });
});
