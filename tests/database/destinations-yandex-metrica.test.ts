// Calls, conversions, orders and expenses on their way to Yandex.Metrica: told once, asked for until they were read.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { EventType } from '../../src/core/event.ts';
import { DESTINATIONS } from '../../src/deliver/destinations.ts';
import { tellOfLapsing } from '../../src/deliver/lapsing.ts';
import { readToldForTrial } from '../../src/deliver/told.ts';
import { takeDeals } from '../../src/store/deals.ts';
import { findDestination, pauseDestination, resumeDestination } from '../../src/store/destinations.ts';
import { takeSpend } from '../../src/store/spend.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { type FarMetrica, openFarMetrica } from '../support/far/yandex-metrica.ts';
import { openReceiver } from '../support/receiver.ts';
import { until } from '../support/system.ts';

const MINUTE = 60_000;
const ANNA = '1732170099123456789';
let room: DeliveryRoom;
let far: FarMetrica;

before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  far = await openFarMetrica(() => room.now());
  room.lead('https://api-metrika.yandex.net', far.url);
  far.counter.visits.set(ANNA, Math.floor(Date.now() / 1000) - 3600);
});
afterEach(async () => {
  await room.db.query('update destinations set removed_at = now()');
  await far.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const connect = (kind: string, settings: Record<string, string> = {}, events: EventType[] = ['call.finished']) =>
  room.connect(
    `yandex-metrica-${kind}`,
    { counter: far.counter.id, ...settings },
    {
      events,
      secrets: { accessToken: far.counter.token },
    },
  );
const call = (visit: { ym?: string; yclid?: string } = { ym: ANNA }, more: object = {}) =>
  room.call({
    visit: { clientIds: visit.ym ? { ym: visit.ym } : {}, clickIds: visit.yclid ? { yclid: visit.yclid } : {} },
    ...more,
  });
/** the span in which calls gather is over, and then some */
const later = (minutes = 11) => {
  room.clock.ahead += minutes * MINUTE;
};
const waits = (to: string, states: string[]) => room.settled(to, states);

test('calls gather, go in one file, and are done when Metrica has read it', async () => {
  const to = await connect('calls', { goalName: 'Звонок', price: '500', weighted: 'yes' });
  const [one, other] = [await call(), await call(undefined, { answeredAfter: null })];
  await room.tell(room.event(one), room.event(other));
  await waits(to, ['due: gathering', 'due: gathering']);
  assert.equal(far.uploads.length, 0);
  later();
  await waits(to, ['due: being-read', 'due: being-read']);
  assert.equal(far.uploads.length, 1);
  assert.equal(far.uploads[0]?.query.get('new_goal_name'), 'Звонок');
  const line = far.lines('calls').find(({ CallTrackerURL }) => CallTrackerURL?.endsWith(one));
  assert.ok(line);
  const { DateTime: _, ...cells } = line;
  assert.deepEqual(cells, {
    ...{ ClientId: ANNA, StaticCall: '0', Price: '485.00', Currency: 'RUB', PhoneNumber: room.site.numbers[0]?.e164 },
    ...{ TalkDuration: '60', HoldDuration: '5', CallMissed: '0', FirstTimeCaller: '1', URL: 'https://shop.example/' },
    CallTrackerURL: `https://calls.example.test/calls/${one}`,
  });
  assert.equal(far.lines('calls').find(({ CallTrackerURL }) => CallTrackerURL?.endsWith(other))?.CallMissed, '1');
  later(16);
  await waits(to, ['due: being-read', 'due: being-read']);
  far.read();
  later(16);
  await waits(to, ['done', 'done']);
  assert.equal(far.uploads.length, 1);
  assert.deepEqual(far.refused, []);
  const shown = JSON.stringify(await room.exchanges(to));
  assert.ok(!shown.includes(far.counter.token));
});

test('ClientIDs and clicks go in files of their own, digits and all', async () => {
  const to = await connect('calls');
  far.counter.visits.set('18446744073709551615', Math.floor(Date.now() / 1000) - 3600);
  await room.tell(room.event(await call()), room.event(await call({ yclid: '18446744073709551615' })));
  later();
  await waits(to, ['due: being-read', 'due: being-read']);
  assert.equal(far.uploads.length, 2);
  assert.deepEqual(
    far.uploads.flatMap(({ rows }) => rows.map(({ ClientId, Yclid }) => ClientId ?? Yclid)).sort(),
    [ANNA, '18446744073709551615'].sort(),
  );
  far.read();
  later(30);
  await waits(to, ['done', 'done']);
});

test('a file whose answer was lost is looked up by its comment and is not sent twice', async () => {
  const to = await connect('calls');
  await room.tell(room.event(await call()));
  far.faults.push('cut-after');
  later();
  await waits(to, ['due: cut-off']);
  assert.equal(far.uploads.length, 1);
  later(1);
  await waits(to, ['due: being-read']);
  far.read();
  later(16);
  await waits(to, ['done']);
  assert.equal(far.uploads.length, 1);
});

test('a file that never arrived is sent again, once it is certain that it has not', async () => {
  const to = await connect('calls');
  await room.tell(room.event(await call()));
  far.faults.push('cut-before');
  later();
  await waits(to, ['due: cut-off']);
  later(1);
  await waits(to, ['due: being-looked-up']);
  assert.equal(far.uploads.length, 0);
  later(6);
  await waits(to, ['due: being-read']);
  assert.equal(far.uploads.length, 1);
});

test('a look-up that fails is not taken for "not there"', async () => {
  const to = await connect('calls');
  await room.tell(room.event(await call()));
  far.faults.push('cut-after', { status: 503, type: 'backend_error' });
  later();
  await waits(to, ['due: cut-off']);
  later(10);
  await waits(to, ['due: http-503']);
  later(10);
  await waits(to, ['due: being-read']);
  assert.equal(far.uploads.length, 1);
});

test('a node that dies between the answer and its recording sends nothing twice', async () => {
  const to = await connect('calls');
  await room.tell(room.event(await call()), room.event(await call()));
  later();
  await waits(to, ['due: being-read', 'due: being-read']);
  // As kill -9 leaves it: begun, the file's name kept, the answer not.
  await room.restart();
  await room.db.query(
    `update deliveries set state = 'sending', memo = memo - 'upload' - 'uploadAt' where destination_id = $1`,
    [to],
  );
  await room.restart();
  far.read();
  later(1);
  await waits(to, ['due: being-read', 'due: being-read']);
  later(16);
  await waits(to, ['done', 'done']);
  assert.equal(far.uploads.length, 1);
});

test('one wrong line does not keep the others back', async () => {
  const to = await connect('calls', { tag: '{contact}', phone: 'caller' });
  const good = [await call(), await call(), await call()];
  const bad = await call(undefined, { caller: '+7 916 000 00 00' });
  await room.tell(...[...good, bad].map((id) => room.event(id)));
  later();
  await until('all is known', async () => {
    const states = await room.states(to);
    return (
      (states.filter((state) => state === 'due: being-read').length === 3 &&
        states[3]?.startsWith('parked: invalid')) ||
      undefined
    );
  });
  assert.equal(far.lines('calls').length, 3);
  assert.equal(new Set(far.lines('calls').map(({ CallTrackerURL }) => CallTrackerURL)).size, 3);
});

test('a visitor whom Metrica does not know is told of, and may be sent again when the counter is right', async () => {
  const to = await connect('calls');
  await room.tell(room.event(await call({ ym: '555' })));
  later();
  await waits(to, ['due: being-read']);
  far.read();
  later(16);
  await waits(to, ['parked: not-linked']);
});

test('calls of unknown visitors are left out, or told as static ones if the owner wants that', async () => {
  const [to, other] = [await connect('calls'), await connect('calls', { withoutVisitor: 'as-static' })];
  await room.tell(room.event(await room.call()));
  later();
  await waits(to, ['skipped: no-visitor']);
  await waits(other, ['due: being-read']);
  assert.equal(far.lines('calls')[0]?.StaticCall, '1');
  far.read();
  later(16);
  await waits(other, ['done']);
});

test('the same call is told once, whatever is told of it later', async () => {
  const to = await connect('calls', {}, ['call.finished', 'call.qualified']);
  const id = await call();
  await room.tell(room.event(id));
  later();
  await waits(to, ['due: being-read']);
  await room.tell(room.event(id, 'call.finished', { key: 'otherwise' }), room.event(id, 'call.qualified'));
  far.read();
  later(30);
  await waits(to, ['done', 'skipped: already-told', 'skipped: already-told']);
  assert.equal(far.lines('calls').length, 1);
});

test('a call waits as long as its owner wants it to', async () => {
  const to = await connect('calls', { holdHours: '24' });
  await room.tell(room.event(await call()));
  later();
  await waits(to, ['due: on-hold']);
  later(24 * 60);
  await waits(to, ['due: being-read']);
});

test('after 21 days a call is of no use to Metrica', async () => {
  const to = await connect('calls');
  await room.tell(room.event(await call()));
  later(22 * 24 * 60);
  await waits(to, ['lapsed: too-late']);
});

test('owners are told before what waits is too late, and not any more when it is gone', async () => {
  const to = await connect('calls');
  await pauseDestination(room.db, to, { by: 'person', why: null });
  await room.tell(room.event(await call()), room.event(await call()));
  const look = async (days: number) => {
    room.clock.ahead = days * 24 * 60 * MINUTE;
    await tellOfLapsing({ db: room.db, kinds: DESTINATIONS, now: room.now });
    const { rows } = await room.db.query<{ data: { name: string; count: number }; isOpen: boolean }>(
      `select data, ended_at is null as "isOpen" from notices where kind = 'deliveries-lapse' and subject = $1`,
      [to],
    );
    return rows.map(({ data, isOpen }) => [data.name, data.count, isOpen]);
  };
  assert.deepEqual(await look(17), []);
  assert.deepEqual(await look(19), [['Ours', 2, true]]);
  await resumeDestination(room.db, to);
  await waits(to, ['due: being-read', 'due: being-read']);
  assert.deepEqual(await look(19.5), [['Ours', 2, false]]);
});

test('a token that is refused, or may not change the counter, waits for the owner', async () => {
  for (const [settings, secrets, why] of [
    [{ counter: '11223344' }, { accessToken: 'y0_wrong-token' }, 'key-refused'],
    [{ counter: '99999999' }, { accessToken: far.counter.token }, 'no-right'],
    [{ counter: '10101010' }, { accessToken: far.counter.token }, 'counter-unknown'],
  ] as const) {
    const to = await room.connect('yandex-metrica-calls', settings, { events: ['call.finished'], secrets });
    await room.tell(room.event(await call(), 'call.finished', { key: why }));
    later();
    await until(why, async () => (await findDestination(room.db, to))?.pausedWhy?.startsWith(why) || undefined);
  }
});

test('the quota of a day is waited for until midnight in Greenwich', async () => {
  const to = await connect('calls');
  await room.tell(room.event(await call()));
  far.faults.push({ status: 429, type: 'quota_requests_by_uid' });
  later();
  await waits(to, ['due: quota-of-the-day']);
  const { restsUntil } =
    (await until('it rests', async () => {
      const found = await findDestination(room.db, to);
      return found?.restsUntil ? found : undefined;
    })) ?? {};
  assert.ok(restsUntil);
  assert.ok(
    Math.abs(((restsUntil.getTime() + 43_200_000) % 86_400_000) - 43_200_000) < 60_000,
    restsUntil.toISOString(),
  );
});

test('whoever signs in at Yandex goes on with a fresh token when the old one is not good any more', async () => {
  const oauth = await openReceiver(() => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      access_token: far.counter.token,
      refresh_token: 'next',
      expires_in: 31_536_000,
      token_type: 'bearer',
    }),
  }));
  room.lead('https://oauth.yandex.ru', oauth.url);
  const to = await room.connect(
    'yandex-metrica-calls',
    { counter: far.counter.id, access: 'sign-in', clientId: '0'.repeat(32) },
    {
      events: ['call.finished'],
      secrets: { clientSecret: 'secret-of-app', accessToken: 'y0_stale', refreshToken: 'first-refresh' },
    },
  );
  await room.tell(room.event(await call()));
  later();
  await waits(to, ['due: being-read']);
  assert.equal(oauth.got.length, 1);
  assert.match(oauth.got[0]?.body ?? '', /grant_type=refresh_token&refresh_token=first-refresh/);
  assert.ok(!JSON.stringify(await room.exchanges(to)).includes('first-refresh'));
  await oauth.close();
});

