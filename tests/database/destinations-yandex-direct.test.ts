// What Yandex.Direct's ads cost comes in: reports that are made in a queue, days that change, refusals.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { DESTINATIONS } from '../../src/deliver/destinations.ts';
import { listSpend, type SpendRow } from '../../src/store/spend.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { type FarDirect, openFarDirect } from '../support/far/yandex-direct.ts';

let room: DeliveryRoom;
let far: FarDirect;
const kind = DESTINATIONS.get('yandex-direct');

before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  far = await openFarDirect();
  room.lead('https://api.direct.yandex.com', far.url);
});
afterEach(async () => {
  await far.close();
  await room.db.query('delete from spend');
});

const connect = (settings: Record<string, string> = {}, token = far.account.token) =>
  room.connect('yandex-direct', settings, { events: [], secrets: { accessToken: token } });
const day = (ago: number) =>
  new Date(room.now().getTime() - ago * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Europe/Moscow' });
const paid = (ago: number, cost: string, more: Record<string, string> = {}) => ({
  ...{ Date: day(ago), CampaignId: '10002', CampaignName: 'Весна', AdGroupName: 'Розы', AdId: '55501' },
  ...{ Criterion: 'купить "розы" -дёшево', Impressions: '120', Clicks: '9', Cost: cost, ...more },
});
/** It is asked, as often as its time comes, until it has nothing to say. */
async function poll(to: string) {
  const { to: told, way } = await room.wayOf(to);
  return kind?.poll?.run(told, way);
}
const spent = () => listSpend(room.db, { siteId: room.site.id, limit: 100_000 });
const brief = (rows: SpendRow[]) =>
  rows.map(({ day, cost, term, content, campaign }) => [day, cost.minor, campaign, content, term]);

test('spend comes by day, campaign, ad and keyword, as the marks of links have them', async () => {
  const to = await connect();
  far.rows.push(paid(1, '415.20'), paid(2, '0.00', { Clicks: '0' }), paid(40, '1.00'));
  assert.deepEqual(await poll(to), { kind: 'done' });
  assert.deepEqual(brief(await spent()), [[day(1), 41_520, '10002', '55501', 'купить розы']]);
  const [row] = await spent();
  assert.deepEqual(
    [row?.source, row?.medium, row?.clicks, row?.impressions, row?.vatIncluded],
    ['yandex', 'cpc', 9, 120, false],
  );
});

test('a report that is made in a queue is asked for again as it is, when Direct says', async () => {
  const to = await connect();
  far.rows.push(paid(1, '10.00'));
  far.made.after = 2;
  const first = await poll(to);
  assert.equal(first?.kind, 'wait');
  assert.ok(first?.kind === 'wait' && Math.abs(first.until.getTime() - room.now().getTime() - 20_000) < 2000);
  assert.deepEqual(await poll(to), { kind: 'done' }); // its time has not come: nobody is asked
  assert.equal(far.asked.length, 1);
  room.clock.ahead = 30_000;
  assert.equal((await poll(to))?.kind, 'wait');
  room.clock.ahead = 60_000;
  assert.deepEqual(await poll(to), { kind: 'done' });
  assert.equal(far.reports.size, 1);
  assert.equal(new Set(far.asked.map(({ body }) => body)).size, 1);
  assert.deepEqual(brief(await spent()).length, 1);
});

test('a node that restarts goes on with the report it has asked for', async () => {
  const to = await connect();
  far.rows.push(paid(1, '10.00'));
  far.made.after = 1;
  await poll(to);
  await room.restart();
  room.clock.ahead = 30_000;
  assert.deepEqual(await poll(to), { kind: 'done' });
  assert.equal(far.reports.size, 1);
});

test('days of a week are told anew every six hours, and take the place of what was told before', async () => {
  const to = await connect();
  far.rows.push(paid(1, '10.00'), paid(20, '5.00'));
  await poll(to);
  const yesterday = day(1);
  far.rows.splice(0, 1, paid(1, '8.00'));
  room.clock.ahead = 5 * 3_600_000;
  await poll(to);
  assert.equal((await spent()).length, 2);
  assert.equal(far.asked.length, 1);
  room.clock.ahead = 6.1 * 3_600_000;
  await poll(to);
  assert.deepEqual(
    (await spent()).map(({ cost }) => cost.minor).sort((a, b) => a - b),
    [500, 800],
  );
  far.rows.splice(0, 1, paid(1, '7.00', { Date: yesterday }));
  room.clock.ahead = 12.3 * 3_600_000;
  await poll(to);
  assert.deepEqual(
    (await spent()).map(({ cost }) => cost.minor).sort((a, b) => a - b),
    [500, 700],
  );
});

test('a report that is too long for one answer is had in shorter spans', async () => {
  const to = await connect();
  for (let n = 0; n < 16_000; n++)
    far.rows.push(paid(1 + (n % 28), '0.01', { Criterion: `keyword number ${n}`, AdId: `${100_000_000 + n}` }));
  for (let n = 0; n < 5; n++) await poll(to);
  assert.equal((await spent()).length, 16_000);
  assert.ok(far.asked.length > 1);
});

test('what Direct refuses is told apart: the owner must act, or it is tried later', async () => {
  for (const [code, kindOf, reason] of [
    [54, 'needs-owner', 'no-right'],
    [58, 'needs-owner', 'not-approved'],
    [513, 'needs-owner', 'no-right'],
    [152, 'later', 'no-points'],
    [9000, 'later', 'queue-full'],
    [56, 'later', 'http-400'],
    [1000, 'later', 'http-500'],
    [4000, 'refused', 'invalid'],
  ] as const) {
    const to = await connect();
    far.errors.push(code);
    const outcome = await poll(to);
    assert.equal(outcome?.kind, kindOf, `${code}`);
    assert.ok(
      outcome && 'reason' in outcome && outcome.reason.startsWith(reason),
      `${code} ${JSON.stringify(outcome)}`,
    );
  }
  assert.equal((await poll(await connect({}, 'y0_wrong')))?.kind, 'needs-owner');
});

test('an agency names the advertiser; whoever checks is told of another currency', async () => {
  const to = await connect(
    { login: 'adv-login', detail: 'campaigns', campaignBy: 'name', vat: 'with' },
    far.account.agencyToken,
  );
  far.rows.push(paid(1, '10.00'), paid(1, '5.50', { AdId: '2', Criterion: 'b' }));
  assert.deepEqual(await poll(to), { kind: 'done' });
  assert.deepEqual(brief(await spent()), [[day(1), 1550, 'Весна', null, null]]);
  const { to: told, way } = await room.wayOf(to);
  assert.deepEqual(await kind?.check?.(told, way), { kind: 'done' });
  far.account.currency = 'KZT';
  assert.deepEqual(await kind?.check?.(told, way), { kind: 'refused', reason: 'other-currency: KZT' });
});
