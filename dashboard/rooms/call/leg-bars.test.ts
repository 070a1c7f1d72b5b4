import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Leg } from '../../../src/api/wire.ts';
import { legBars } from './leg-bars.ts';

const at = (second: number) => new Date(Date.UTC(2026, 5, 12, 12, 0, second)).toISOString();
const leg = (more: Partial<Leg>): Leg => ({
  ...{ id: 'l', step: 1, target: 'Anna', startedAt: at(0), answeredAt: null, endedAt: null },
  ...{ ringSeconds: null, outcome: null, hangupCause: null, client: false },
  ...more,
});

test('ringing ends where talking begins', () => {
  const { ring, talk } = legBars(
    leg({ startedAt: at(10), answeredAt: at(20), endedAt: at(50) }),
    at(0),
    new Date(at(50)),
  );
  assert.deepEqual(ring, { from: 20, width: 20, seconds: 10 });
  assert.deepEqual(talk, { from: 40, width: 60, seconds: 30 });
});

test('a leg that is still ringing grows until now', () => {
  const { ring, talk } = legBars(leg({}), at(0), new Date(at(8)));
  assert.deepEqual([ring.width, ring.seconds, talk], [100, 8, null]);
});

test('even the shortest ring is seen', () => {
  assert.equal(legBars(leg({ endedAt: at(0) }), at(0), new Date(at(59))).ring.width, 0.8);
});