test('a goal is reached when a deal is won, once, with its sum', async () => {
  const to = await connect('conversions', { goal: 'deal_won', price: '{deal_amount}' }, ['deal.changed']);
  far.counter.goals.push({ id: 1, name: 'Won', type: 'action', conditions: [{ type: 'exact', url: 'deal_won' }] });
  const { to: destination, way } = await room.wayOf(to);
  assert.deepEqual(await kindOf('yandex-metrica-conversions').check?.(destination, way), { kind: 'done' });
  const id = await call();
  await deal({ callId: id, status: 'open', minor: 100_000 });
  later();
  await waits(to, ['skipped: other-status']);
  await deal({ callId: id, status: 'won', minor: 125_050 });
  later();
  await waits(to, ['skipped: other-status', 'due: being-read']);
  assert.deepEqual(
    far.lines('conversions').map(({ ClientId, Target, Price, Currency }) => [ClientId, Target, Price, Currency]),
    [[ANNA, 'deal_won', '1250.50', 'RUB']],
  );
  far.read();
  later(30);
  await until('done', async () => (await room.states(to)).includes('done') || undefined);
});

test('a goal that the counter does not have is said before anything is sent', async () => {
  const to = await connect('conversions', { goal: 'nothing' });
  const { to: destination, way } = await room.wayOf(to);
  const kind = kindOf('yandex-metrica-conversions');
  assert.deepEqual(await kind.check?.(destination, way), { kind: 'refused', reason: 'goal-missing' });
  far.counter.goals.push({ id: 1, name: 'N', type: 'action', conditions: [{ type: 'contain', url: 'nothing' }] });
  assert.deepEqual(await kind.check?.(destination, way), { kind: 'refused', reason: 'goal-not-exact' });
});

