// A cloud's calls over the real hook server and a real database: what Twilio asks and tells, signed as it signs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { seededRandom } from '../../src/simulation/random.ts';
import { twilioSignature } from '../../src/telephony/operators/twilio-signature.ts';
import { type Hooks, numberPhone, openHooks, openOperatorApi, PUBLIC_URL, valuesOf } from '../support/hooks.ts';
import { until } from '../support/system.ts';

const TOKEN = 'test-token';
const ACCOUNT = `AC${'1'.repeat(32)}`;
const SETTINGS = { accountSid: ACCOUNT, authToken: TOKEN };

let hooks: Hooks;
before(async () => {
  hooks = await openHooks();
});
after(() => hooks?.close());

const connect = (settings: Record<string, string> = {}) =>
  hooks.connect('twilio', { ...SETTINGS, ...settings }, [
    { name: 'Anna', phone: numberPhone() },
    { name: 'Boris', phone: numberPhone() },
  ]);
type Connected = Awaited<ReturnType<typeof connect>>;

let sids = 0;
const newSid = (prefix = 'CA') => `${prefix}${String(++sids).padStart(32, '0')}`;

/** One request of Twilio's to `at`: a path with its query, or a whole address of ours. */
async function post(at: string, fields: Record<string, string>, token = TOKEN) {
  const path = at.replace(PUBLIC_URL, '');
  const body = new URLSearchParams({ AccountSid: ACCOUNT, ApiVersion: '2010-04-01', ...fields });
  const signature = twilioSignature(token, `${PUBLIC_URL}${path}`, body);
  const answer = await fetch(`${hooks.base}${path}`, {
    ...{ method: 'POST', body, headers: { 'x-twilio-signature': signature } },
  });
  return { status: answer.status, xml: await answer.text() };
}

const rfc2822 = (at: Date) => at.toUTCString().replace('GMT', '+0000');
const seconds = (from: number, more: number) => new Date((Math.floor(from / 1000) + more) * 1000);

const whole = (time: string | null | undefined) => Math.floor(new Date(time ?? 0).getTime() / 1000) * 1000;

/** Rings the number; answers with the document. */
async function ring({ hook, did }: Connected, sid: string, from = '+79261234567') {
  const given = await post(hook, { CallSid: sid, From: from, To: did, CallStatus: 'ringing', Direction: 'inbound' });
  assert.equal(given.status, 200, given.xml);
  return given.xml;
}

/** What Twilio tells of a call whose first phone lifts after 6 s and talks for 60 s, as [address, fields]. */
function storyOf(xml: string, { sid, start, hook, did }: { sid: string; start: number; hook: string; did: string }) {
  const leg = sid.replace('CA', 'CB');
  const [legAt = ''] = valuesOf(xml, 'statusCallback');
  const [action = ''] = valuesOf(xml, 'action');
  const [recording = ''] = valuesOf(xml, 'recordingStatusCallback');
  const event = (
    status: string,
    more: number,
    sequence: number,
    rest: object = {},
  ): [string, Record<string, string>] => [
    legAt,
    {
      ...{ CallSid: leg, ParentCallSid: sid, CallStatus: status, Timestamp: rfc2822(seconds(start, more)) },
      ...{
        SequenceNumber: String(sequence),
        CallbackSource: 'call-progress-events',
        Direction: 'outbound-dial',
        ...rest,
      },
    },
  ];
  const sound = { RecordingSid: sid.replace('CA', 'RE'), RecordingStatus: 'completed', RecordingChannels: '2' };
  const events: [string, Record<string, string>][] = [
    event('initiated', 1, 0),
    event('ringing', 2, 1),
    event('in-progress', 7, 2),
    event('completed', 67, 3, { CallDuration: '60', SipResponseCode: '200' }),
    [
      action,
      { CallSid: sid, CallStatus: 'in-progress', DialCallStatus: 'completed', DialCallSid: leg, DialBridged: 'true' },
    ],
    [recording, { CallSid: sid, RecordingUrl: 'https://api.twilio.com/x', RecordingDuration: '60', ...sound }],
    [
      `${hook}/status`,
      {
        ...{ CallSid: sid, CallStatus: 'completed', Timestamp: rfc2822(seconds(start, 67)), CallDuration: '60' },
        ...{ From: '+79261234567', To: did },
      },
    ],
  ];
  return { leg, events };
}

