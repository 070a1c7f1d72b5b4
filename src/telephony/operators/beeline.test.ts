import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ANNA,
  answered,
  BORIS,
  hookRequest,
  operatorApi,
  refusal,
  sameCallHoweverTold,
  survivesAnything,
  testHouse,
} from '../../../tests/support/operator-adapter.ts';
import { BEELINE } from './beeline.ts';
import { MTS } from './mts.ts';
import type { OperatorConnection } from './port.ts';

const CONNECTION: OperatorConnection = {
  id: 'c1',
  kind: 'beeline',
  settings: { token: 't0ken', employees: '+79161112233=201' },
};
const at = (apiUrl: string): OperatorConnection => ({ ...CONNECTION, settings: { ...CONNECTION.settings, apiUrl } });
const T = 1795158000000; // 2026-11-20T07:00:00Z

// As BroadWorks writes it; through a group, whose number the caller dialled.
const event = (type: string, user: string, more = '', { personality = 'Terminator', group = '4950000001' } = {}) =>
  hookRequest({
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>
<xsi:Event xmlns:xsi="http://schema.broadsoft.com/xsi" xmlns:xsi1="http://www.w3.org/2001/XMLSchema-instance" xsi1:type="xsi:SubscriptionEvent">
  <xsi:eventID>ca8a234e-fb0e-4ac5-8148-f938ae21c3e7</xsi:eventID><xsi:sequenceNumber>3</xsi:sequenceNumber>
  <xsi:subscriptionId>9934e180</xsi:subscriptionId><xsi:targetId>${user}@mpbx.sip.beeline.ru</xsi:targetId>
  <xsi:eventData xsi1:type="xsi:${type}"><xsi:call><xsi:callId>callhalf-1:${user}</xsi:callId>
    <xsi:extTrackingId>5701687:1</xsi:extTrackingId><xsi:personality>${personality}</xsi:personality>
    <xsi:remoteParty><xsi:address countryCode="7">tel:+79261234567</xsi:address><xsi:callType>Network</xsi:callType></xsi:remoteParty>
    ${group && `<xsi:redirections><xsi:redirection><xsi:party><xsi:address>tel:+7${group}</xsi:address></xsi:party></xsi:redirection></xsi:redirections>`}
    <xsi:startTime>${T}</xsi:startTime>${more}</xsi:call></xsi:eventData>
</xsi:Event>`,
  });
const time = (name: string, seconds: number) => `<xsi:${name}>${T + seconds * 1000}</xsi:${name}>`;
const ANSWER = time('answerTime', 9);
const ANSWERED_CALL = [
  event('CallReceivedEvent', '9161112233'),
  event('CallReceivedEvent', '4951112244'),
  event('CallAnsweredEvent', '4951112244', ANSWER),
  event(
    'CallReleasedEvent',
    '9161112233',
    `<xsi:releasingParty>localRelease</xsi:releasingParty>${time('releaseTime', 9)}`,
  ),
  event(
    'CallReleasedEvent',
    '4951112244',
    `${ANSWER}<xsi:releasingParty>remoteRelease</xsi:releasingParty>${time('releaseTime', 69)}`,
  ),
];

test('events of Beeline make the same call in any order and however often they come', async () => {
  const played = { operator: BEELINE, connection: CONNECTION, requests: ANSWERED_CALL, id: '5701687:1' };
  const call = await sameCallHoweverTold(played);
  assert.deepEqual([call.status, call.answeredBy, call.hungUpBy], ['answered', BORIS.id, 'caller']);
  assert.deepEqual([call.answeredAt, call.endedAt], [new Date(T + 9002), new Date(T + 69007)]);
  assert.deepEqual(call.legs.map(({ providerLegId, targetId, outcome }) => [providerLegId, targetId, outcome]).sort(), [
    ['4951112244', BORIS.id, 'answered'],
    ['9161112233', ANNA.id, 'canceled'],
  ]);
  const house = testHouse();
  for (const request of ANSWERED_CALL) await answered(BEELINE, request, CONNECTION, house);
  const offered = house.facts().find((fact) => fact.kind === 'offered');
  assert.deepEqual(offered?.kind === 'offered' && [offered.did, offered.callerRaw], ['+74950000001', '+79261234567']);
});

test('a leg that ends in a group does not end the call, unless its caller has gone', async () => {
  const status = async (party: string, group: string, cause = '') => {
    const house = testHouse();
    const release = `<xsi:releasingParty>${party}</xsi:releasingParty>${cause}${time('releaseTime', 20)}`;
    await answered(BEELINE, event('CallReceivedEvent', '9161112233', '', { group }), CONNECTION, house);
    await answered(BEELINE, event('CallReleasedEvent', '9161112233', release, { group }), CONNECTION, house);
    const call = house.call('5701687:1');
    return [call.status, call.missedReason];
  };
  assert.deepEqual(await status('localRelease', '4950000001'), ['ringing', null]);
  assert.deepEqual(await status('remoteRelease', '4950000001'), ['missed', 'caller-hung-up']);
  const busy = '<xsi:releaseCause><xsi:internalReleaseCause>Busy</xsi:internalReleaseCause></xsi:releaseCause>';
  assert.deepEqual(await status('localRelease', '', busy), ['missed', 'busy']);
});

test('calls out, other events and what is no event make no call', async () => {
  const house = testHouse();
  await answered(
    BEELINE,
    event('CallOriginatedEvent', '9161112233', '', { personality: 'Originator' }),
    CONNECTION,
    house,
  );
  await answered(BEELINE, event('SubscriptionTerminatedEvent', '9161112233'), CONNECTION, house);
  assert.deepEqual(house.facts(), []);
  assert.equal(await refusal(BEELINE, hookRequest({ body: '<html>' }), CONNECTION), 'bad-request');
  assert.equal(await refusal(BEELINE, hookRequest({ body: `<a>${' '.repeat(70_000)}` }), CONNECTION), 'bad-request');
});

test('we subscribe for a day, at our own address', async () => {
  await using api = await operatorApi(() => ({ body: { subscriptionId: 's1', expires: 86400 } }));
  const until = await BEELINE.subscribe?.(at(api.url), testHouse());
  assert.ok(until && Math.abs(until.getTime() - Date.now() - 86_400_000) < 60_000);
  const { method, url, headers, body } = api.calls[0] ?? assert.fail('nothing was asked');
  assert.deepEqual([method, url, headers['x-mpbx-api-auth-token']], ['PUT', '/subscription', 't0ken']);
  assert.deepEqual(JSON.parse(body), {
    ...{ expires: 86400, subscriptionType: 'BASIC_CALL', url: 'https://calls.example.test/hooks/c1/s3cret' },
  });
});

test('recordings, numbers and recorded calls come from the portal', async () => {
  await using api = await operatorApi(({ url }) => {
    if (url.includes('/none/')) return { status: 400, body: { errorCode: 'RecordNotFound' } };
    if (url.includes('/download')) return { headers: { 'content-type': 'audio/mpeg' }, body: Buffer.from('mp3') };
    if (url === '/abonents') return { body: [{ userId: 'x@ip.beeline.ru', phone: '9161112233' }, { phone: 'none' }] };
    const row = { externalId: '5701687:1', phone: '79261234567', date: T, duration: 60000, direction: 'INBOUND' };
    const abonent = { userId: '4951112244@ip.beeline.ru', phone: '4951112244' };
    return {
      body: [
        { id: '7', ...row, abonent },
        { id: '8', ...row, externalId: 'out', direction: 'OUTBOUND' },
      ],
    };
  });
  const fetched = (ref: Record<string, string>) => BEELINE.fetchRecording?.({ providerCallId: 'x', ref }, at(api.url));
  assert.equal(typeof (await fetched({ extTrackingId: '5701687:1', userId: '4951112244@ip.beeline.ru' })), 'object');
  await fetched({ recordId: '../../abonents' });
  assert.deepEqual(
    api.calls.map(({ url }) => url),
    ['/v2/records/5701687%3A1/4951112244%40ip.beeline.ru/download', '/v2/records/..%2F..%2Fabonents/download'],
  );
  assert.equal(await fetched({ recordId: 'none' }), 'later');
  assert.deepEqual(
    (await BEELINE.listNumbers?.(at(api.url)))?.map(({ e164 }) => e164),
    ['+79161112233'],
  );
  const house = testHouse();
  const period = { from: new Date(T - 1000), to: new Date(T + 1000) };
  await house.tell((await BEELINE.reconcile?.(period, at(api.url))) ?? []);
  assert.equal(
    api.calls.at(-1)?.url,
    '/records?dateFrom=2026-11-20T06%3A59%3A59.000Z&dateTo=2026-11-20T07%3A00%3A01.000Z',
  );
  assert.deepEqual([...new Set(house.facts().map(({ providerCallId }) => providerCallId))], ['5701687:1']);
  assert.deepEqual(
    [house.call('5701687:1').status, house.call('5701687:1').endedAt],
    ['answered', new Date(T + 60007)],
  );
});

test('nothing that comes in breaks the door of Beeline', async () => {
  await survivesAnything(BEELINE, CONNECTION, ANSWERED_CALL);
  const nested = '<xsi:eventData xsi1:type="xsi:CallReceivedEvent">'.repeat(1000);
  await BEELINE.receive(hookRequest({ body: nested }), CONNECTION, testHouse());
});

test("MTS's virtual PBX is asked for its history, page by page", async () => {
  const row = {
    ...{ extTrackingId: 'e1', callTime: T, callingNumber: '+79261234567', calledNumber: '+79161112233' },
    ...{
      redirectingNumber: '+74950000001',
      duration: 67,
      answerDuration: 60,
      status: 'PLACED',
      direction: 'TERMINATING',
    },
  };
  await using api = await operatorApi(({ url }) => {
    if (url.startsWith('/callRecording')) return { status: 404 };
    const second = [
      { ...row, extTrackingId: 'e2', status: 'MISSED', duration: 0, answerDuration: 0 },
      { ...row, extTrackingId: 'e3', direction: 'ORIGINATING' },
    ];
    return { body: { content: url.includes('page=0') ? [row] : second, totalPages: 2 } };
  });
  const house = testHouse();
  const connection = { ...at(api.url), kind: 'mts' };
  await house.tell((await MTS.reconcile?.({ from: new Date(T), to: new Date(T + 1) }, connection)) ?? []);
  assert.deepEqual(
    [api.calls[0]?.url, api.calls[0]?.headers['x-auth-token']],
    [`/v1/callHistory/enterprise?dateFrom=${T}&dateTo=${T + 1}&page=0&size=100`, 't0ken'],
  );
  assert.deepEqual(
    ['e1', 'e2'].map((id) => [house.call(id).status, house.call(id).answeredAt]),
    [
      ['answered', new Date(T + 7002)],
      ['missed', null],
    ],
  );
  assert.deepEqual(house.facts('e3'), []);
  const offered = house.facts('e1').find((fact) => fact.kind === 'offered');
  assert.equal(offered?.kind === 'offered' && offered.did, '+74950000001');
  assert.equal(await MTS.fetchRecording?.({ providerCallId: 'e1', ref: { extTrackingId: 'e1' } }, connection), 'later');
  assert.equal(await refusal(MTS, hookRequest({ json: {} }), connection), 'bad-request');
});
