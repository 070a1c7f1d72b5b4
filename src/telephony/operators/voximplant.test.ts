import assert from 'node:assert/strict';
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import {
  ANNA,
  ANNA_THEN_BORIS,
  answered,
  BORIS,
  dial,
  hookRequest,
  operatorApi,
  plan,
  refusal,
  sameCallHoweverTold,
  survivesAnything,
  type TestHouse,
  testHouse,
} from '../../../tests/support/operator-adapter.ts';
import { type HttpAnswer, type Phone, voxEngine } from '../../../tests/support/voxengine.ts';
import type { QueueTurn, Step } from '../../core/routing/plan.ts';
import type { OperatorConnection } from './port.ts';
import { VOXIMPLANT } from './voximplant.ts';
import { voximplantToken } from './voximplant-api.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const CONNECTION: OperatorConnection = {
  id: 'c1',
  kind: 'voximplant',
  settings: { accountId: '77', keyId: 'k1', privateKey: PEM, ruleId: '5' },
};
const at = (apiUrl: string): OperatorConnection => ({ ...CONNECTION, settings: { ...CONNECTION.settings, apiUrl } });

/** The scenario's questions, put to the adapter. */
const asking =
  (house: TestHouse) =>
  async ({ path, body }: { path: string; body: object }): Promise<HttpAnswer> => {
    const answer = await VOXIMPLANT.receive(hookRequest({ path, json: body }), CONNECTION, house);
    assert.ok(!('refused' in answer), JSON.stringify(answer));
    return { code: answer.status, text: String(answer.body) };
  };
const ANNAS = '79161112233';
const BORISES = '74951112244';

async function played(
  steps: ReturnType<typeof plan>,
  phones: Record<string, Phone>,
  caller: Parameters<ReturnType<typeof voxEngine>['run']>[0] = {},
) {
  const house = testHouse(steps);
  const vox = voxEngine({ phones, http: asking(house) });
  await vox.run(caller);
  return { house, log: vox.log.filter((line) => !line.startsWith('tone')), call: house.call('vox-1') };
}

test('the scenario rings agent after agent, bridges, records both sides and tells of it', async () => {
  const { call, log, house } = await played(ANNA_THEN_BORIS, { [BORISES]: { answers: 4, talks: 60 } });
  assert.deepEqual(log, [
    'early media caller',
    'ring 79161112233 as 74950000001',
    'hang up 79161112233',
    'early media caller',
    'ring 74951112244 as 74950000001',
    '79161112233 is over',
    'answer caller',
    'record caller stereo',
    'bridge caller 74951112244',
    '74951112244 is over',
    'hang up caller',
    'caller is over',
  ]);
  assert.deepEqual([call.status, call.answeredBy, call.hungUpBy], ['answered', BORIS.id, 'agent']);
  assert.deepEqual(
    call.legs.map(({ step, targetId, outcome }) => [step, targetId, outcome]),
    [
      [0, ANNA.id, 'no-answer'],
      [1, BORIS.id, 'answered'],
    ],
  );
  const recording = house.facts().find((fact) => fact.kind === 'recording-offered');
  assert.deepEqual(recording?.kind === 'recording-offered' && recording.ref, {
    ...{ url: 'https://storage.voximplant.com/caller.mp3', kind: 'talk', channels: '2' },
  });
});

test('when Dialtrace is down the scenario rings its own targets, and tells of it afterwards', async () => {
  const house = testHouse();
  let isDown = true;
  let tried = 0;
  const http = async (asked: { path: string; body: Record<string, unknown> }): Promise<HttpAnswer> => {
    if (!isDown) return asking(house)(asked);
    tried += 1;
    if (asked.path === '') return new Promise(() => {}); // never answers at all
    return { code: 0 };
  };
  const vox = voxEngine({ phones: { '74951112233': { answers: 5, talks: 30 } }, http });
  const running = vox.run();
  while (!vox.log.includes('bridge caller 74951112233')) await new Promise((resolve) => setImmediate(resolve));
  isDown = false;
  await running;
  assert.ok(tried > 1);
  assert.equal(vox.log.filter((line) => line.startsWith('ring')).join(), 'ring 74951112233 as 74950000001');
  const call = house.call('vox-1');
  assert.deepEqual([call.status, call.whileDown, call.hungUpBy], ['answered', true, 'agent']);
  assert.ok(house.facts().some(({ kind }) => kind === 'offered'));
});

