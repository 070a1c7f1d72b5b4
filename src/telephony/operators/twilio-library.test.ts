// Held against the vendor's own library: what it signs we believe, what we would sign it believes, and a document of ours
// is the one it builds itself.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import twilio from 'twilio';
import type { HookRequest } from './port.ts';
import { refusedBySignature, twilioSignature } from './twilio-signature.ts';
import { documentsOf } from './twiml.ts';

const TOKEN = 'token-of-the-account';
const header = 'x-twilio-signature';
const { VoiceResponse } = twilio.twiml;

const ADDRESSES = [
  'https://calls.example.test/hooks/1/secret/',
  'https://calls.example.test/hooks/1/secret/next?c=CA1&d=%2B74950000001&t=mi8z0000',
  'https://calls.example.test:8443/hooks?x=%D0%B9&y=a+b',
  'http://calls.example.test/hooks',
];
const FORMS: Record<string, string>[] = [
  {},
  { CallSid: 'CA1', From: '+79261234567', To: '+74950000001', CallStatus: 'ringing' },
  { z: 'last', a: 'first', B: 'capitals go before', empty: '' },
  { CallerName: 'Ёлкин & сыновья', Digits: '*1#', Body: 'two\nlines  and = & %' },
];

const requestOf = (url: string, form: Record<string, string>, signature: string): HookRequest => ({
  ...{ method: 'POST', path: '', url, query: new URL(url).searchParams, ip: '127.0.0.1', at: new Date(0) },
  headers: { 'content-type': 'application/x-www-form-urlencoded', [header]: signature },
  body: Buffer.from(new URLSearchParams(form).toString()),
});

test('requests that the library signs are believed; what we sign the library believes', () => {
  for (const url of ADDRESSES)
    for (const form of FORMS) {
      const theirs = twilio.getExpectedTwilioSignature(TOKEN, url, form);
      assert.equal(refusedBySignature(requestOf(url, form, theirs), { header, keys: [TOKEN] }), undefined, url);
      assert.ok(twilio.validateRequest(TOKEN, twilioSignature(TOKEN, url, new URLSearchParams(form)), url, form), url);
      const other = twilio.getExpectedTwilioSignature('another token', url, form);
      const refused = refusedBySignature(requestOf(url, form, other), { header, keys: [TOKEN] });
      assert.equal(refused?.refused, 'bad-signature');
    }
});

test('a JSON body is believed as the library signs it: by its hash in the address', () => {
  const body = JSON.stringify({ type: 'com.twilio.voice', data: 'ё' });
  const url = `https://calls.example.test/hooks/1/secret/?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
  const signature = twilio.getExpectedTwilioSignature(TOKEN, url, {});
  assert.ok(twilio.validateRequestWithBody(TOKEN, signature, url, body));
  const request = { ...requestOf(url, {}, signature), body: Buffer.from(body) };
  const json = { ...request, headers: { ...request.headers, 'content-type': 'application/json' } };
  assert.equal(refusedBySignature(json, { header, keys: [TOKEN] }), undefined);
  const changed = { ...json, body: Buffer.from(body.replace('voice', 'vOice')) };
  assert.equal(refusedBySignature(changed, { header, keys: [TOKEN] })?.refused, 'bad-signature');
});

test('a document that rejects, and one that plays and hangs up, are those the library builds', () => {
  const of = (steps: Parameters<typeof documentsOf>[0]['steps']) =>
    documentsOf(
      { record: false, steps },
      { hook: (at) => `https://h.test/${at}`, sound: (id) => `https://h.test/sounds/${id}.wav` },
      { recordBoth: {}, longestRing: 600 },
    ).step(COURSE, 0);
  const reject = new VoiceResponse();
  reject.reject({ reason: 'busy' });
  assert.equal(elements(of([{ do: 'hangup', cause: 'busy' }])), elements(reject.toString()));
  const play = new VoiceResponse();
  play.play('https://h.test/sounds/hello.wav');
  const ours = elements(of([{ do: 'play', sound: 'hello', what: 'announcement', next: null }]));
  assert.ok(ours.startsWith(elements(play.toString()).replace('</Response>', '')), ours);
});

const COURSE = {
  ...{ call: 'CA1', did: '+74950000001', caller: '+79261234567', at: new Date(1_790_000_000_000) },
  ...{ step: 0, record: false, isAnswered: false, played: [] },
};

// Spaces between elements and after the declaration say nothing.
const elements = (xml: string) =>
  xml
    .replace(/^<\?xml[^>]*\?>/, '')
    .replace(/>\s+</g, '><')
    .trim();