describe('a call through Twilio', () => {
  test('is offered, rings the line, talks, is recorded, and is listed with its times, its agent and its source', async () => {
    const connected = await connect();
    const { hook, provider, did, line } = connected;
    const [sid, start] = [newSid(), Date.now()];
    const xml = await ring(connected, sid);
    assert.match(
      xml,
      new RegExp(`<Number [^>]*>\\${line[0]?.phone.kind === 'number' ? line[0].phone.e164 : ''}</Number>`),
    );
    const { leg, events } = storyOf(xml, { sid, start, hook, did });
    for (const [at, fields] of events) {
      const { status, xml: answer } = await post(at, fields);
      assert.ok(status === 200 || status === 204, `${at}: ${status} ${answer}`);
    }
    const call = await until('the call is over', async () => {
      const found = await hooks.call(provider, sid);
      return found?.line.endedAt ? found : undefined;
    });
    assert.deepEqual(
      [call.line.status, call.line.caller, call.line.answeredBy, call.line.hungUpBy, call.line.number],
      ['answered', '+79261234567', 'Anna', 'agent', did],
    );
    assert.equal(whole(call.line.answeredAt), seconds(start, 7).getTime());
    assert.equal(call.legs.length, 1);
    assert.deepEqual([call.legs[0]?.target, call.legs[0]?.outcome], ['Anna', 'answered']);
    assert.equal(whole(call.legs[0]?.startedAt), seconds(start, 1).getTime());
    const source = await hooks.db.query('select source from attributions where call_id = $1', [call.id]);
    assert.equal(source.rows[0]?.source, 'radio');
    const offered = call.facts.find(({ kind }) => kind === 'recording-offered')?.facts.ref as Record<string, string>;
    assert.deepEqual(offered, {
      sid: sid.replace('CA', 'RE'),
      url: 'https://api.twilio.com/x',
      kind: 'talk',
      channels: '2',
    });
    assert.ok(leg);
  });

  test('told in any order, and twice, it is the same call', async () => {
    const connected = await connect();
    const { hook, provider, did } = connected;
    const start = Date.now() - 120_000;
    const tell = async (order: (events: [string, Record<string, string>][]) => [string, Record<string, string>][]) => {
      const sid = newSid();
      const xml = await ring(connected, sid);
      await until('it is stored', () => hooks.call(provider, sid));
      for (const [at, fields] of order(storyOf(xml, { sid, start, hook, did }).events)) await post(at, fields);
      const call = await until('the call is over', async () => {
        const found = await hooks.call(provider, sid);
        return found?.line.endedAt && found.line.hungUpBy ? found : undefined;
      });
      const { status, answeredAt, answeredBy, hungUpBy, missedReason } = call.line;
      const legs = call.legs.map(({ id: _, ...rest }: { id?: string } & (typeof call.legs)[number]) => rest);
      return { status, answeredAt, answeredBy, hungUpBy, missedReason, legs };
    };
    const straight = await tell((events) => events);
    assert.equal(straight.status, 'answered');
    const random = seededRandom(7);
    for (let turn = 0; turn < 6; turn++) {
      const shuffled = await tell((events) =>
        [...events, ...events]
          .map((one) => ({ one, key: random() }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one),
      );
      assert.deepEqual(shuffled, straight);
    }
    const onlyTheEnd = await tell((events) => events.slice(3));
    assert.equal(onlyTheEnd.status, 'answered');
    assert.ok(
      Math.abs(new Date(onlyTheEnd.answeredAt ?? 0).getTime() - seconds(start, 7).getTime()) < 1000,
      'the answer is told by how long the leg talked',
    );
  });

  test('told by requests that come at the same moment, nothing of it is lost', async () => {
    const connected = await connect();
    const { hook, did, provider } = connected;
    for (let times = 0; times < 5; times++) {
      const sid = newSid();
      const xml = await ring(connected, sid);
      const { events } = storyOf(xml, { sid, start: Date.now(), hook, did });
      await Promise.all(events.map(([at, fields]) => post(at, fields)));
      const call = await until('the call is over', async () => {
        const found = await hooks.call(provider, sid);
        return found?.line.endedAt && found.line.answeredAt && found.line.hungUpBy ? found : undefined;
      });
      assert.deepEqual([call.line.status, call.legs[0]?.outcome], ['answered', 'answered']);
    }
  });

  test('goes to the next of the line when one is busy, and is missed when nobody lifts', async () => {
    const connected = await connect();
    const { provider, line } = connected;
    const sid = newSid();
    const first = await ring(connected, sid, 'anonymous');
    const [action = ''] = valuesOf(first, 'action');
    const second = await post(action, {
      CallSid: sid,
      CallStatus: 'ringing',
      DialCallStatus: 'busy',
      DialCallSid: 'CB1',
    });
    const boris = line[1]?.phone;
    assert.ok(second.xml.includes(boris?.kind === 'number' ? boris.e164 : '?'), second.xml);
    const [next = ''] = valuesOf(second.xml, 'action');
    const end = await post(next, {
      CallSid: sid,
      CallStatus: 'ringing',
      DialCallStatus: 'no-answer',
      DialCallSid: 'CB2',
    });
    assert.match(end.xml, /<Hangup\/>/);
    const call = await until('the call is over', async () => {
      const found = await hooks.call(provider, sid);
      return found?.line.endedAt ? found : undefined;
    });
    assert.deepEqual([call.line.status, call.line.caller, call.line.hungUpBy], ['missed', null, 'system']);
  });

  test('a caller who gives up while it rings is told apart', async () => {
    const connected = await connect();
    const sid = newSid();
    const xml = await ring(connected, sid);
    const [action = ''] = valuesOf(xml, 'action');
    await post(action, { CallSid: sid, CallStatus: 'completed', DialCallStatus: 'canceled', DialCallSid: 'CB3' });
    const call = await until('the call is over', async () => {
      const found = await hooks.call(connected.provider, sid);
      return found?.line.endedAt ? found : undefined;
    });
    assert.deepEqual([call.line.status, call.line.missedReason], ['missed', 'caller-hung-up']);
  });

  test('of a call that was never offered to us the first event makes the call', async () => {
    const connected = await connect();
    const { hook, provider, did } = connected;
    const seen = newSid();
    const xml = await ring(connected, seen);
    const sid = newSid();
    const start = Date.now() - 60_000;
    const { events } = storyOf(xml.replaceAll(seen, sid), { sid, start, hook, did });
    for (const [at, fields] of events.slice(0, 4)) assert.equal((await post(at, fields)).status, 204);
    const call = await hooks.call(provider, sid);
    assert.equal(call?.line.answeredBy, 'Anna');
  });
});

describe('requests that are not taken', () => {
  test('without the secret there is nothing; with a wrong signature it is refused and counted with its reason', async () => {
    const connected = await connect();
    const { hook, connectionId } = connected;
    const fields = { CallSid: newSid(), From: '+79261234567', To: connected.did };
    assert.equal((await post(`/hooks/${connectionId}/wrong`, fields)).status, 404);
    assert.equal((await post(`/hooks/00000000-0000-0000-0000-000000000000/wrong`, fields)).status, 404);
    assert.equal((await post(hook, fields, 'another-token')).status, 403);
    const bare = await fetch(`${hooks.base}${hook}`, { method: 'POST', body: new URLSearchParams(fields) });
    assert.equal(bare.status, 403);
    assert.equal((await post(`${hook}/leg`, fields)).status, 400, 'no course');
    await hooks.operators.close(); // counts are written
    const { rows } = await hooks.db.query(
      'select outcome, count from hook_outcomes where connection_id = $1 order by 1',
      [connectionId],
    );
    assert.deepEqual(rows, [
      { outcome: 'bad-request', count: 1 },
      { outcome: 'bad-signature', count: 1 },
      { outcome: 'no-signature', count: 1 },
    ]);
    assert.equal(hooks.telephony.totals()['hook-unknown-hook'], 2);
  });

  test('a number that is not ours is refused without an answer, and makes no call', async () => {
    const connected = await connect();
    const sid = newSid();
    const { xml } = await post(connected.hook, { CallSid: sid, From: '+79261234567', To: '+15005550006' });
    assert.match(xml, /<Reject reason="rejected"\/>/);
    assert.equal(await hooks.call(connected.provider, sid), undefined);
  });
});

describe("Twilio's own API", () => {
  test('lists numbers page by page, places and ends calls, gives recordings, says what was lost', async () => {
    const wav = Buffer.from('RIFF....WAVEfmt ');
    let ready = false;
    const api = await openOperatorApi(({ url, method, headers }) => {
      if (headers.authorization !== `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`)
        return { status: 401, json: { message: 'Authenticate' } };
      const at = url.replace(`/2010-04-01/Accounts/${ACCOUNT}/`, '');
      if (at === 'IncomingPhoneNumbers.json?PageSize=1000')
        return {
          json: {
            incoming_phone_numbers: [{ phone_number: '+14155550100' }],
            next_page_uri: `/2010-04-01/Accounts/${ACCOUNT}/IncomingPhoneNumbers.json?Page=1`,
          },
        };
      if (at.startsWith('IncomingPhoneNumbers.json?Page=1'))
        return { json: { incoming_phone_numbers: [{ phone_number: '+14155550101' }], next_page_uri: null } };
      if (at === 'Calls.json' && method === 'POST') return { status: 201, json: { sid: 'CA_out' } };
      if (at.startsWith('Recordings/RE7.wav'))
        return ready ? { body: wav, type: 'audio/x-wav' } : { status: 404, json: { code: 20404 } };
      if (at.startsWith('Calls.json?StartTime'))
        return {
          json: {
            calls: [
              {
                ...{
                  sid: 'CA_lost',
                  parent_call_sid: null,
                  from: '+79261112233',
                  to: connected.did,
                  direction: 'inbound',
                },
                ...{ status: 'completed', start_time: 'Sat, 21 Nov 2026 10:00:00 +0000' },
                ...{ end_time: 'Sat, 21 Nov 2026 10:01:10 +0000', duration: '70' },
              },
              {
                ...{ sid: 'CB_lost', parent_call_sid: 'CA_lost', from: '+79261112233', to: '+79161112233' },
                ...{ direction: 'outbound-dial', status: 'completed', start_time: 'Sat, 21 Nov 2026 10:00:01 +0000' },
                ...{ end_time: 'Sat, 21 Nov 2026 10:01:10 +0000', duration: '60' },
              },
            ],
          },
        };
      return { status: 404, json: { message: `nothing at ${at}` } };
    });
    const connected = await connect({ apiUrl: api.url });
    const { connectionId, line, did, provider } = connected;
    assert.deepEqual(
      (await hooks.desk.numbersOf(connectionId)).map(({ e164 }) => e164),
      ['+14155550100', '+14155550101'],
    );
    const anna = line[0];
    assert.ok(anna);
    const order = { id: 'o1', agent: anna, callee: '+79260000001', number: did, whisper: null, ringSeconds: 25 };
    assert.deepEqual(await hooks.operators.place({ ...order, connectionId }), { providerCallId: 'CA_out' });
    const placed = new URLSearchParams(api.asked.at(-1)?.body);
    assert.deepEqual(
      [placed.get('To'), placed.get('From'), placed.getAll('StatusCallbackEvent')],
      [anna.phone.kind === 'number' ? anna.phone.e164 : '', did, ['initiated', 'ringing', 'answered', 'completed']],
    );
    const { xml } = await post(placed.get('Url') ?? '', { CallSid: 'CA_out', CallStatus: 'in-progress' });
    assert.match(
      xml,
      new RegExp(`<Dial callerId="\\${did}"[^>]*record-from-answer-dual[^>]*><Number [^>]*>\\+79260000001<`),
    );
    const ref = { sid: 'RE7', channels: '2' };
    const recording = { providerCallId: 'CA1', ref };
    assert.equal(await hooks.operators.fetchRecording(connectionId, recording), 'later');
    ready = true;
    assert.deepEqual(await hooks.operators.fetchRecording(connectionId, recording), {
      ...{ audio: wav, type: 'audio/x-wav', callerChannel: 'left' },
    });
    assert.match(api.asked.at(-1)?.url ?? '', /RequestedChannels=2/);
    const twilio = hooks.operators.find(connectionId)?.operator;
    const period = { from: new Date('2026-11-21T09:00:00Z'), to: new Date('2026-11-21T11:00:00Z') };
    const facts = await twilio?.reconcile?.(period, {
      id: connectionId,
      kind: 'twilio',
      settings: { ...SETTINGS, apiUrl: api.url },
    });
    await hooks.operators.tell(provider, facts ?? []);
    const lost = await hooks.call(provider, 'CA_lost');
    assert.deepEqual([lost?.line.status, lost?.line.startedAt], ['answered', '2026-11-21T10:00:00.000Z']);
    const wrong = await connect({ apiUrl: api.url, authToken: 'wrong' });
    await assert.rejects(hooks.desk.numbersOf(wrong.connectionId), /answered 401: .*Authenticate/);
    await api.close();
  });
});
