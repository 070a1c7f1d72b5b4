// Plans as documents: exact bytes, and nothing in them that Twilio's rules of attributes do not know.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Plan, PlanTarget, Step } from '../../core/routing/plan.ts';
import type { Course } from './course.ts';
import { documentsOf } from './twiml.ts';

const phone = (id: string, e164: string): PlanTarget => ({
  id,
  name: id,
  phone: { kind: 'number', e164, connectionId: null },
});
const ANNA = phone('anna', '+79161112233');
const BORIS = phone('boris', '+79162223344');
const DESK: PlanTarget = { id: 'desk', name: 'Desk', phone: { kind: 'sip', uri: 'sip:desk@pbx.example.test?x-a=1' } };
const HOME: PlanTarget = { id: 'home', name: 'Home', phone: { kind: 'registered', login: 'home' } };
const COURSE: Course = {
  ...{
    call: 'CA1',
    did: '+74950000001',
    caller: '+79261234567',
    at: new Date(Number.parseInt('mi8z0000', 36)),
    step: 0,
  },
  ...{ record: true, isAnswered: false, played: [] },
};
const dial = (more: Partial<Step & { do: 'dial' }> = {}): Step => ({
  ...{ do: 'dial', targets: [ANNA], ringSeconds: 25, whisper: null, acceptKey: null, else: null },
  ...more,
});
const TWILIO = { recordBoth: { record: 'record-from-answer-dual' }, longestRing: 600 };
const of = (steps: Step[], record = true) =>
  documentsOf(
    { record, steps } satisfies Plan,
    { hook: (at) => `https://h.test/${at}`, sound: (id) => `https://h.test/sounds/${id}.wav` },
    TWILIO,
  );
const bare = (xml: string) =>
  xml.replace(/\?c=CA1&amp;d=%2B74950000001&amp;f=%2B79261234567&amp;t=mi8z0000/g, '?COURSE');

const ATTRIBUTES: Record<string, string> = {
  Response: '',
  Dial: 'action method timeout timeLimit callerId answerOnBridge record trim recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent',
  Number: 'url method statusCallback statusCallbackMethod statusCallbackEvent',
  Sip: 'url method statusCallback statusCallbackMethod statusCallbackEvent',
  Gather: 'input action method timeout numDigits finishOnKey',
  Record:
    'action method timeout maxLength finishOnKey playBeep trim recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent',
  Play: 'loop',
  Pause: 'length',
  Reject: 'reason',
  Redirect: 'method',
  Hangup: '',
};

/** The rules of the reference (library 6.0.2) that a document must keep. */
function assertValid(xml: string) {
  assert.match(xml, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Response[ />]/);
  const open: string[] = [];
  for (const [, slash, name = '', attributes = '', self] of xml.matchAll(
    /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z]+="[^"<]*")*)(\/?)>/g,
  )) {
    if (slash) {
      assert.equal(open.pop(), name, xml);
      continue;
    }
    assert.ok(name in ATTRIBUTES, `${name} is no verb we use`);
    for (const [, attribute = ''] of attributes.matchAll(/\s([A-Za-z]+)=/g))
      assert.ok(ATTRIBUTES[name]?.split(' ').includes(attribute), `${name} has no attribute ${attribute}`);
    if (name === 'Number' || name === 'Sip') assert.equal(open.at(-1), 'Dial');
    if (!self) open.push(name);
  }
  assert.deepEqual(open, []);
  for (const [whole] of xml.matchAll(/<Dial.*?<\/Dial>/gs))
    assert.ok((whole.match(/<(Number|Sip) /g)?.length ?? 0) <= 10);
}