test('an answer that is no plan is as good as none', async () => {
  const http = async (): Promise<HttpAnswer> => ({ code: 502, text: '<html>' });
  const vox = voxEngine({ phones: { '74951112233': { answers: 5, talks: 1 } }, http });
  await vox.run();
  assert.ok(vox.log.includes('bridge caller 74951112233'));
});

test('of two phones that ring at once the first to answer has the call, the other stops', async () => {
  const phones = { [ANNAS]: { answers: 9 }, [BORISES]: { answers: 2, talks: 5 } };
  const { call, log } = await played(plan(dial([ANNA, BORIS])), phones);
  assert.ok(log.includes('bridge caller 74951112244'));
  assert.ok(log.indexOf('hang up 79161112233') < log.indexOf('bridge caller 74951112244'));
  assert.deepEqual(
    call.legs.map(({ targetId, outcome }) => [targetId, outcome]),
    [
      [ANNA.id, 'canceled'],
      [BORIS.id, 'answered'],
    ],
  );
});

test('busy, rejected and unreachable phones are told apart', async () => {
  const reason = async (code: number) =>
    (await played(plan(dial([ANNA])), { [ANNAS]: { fails: 1, code } })).call.missedReason;
  assert.deepEqual(await Promise.all([486, 603, 404, 480].map(reason)), [
    ...['busy', 'rejected', 'unavailable', 'unavailable'],
  ]);
});

test('a caller who gives up stops the ringing', async () => {
  const { call, log } = await played(ANNA_THEN_BORIS, {}, { gone: 7 });
  assert.deepEqual([call.status, call.missedReason, call.hungUpBy], ['missed', 'caller-hung-up', 'caller']);
  assert.deepEqual(log.slice(-2), ['caller fails 487', 'hang up 79161112233']);
  assert.equal(call.legs.length, 1);
});

test('the agent hears the whisper and takes the call by the key, or it goes on to the next', async () => {
  const asked = { whisper: 'advert', acceptKey: '1', else: 1 };
  const steps = plan(dial([ANNA], asked), dial([BORIS], { whisper: 'advert', acceptKey: '1' }));
  const phones = {
    [ANNAS]: { answers: 1, presses: [[2, '2']] as const },
    [BORISES]: { answers: 1, presses: [[2, '1']] as const, talks: 20 },
  };
  const { call, log } = await played(steps, phones);
  assert.deepEqual(
    log.filter((line) => line.startsWith('play')),
    ['play advert.wav to 79161112233', 'play advert.wav to 74951112244'],
  );
  assert.deepEqual(
    call.legs.map(({ targetId, outcome }) => [targetId, outcome]),
    [
      [ANNA.id, 'declined'],
      [BORIS.id, 'answered'],
    ],
  );
});

test('a notice plays before anybody is charged; consent that is not given leaves the talk unrecorded', async () => {
  const steps: Step[] = [
    { do: 'play', sound: 'notice', what: 'notice', next: 1 },
    { do: 'consent', sound: 'may-we', digit: '1', seconds: 5, next: 2 },
    dial([ANNA]),
  ];
  const phones = { [ANNAS]: { answers: 1, talks: 5 } };
  const without = await played(plan(...steps), phones);
  assert.deepEqual(without.log.slice(0, 3), ['early media caller', 'play notice.wav to caller', 'answer caller']);
  assert.equal(without.call.consent, false);
  assert.ok(without.call.noticeAt);
  assert.ok(!without.log.some((line) => line.startsWith('record')));
  const given = await played(plan(...steps), phones, { presses: [[1, '1']] });
  assert.equal(given.call.consent, true);
  assert.ok(given.log.includes('record caller stereo'));
});

