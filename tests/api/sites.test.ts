// Sites and what belongs to them: settings, targets, pools.
import assert from 'node:assert/strict';
import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Refusal, Site, Target } from '../../src/api/wire.ts';
import { addRefusals } from '../../src/store/refusals.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addSite, addVisit, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let at: string;
before(async () => {
  api = await openTestApi();
  site = await addSite(api.db, { accountId: api.owner.accountId, statics: [{ source: 'radio' }] });
  await api.pools.reload();
  at = `/api/v1/sites/${site.id}`;
});
after(() => api?.close());

describe('a site', () => {
  test('needs only a name; the rest has a start value, and the script is ready to be pasted', async () => {
    const made = await api.answer<Site>(201, 'POST', '/api/v1/sites', { body: { name: ' Flowers ' } });
    assert.deepEqual([made.name, made.timeZone, made.currency, made.origins], ['Flowers', 'UTC', 'USD', []]);
    assert.deepEqual([made.pools, made.targets, made.lastViewAt], [[], [], null]);
    assert.match(made.publicKey, /^[a-z2-9]{12}$/);
    assert.equal(
      made.script,
      `<script async src="http://localhost:8080/dt.js" data-site="${made.publicKey}"></script>`,
    );
    assert.deepEqual(await api.get<Site>(`/api/v1/sites/${made.id}`), made);
    assert.equal(api.changed.at(-1), made.id);
  });

  test('is changed field by field; what is left out stays', async () => {
    const made = await api.answer<Site>(201, 'POST', '/api/v1/sites', {
      body: { name: 'A', timeZone: 'Asia/Tokyo', currency: 'JPY', serveAutomation: true },
    });
    const url = `/api/v1/sites/${made.id}`;
    const changed = await api.answer<Site>(200, 'PATCH', url, { body: { name: 'B' } });
    assert.deepEqual(changed, { ...made, name: 'B' });
    assert.deepEqual(await api.answer<Site>(200, 'PATCH', url, { body: {} }), changed);
    assert.equal(api.changed.at(-1), made.id);
  });

  test('keeps origins as browsers write them', async () => {
    const origins = [
      'HTTPS://Shop.Example/',
      'https://магазин.рф',
      'http://127.0.0.1:80',
      'https://*.Shop.example/x?y',
    ];
    const changed = await api.answer<Site>(200, 'PATCH', at, { body: { origins } });
    assert.deepEqual(changed.origins, [
      ...['https://shop.example', 'https://xn--80aairftm.xn--p1ai', 'http://127.0.0.1', 'https://*.shop.example'],
    ]);
  });

  test('with a wrong setting is refused with the name of the field', async () => {
    const wrong: [object, RegExp][] = [
      [{ name: '' }, /^name: /],
      [{ name: 'a\nb' }, /^name: .*control characters/],
      [{ name: 'half \ud800 pair' }, /^name: /],
      [{ timeZone: 'Mars/Olympus' }, /^timeZone: .*IANA/],
      [{ timeZone: '+03:00' }, /^timeZone: .*IANA/], // Intl and PostgreSQL disagree on its sign
      [{ timeZone: 'Europe/Moscow\u0000' }, /^timeZone: /],
      [{ currency: 'rub' }, /^currency: .*ISO 4217/],
      [{ origins: ['shop.example'] }, /^origins 0: .*https:\/\/shop\.example/],
      [{ origins: ['ftp://shop.example'] }, /^origins 0: /],
      [{ origins: 'https://shop.example' }, /^origins: /],
      [{ origins: Array(101).fill('https://shop.example') }, /^origins: /],
      [{ serveAutomation: 'yes' }, /^serveAutomation: /],
    ];
    for (const [body, says] of wrong) {
      const { detail } = await api.problem(400, 'invalid', 'PATCH', at, { body });
      assert.match(detail, says);
    }
    await api.problem(400, 'invalid', 'POST', '/api/v1/sites', { body: {} });
    await api.problem(400, 'invalid', 'GET', '/api/v1/sites/nonsense');
  });

  test('says when a page last asked for a number', async () => {
    const { id, poolId } = site;
    const viewedAt = new Date(Date.now() - 60_000);
    await addVisit(api.db, { id, poolId }, { at: viewedAt });
    assert.equal((await api.get<Site>(at)).lastViewAt, viewedAt.toISOString());
  });

  test('shows its pools with the pages that hold a number now', async () => {
    const pages = await api.pools.siteByKey(site.publicKey);
    assert.ok(pages);
    const direct = { channel: 'direct', region: null, desktop: false };
    const { shown } = api.pools.assign(
      pages,
      { ...direct, visit: randomUUIDv7(), visitor: randomUUIDv7(), campaign: '', at: Date.now() / 1000 },
      { ...direct, source: null, campaign: null, landingPage: 'https://shop.example/', device: 'mobile' },
    );
    assert.equal(shown.length, 1);
    const { pools } = await api.get<Site>(at);
    assert.deepEqual(
      pools.map(({ id, name, numbers, openPages, liveLeases }) => [id, name, numbers, openPages, liveLeases]),
      [[site.poolId, 'Main', 2, 1, 1]],
    );
  });

  test('shows what was refused at it in the last thirty days, and what no site could be told of', async () => {
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    await addRefusals(api.db, 'collect', [
      { day: day(0), siteId: site.id, reason: 'crawler', count: 2 },
      { day: day(1), siteId: null, reason: 'unknown-site', count: 1 },
      { day: day(31), siteId: site.id, reason: 'crawler', count: 9 },
      { day: day(0), siteId: randomUUID(), reason: 'crawler', count: 7 },
    ]);
    await addRefusals(api.db, 'collect', [{ day: day(0), siteId: site.id, reason: 'crawler', count: 3 }]);
    assert.deepEqual(await api.get<Refusal[]>(`${at}/refusals`), [
      { day: day(0), room: 'collect', reason: 'crawler', count: 5 },
      { day: day(1), room: 'collect', reason: 'unknown-site', count: 1 },
    ]);
  });
});

