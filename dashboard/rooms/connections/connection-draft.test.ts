import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedConnection, connectionDraft, faultsOf, settingFaults } from './connection-draft.ts';

const DRAFT = { ...connectionDraft(null), name: ' Operator ', addresses: '203.0.113.0/24, 198.51.100.7\n' };

test('a new connection needs a name and addresses; its quiet hours are those of the night', () => {
  assert.deepEqual(faultsOf(connectionDraft(null)), ['name', 'addresses']);
  assert.deepEqual(faultsOf(DRAFT), []);
  assert.deepEqual([DRAFT.checkFromHour, DRAFT.checkToHour], [3, 6]);
});

test('what is written is sent in the forms of the API; a password left empty is not sent at all', () => {
  const asked = askedConnection({ ...DRAFT, checkCaller: '8 495 123-45-67', outboundUri: 'sip:sip.operator.example' });
  assert.equal(asked.name, 'Operator');
  assert.deepEqual(asked.addresses, ['203.0.113.0/24', '198.51.100.7']);
  assert.equal(asked.checkCaller, '+74951234567');
  assert.equal('outboundPassword' in asked, false);
  assert.equal(askedConnection(DRAFT).outboundUri, null);
});

test('what cannot be sent is named', () => {
  assert.deepEqual(faultsOf({ ...DRAFT, outboundUri: 'operator.example' }), ['outboundUri']);
  assert.deepEqual(faultsOf({ ...DRAFT, checkCaller: '12' }), ['checkCaller']);
});

test('a trunk may register instead of being called at addresses, then with a name', () => {
  const registering = { ...DRAFT, addresses: '', registerUri: 'sip:sip.operator.example' };
  assert.deepEqual(faultsOf(registering), ['registerUser']);
  assert.deepEqual(faultsOf({ ...registering, registerUser: 'shop' }), []);
  assert.equal('registerPassword' in askedConnection(registering), false);
});

test('of an operator only its name and its own fields are sent', () => {
  const settings = { authId: 'MA1', authToken: '' };
  const draft = { ...DRAFT, kind: 'plivo' as const, settings };
  assert.deepEqual(askedConnection(draft), { name: 'Operator', settings });
  const fields = [
    { name: 'authId', secret: false, required: true, pattern: '[A-Z0-9]{20}', example: 'MA' },
    { name: 'authToken', secret: true, required: true, example: 'x' },
  ];
  assert.deepEqual(settingFaults(draft, { fields }, []), { missing: ['authToken'], odd: ['authId'] });
  assert.deepEqual(settingFaults(draft, { fields }, ['authToken']).missing, [], 'what is kept is not missing');
});
