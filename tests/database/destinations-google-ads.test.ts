// Google Ads through the whole way out: one conversion for a call, whatever happens on the way, and corrections of it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { IngestionServiceClient, protos } from '@google-ads/datamanager';
import type { EventType } from '../../src/core/event.ts';
import { googleAds } from '../../src/deliver/destinations/google-ads.ts';
import { insertAttributions } from '../../src/store/attributions.ts';
import { findDestination, resumeDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { openGoogleAccount, SERVICE_ACCOUNT, TOKEN_ORIGIN } from '../support/far/google-account.ts';
import { openGoogleAds } from '../support/far/google-ads.ts';
import { openReceiver } from '../support/receiver.ts';
import { addVisit, answerOf } from '../support/records.ts';
import { until } from '../support/system.ts';

const HOUR = 3_600_000;
let room: DeliveryRoom;
let account: Awaited<ReturnType<typeof openGoogleAccount>>;
let google: Awaited<ReturnType<typeof openGoogleAds>>;

before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  account = await openGoogleAccount(room.now);
  google = await openGoogleAds(account, room.now);
  room.lead(TOKEN_ORIGIN, account.url);
  room.lead('https://datamanager.googleapis.com', google.url);
  room.lead('https://googleads.googleapis.com', google.url);
});
afterEach(async () => {
  await room.forgetDestinations();
  await Promise.all([google.close(), account.close()]);
  assert.deepEqual(room.problems.splice(0), []);
});

const EVENTS: EventType[] = ['call.finished', 'call.attributed', 'call.qualified', 'deal.changed'];
const SETTINGS = { customerId: '123-456-7890', conversionActionId: '987654321' };
const connect = (
  settings: Record<string, string> = {},
  secrets: Record<string, string> = { serviceAccount: SERVICE_ACCOUNT },
) => room.connect('google-ads', { ...SETTINGS, ...settings }, { secrets, events: EVENTS });
const clicked = (clickIds: Record<string, string> = { gclid: 'Cj0KCQ-A' }) => room.call({ visit: { clickIds } });
const processed = async (to: string, wanted: string[]) => {
  room.clock.ahead += HOUR;
  await room.settled(to, wanted);
};
let versions = 2;
const judgeAnew = async (callId: string, clickIds: Record<string, string>) => {
  const visit = await addVisit(room.db, room.site, { at: new Date(Date.now() - 200_000), clickIds });
  await insertAttributions(room.db, [{ ...answerOf([{ p: 0.9, ...visit }]), callId, version: versions++ }]);
};
const standing = () => google.conversions.map(({ id, click, value, retracted }) => ({ id, click, value, retracted }));

test('a call becomes a conversion of its click, done when Google has read it', async () => {
  const to = await connect({ value: '500', loginCustomerId: '1112223333', adUserData: 'granted' });
  google.settings.processingFor = 1;
  const id = await clicked();
  await room.tell(room.event(id));
  await room.settled(to, ['due: processing']);
  room.clock.ahead += HOUR;
  await until('it is asked', async () => google.settings.processingFor === 0 || undefined);
  await room.settled(to, ['due: processing']);
  room.clock.ahead += HOUR;
  await processed(to, ['done']);
  assert.deepEqual(
    google.conversions.map(({ at: _, ...rest }) => rest),
    [
      {
        ...{ id: `call-${id}`, action: '987654321', click: 'gclid:Cj0KCQ-A', phone: null },
        ...{ value: 500, currency: 'RUB', retracted: false },
      },
    ],
  );
});

test('what we send is what the official message types say, to the last field', async () => {
  const to = await connect({
    ...{ value: '99.5', valueBy: 'probability', identifyBy: 'click-and-phone', loginCustomerId: '1112223333' },
    ...{ adUserData: 'granted', adPersonalization: 'denied', variables: '{"call_probability":"{probability}"}' },
  });
  await room.tell(room.event(await clicked({ gbraid: 'gb', wbraid: 'wb' })));
  await room.settled(to, ['due: processing']);
  const sent: unknown = JSON.parse(google.got.find(({ path }) => path === '/v1/events:ingest')?.body ?? '');
  assert.deepEqual(numbered(sent), await asTheClientSends(sent));
  const [event] = (sent as { events: { userData: object; adIdentifiers: object; conversionValue: number }[] }).events;
  assert.deepEqual(event?.userData, {
    userIdentifiers: [{ phoneNumber: createHash('sha256').update('+79161234567').digest('hex') }],
  });
  assert.deepEqual([event?.adIdentifiers, event?.conversionValue], [{ wbraid: 'wb' }, 96.52]);
});

