// VK Реклама: goals go out by the click on the ad, what ads cost comes in.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { DESTINATIONS } from '../../src/deliver/destinations.ts';
import { takeDeals } from '../../src/store/deals.ts';
import { listSpend } from '../../src/store/spend.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { type FarVk, openFarVk } from '../support/far/vk-ads.ts';

let room: DeliveryRoom;
let far: FarVk;

before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  far = await openFarVk(() => room.now());
  room.lead('https://ads.vk.com', far.url);
  room.lead('https://top-fwz1.mail.ru', far.url);
});
afterEach(async () => {
  await room.db.query('update destinations set removed_at = now()');
  await room.db.query('delete from spend');
  await far.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const connect = (settings: Record<string, string> = {}, events: Parameters<DeliveryRoom['connect']>[2] = {}) =>
  room.connect('vk-ads', { pixel: '3610766', goal: 'call', ...settings }, { events: ['call.finished'], ...events });
const call = (clickIds: Record<string, string> = { rb_clickid: 'abc/1;2' }) => room.call({ visit: { clickIds } });

test('a goal is reached by the click, byte for byte, and its value weighs what the visit is probable', async () => {
  const to = await connect({ price: '500', weighted: 'yes' });
  await room.tell(room.event(await call()));
  await room.settled(to, ['done']);
  assert.deepEqual(far.goals, [{ pixel: '3610766', value: '485', goal: 'call', click: 'abc/1;2', user: null }]);
  assert.equal(far.asked[0]?.url.search, '?id=3610766;e=RG%3A485/call;rb_clickid=abc%2F1%3B2');
});

test('a call without a click on an ad of VK is none of its business, unless the pixel knows our visitors', async () => {
  const [to, other] = [await connect(), await connect({ byVisitor: 'yes' })];
  await room.tell(room.event(await call({ yclid: '7' })));
  await room.settled(to, ['skipped: no-click']);
  await room.settled(other, ['done']);
  assert.match(far.goals[0]?.user ?? '', /^[0-9a-f-]{36}$/);
});

test('what may have arrived waits for a person: a pixel counts whatever comes', async () => {
  const to = await connect();
  far.refusals.push(null);
  await room.tell(room.event(await call()));
  await room.settled(to, ['parked: may-have-arrived']);
});

test('a pixel that has no time is asked again; one that refuses is not', async () => {
  const to = await connect();
  far.refusals.push({ status: 503, headers: { 'retry-after': '60' } });
  await room.tell(room.event(await call()));
  await room.settled(to, ['due: http-503']);
  room.clock.ahead = 61_000;
  await room.settled(to, ['done']);
  far.refusals.push({ status: 400 });
  await room.tell(room.event(await call()));
  await room.settled(to, ['done', 'parked: http-400']);
  assert.equal(far.goals.length, 1);
});

test('a pixel may send us on to an address of its own, and to no other', async () => {
  const to = await connect();
  const own = '/tracker?id=3610766;e=RG%3A/call;rb_clickid=abc;checked=1';
  far.refusals.push({ status: 302, headers: { location: own } });
  await room.tell(room.event(await call()));
  await room.settled(to, ['done']);
  assert.deepEqual([far.goals.length, far.asked.at(-1)?.url.search], [1, own.slice('/tracker'.length)]);
  far.refusals.push({ status: 302, headers: { location: 'https://elsewhere.example/tracker' } });
  await room.tell(room.event(await call()));
  await room.settled(to, ['done', 'parked: http-302']);
});

test('a call is counted once, and a deal when it is won', async () => {
  const to = await connect({ price: '{deal_amount}' }, { events: ['call.finished', 'call.qualified', 'deal.changed'] });
  const id = await call();
  await room.tell(room.event(id), room.event(id, 'call.qualified'));
  await room.settled(to, ['done', 'skipped: already-told']);
  await takeDeals(room.db, { id: null, siteId: room.site.id }, [
    {
      ...{
        farId: '1',
        phones: [],
        callId: id,
        title: null,
        stage: null,
        status: 'won',
        amount: { minor: 199_900, currency: 'RUB' },
      },
      ...{ createdAt: new Date(), changedAt: new Date() },
    },
  ]);
  await room.settled(to, ['done', 'skipped: already-told', 'done']);
  assert.deepEqual(
    far.goals.map(({ value }) => value),
    ['', '1999'],
  );
});

const spendKind = DESTINATIONS.get('vk-ads-spend');
const connectSpend = (settings: Record<string, string> = {}) =>
  room.connect(
    'vk-ads-spend',
    { clientId: far.client.id, ...settings },
    { events: [], secrets: { clientSecret: far.client.secret } },
  );
async function poll(to: string) {
  const { to: told, way, exchanges } = await room.wayOf(to);
  return { outcome: await spendKind?.poll?.run(told, way), exchanges };
}
const day = (ago: number) =>
  new Date(room.now().getTime() - ago * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Europe/Moscow' });
const spent = () => listSpend(room.db, { siteId: room.site.id, limit: 1000 });
function fillCabinet(banners = 3) {
  far.plans.push({ id: 7, name: 'Весна' });
  far.groups.push({ id: 70, name: 'Розы', ad_plan_id: 7 });
  for (let n = 0; n < banners; n++) far.banners.push({ id: 700 + n, ad_group_id: 70 });
  far.days.push({ id: 700, date: day(1), shows: 100, clicks: 3, spent: '415.20' });
  far.days.push({ id: 701, date: day(2), shows: 10, clicks: 1, spent: 7.5 });
}

test('spend comes by ad, through all pages, and its token is kept for the next time', async () => {
  const to = await connectSpend();
  fillCabinet(301);
  far.days.push({ id: 1000, date: day(3), shows: 1, clicks: 1, spent: '1.00' }); // on the second page
  const { outcome, exchanges } = await poll(to);
  assert.deepEqual(outcome, { kind: 'done' });
  assert.deepEqual(
    (await spent()).map(({ day, source, campaign, campaignId, adGroup, content, cost, clicks }) => [
      day,
      source,
      campaign,
      campaignId,
      adGroup,
      content,
      cost.minor,
      clicks,
    ]),
    [
      [day(3), 'vk', '7', '7', 'Розы', '1000', 100, 1],
      [day(2), 'vk', '7', '7', 'Розы', '701', 750, 1],
      [day(1), 'vk', '7', '7', 'Розы', '700', 41_520, 3],
    ],
  );
  assert.ok(
    !JSON.stringify(exchanges).includes('vk-access-1') && !JSON.stringify(exchanges).includes(far.client.secret),
  );
  await poll(to);
  assert.equal(far.tokens.size, 1);
  assert.equal((await spent()).length, 3);
});

test('by campaign and by its name, if that is how links are marked', async () => {
  const to = await connectSpend({ detail: 'campaigns', campaignBy: 'name', source: 'vk_ads' });
  fillCabinet();
  await poll(to);
  assert.deepEqual(
    (await spent()).map(({ source, campaign, content, cost }) => [source, campaign, content, cost.minor]),
    [
      ['vk_ads', 'Весна', null, 750],
      ['vk_ads', 'Весна', null, 41_520],
    ],
  );
});

test('a token that is over is refreshed; one that VK has forgotten is asked for anew', async () => {
  const to = await connectSpend();
  fillCabinet();
  await poll(to);
  room.clock.ahead = 25 * 3_600_000;
  assert.deepEqual((await poll(to)).outcome, { kind: 'done' });
  assert.deepEqual([...far.tokens.keys()], ['vk-access-2']);
  far.tokens.clear();
  assert.deepEqual((await poll(to)).outcome, { kind: 'done' });
  assert.deepEqual([...far.tokens.keys()], ['vk-access-3']);
});

test('a sixth token is not to be had: the owner is told', async () => {
  const to = await connectSpend();
  for (let n = 0; n < 5; n++) far.tokens.set(`other-${n}`, { refresh: '', until: Number.POSITIVE_INFINITY });
  const { outcome } = await poll(to);
  assert.deepEqual(outcome, {
    kind: 'needs-owner',
    reason: 'token-limit: token_limit_exceeded: Active access token limit reached',
  });
});

test('days that are not known whole are not taken', async () => {
  const to = await connectSpend();
  fillCabinet(120);
  await poll(to);
  far.days[0] = { id: 700, date: day(1), shows: 100, clicks: 3, spent: '500.00' };
  const calm = far.asked.length;
  for (let n = 0; n < 4; n++) far.refusals.push(undefined as never); // lists and the first statistics are answered
  far.refusals.push({
    status: 429,
    headers: { 'retry-after': '30' },
    body: { error: { code: 'too_many_requests', message: '' } },
  });
  assert.deepEqual((await poll(to)).outcome, { kind: 'later', reason: 'http-429', after: 30_000 });
  assert.equal(far.asked.length - calm, 5);
  assert.deepEqual(
    (await spent()).map(({ cost }) => cost.minor),
    [750, 41_520],
  );
  await poll(to);
  assert.deepEqual(
    (await spent()).map(({ cost }) => cost.minor),
    [750, 50_000],
  );
});
