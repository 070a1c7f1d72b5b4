// Google Analytics 4 through the whole way out: a call becomes an event of the visit that led to it, once and in time.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
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

const connect = (settings: Record<string, string> = {}) =>
  room.connect(
    'google-analytics-4',
    { measurementId: 'G-AB12CD34EF', ...settings },
    { secrets: { apiSecret: 'right-secret' }, events: ['call.finished', 'call.attributed', 'call.qualified'] },
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

test('what a call is worth is a lead that qualifies; of spam nothing was told, so nothing is taken back', async () => {
  const to = await connect();
  const [good, spam] = [await visited(), await visited()];
  const says = (id: string, category: string) =>
    room.event(id, 'call.qualified', { key: category, about: { category } });
  await room.tell(says(good, 'hot'), says(good, 'not-target'), says(spam, 'spam'));
  await room.settled(to, ['done', 'done', 'skipped: not-told-before']);
  assert.deepEqual(
    google.kept.map(({ name, params }) => [name, params.lead_category ?? params.disqualified_lead_reason]),
    [
      ['qualify_lead', 'hot'],
      ['disqualify_lead', 'not-target'],
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