test('a call is an order that becomes paid with its deal, and spam when it turns out to be', async () => {
  const events = ['call.finished', 'call.qualified', 'deal.changed'] as never;
  const to = await connect('orders', {}, events);
  const [id, rude] = [await call(), await call(undefined, { caller: '+79165550100' })];
  await room.tell(room.event(id), room.event(rude));
  later();
  await waits(to, ['done', 'done']);
  assert.deepEqual(
    [...far.orders.values()].map(({ order_status }) => order_status),
    ['IN_PROGRESS', 'IN_PROGRESS'],
  );
  assert.equal(far.orders.get(rude)?.phones_md5, '82ad267bb7258754e672328bd14a87fd');
  await deal({ callId: id, status: 'won', minor: 990_000 });
  await room.db.query(`update calls set spam = true, spam_by = 'person', spam_reasons = '{}' where id = $1`, [rude]);
  await room.tell(room.event(rude, 'call.qualified'));
  later();
  await waits(to, ['done', 'done', 'done', 'done']);
  assert.deepEqual([far.orders.get(id)?.order_status, far.orders.get(id)?.revenue], ['PAID', '9900.00']);
  assert.equal(far.orders.get(rude)?.order_status, 'SPAM');
  assert.equal(far.orders.size, 2);
  assert.deepEqual(far.refused, []);
});

