import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isPublicAddress } from './public-address.ts';

describe('an address of the public internet', () => {
  for (const address of ['1.1.1.1', '172.15.255.255', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a02:6b8::1'])
    test(address, () => assert.equal(isPublicAddress(address), true));
});

describe('an address of somebody’s own network, or no address', () => {
  for (const address of [
    ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
    ...['169.254.169.254', '100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::1', '::', '::ffff:127.0.0.1', '::ffff:a00:1', '64:ff9b::7f00:1', 'fc00::1', 'fe80::1', 'ff02::1'],
    ...['2002:7f00:1::', '2001:db8::1', 'localhost', ''],
  ])
    test(address || 'nothing', () => assert.equal(isPublicAddress(address), false));
});
