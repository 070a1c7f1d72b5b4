// Google Analytics 4 through the whole way out: a call becomes an event of the visit that led to it, once and in time.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { EventType } from '../../src/core/event.ts';
import { insertAttributions } from '../../src/store/attributions.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { openGoogleAnalytics } from '../support/far/google-analytics-4.ts';
import { addVisit, answerOf } from '../support/records.ts';

const GA = 'https://www.google-analytics.com';
const EU = 'https://region1.google-analytics.com';
const CLIENT = { ga: '1712345678.1763700000', ga_session: '1763711000' };
let room: DeliveryRoom;
let google: Awaited<ReturnType<typeof openGoogleAnalytics>>;

before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  google = await openGoogleAnalytics(room.now);
  room.lead(GA, google.url);
  room.lead(EU, google.url);
});
afterEach(async () => {
  await room.forgetDestinations();
  await google.close();
  assert.deepEqual(room.problems.splice(0), []);
  assert.deepEqual(google.dropped, []);
});

const connect = (
  settings: Record<string, string> = {},
  events: EventType[] = ['call.finished', 'call.attributed', 'call.qualified'],
) =>
  room.connect(
    'google-analytics-4',
    { measurementId: 'G-AB12CD34EF', ...settings },
    { secrets: { apiSecret: 'right-secret' }, events },
  );
const visited = () => room.call({ visit: { clientIds: CLIENT } });

test('a call becomes an event of the client and session that led to it, at the time it began', async () => {
  const to = await connect({ value: '500', parameters: '{"call_channel":"{channel}","who":"{caller}"}' });
  const id = await visited();
  await room.tell(room.event(id));
  await room.settled(to, ['done']);
  const [event] = google.kept;
  assert.equal(event?.client, CLIENT.ga);
  assert.ok(Math.abs((event?.at ?? 0) - (room.now().getTime() - 90_000)) < 60_000);
  assert.deepEqual(event?.params, {
    ...{ session_id: '1763711000', engagement_time_msec: 1, call_id: id, call_status: 'answered', call_seconds: 60 },
    ...{ call_wait_seconds: 5, first_time_caller: 'yes', call_probability: 0.97, value: 500, currency: 'RUB' },
    call_channel: 'direct', // and never who called
  });
});

test('the same end told again is one event, and a later word about its source is not a second one', async () => {
  const to = await connect();
  const id = await visited();
  await room.tell(room.event(id), room.event(id, 'call.finished', { key: 'again' }), room.event(id, 'call.attributed'));
  await room.settled(to, ['done', 'skipped: already-told', 'skipped: already-told']);
  assert.equal(google.kept.length, 1);
});

test('a call whose visit becomes known later is told then; one told of another client stays as it was told', async () => {
  const to = await connect();
  const id = await room.call();
  await room.tell(room.event(id));
  await room.settled(to, ['skipped: no-client-id']);
  const judge = async (ga: string) => {
    const visit = await addVisit(room.db, room.site, { at: new Date(Date.now() - 200_000), clientIds: { ga } });
    await insertAttributions(room.db, [{ ...answerOf([{ p: 0.9, ...visit }]), callId: id, version: versions++ }]);
  };
  let versions = 2;
  await judge('1.2');
  await room.settled(to, ['skipped: no-client-id', 'done']);
  await judge('3.4');
  await room.settled(to, ['skipped: no-client-id', 'done', 'skipped: no-correction']);
  assert.deepEqual(
    google.kept.map(({ client }) => client),
    ['1.2'],
  );
});

test('Google that is down for a day gets the event with its own time; after 72 hours it would not be taken, and lapses', async () => {
  const to = await connect();
  google.fail({ status: 503 });
  const id = await visited();
  const before = room.now().getTime();
  await room.tell(room.event(id));
  await room.settled(to, ['due: http-503']);
  google.fail(undefined);
  room.clock.ahead = 24 * 3_600_000;
  await room.settled(to, ['done']);
  assert.ok((google.kept[0]?.at ?? 0) < before);

  google.fail({ status: 503 });
  await room.tell(room.event(await visited(), 'call.finished', { key: 'second' }));
  await room.settled(to, ['done', 'due: http-503']);
  room.clock.ahead += 73 * 3_600_000;
  google.fail(undefined);
  await room.settled(to, ['done', 'lapsed: too-late']);
  assert.equal(google.kept.length, 1);
});

test('what may have arrived is not sent again by itself', async () => {
  const to = await connect();
  google.fail(null);
  await room.tell(room.event(await visited()));
  await room.settled(to, ['parked: may-have-arrived']);
});