test('a menu goes where the key says, after its tries where the plan says', async () => {
  const menu: Step = { do: 'menu', sound: 'menu', seconds: 5, tries: 2, on: { '2': 1 }, else: 2 };
  const steps = plan(menu, dial([BORIS]), { do: 'hangup', cause: 'busy' });
  const phones = { [BORISES]: { answers: 1, talks: 5 } };
  const pressed = await played(steps, phones, { presses: [[1, '2']] });
  assert.equal(pressed.call.answeredBy, BORIS.id);
  const silent = await played(steps, phones);
  assert.equal(silent.log.filter((line) => line === 'play menu.wav to caller').length, 2);
  assert.deepEqual([silent.call.status, silent.call.hangupCause], ['missed', 17]);
});

test('a refused call is rejected with its own code before it costs anything', async () => {
  const { log, call } = await played(plan({ do: 'hangup', cause: 'busy' }), {});
  assert.deepEqual(log, ['reject caller 486', 'caller fails 486']);
  assert.deepEqual([call.status, call.hungUpBy, call.hangupCause], ['missed', 'system', 17]);
});

const QUEUE: Step = {
  ...{ do: 'queue', queue: 'q1', targets: [ANNA, BORIS], seconds: 60, ringSeconds: 10, music: 'music', else: 1 },
  ...{ leave: { digit: '*', next: 1 }, whisper: null, acceptKey: null },
};
const VOICEMAIL: Step = { do: 'voicemail', sound: 'beep', seconds: 30, next: null };

test('a waiting caller is told the position and rung through to whom Dialtrace says', async () => {
  const house = testHouse(plan(QUEUE, VOICEMAIL));
  const turns: QueueTurn[] = [
    { do: 'wait', say: ['position-1'] },
    { do: 'ring', targets: [BORIS], seconds: 10, say: [] },
  ];
  house.queue = async () => turns.shift() ?? { do: 'leave' };
  const vox = voxEngine({ phones: { [BORISES]: { answers: 2, talks: 9 } }, http: asking(house) });
  await vox.run();
  assert.deepEqual(
    vox.log.filter((line) => /^(play|ring|bridge)/.test(line)),
    [
      ...['play music.wav to caller', 'play position-1.wav to caller', 'ring 74951112244 as 74950000001'],
      'bridge caller 74951112244',
    ],
  );
  const left = house.facts().find((fact) => fact.kind === 'left-queue');
  assert.equal(left?.kind === 'left-queue' && left.reason, 'answered');
  assert.equal(house.call('vox-1').answeredBy, BORIS.id);
});

test('a waiting caller leaves by the key and leaves a message', async () => {
  const house = testHouse(plan(QUEUE, VOICEMAIL));
  house.queue = async () => ({ do: 'wait', say: [] });
  const vox = voxEngine({ http: asking(house) });
  await vox.run({ presses: [[4, '*']], gone: 30 });
  assert.ok(vox.log.includes('record caller mono'));
  const refs = house.facts().filter((fact) => fact.kind === 'recording-offered');
  assert.deepEqual(
    refs.map((fact) => fact.kind === 'recording-offered' && fact.ref.kind),
    ['voicemail'],
  );
  assert.equal(house.call('vox-1').hungUpBy, 'caller');
});

test('a queue that nobody answers for rings all its targets', async () => {
  const house = testHouse(plan(QUEUE, VOICEMAIL));
  const http = async (asked: { path: string; body: object }) =>
    asked.path === 'queue' ? { code: 503 } : asking(house)(asked);
  const vox = voxEngine({ phones: { [ANNAS]: { answers: 3, talks: 5 } }, http });
  await vox.run();
  assert.equal(house.call('vox-1').answeredBy, ANNA.id);
});

