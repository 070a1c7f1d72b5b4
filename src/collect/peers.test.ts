import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pack } from './peers.ts';

test('facts are packed into payloads that PostgreSQL takes, none is lost', () => {
  const facts = Array.from({ length: 300 }, (_, i) =>
    JSON.stringify(['lease', 'pool', `кампания ${i} ${'я'.repeat(i * 3)}`]),
  );
  const payloads = pack('a1b2c3d4', facts);
  for (const payload of payloads) assert.ok(Buffer.byteLength(payload) < 8000);
  const unpacked = payloads.flatMap((payload) => (JSON.parse(payload) as unknown[]).slice(1));
  assert.deepEqual(
    unpacked,
    facts.map((fact) => JSON.parse(fact)),
  );
  assert.ok(payloads.length < 60, `${payloads.length} payloads`);
  assert.ok(payloads.every((payload) => payload.startsWith('["a1b2c3d4"')));
  assert.deepEqual(pack('a1b2c3d4', []), []);
});