test('a second deal of a call is an order of its own', async () => {
  await connect('orders', {}, ['call.finished', 'deal.changed']);
  const id = await call();
  await deal({ callId: id, status: 'won', minor: 100, farId: 'first' });
  later();
  await until('the first', async () => far.orders.size === 1 || undefined);
  await deal({ callId: id, status: 'open', minor: 200, farId: 'second' });
  later();
  await until('the second', async () => far.orders.size === 2 || undefined);
  assert.deepEqual([...far.orders.values()].map(({ order_status }) => order_status).sort(), ['IN_PROGRESS', 'PAID']);
});

test('costs of a day that is told again take the place of those before, and nothing of Direct goes', async () => {
  const to = await connect('expenses', { vat: '20' }, ['spend.changed']);
  const days = { from: '2026-11-01', to: '2026-11-02' };
  const teller = { id: null, siteId: room.site.id };
  await takeSpend(room.db, teller, days, [cost('vk', 120_00, true), cost('yandex', 999_00, false)]);
  far.lost.push('expense/upload'); // worked on, but nobody hears of it
  await through(to, 1);
  assert.deepEqual(
    far.expenses().map(({ Date: day, UTMSource, Expenses }) => [day, UTMSource, Expenses]),
    [['2026-11-01', 'vk', '100.00']],
  );
  await takeSpend(room.db, teller, days, [cost('vk', 240_00, true), cost('google', 50_00, false)]);
  await through(to, 2);
  assert.deepEqual(
    far
      .expenses()
      .map(({ UTMSource, Expenses }) => [UTMSource, Expenses])
      .sort(),
    [
      ['google', '50.00'],
      ['vk', '200.00'],
    ],
  );
});

