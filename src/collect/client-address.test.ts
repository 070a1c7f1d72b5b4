import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitKey, plainAddress } from './client-address.ts';

test('an IPv4 client of a dual-stack socket has its IPv4 address', () => {
  assert.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(plainAddress('192.0.2.1'), '192.0.2.1');
  assert.equal(plainAddress('2001:db8::1'), '2001:db8::1');
});

test('IPv6 is counted by /64, however it is written', () => {
  assert.equal(limitKey('192.0.2.1'), '192.0.2.1');
  for (const address of ['2001:db8::1', '2001:db8:0:0:1:2:3:4', '2001:db8:0:0::'])
    assert.equal(limitKey(address), '2001:db8:0:0', address);
  assert.equal(limitKey('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2');
  assert.equal(limitKey('::1'), '0:0:0:0');
  assert.equal(limitKey('::'), '0:0:0:0');
});