test('a try that was cut off is sent again, and is one conversion', async () => {
  const to = await connect({ value: '500' });
  const id = await clicked();
  google.next.answer = null;
  await room.tell(room.event(id));
  await room.settled(to, ['due: cut-off']);
  await processed(to, ['due: processing']);
  await processed(to, ['done']);
  assert.equal(google.conversions.length, 1);
});

test('a restart while Google reads: the next node asks what became of it and sends nothing anew', async () => {
  const to = await connect();
  await room.tell(room.event(await clicked()));
  await room.settled(to, ['due: processing']);
  await room.restart();
  await processed(to, ['done']);
  assert.equal(google.got.filter(({ path }) => path === '/v1/events:ingest').length, 1);
});

test('judged anew: the first click is worth nothing any more, the other one is a conversion', async () => {
  const to = await connect({ value: '500' });
  const id = await clicked();
  await room.tell(room.event(id));
  await room.settled(to, ['due: processing']);
  await processed(to, ['done']);
  await judgeAnew(id, { gclid: 'other' });
  await room.settled(to, ['done', 'due: processing']);
  await processed(to, ['done', 'done']);
  assert.deepEqual(standing(), [
    { id: `call-${id}`, click: 'gclid:Cj0KCQ-A', value: 0, retracted: false },
    { id: `call-${id}-2`, click: 'gclid:other', value: 500, retracted: false },
  ]);
});

test('with retracting, a call that turns out spam is counted no more, even if the answer to it was lost', async () => {
  const to = await connect({ value: '500', corrections: 'retract' });
  const [told, never] = [await clicked(), await clicked()];
  await room.tell(room.event(told));
  await room.settled(to, ['due: processing']);
  await processed(to, ['done']);
  await room.db.query("update calls set spam = true, spam_by = 'person'");
  google.next.answer = { status: 503 };
  const spam = { about: { category: 'spam' } };
  await room.tell(room.event(told, 'call.qualified', spam), room.event(never, 'call.qualified', spam));
  await room.settled(to, ['done', 'due: http-503', 'skipped: spam']);
  await processed(to, ['done', 'done', 'skipped: spam']);
  assert.deepEqual(standing(), [{ id: `call-${told}`, click: 'gclid:Cj0KCQ-A', value: 500, retracted: true }]);
});

test('a call without a Google click is nothing to Google, until its visit is known', async () => {
  const to = await connect();
  const id = await room.call({ visit: { clickIds: { yclid: '7' } } });
  await room.tell(room.event(id));
  await room.settled(to, ['skipped: no-click']);
  await judgeAnew(id, { gclid: 'late' });
  await room.settled(to, ['skipped: no-click', 'due: processing']);
  assert.deepEqual(
    google.conversions.map(({ click }) => click),
    ['gclid:late'],
  );
});

test('a won deal is a conversion of its own; its sum may change, and a deal lost after all is worth nothing', async () => {
  const to = await connect({ dealActionId: '987654322' });
  const { way } = await room.wayOf(to);
  const callId = await clicked();
  const deal = { farId: '7', phones: [], callId, title: null, stage: null, createdAt: room.now() };
  const changed = (n: number) => new Date(room.now().getTime() - 60_000 + n);
  const sum = (minor: number) => ({ amount: { minor, currency: 'RUB' } });
  await way.takeDeals([{ ...deal, ...sum(100), status: 'open', changedAt: changed(1) }]);
  await room.settled(to, ['skipped: not-told-before']);
  await way.takeDeals([{ ...deal, ...sum(1_250_050), status: 'won', changedAt: changed(2) }]);
  await room.settled(to, ['skipped: not-told-before', 'due: processing']);
  await processed(to, ['skipped: not-told-before', 'done']);
  await way.takeDeals([{ ...deal, ...sum(1_000_000), status: 'won', changedAt: changed(3) }]);
  await room.settled(to, ['skipped: not-told-before', 'done', 'due: processing']);
  assert.deepEqual(
    google.conversions.map(({ action, value }) => [action, value]),
    [['987654322', 10_000]],
  );
  await processed(to, ['skipped: not-told-before', 'done', 'done']);
  await way.takeDeals([{ ...deal, ...sum(1_000_000), status: 'lost', changedAt: changed(4) }]);
  await room.settled(to, ['skipped: not-told-before', 'done', 'done', 'due: processing']);
  await processed(to, ['skipped: not-told-before', 'done', 'done', 'done']);
  assert.deepEqual(
    google.conversions.map(({ value }) => value),
    [0],
  );
});