test('a trial of costs touches nothing that was told', async () => {
  const to = await connect('expenses', {}, ['spend.changed']);
  const today = room.now().toLocaleDateString('sv-SE', { timeZone: 'Europe/Moscow' });
  const days = { from: '2020-01-01', to: '2030-01-01' };
  await takeSpend(room.db, { id: null, siteId: room.site.id }, days, [{ ...cost('vk', 120_00, false), day: today }]);
  await through(to, 1);
  room.clock.ahead = 0;
  const told = await readToldForTrial(room.db, {
    ...{
      siteId: room.site.id,
      callId: await room.call({ at: room.now() }),
      id: randomUUID(),
      type: 'spend.changed',
      at: room.now(),
    },
  });
  assert.ok(told);
  const { to: destination, way } = await room.wayOf(to);
  const item = { id: randomUUID(), told, memo: {}, trial: true };
  const kind = kindOf('yandex-metrica-expenses');
  const [outcome] = await kind.deliver([item], destination, { ...way, note: async () => {}, link: async () => {} });
  assert.equal(outcome?.kind, 'wait');
  far.read();
  assert.equal(far.expenses().length, 1);
});

test('two tellings of the same days go one after the other; an answer that was lost doubles nothing', async () => {
  const to = await connect('expenses', {}, ['spend.changed']);
  const days = { from: '2026-11-01', to: '2026-11-02' };
  const teller = { id: null, siteId: room.site.id };
  await takeSpend(room.db, teller, days, [cost('vk', 100_00, false)]);
  await takeSpend(room.db, teller, days, [cost('vk', 150_00, false)]);
  far.lost.push('expense/upload', 'expense/delete');
  await through(to, 2);
  assert.deepEqual(
    far.expenses().map(({ UTMSource, Expenses }) => [UTMSource, Expenses]),
    [['vk', '150.00']],
  );
});

/** Time goes on and Metrica reads, until so many are done. */
async function through(to: string, count: number) {
  for (let n = 0; n < 150; n++) {
    later(6);
    far.read();
    await new Promise((resolve) => setTimeout(resolve, 60));
    if ((await room.states(to)).filter((state) => state === 'done').length >= count) return;
  }
  assert.fail(`${await room.states(to)}`);
}

const cost = (source: string, minor: number, vatIncluded: boolean) => ({
  ...{
    day: '2026-11-01',
    source,
    medium: 'cpc',
    campaign: 'spring',
    campaignId: null,
    adGroup: null,
    content: null,
    term: null,
  },
  ...{ cost: { minor, currency: 'RUB' }, vatIncluded, clicks: 3, impressions: null },
});

const kindOf = (kind: string) => {
  const found = DESTINATIONS.get(kind);
  assert.ok(found);
  return found;
};

const deal = ({
  callId,
  status,
  minor,
  farId = 'deal-1',
}: {
  callId: string;
  status: 'open' | 'won';
  minor: number;
  farId?: string;
}) =>
  takeDeals(room.db, { id: null, siteId: room.site.id }, [
    {
      ...{
        farId: `${farId} ${callId}`,
        phones: [],
        callId,
        title: null,
        stage: null,
        status,
        amount: { minor, currency: 'RUB' },
      },
      ...{ createdAt: new Date(room.now().getTime() - MINUTE), changedAt: room.now() },
    },
  ]);