describe('TwiML', () => {
  test('rings a phone, answers the caller only when it lifts, records both sides', () => {
    const xml = of([dial()]).step(COURSE, 0);
    assertValid(xml);
    assert.equal(
      bare(xml),
      `<?xml version="1.0" encoding="UTF-8"?>
<Response><Dial timeout="25" answerOnBridge="true" action="https://h.test/dialled?COURSE&amp;s=0&amp;r=1&amp;a=0" method="POST" record="record-from-answer-dual" trim="do-not-trim" recordingStatusCallback="https://h.test/recording?COURSE&amp;s=0&amp;r=1&amp;a=0" recordingStatusCallbackMethod="POST" recordingStatusCallbackEvent="completed absent"><Number statusCallback="https://h.test/leg?COURSE&amp;s=0&amp;r=1&amp;a=0&amp;target=anna" statusCallbackMethod="POST" statusCallbackEvent="initiated ringing answered completed">+79161112233</Number></Dial></Response>
`,
    );
  });

  test('a plan that does not record says nothing of recording, nor does a talk the caller forbade to record', () => {
    assert.doesNotMatch(of([dial()], false).step(COURSE, 0), /record/i);
    assert.doesNotMatch(of([dial()]).step({ ...COURSE, record: false }, 0), /record=|recordingStatus/);
  });

  test('phones together stand in one Dial, ten at most; a phone registered with our engine is left out', () => {
    const many = Array.from({ length: 12 }, (_, at) => phone(`a${at}`, `+7916000000${at % 10}`));
    const xml = of([dial({ targets: [HOME, DESK, ...many] })]).step(COURSE, 0);
    assertValid(xml);
    assert.equal(xml.match(/<(Number|Sip) /g)?.length, 10);
    assert.match(xml, />sip:desk@pbx\.example\.test\?x-a=1<\/Sip>/);
    const nobody = of([dial({ targets: [HOME], else: 1 }), { do: 'hangup', cause: 'busy' }]).step(COURSE, 0);
    assert.match(nobody, /<Reject reason="busy"\/>/, 'nobody it could ring: the step is passed over');
  });

  test('a notice and the ringing after it are one document that goes on without us', () => {
    const xml = of([{ do: 'play', sound: 'notice1', what: 'notice', next: 1 }, dial()]).step(COURSE, 0);
    assertValid(xml);
    assert.match(xml, /<Response><Play>https:\/\/h\.test\/sounds\/notice1\.wav<\/Play><Dial /);
    assert.match(xml, /action="https:\/\/h\.test\/dialled\?[^"]*s=1&amp;r=1&amp;a=1&amp;p=0"/);
  });

  test('with an accept key phones ring one after the other and share the time of the step', () => {
    const documents = of([dial({ targets: [ANNA, BORIS], acceptKey: '1', whisper: 'whisper1', ringSeconds: 40 })]);
    const first = documents.step(COURSE, 0);
    assertValid(first);
    assert.match(first, /<Dial timeout="20"[^>]*phone=1"/);
    assert.match(first, /<Number url="https:\/\/h\.test\/whisper\?[^"]*target=anna&amp;key=1" method="POST"/);
    const second = documents.nextPhone(COURSE, 0, 1);
    assert.match(second ?? '', /phone=2".*>\+79162223344</s);
    assert.equal(documents.nextPhone(COURSE, 0, 2), null);
    const whisper = documents.whisper(COURSE, 0, 'anna');
    assertValid(whisper);
    assert.match(whisper, /<Gather [^>]*accept\?[^>]*><Play>[^<]*whisper1\.wav<\/Play><\/Gather><Hangup\/>/);
  });

  test('a whisper without a key only plays', () => {
    const xml = of([dial({ whisper: 'whisper1' })]).whisper(COURSE, 0, 'anna');
    assert.match(xml, /<Response><Play>[^<]*<\/Play><\/Response>/);
  });

  test('menu, consent, voicemail, call back and refusal', () => {
    const documents = of([
      { do: 'menu', sound: 'menu1', seconds: 5, tries: 2, on: { '1': 1 }, else: 2 },
      { do: 'consent', sound: 'ask1', digit: '1', seconds: 4, next: 5 },
      { do: 'voicemail', sound: 'leave1', seconds: 90, next: null },
      { do: 'call-back', sound: 'back1', next: null },
      { do: 'hangup', cause: 'rejected' },
      dial(),
    ]);
    for (const at of [0, 1, 2, 3, 4, 5]) assertValid(documents.step(COURSE, at));
    assert.match(documents.step(COURSE, 0), /<Gather [^>]*numDigits="1" timeout="5" finishOnKey=""[^>]*turn=1"/);
    assert.match(documents.menuAgain(COURSE, 0, 2), /turn=2/);
    assert.match(
      documents.step(COURSE, 2),
      /<Play>[^<]*leave1\.wav<\/Play><Record [^>]*maxLength="90"[^>]*kind=voicemail/,
    );
    assert.match(documents.step(COURSE, 4), /<Response><Reject reason="rejected"\/><\/Response>/);
    assert.match(
      documents.step({ ...COURSE, isAnswered: true }, 4),
      /<Response><Hangup\/><\/Response>/,
      'heard already',
    );
    assert.match(documents.step(COURSE, null), /<Response><Hangup\/><\/Response>/);
  });

  test('a waiting caller hears music and asks again, hears the position, is rung through, or leaves', () => {
    const queue: Step = {
      ...{ do: 'queue', queue: 'q', targets: [ANNA, BORIS], seconds: 120, ringSeconds: 15, music: 'music1' },
      ...{ leave: { digit: '0', next: null }, whisper: null, acceptKey: null, else: 1 },
    };
    const documents = of([queue, { do: 'hangup', cause: 'normal' }]);
    assert.match(documents.step(COURSE, 0), /<Redirect method="POST">[^<]*queue\?/);
    const wait = documents.queueTurn(COURSE, 0, { since: 7, turn: { do: 'wait', say: ['pos2'] } });
    assertValid(wait);
    assert.match(wait, /<Gather [^>]*><Play>[^<]*pos2\.wav<\/Play><Play>[^<]*music1\.wav<\/Play><\/Gather><Redirect/);
    const ring = documents.queueTurn(COURSE, 0, {
      since: 7,
      turn: { do: 'ring', targets: [BORIS], seconds: 12, say: [] },
    });
    assertValid(ring);
    assert.match(ring, /<Dial timeout="12"[^>]*since=7"/);
    assert.match(documents.queueTurn(COURSE, 0, { since: 7, turn: { do: 'leave' } }), /<Hangup\/>|<Reject/);
  });
});