test('a wish to be called back is told', async () => {
  const { call } = await played(plan({ do: 'call-back', sound: 'we-call', next: null }), {});
  assert.deepEqual([call.callBackAsked, call.status, call.hungUpBy], [true, 'missed', 'system']);
});

const order = {
  ...{ id: '0192f0c0-0000-7000-8000-0000000000ff', agent: ANNA, callee: '+79261234567', number: '+74950000001' },
  ...{ whisper: 'back', ringSeconds: 20 },
};

test('a call of ours starts the scenario, which rings the agent, then the client', async () => {
  await using api = await operatorApi(() => ({ body: { result: 1, media_session_access_url: 'http://…' } }));
  const house = testHouse();
  assert.deepEqual(await VOXIMPLANT.place?.(order, at(api.url), house), { providerCallId: order.id });
  const form = new URLSearchParams(api.calls[0]?.body);
  assert.deepEqual([api.calls[0]?.url, form.get('rule_id')], ['/platform_api/StartScenarios', '5']);
  const customData = form.get('script_custom_data') ?? '';
  assert.equal(
    customData,
    '0192f0c00000700080000000000000ff|0192f0c000007000800000000000000a|+79161112233|+79261234567|+74950000001|20|/sounds/back.wav',
  );
  const phones = { [ANNAS]: { answers: 3 }, '79261234567': { answers: 6, talks: 40 } };
  const vox = voxEngine({ phones, http: asking(house), customData });
  await vox.run();
  assert.deepEqual(
    vox.log.filter((line) => /^(ring|play|record|bridge)/.test(line)),
    [
      ...['ring 79161112233 as +74950000001', 'play back.wav to 79161112233', 'ring 79261234567 as +74950000001'],
      ...['record 79161112233 stereo', 'bridge 79161112233 79261234567'],
    ],
  );
  const call = house.call(order.id);
  assert.deepEqual(
    [call.direction, call.status, call.hungUpBy, call.answeredBy],
    ['out', 'answered', 'caller', ANNA.id],
  );
  const nobody = voxEngine({ http: asking(house), customData: customData.replace('0ff|', '0ee|') });
  await nobody.run();
  const other = house.call(order.id.replace('ff', 'ee'));
  assert.deepEqual([other.direction, other.status, other.missedReason], ['out', 'missed', 'no-answer']);
});

test('a whisper whose address is too long is left out, not the call', async () => {
  await using api = await operatorApi(() => ({ body: { result: 1 } }));
  const house = testHouse();
  await VOXIMPLANT.place?.({ ...order, whisper: 'w'.repeat(150) }, at(api.url), house);
  assert.match(new URLSearchParams(api.calls[0]?.body).get('script_custom_data') ?? '', /\|20\|$/);
});

test('the token of the service account is one that Voximplant can check, also from a key pasted in one line', () => {
  for (const pem of [PEM, PEM.replaceAll('\n', '\\n'), PEM.replaceAll('\n', ' ')]) {
    const token = voximplantToken({ ...CONNECTION.settings, privateKey: pem }, new Date('2026-11-21T07:00:00Z'));
    const [header = '', claims = '', proof = ''] = token.split('.');
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;
    assert.deepEqual(read(header), { typ: 'JWT', alg: 'RS256', kid: 'k1' });
    assert.deepEqual(read(claims), { iss: 77, iat: 1795244400, exp: 1795245000 });
    const verify = createVerify('RSA-SHA256').update(`${header}.${claims}`);
    assert.ok(verify.verify(publicKey, Buffer.from(proof, 'base64url')));
  }
});