test('what Google finds wrong when it reads: a click too fresh waits, a repeated one is there, an unknown one is refused', async () => {
  const to = await connect();
  google.next.reason = 'TOO_RECENT_CLICK';
  await room.tell(room.event(await clicked()));
  await room.settled(to, ['due: processing']);
  await processed(to, ['due: click-too-recent']);
  room.clock.ahead += 6 * HOUR;
  await room.settled(to, ['due: processing']);
  await processed(to, ['done']);

  google.next.reason = 'DUPLICATE_TRANSACTION_ID';
  await room.tell(room.event(await clicked()));
  await room.settled(to, ['done', 'due: processing']);
  await processed(to, ['done', 'done']);

  google.next.reason = 'CLICK_NOT_FOUND';
  await room.tell(room.event(await clicked()));
  await room.settled(to, ['done', 'done', 'due: processing']);
  await processed(to, ['done', 'done', 'parked: not-processed: CLICK_NOT_FOUND']);
});

test('what only the owner can mend pauses, with what to do; then all goes out', async () => {
  const wrong: [Record<string, string>, () => void, RegExp][] = [
    [{ conversionActionId: '555555' }, () => {}, /^settings-refused: INVALID_CONVERSION_ACTION_ID/],
    [{ conversionActionId: '111111' }, () => {}, /^settings-refused: INVALID_CONVERSION_ACTION_TYPE/],
    [{ customerId: '9999999999' }, () => {}, /^no-access: The user does not have permission/],
    [
      { identifyBy: 'click-and-phone' },
      () => Object.assign(google.settings, { termsSigned: false }),
      /^terms-not-signed/,
    ],
    [{}, () => Object.assign(google.settings, { project: 'off' }), /^api-off: Data Manager API has not been used/],
  ];
  for (const [settings, spoil, why] of wrong) {
    const to = await connect(settings);
    spoil();
    await room.tell(room.event(await clicked()));
    await until(`${why}`, async () => why.test((await findDestination(room.db, to))?.pausedWhy ?? '') || undefined);
    Object.assign(google.settings, { termsSigned: true, project: 'good' });
    if (Object.keys(settings).some((name) => name !== 'identifyBy')) await room.forgetDestinations();
    else {
      await resumeDestination(room.db, to);
      room.look();
      await room.settled(to, ['due: processing']);
      await room.forgetDestinations();
    }
  }
});

test('a token that Google forgot is asked for anew; a service account whose key was deleted needs its owner', async () => {
  const to = await connect();
  await room.tell(room.event(await clicked()));
  await room.settled(to, ['due: processing']);
  account.forget();
  room.clock.ahead += HOUR / 3; // its time is not over
  await room.settled(to, ['done']);
  assert.equal(account.asked.length, 2);
  const other = SERVICE_ACCOUNT.replace('calls@shop', 'gone@shop');
  const wrong = await connect({}, { serviceAccount: other });
  await room.tell(room.event(await clicked()));
  await until('paused', async () => {
    const { pausedWhy } = (await findDestination(room.db, wrong)) ?? {};
    return pausedWhy === 'service-account-refused: Invalid JWT Signature.' || undefined;
  });
  const kept = JSON.stringify([await room.exchanges(to), await room.exchanges(wrong)]);
  assert.ok(!/ya29|BEGIN PRIVATE|eyJ/.test(kept)); // neither token nor key nor assertion
});

test('a person who signed in lets us in, too', async () => {
  const to = await connect(
    { access: 'sign-in', clientId: '1-a.apps.googleusercontent.com' },
    {
      clientSecret: 'GOCSPX-secret',
      refreshToken: 'good-refresh',
      accessToken: 'old',
      tokenUntil: '2020-01-01T00:00:00Z',
    },
  );
  await room.tell(room.event(await clicked()));
  await room.settled(to, ['due: processing']);
  assert.equal(account.asked.filter((grant) => grant === 'refresh_token').length, 1);
});

test('a trial is judged by Google and counted nowhere; a look shows the very request', async () => {
  const to = await connect({ value: '500' });
  const callId = await clicked();
  const looked = await room.trial({ destinationId: to, callId, dry: true });
  const shown = looked?.exchanges.at(-1);
  assert.deepEqual(
    [looked?.outcome, shown?.request.url],
    ['not-sent', 'https://datamanager.googleapis.com/v1/events:ingest'],
  );
  assert.match(shown?.request.headers.authorization ?? '', /^Bearer •••$/);
  const tried = await room.trial({ destinationId: to, callId, dry: false });
  assert.equal(tried?.outcome, 'done');
  assert.deepEqual([google.conversions.length, JSON.parse(google.got.at(-1)?.body ?? '').validateOnly], [0, true]);
});