test('consent goes with the event, and events are processed in Europe if that is chosen', async () => {
  const to = await connect({ adUserData: 'granted', adPersonalization: 'denied', processing: 'eu' });
  await room.tell(room.event(await visited()));
  await room.settled(to, ['done']);
  assert.deepEqual(google.kept[0]?.consent, { ad_user_data: 'GRANTED', ad_personalization: 'DENIED' });
  assert.equal(google.got[0]?.headers.host, 'region1.google-analytics.com');
});

test('what a call is worth is a lead that qualifies or does not', async () => {
  const to = await connect();
  const id = await visited();
  await room.tell(
    ...['hot', 'not-target'].map((category) =>
      room.event(id, 'call.qualified', { key: category, about: { category } }),
    ),
  );
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(
    google.kept.map(({ name, params }) => [name, params.lead_category ?? params.disqualified_lead_reason]),
    [
      ['qualify_lead', 'hot'],
      ['disqualify_lead', 'not-target'],
    ],
  );
});

test('a call that turns out spam after it was told is said to be no lead; of other spam nothing is said', async () => {
  const to = await connect();
  const [told, never] = [await visited(), await visited()];
  await room.tell(room.event(told));
  await room.settled(to, ['done']);
  await room.db.query("update calls set spam = true, spam_by = 'person'");
  const spam = { key: 'spam', about: { category: 'spam' } };
  await room.tell(
    room.event(told, 'call.qualified', spam),
    room.event(never),
    room.event(never, 'call.qualified', spam),
  );
  await room.settled(to, ['done', 'done', 'skipped: spam', 'skipped: not-told-before']);
  assert.deepEqual(
    google.kept.map(({ name }) => name),
    ['phone_call', 'disqualify_lead'],
  );
});

test('a deal is a lead worked on, then a purchase once, and a refund if it is lost after all', async () => {
  const to = await connect({ wonEvent: 'purchase' }, ['deal.changed']);
  const { way } = await room.wayOf(to);
  const callId = await visited();
  const at = (minutes: number) => new Date(room.now().getTime() - 60_000 + minutes * 10_000);
  const deal = {
    farId: '7',
    phones: [],
    callId,
    title: 'Roof',
    amount: { minor: 1_250_050, currency: 'RUB' },
    createdAt: at(0),
  };
  const stage = (name: string) => ({ id: name, name });
  await way.takeDeals([{ ...deal, stage: stage('Talk'), status: 'open', changedAt: at(1) }]);
  await room.settled(to, ['done']);
  await way.takeDeals([{ ...deal, stage: stage('Paid'), status: 'won', changedAt: at(2) }]);
  await room.settled(to, ['done', 'done']);
  await way.takeDeals([{ ...deal, stage: stage('Shipped'), status: 'won', changedAt: at(3) }]);
  await room.settled(to, ['done', 'done', 'skipped: already-told']);
  await way.takeDeals([{ ...deal, stage: stage('Back'), status: 'lost', changedAt: at(4) }]);
  await room.settled(to, ['done', 'done', 'skipped: already-told', 'done']);
  await way.takeDeals([{ ...deal, farId: '8', stage: stage('No'), status: 'lost', changedAt: at(5) }]);
  await room.settled(to, ['done', 'done', 'skipped: already-told', 'done', 'done']);
  assert.deepEqual(
    google.kept.map(({ name, params }) => [name, params.value, params.lead_status ?? typeof params.transaction_id]),
    [
      ['working_lead', 12_500.5, 'Talk'],
      ['purchase', 12_500.5, 'string'],
      ['refund', 12_500.5, 'string'],
      ['close_unconvert_lead', 12_500.5, 'undefined'], // never won: there is nothing to give back
    ],
  );
});

test('a trial is judged by the validation server first, then seen in DebugView; a look shows the very event', async () => {
  const to = await connect();
  const callId = await visited();
  const looked = await room.trial({ destinationId: to, callId, dry: true });
  assert.deepEqual([looked?.outcome, looked?.exchanges.at(-1)?.request.method], ['not-sent', 'POST']);
  assert.match(
    looked?.exchanges.at(-1)?.request.url ?? '',
    /^https:\/\/www\.google-analytics\.com\/mp\/collect\?.*api_secret=•••$/,
  );
  assert.equal(google.kept.length, 0);
  const tried = await room.trial({ destinationId: to, callId, dry: false });
  assert.equal(tried?.outcome, 'done');
  assert.equal(google.kept[0]?.params.debug_mode, 1);
  const wrong = await room.connect(
    'google-analytics-4',
    { measurementId: 'G-AB12CD34EF', eventName: 'session_start' },
    { secrets: { apiSecret: 'right-secret' } },
  );
  const refused = await room.trial({ destinationId: wrong, callId, dry: false });
  assert.deepEqual([refused?.outcome, refused?.reason], ['refused', 'not-valid: NAME_RESERVED events']);
});
