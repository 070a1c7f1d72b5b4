import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { accessFaults } from './access.ts';

const pem = (type: 'rsa' | 'ec') =>
  (type === 'rsa'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  ).privateKey
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
const good = { type: 'service_account', client_email: 'a@b.iam.gserviceaccount.com', private_key: pem('rsa') };
const faults = (serviceAccount: string, access = '') =>
  accessFaults({ access, serviceAccount }).map(({ fault }) => fault);

describe("what is wrong with a service account's file is said in words", () => {
  for (const [name, text, expected] of [
    ['nothing', JSON.stringify(good), undefined],
    ['no JSON', 'GOCSPX-abc', /is not the JSON file of a service account/],
    ['cut off', JSON.stringify(good).slice(0, 90), /is not the JSON file of a service account/],
    ['of an OAuth client', '{"web":{"client_id":"1"}}', /is the file of an OAuth client/],
    ['of a person', '{"type":"authorized_user"}', /has another "type"/],
    ['without its e-mail', JSON.stringify({ ...good, client_email: undefined }), /has no "client_email"/],
    ['without its key', JSON.stringify({ ...good, private_key: undefined }), /has no "private_key"/],
    [
      'a key that lost its lines',
      JSON.stringify({ ...good, private_key: good.private_key.replaceAll('\n', ' ') }),
      /cut or changed/,
    ],
    ['another sort of key', JSON.stringify({ ...good, private_key: pem('ec') }), /no RSA key/],
    ['a text', '"service_account"', /has another "type"/],
  ] as const)
    test(name, () => {
      const [fault] = faults(text);
      if (expected) assert.match(fault ?? '', expected);
      else assert.equal(fault, undefined);
    });

  test('who signs in needs none', () => assert.deepEqual(faults('rubbish', 'sign-in'), []));
});