test('numbers, past calls and recordings come from the API', async () => {
  const calls = [
    {
      ...{ incoming: true, start_time: '2026-11-21 07:00:00', duration: 67, local_number: '74950000001' },
      remote_number: '79261234567',
    },
    { incoming: false, start_time: '2026-11-21 07:00:07', duration: 60, successful: true, remote_number: ANNAS },
  ];
  const records = [{ record_url: 'https://storage.voximplant.com/vox-1.mp3' }];
  await using api = await operatorApi(({ url }) => {
    if (url === '/vox-1.mp3') return { headers: { 'content-type': 'audio/mpeg' }, body: Buffer.from('mp3') };
    if (url === '/platform_api/GetPhoneNumbers')
      return { body: { result: [{ phone_number: '74950000001', phone_region_name: 'Moscow', phone_price: 5 }] } };
    return { body: { result: [{ call_session_history_id: 900, duration: 67, calls, records }], total_count: 1 } };
  });
  assert.deepEqual(await VOXIMPLANT.listNumbers?.(at(api.url)), [
    { e164: '+74950000001', region: 'Moscow', monthlyCost: null, currency: null },
  ]);
  const period = { from: new Date('2026-11-20T21:00:00Z'), to: new Date('2026-11-21T21:00:00Z') };
  const house = testHouse();
  await house.tell((await VOXIMPLANT.reconcile?.(period, at(api.url))) ?? []);
  const form = new URLSearchParams(api.calls[1]?.body);
  assert.deepEqual([form.get('from_date'), form.get('with_records')], ['2026-11-20 21:00:00', 'true']);
  const call = house.call('900');
  assert.deepEqual([call.status, call.answeredAt], ['answered', new Date('2026-11-21T07:00:07.002Z')]);
  const fetched = await VOXIMPLANT.fetchRecording?.(
    { providerCallId: '900', ref: { url: `${api.url}/vox-1.mp3`, channels: '2' } },
    at(api.url),
  );
  assert.equal(typeof fetched === 'object' && fetched.callerChannel, 'left');
  assert.match(api.calls.at(-1)?.headers.authorization ?? '', /^Bearer ey/);
});

const EVENTS = [
  hookRequest({
    path: 'events',
    json: {
      call: 'vox-1',
      facts: [
        { at: 1795158000000, kind: 'offered', did: '74950000001', callerRaw: '79261234567' },
        { at: 1795158001000, kind: 'leg-started', leg: '0.0.0', step: 0, targetId: ANNA.id },
      ],
    },
  }),
  hookRequest({
    path: 'events',
    json: { call: 'vox-1', facts: [{ at: 1795158009000, kind: 'leg-answered', leg: '0.0.0' }] },
  }),
  hookRequest({
    path: 'events',
    json: {
      call: 'vox-1',
      facts: [
        { at: 1795158069000, kind: 'hung-up', cause: 16, by: 'agent' },
        { at: 1795158069000, kind: 'ended' },
      ],
    },
  }),
];

test('what the scenario tells makes the same call in any order and however often it comes', async () => {
  const played = { operator: VOXIMPLANT, connection: CONNECTION, requests: EVENTS, id: 'vox-1' };
  const call = await sameCallHoweverTold(played);
  assert.deepEqual([call.status, call.answeredBy, call.hungUpBy], ['answered', ANNA.id, 'agent']);
});

test('nothing that comes in breaks the door of Voximplant; what it refuses, it says why', async () => {
  const question = hookRequest({ json: { call: 'vox-1', did: '74950000001', caller: '', at: 1795158000000 } });
  await answered(VOXIMPLANT, question, CONNECTION);
  await survivesAnything(VOXIMPLANT, CONNECTION, [question, ...EVENTS]);
  const bad = [
    { call: 'vox-1', facts: [{ at: 1e300, kind: 'ended' }] },
    { call: '', facts: [{ at: 1795158000000, kind: 'ended' }] },
    { call: 'vox-1', facts: [{ at: 1795158000000, kind: 'leg-started', leg: 'l', targetId: 'anna' }] },
    { call: 'vox-1', facts: [{ at: 1795158000000, kind: 'voicemail', file: '/etc/passwd' }] },
  ];
  for (const json of bad)
    assert.equal(await refusal(VOXIMPLANT, hookRequest({ path: 'events', json }), CONNECTION), 'bad-request');
});
