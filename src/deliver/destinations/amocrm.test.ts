import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from './amocrm/account.ts';
import { phonesOf } from './amocrm/clients.ts';
import { amocrm } from './amocrm.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const answered = (status: number, body: unknown = '', headers: Record<string, string> = {}) =>
  judge({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, NOW);

test('what the owner must mend is told apart from what passes and from what will never be taken', () => {
  assert.deepEqual(answered(401, { title: 'Unauthorized', detail: 'Неверный логин' }), {
    ...{ kind: 'needs-owner', reason: 'sign-in-needed: Неверный логин' },
  });
  assert.deepEqual(answered(402), { kind: 'needs-owner', reason: 'not-paid' });
  assert.deepEqual(answered(403, { title: 'Forbidden' }), { kind: 'needs-owner', reason: 'rights-missing: Forbidden' });
  assert.deepEqual(answered(403, '<html>'), { kind: 'later', reason: 'blocked-for-load', after: 900_000 });
  assert.deepEqual(answered(301), { kind: 'needs-owner', reason: 'account-moved' });
  assert.deepEqual(answered(504, '<html>'), { kind: 'later', reason: 'http-504' });
  const errors = [{ code: 'NotSupportedChoice', path: 'custom_fields_values.0', detail: 'Not a choice.' }];
  assert.deepEqual(answered(400, { 'validation-errors': [{ request_id: '0', errors }], title: 'Bad Request' }), {
    ...{ kind: 'refused', reason: 'not-taken: custom_fields_values.0: Not a choice.' },
  });
});

test('a reached limit is waited for, as long as the account says', () => {
  const until = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
  assert.deepEqual(answered(429), { kind: 'wait', reason: 'limit-reached', until: until(1) });
  assert.deepEqual(answered(429, '', { 'retry-after': '7' }), {
    kind: 'wait',
    reason: 'limit-reached',
    until: until(7),
  });
});

test('of a contact’s fields only phones are phones', () => {
  const fields = [
    { field_code: 'PHONE', values: [{ value: '8 916 123-45-67', enum_code: 'WORK' }, { value: '+79160000001' }] },
    { field_code: 'EMAIL', values: [{ value: 'anna@shop.example' }] },
    { field_code: null, values: [{ value: '+79160000002' }] },
  ];
  assert.deepEqual(phonesOf({ custom_fields_values: fields }), ['8 916 123-45-67', '+79160000001']);
  assert.deepEqual(phonesOf({ custom_fields_values: null }), []);
});

test('an account is a host of amoCRM or Kommo, and no other', () => {
  const pattern = new RegExp(`^(?:${amocrm.fields.find(({ name }) => name === 'account')?.pattern})$`);
  for (const right of ['shop.amocrm.ru', 'shop.kommo.com', 'my-shop2.amocrm.com']) assert.match(right, pattern);
  for (const wrong of ['amocrm.ru', 'shop.amocrm.ru.evil.example', 'https://shop.amocrm.ru', 'evil.example/.amocrm.ru'])
    assert.doesNotMatch(wrong, pattern);
});
