// Calls as conversions at trackers and networks: pending while held, approved, rejected; the right click, the right sum, and
// each counted once.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { insertAttributions } from '../../src/store/attributions.ts';
import { transaction } from '../../src/store/database.ts';
import { findDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import {
  EVERFLOW_TOKEN,
  FAR_TRACKERS,
  type FarTracker,
  KEITARO_KEY,
  openFarTracker,
  TUNE_TOKEN,
} from '../support/far/trackers.ts';
import { openReceiver } from '../support/receiver.ts';
import { addVisit, answerOf } from '../support/records.ts';
import { until } from '../support/system.ts';

type Kind = keyof typeof FAR_TRACKERS;
const EVENTS = ['call.finished', 'call.attributed', 'call.tagged', 'call.qualified', 'deal.changed'] as const;
const DAY_MS = 86_400_000;
let room: DeliveryRoom;
let far: FarTracker;

before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(() => {
  room.clock.ahead = 0;
});
afterEach(async () => {
  await far.close();
  assert.deepEqual(far.wrong, []);
  assert.deepEqual(room.problems.splice(0), []);
});

const connect = async (kind: Kind, settings: Record<string, string> = {}, secrets: Record<string, string> = {}) => {
  far = await openFarTracker(FAR_TRACKERS[kind]);
  const address = kind === 'binom' ? `${far.url}/click.php` : far.url;
  return room.connect(kind.replace('-edit', ''), { address, ...settings }, { secrets, events: [...EVENTS] });
};
const connectKeitaro = (settings: Record<string, string> = {}) => connect('keitaro', settings, { key: KEITARO_KEY });
/** A talk of a minute that came of the click. */
const callOf = (clickIds: Record<string, string>) => room.call({ visit: { clickIds } });
const stands = () =>
  far.conversions.map(({ click, status, payout, currency }) => `${click} ${status} ${payout}${currency}`);

async function spam(callId: string, isSpam = true) {
  await room.db.query("update calls set spam = $2, spam_by = 'person', spam_reasons = '{}' where id = $1", [
    callId,
    isSpam,
  ]);
  await room.tell(room.event(callId, 'call.qualified', { key: `${isSpam}` }));
}
async function attribute(callId: string, clickIds: Record<string, string>, source: { channel?: string } = {}) {
  const at = new Date(room.now().getTime() - 200_000);
  const { visitId, visitorId } = await addVisit(room.db, room.site, { at, clickIds });
  const answer = { ...answerOf([{ p: 0.98, visitId, visitorId, ...source }]), callId, version: 2 };
  await transaction(room.db, (tx) => insertAttributions(tx, [answer]));
}

test('a call is a lead while it is held, and a sale when the hold is over', async () => {
  const to = await connectKeitaro({ holdDays: '14', payouts: 'talk>=60: 15.00 USD\n5 USD' });
  const call = await callOf({ subid: 'k1' });
  await room.tell(room.event(call));
  await room.settled(to, ['due: hold']);
  assert.deepEqual(stands(), ['k1 lead 15.00USD']);
  room.clock.ahead = 13 * DAY_MS;
  await room.tell(room.event(call, 'call.tagged'));
  await room.settled(to, ['due: hold', 'skipped: told-already']);
  room.clock.ahead = 14 * DAY_MS;
  await room.settled(to, ['done', 'skipped: told-already']);
  assert.deepEqual(stands(), ['k1 sale 15.00USD']);
  assert.deepEqual(
    far.got.map(({ path }) => path),
    ['lead', 'sale'].map(
      (status) => `/${KEITARO_KEY}/postback?subid=k1&status=${status}&payout=15.00&currency=USD&tid=${call}`,
    ),
  );
});

test('what turns out to be spam is rejected at once, and not approved when the hold is over', async () => {
  const to = await connectKeitaro({ holdDays: '14' });
  const call = await callOf({ subid: 'k1' });
  await room.tell(room.event(call));
  await room.settled(to, ['due: hold']);
  await spam(call);
  await room.settled(to, ['due: hold', 'done']);
  assert.deepEqual(stands(), ['k1 rejected ']);
  room.clock.ahead = 15 * DAY_MS;
  await room.settled(to, ['skipped: spam', 'done']);
  assert.deepEqual(stands(), ['k1 rejected ']);
});

test('spam is told to nobody; what was told before it was known is taken back', async () => {
  const to = await connectKeitaro();
  const [one, other] = [await callOf({ subid: 'k1' }), await callOf({ subid: 'k2' })];
  await spam(one);
  await room.tell(room.event(one), room.event(other));
  await room.settled(to, ['skipped: spam', 'skipped: spam', 'done']);
  await spam(other);
  await room.settled(to, ['skipped: spam', 'skipped: spam', 'done', 'done']);
  await spam(other, false);
  await room.settled(to, ['skipped: spam', 'skipped: spam', 'done', 'done', 'skipped: taken-back']);
  assert.deepEqual(stands(), ['k2 rejected ']);
});

test('a call that was another click’s after all is rejected there and told here', async () => {
  const to = await connectKeitaro({ payouts: '7 EUR' });
  const call = await callOf({ subid: 'k1' });
  await room.tell(room.event(call));
  await room.settled(to, ['done']);
  await attribute(call, { subid: 'k2' });
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(stands(), ['k1 rejected 7.00EUR', 'k2 sale 7.00EUR']);
  assert.deepEqual(
    far.conversions.map(({ txid }) => txid),
    [call, `${call}-2`],
  );
});

test('a call without a click id waits for a better answer, or goes to a click that the owner gives', async () => {
  const to = await connectKeitaro();
  const call = await room.call();
  await room.tell(room.event(call));
  await room.settled(to, ['skipped: no-click-id']);
  await attribute(call, { subid: 'k9' });
  await room.settled(to, ['skipped: no-click-id', 'done']);
  assert.deepEqual(stands(), ['k9 sale ']);
  await far.close();
  const fixed = await connectKeitaro({ fixedClick: 'mine' });
  await room.tell(room.event(await room.call()));
  await room.settled(fixed, ['done']);
  assert.deepEqual(stands(), ['mine sale ']);
});

test('what the filter leaves out is not told; what it leaves out after all is taken back', async () => {
  const to = await connectKeitaro();
  const filter = { channels: ['paid-search'], regions: ['Москва', 'Tver Oblast'] };
  await room.db.query('update destinations set filter = $2 where id = $1', [to, JSON.stringify(filter)]);
  const source = { channel: 'paid-search', source: 'yandex' };
  const call = await room.call({ visit: { clickIds: { subid: 'k1' }, source } });
  await room.tell(room.event(await callOf({ subid: 'k0' })), room.event(call));
  await room.settled(to, ['skipped: channel', 'done']);
  await attribute(call, { subid: 'k1' }, { channel: 'direct' });
  await room.settled(to, ['skipped: channel', 'done', 'done']);
  assert.deepEqual(stands(), ['k1 rejected ']);
  await room.db.query('update destinations set filter = $2 where id = $1', [to, '{"regions": ["Tver Oblast"]}']);
  await room.tell(room.event(await callOf({ subid: 'k2' })));
  await room.settled(to, ['skipped: channel', 'done', 'done', 'skipped: region']);
});

test('by rule a call pays nothing, or no rule fits', async () => {
  const to = await connectKeitaro({ payouts: 'talk<10: 1 USD\nelse: none' });
  await room.tell(room.event(await callOf({ subid: 'k1' })));
  await room.settled(to, ['skipped: pays-nothing']);
  await far.close();
  const other = await connectKeitaro({ payouts: 'talk<10: 1 USD' });
  await room.tell(room.event(await callOf({ subid: 'k1' })));
  await room.settled(other, ['skipped: no-rule-fits']);
  assert.equal(far.got.length, 0);
});

test('a won deal is worth its amount, and a lost one nothing', async () => {
  const to = await connectKeitaro({ payouts: '5 USD', dealPays: 'won-amount', rejectLost: 'yes' });
  const call = await callOf({ subid: 'k1' });
  await room.tell(room.event(call));
  await room.settled(to, ['done']);
  const { way } = await room.wayOf(to);
  const deal = {
    ...{ farId: 'd1', phones: ['+79161234567'], callId: call, title: null, stage: null, createdAt: room.now() },
    ...{ status: 'won' as const, amount: { minor: 120050, currency: 'RUB' }, changedAt: room.now() },
  };
  await way.takeDeals([deal]);
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(stands(), ['k1 sale 1200.50RUB']);
  await way.takeDeals([{ ...deal, status: 'lost', changedAt: new Date(room.now().getTime() + 1000) }]);
  await room.settled(to, ['done', 'done', 'done']);
  await room.tell(room.event(call, 'call.tagged'));
  await room.settled(to, ['done', 'done', 'done', 'skipped: deal-lost']);
  assert.deepEqual(stands(), ['k1 rejected 1200.50RUB']);
});

describe('each is asked as it wants to be', () => {
  const cases: {
    kind: Kind;
    settings: Record<string, string>;
    secrets: Record<string, string>;
    click: string;
    path: string;
  }[] = [
    {
      ...{ kind: 'binom', settings: {}, secrets: { key: 'a1b2' }, click: 'clickid' },
      path: '/click.php?cnv_id=k1&payout=15.00&cnv_currency=USD&cnv_status=Approved&cnv_status2=CALL&upd_key=a1b2',
    },
    {
      ...{ kind: 'voluum', settings: { eventType: 'long call' }, secrets: {}, click: 'cid' },
      path: '/postback?cid=k1&payout=15.00&currency=USD&txid=CALL&et=long%20call',
    },
    {
      ...{ kind: 'redtrack', settings: { eventType: 'Call', statuses: 'yes' }, secrets: {}, click: 'clickid' },
      path: '/postback?clickid=k1&sum=15.00&currency=USD&type=Call&status=approved&rdtk_event_id=CALL',
    },
    {
      ...{ kind: 'tune', settings: { offerId: '12' }, secrets: { token: TUNE_TOKEN }, click: 'tid' },
      path: `/aff_lsr?offer_id=12&transaction_id=k1&amount=15.00&adv_sub=CALL&security_token=${TUNE_TOKEN}`,
    },
    {
      ...{ kind: 'tune', settings: { goalId: '34' }, secrets: { token: TUNE_TOKEN }, click: 'tid' },
      path: `/aff_goal?a=lsr&goal_id=34&transaction_id=k1&amount=15.00&adv_sub=CALL&security_token=${TUNE_TOKEN}`,
    },
    {
      ...{ kind: 'affise', settings: { goal: '1' }, secrets: { secure: 's3cr3t' }, click: 'clickid' },
      path: '/postback?clickid=k1&action_id=CALL&sum=15.00&currency=USD&goal=1&status=1&secure=s3cr3t',
    },
    {
      ...{ kind: 'everflow', settings: { nid: '123', eventId: '4' }, secrets: { token: EVERFLOW_TOKEN }, click: 'tid' },
      path: `/?nid=123&transaction_id=k1&event_id=4&amount=15.00&order_id=CALL&verification_token=${EVERFLOW_TOKEN}`,
    },
  ];
  for (const { kind, settings, secrets, click, path } of cases)
    test(`${kind} ${Object.keys(settings)}`, async () => {
      const to = await connect(kind, { payouts: '15.00 USD', ...settings }, secrets);
      far.clicks.add('k1');
      const call = await callOf({ [click]: 'k1' });
      await room.tell(room.event(call));
      await room.settled(to, ['done']);
      assert.deepEqual(
        far.got.map((one) => one.path),
        [path.replace('CALL', call)],
      );
      assert.equal(far.conversions.length, 1);
      const kept = JSON.stringify(await room.exchanges(to));
      for (const secret of Object.values(secrets)) assert.ok(!kept.includes(secret), `${secret} is kept`);
    });
});

describe('who knows a status is told it in their own words, to the end', () => {
  const cases: [Kind, Record<string, string>, string, string[]][] = [
    ['binom', {}, 'cnv_status', ['Hold', 'Approved', 'Rejected']],
    ['binom', { pendingWord: 'wait', rejectedWord: 'trash' }, 'cnv_status', ['wait', 'Approved', 'trash']],
    ['affise', {}, 'status', ['2', '1', '3']],
    ['affise', { holdAs: '5' }, 'status', ['5', '1', '3']],
    ['redtrack-edit', { duplicates: 'edit', statuses: 'yes' }, 'status', ['pending', 'approved', 'declined']],
  ];
  for (const [kind, settings, name, words] of cases)
    test(`${kind} ${Object.values(settings)}`, async () => {
      const to = await connect(kind, { holdDays: '1', ...settings });
      far.clicks.add('k1');
      const call = await callOf({ clickid: 'k1' });
      await room.tell(room.event(call));
      await room.settled(to, ['due: hold']);
      room.clock.ahead = DAY_MS;
      await room.settled(to, ['done']);
      await spam(call);
      await room.settled(to, ['done', 'done']);
      const told = far.got.map(({ path }) => new URL(path, far.url).searchParams.get(name));
      assert.deepEqual(told, words);
      assert.deepEqual(
        far.conversions.map(({ status, times }) => [status, times]),
        [[words[2], 3]],
      );
    });
});

test('where nobody can wait, a hold is kept here', async () => {
  const to = await connect('voluum', { holdDays: '3' });
  const call = await callOf({ cid: 'k1' });
  await room.tell(room.event(call));
  await room.settled(to, ['due: hold']);
  assert.equal(far.got.length, 0);
  room.clock.ahead = 3 * DAY_MS;
  await room.settled(to, ['done']);
  await spam(call);
  await room.settled(to, ['done', 'skipped: can-not-take-back']);
  assert.deepEqual(
    far.conversions.map(({ times }) => times),
    [1],
  );
});

test('an answer of 200 may be a refusal', async () => {
  const to = await connect('tune', {}, { token: TUNE_TOKEN });
  await room.tell(room.event(await callOf({ tid: 'nobody' })));
  await room.settled(to, ['parked: refused-by-network: Invalid Trans. ID #nobody']);
  await far.close();
  const strange = await connect('tune', {}, { token: 'of-somebody-else' });
  await room.tell(room.event(await callOf({ tid: 'k1' })));
  await until('the owner is asked', async () => {
    const { pausedWhy } = (await findDestination(room.db, strange)) ?? {};
    return pausedWhy === 'key-refused: Security token not valid.' || undefined;
  });
  await far.close();
  const network = await connect('affise');
  await room.tell(room.event(await callOf({ clickid: 'k1' })));
  await room.settled(network, ['parked: refused-by-network: click not found']);
});

test('what may have arrived is told again where it counts once, and waits for a person where it would count twice', async () => {
  const to = await connect('voluum');
  const lost = (tracker: FarTracker) =>
    tracker.answer((request, n) => {
      const said = tracker.take(request);
      return n === 1 ? null : said; // taken, and the answer is lost
    });
  lost(far);
  await room.tell(room.event(await callOf({ cid: 'k1' })));
  await room.settled(to, ['due: cut-off']);
  room.clock.ahead = 60_000;
  await room.settled(to, ['done']);
  assert.deepEqual(
    far.conversions.map(({ times }) => times),
    [2],
  ); // asked twice, counted once
  await far.close();
  const upsell = await connect('binom', { upsell: 'yes' });
  lost(far);
  await room.tell(room.event(await callOf({ clickid: 'k1' })));
  await room.settled(upsell, ['parked: may-have-arrived']);
  assert.equal(far.got.length, 1);
});

test('broken off between two steps, it goes on with the second', async () => {
  const to = await connectKeitaro();
  const call = await callOf({ subid: 'k1' });
  await room.tell(room.event(call));
  await room.settled(to, ['done']);
  far.answer((request) => (request.path.includes('subid=k2') ? { status: 503 } : far.take(request)));
  await attribute(call, { subid: 'k2' });
  await room.settled(to, ['done', 'due: http-503']);
  assert.deepEqual(stands(), ['k1 rejected ']);
  await room.restart();
  far.answer(far.take);
  room.clock.ahead = 60_000;
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(stands(), ['k1 rejected ', 'k2 sale ']);
  assert.equal(far.got.filter(({ path }) => path.includes('status=rejected')).length, 1);
});

test('killed between the answer and its record, the same conversion is told again, and counted once', async () => {
  const to = await connectKeitaro({ payouts: '5 USD' });
  await room.tell(room.event(await callOf({ subid: 'k1' })));
  await room.settled(to, ['done']);
  // As a node leaves it that dies there: begun, and nothing known of how it went.
  await room.db.query("update deliveries set state = 'sending', done_at = null where destination_id = $1", [to]);
  await room.db.query('delete from destination_links where destination_id = $1', [to]);
  await room.restart();
  await room.settled(to, ['done']);
  assert.deepEqual(
    far.conversions.map(({ click, status, times }) => [click, status, times]),
    [['k1', 'sale', 2]],
  );
});

test('in test mode the tracker hears nothing', async () => {
  const receiver = await openReceiver();
  const to = await connectKeitaro({ mode: 'test', testUrl: `${receiver.url}/bin?of=me` });
  await room.tell(room.event(await callOf({ subid: 'k1' })));
  await room.settled(to, ['done']);
  assert.match(receiver.got[0]?.path ?? '', /^\/bin\?of=me&subid=k1&status=sale&tid=/);
  await far.close();
  const held = await connect('voluum', { mode: 'test', testUrl: receiver.url, holdDays: '9' });
  await room.tell(room.event(await callOf({ cid: 'k1' })));
  await room.settled(held, ['done']);
  assert.deepEqual([far.got.length, receiver.got.length], [0, 2]);
  await far.close();
  const silent = await connectKeitaro({ mode: 'test' });
  await room.tell(room.event(await callOf({ subid: 'k1' })));
  await room.settled(silent, ['skipped: test-mode']);
  assert.equal(far.got.length, 0);
  await receiver.close();
});

test('a trial shows what would be sent, and what was told before is not asked', async () => {
  const to = await connectKeitaro({ extra: '{"sub_id_2": "{campaign} {subid1}"}', holdDays: '2' });
  const call = await room.call({ visit: { clickIds: { subid: 'k1', sub1: 'a&b' }, source: { campaign: 'spring' } } });
  await room.tell(room.event(call));
  await room.settled(to, ['due: hold']);
  const tried = await room.trial({ destinationId: to, type: 'call.finished', callId: call, dry: true });
  assert.equal(tried?.outcome, 'not-sent');
  assert.match(tried?.exchanges[0]?.request.url ?? '', /subid=k1&status=lead&tid=[\w-]+&sub_id_2=spring%20a%26b$/);
  assert.ok(!JSON.stringify(tried).includes(KEITARO_KEY));
});

test('any address is asked as its owner wants, and a value of a visitor is never more than a value', async () => {
  far = await openFarTracker(FAR_TRACKERS.voluum);
  far.answer(() => ({ body: '{"ok": true}' }));
  const settings = {
    url: `${far.url}/in/{click_id}?s={conversion_status}`,
    ...{ method: 'POST', bodyAs: 'json', body: '{"sub": "{subid1}", "sum": "{payout}", "of": "{payout_currency}"}' },
    ...{ headers: 'X-Api-Key: {token}\nX-Sub: {subid1}', success: 'body', successText: '"ok": true', repeats: 'known' },
    payouts: '10 USD',
  };
  const to = await room.connect('postback', settings, { secrets: { token: 's3cret-word' }, events: [...EVENTS] });
  const evil = '"}&x=%0d%0aHost:evil/../';
  await room.tell(room.event(await callOf({ clickid: 'a/../b?c#d', sub1: evil })));
  await room.settled(to, ['done']);
  const [got] = far.got;
  assert.equal(got?.path, '/in/a%2F..%2Fb%3Fc%23d?s=approved');
  assert.deepEqual(JSON.parse(got?.body ?? ''), { sub: evil, sum: '10.00', of: 'USD' });
  assert.deepEqual([got?.headers['x-api-key'], got?.headers['x-sub']], ['s3cret-word', evil]);
  assert.ok(!JSON.stringify(await room.exchanges(to)).includes('s3cret-word'));
  far.answer(() => ({ body: 'unknown click' }));
  await room.tell(room.event(await callOf({ clickid: 'k2' })));
  await room.settled(to, ['done', 'parked: not-the-answer: unknown click']);
});

test('what is known of the call and its click stands in its places', async () => {
  far = await openFarTracker(FAR_TRACKERS.voluum);
  far.answer(() => ({}));
  const places = [
    'click_id',
    'subid1',
    'subid2',
    'subid3',
    'hour',
    'weekday',
    'caller_country',
    'duration_seconds',
    'currency',
  ];
  const url = `${far.url}/in?${places.map((place) => `${place}={${place}}`).join('&')}&nothing={category}`;
  const to = await room.connect('postback', { url, clickIn: 'aff_sub\nclickid' }, { events: [...EVENTS] });
  const clickIds = { sub2: 'two', clickid: 'k1', sub_id_3: 'three', aff_sub: 'one', gclid: 'g' };
  await room.tell(room.event(await room.call({ at: new Date('2026-11-15T21:30:00Z'), visit: { clickIds } })));
  await room.settled(to, ['done']);
  assert.deepEqual(
    [...new URL(far.got[0]?.path ?? '', far.url).searchParams.values()],
    ['one', 'one', 'two', 'three', '0', '1', 'RU', '65', 'RUB', ''],
  );
});

test('rules that can not be read are the owner’s to mend', async () => {
  const to = await connectKeitaro({ payouts: '5 USD\ntalks>5: 1 USD' });
  await room.tell(room.event(await callOf({ subid: 'k1' })));
  await until('the owner is asked', async () => {
    const { pausedWhy } = (await findDestination(room.db, to)) ?? {};
    return pausedWhy?.startsWith('bad-rules: line 2: the line above it') || undefined;
  });
});