test('what was paid comes in by day and campaign, and a day asked again takes the place of what was told before', async () => {
  const to = await connect({ spend: 'yes' });
  const day = room.now().toISOString().slice(0, 10);
  const { to: spoken, way } = await room.wayOf(to);
  const ask = async (costMicros: string) => {
    google.spend[day] = [{ campaign: { id: '42', name: 'Roofs' }, costMicros, clicks: '7' }];
    assert.deepEqual(await googleAds.poll?.run(spoken, way), { kind: 'done' });
    const { rows } = await room.db.query(
      `select day::text, source, campaign, campaign_id, cost_minor::float8 as cost, currency, clicks from spend where destination_id = $1`,
      [to],
    );
    return rows;
  };
  await ask('1500000');
  assert.deepEqual(await ask('1234560000'), [
    { day, source: 'google', campaign: 'Roofs', campaign_id: '42', cost: 123_456, currency: 'RUB', clicks: 7 },
  ]);
});

type Sent = { events: { eventTimestamp: string }[] };

/** The same request made by Google's own client: what its message types do not have is not in it. */
async function asTheClientSends(sent: unknown): Promise<unknown> {
  const receiver = await openReceiver(() => ({ headers: { 'content-type': 'application/json' }, body: '{}' }));
  const authClient = {
    getRequestHeaders: async () => new Headers(),
    fetch: (url: string, more: object) => fetch(url, more),
  };
  const client = new IngestionServiceClient({
    ...{ fallback: true, protocol: 'http', apiEndpoint: '127.0.0.1', port: Number(new URL(receiver.url).port) },
    authClient: authClient as never,
  } as ConstructorParameters<typeof IngestionServiceClient>[0]);
  const events = (sent as Sent).events.map((event) => ({
    ...event,
    eventTimestamp: { seconds: Date.parse(event.eventTimestamp) / 1000, nanos: 0 },
  }));
  await client.ingestEvents({ ...(sent as object), events } as never);
  await Promise.all([client.close(), receiver.close()]);
  assert.equal(receiver.got[0]?.path.replace(/\?.*/, ''), '/v1/events:ingest');
  return JSON.parse(receiver.got[0]?.body ?? '', (key, value) =>
    key === 'eventTimestamp' ? `${value}`.replace('.000Z', 'Z') : value,
  );
}

/** As the client writes them: numbers for the words of an enum. */
function numbered(sent: unknown): unknown {
  const { EventSource, ConsentStatus, Encoding, ProductAccount } = protos.google.ads.datamanager.v1;
  const enums: Record<string, object> = {
    ...{ eventSource: EventSource, encoding: Encoding, accountType: ProductAccount.AccountType },
    ...{ adUserData: ConsentStatus, adPersonalization: ConsentStatus },
  };
  return JSON.parse(JSON.stringify(sent), (key, value) =>
    key in enums ? (enums[key] as Record<string, number>)[value as string] : value,
  );
}

test('a part of an answer about money is no answer: what was told before stays', async () => {
  const to = await connect({ spend: 'yes' });
  const { to: spoken, way } = await room.wayOf(to);
  google.next.answer = {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '[{"results":[{"campaign"',
  };
  await assert.rejects(async () => googleAds.poll?.run(spoken, way), SyntaxError);
  google.next.answer = {
    status: 403,
    body: '[{"error":{"code":403,"status":"PERMISSION_DENIED","message":"The caller has no access"}}]',
  };
  assert.deepEqual(await googleAds.poll?.run(spoken, way), {
    kind: 'needs-owner',
    reason: 'no-access: The caller has no access',
  });
  const silent = await room.wayOf(await connect());
  assert.deepEqual(await googleAds.poll?.run(silent.to, silent.way), { kind: 'done' });
  assert.equal(silent.exchanges.length, 0);
});

test('a restart between taking the first click back and telling the other: neither is done twice', async () => {
  const to = await connect({ value: '500', corrections: 'retract' });
  const id = await clicked();
  await room.tell(room.event(id));
  await room.settled(to, ['due: processing']);
  await processed(to, ['done']);
  google.failing = 'POST /v1/events:ingest';
  await judgeAnew(id, { gclid: 'other' });
  await room.settled(to, ['done', 'due: http-500']);
  await room.restart();
  google.failing = undefined;
  await processed(to, ['done', 'due: processing']);
  await processed(to, ['done', 'done']);
  assert.deepEqual(standing(), [
    { id: `call-${id}`, click: 'gclid:Cj0KCQ-A', value: 500, retracted: true },
    { id: `call-${id}-2`, click: 'gclid:other', value: 500, retracted: false },
  ]);
  assert.equal(google.got.filter(({ path }) => path.endsWith(':uploadConversionAdjustments')).length, 1);
});