describe('targets', () => {
  const put = (targets: unknown) => api.answer<Target[]>(200, 'PUT', `${at}/targets`, { body: { targets } });
  const target = (name: string) => ({ name, sipUri: `sip:${name}@192.0.2.10:5060`, ringSeconds: 20 });

  test('are replaced whole, in the order given; those that stay keep their ids', async () => {
    const [anna, boris] = await put([target('anna'), target('boris')]);
    assert.ok(anna && boris);
    const again = await put([{ ...boris, ringSeconds: 30 }, target('vera'), { ...anna, name: 'Anna' }]);
    assert.deepEqual(
      again.map(({ name, ringSeconds }) => [name, ringSeconds]),
      [
        ['boris', 30],
        ['vera', 20],
        ['Anna', 20],
      ],
    );
    assert.deepEqual([again[0]?.id, again[2]?.id], [boris.id, anna.id]);
    assert.deepEqual((await api.get<Site>(at)).targets, again);
    assert.equal(api.changed.at(-1), site.id);
  });

  test('an id of another site, and the same id twice, are given a new one', async () => {
    const other = await addSite(api.db, { accountId: api.owner.accountId });
    const foreign = other.targets[0]!.id;
    const [mine] = await put([{ ...target('x'), id: foreign }]);
    assert.notEqual(mine?.id, foreign);
    const twice = await put([mine, { ...target('y'), id: mine?.id }]);
    assert.equal(twice[0]?.id, mine?.id);
    assert.notEqual(twice[1]?.id, mine?.id);
    assert.equal((await api.get<Site>(`/api/v1/sites/${other.id}`)).targets[0]?.id, foreign);
  });

  test('two people who save at once both succeed, one after the other', async () => {
    const saved = await Promise.all(Array.from({ length: 8 }, (_, n) => put([target(`a${n}`), target(`b${n}`)])));
    const now = (await api.get<Site>(at)).targets.map(({ name }) => name);
    assert.equal(now.length, 2);
    assert.equal(now[0]?.slice(1), now[1]?.slice(1), 'of one person, not of both');
    assert.equal(saved.length, 8);
  });

  test('that could not be rung, or that would reach into the dial plan, are refused', async () => {
    const wrong: [object, RegExp][] = [
      [{ targets: [] }, /^targets: /],
      [{ targets: Array(21).fill(target('x')) }, /^targets: /],
      [{ targets: [{ ...target('x'), ringSeconds: 2 }] }, /^targets 0 ringSeconds: /],
      [{ targets: [{ ...target('x'), ringSeconds: 181 }] }, /^targets 0 ringSeconds: /],
      [{ targets: [{ ...target('x'), ringSeconds: 20.5 }] }, /^targets 0 ringSeconds: /],
      ...[
        'tel:+7495',
        'sip:x@y&PJSIP/z',
        'sip:x@y,30',
        'sip:x@y|30',
        'sip:$' + '{SHELL(id)}',
        'sip:x y',
        'sip:\u0000',
      ].map((sipUri): [object, RegExp] => [{ targets: [{ ...target('x'), sipUri }] }, /^targets 0 sipUri: /]),
    ];
    for (const [body, says] of wrong)
      assert.match((await api.problem(400, 'invalid', 'PUT', `${at}/targets`, { body })).detail, says);
  });
});

describe('pools', () => {
  test('a pool is for one number of the business, once a site and targeting', async () => {
    const body = { name: 'Second', targetNumber: '+74959990001' };
    const made = await api.answer<Site['pools'][0]>(201, 'POST', `${at}/pools`, { body });
    assert.deepEqual([made.name, made.targetNumber, made.numbers], ['Second', '+74959990001', 0]);
    await api.problem(409, 'pool-exists', 'POST', `${at}/pools`, { body: { ...body, name: 'Third' } });
    const mobile = { ...body, name: 'Phones', targeting: { devices: ['mobile'] } };
    const phones = await api.answer<Site['pools'][0]>(201, 'POST', `${at}/pools`, { body: mobile });
    assert.deepEqual([phones.targeting, phones.position], [mobile.targeting, 2]);
    const other = await addSite(api.db, { accountId: api.owner.accountId });
    await api.answer(201, 'POST', `/api/v1/sites/${other.id}/pools`, { body });
    for (const targetNumber of ['84959990001', '+0123456', '', null])
      await api.problem(400, 'invalid', 'POST', `${at}/pools`, { body: { name: 'X', targetNumber } });
  });
});
