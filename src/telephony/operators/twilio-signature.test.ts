// Proofs of requests against vectors: of the reference, and made by the algorithm the vendor publishes.
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import type { HookRequest } from './port.ts';
import { refusedByEd25519 } from './telnyx.ts';
import { refusedBySignature, twilioSignature } from './twilio-signature.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const BODY = 'CallSid=CA00000000000000000000000000000001&From=%2B79261234567&To=%2B74950000001&CallStatus=ringing';

function request(more: { url: string; body?: string; headers?: Record<string, string> }): HookRequest {
  const { url, body = '', headers = {} } = more;
  return {
    ...{ method: 'POST', path: '', url, query: new URL(url).searchParams, headers, body: Buffer.from(body) },
    ...{ ip: '127.0.0.1', at: new Date('2026-11-21T10:00:00Z') },
  };
}
const header = 'x-twilio-signature';
const keys = ['test-token'];
const refused = (asked: HookRequest, with_ = keys) => refusedBySignature(asked, { header, keys: with_ })?.refused;

test('a form is signed over the address and its fields in order of their names', () => {
  const url = 'https://calls.example.test/voice?line=7';
  const signature = 'PRn+lVXDKF+wtco1KHS+IVIk+2w=';
  assert.equal(twilioSignature('test-token', url, new URLSearchParams(BODY)), signature);
  const genuine = request({ url, body: BODY, headers: { ...FORM, [header]: signature } });
  assert.equal(refused(genuine), undefined);
  assert.equal(refused(genuine, ['old-key', 'test-token']), undefined, 'any of the keys may have signed');
  assert.equal(refused(genuine, ['other']), 'bad-signature');
  assert.equal(refused(genuine, []), 'bad-signature', 'without a key nothing is genuine');
  const changed = { ...genuine, body: Buffer.from(BODY.replace('0001', '0002')) };
  assert.equal(refused(changed), 'bad-signature');
  const elsewhere = request({
    url: 'https://other.example.test/voice?line=7',
    body: BODY,
    headers: genuine.headers as never,
  });
  assert.equal(refused(elsewhere), 'bad-signature');
  assert.equal(refused(request({ url, body: BODY, headers: FORM })), 'no-signature');
});

test('the standard port may be in the signed address or not', () => {
  const signature = twilioSignature('test-token', 'https://calls.example.test:443/voice', new URLSearchParams(BODY));
  const url = 'https://calls.example.test/voice';
  assert.equal(refused(request({ url, body: BODY, headers: { ...FORM, [header]: signature } })), undefined);
  const bare = twilioSignature('test-token', url, new URLSearchParams(BODY));
  const ported = 'https://calls.example.test:8443/voice';
  assert.equal(refused(request({ url: ported, body: BODY, headers: { ...FORM, [header]: bare } })), undefined);
});

test('of a field that comes twice each value counts once, in order', () => {
  const form = new URLSearchParams('b=2&a=z&a=y&a=z');
  const expected = createHmac('sha1', 'k').update('https://x.test/ayazb2').digest('base64');
  assert.equal(twilioSignature('k', 'https://x.test/', form), expected);
});

test('a JSON body is proved by its hash in the signed address', () => {
  const url =
    'https://calls.example.test/json?bodySHA256=015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862';
  const headers = { 'content-type': 'application/json', [header]: '/I4SKOmVJE/D2MQinX/OLWW5fXM=' };
  assert.equal(refused(request({ url, body: '{"a":1}', headers })), undefined);
  assert.equal(refused(request({ url, body: '{"a":2}', headers })), 'bad-signature');
});

test('Telnyx signs the time and the body by Ed25519; what is older than five minutes is refused', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
  const timestamp = String(Date.parse('2026-11-21T10:00:00Z') / 1000);
  const signature = sign(null, Buffer.from(`${timestamp}|${BODY}`), privateKey).toString('base64');
  const headers = { 'telnyx-timestamp': timestamp, 'telnyx-signature-ed25519': signature };
  const url = 'https://calls.example.test/voice';
  const genuine = request({ url, body: BODY, headers });
  assert.equal(refusedByEd25519(genuine, key), undefined);
  const late = { ...genuine, at: new Date('2026-11-21T10:05:01Z') };
  assert.equal(refusedByEd25519(late, key)?.refused, 'too-old');
  assert.equal(refusedByEd25519({ ...genuine, body: Buffer.from(`${BODY} `) }, key)?.refused, 'bad-signature');
  assert.equal(refusedByEd25519({ ...genuine, headers: {} }, key)?.refused, 'no-signature');
  assert.equal(refusedByEd25519(genuine, 'AAAA')?.refused, 'bad-signature', 'a key that is none');
  const odd = { ...headers, 'telnyx-timestamp': 'soon' };
  assert.equal(refusedByEd25519({ ...genuine, headers: odd }, key)?.refused, 'too-old');
});
