import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recall, remember, withRemembered } from './caller-memory.ts';
import type { Holder } from './holder.ts';

const holder = (visit: string, visitor: string, startedAt: number): Holder => ({
  visit,
  visitor,
  number: 'n1',
  channel: 'paid',
  campaign: 'spring',
  region: null,
  desktop: false,
  startedAt,
  lastActivityAt: startedAt,
  closedAt: null,
  tappedAt: null,
  credited: 0,
});

test('a caller is remembered as the visitors that were likelier than 2 %, over all their visits', () => {
  const candidates = [
    { visitor: 'anna', probability: 0.6 },
    { visitor: 'boris', probability: 0.02 },
    { visitor: 'vera', probability: 0.015 },
    { visitor: 'vera', probability: 0.015 },
  ];
  assert.deepEqual(remember({ candidates }), [
    { visitor: 'anna', belief: 0.6 },
    { visitor: 'vera', belief: 0.03 },
  ]);
});

test('memory is shared out among the remembered visitors that held the number', () => {
  const [anna, boris] = [holder('v1', 'anna', 10), holder('v2', 'boris', 20)];
  const memory = [
    { visitor: 'anna', belief: 0.6 },
    { visitor: 'boris', belief: 0.2 },
    { visitor: 'vera', belief: 0.1 },
  ];
  const { certainty, shares } = recall(memory, [anna, boris], 100);
  assert.ok(Math.abs(certainty - 0.8) < 1e-12);
  assert.ok(Math.abs(shares.get(anna)! - 0.6) < 1e-12);
  assert.ok(Math.abs(shares.get(boris)! - 0.2) < 1e-12);
});

test('a remembered visitor is recalled by the latest visit before the call', () => {
  const visits = [
    holder('v1', 'anna', 10),
    holder('v3', 'anna', 30),
    holder('v2', 'anna', 20),
    holder('v4', 'anna', 101),
  ];
  const { shares } = recall([{ visitor: 'anna', belief: 0.9 }], visits, 100);
  assert.deepEqual(
    [...shares.keys()].map(({ visit }) => visit),
    ['v3'],
  );
});

test('memory never decides alone', () => {
  assert.equal(recall([{ visitor: 'anna', belief: 1 }], [holder('v1', 'anna', 10)], 100).certainty, 0.995);
});

test('a caller remembered as nobody, or as visitors of other numbers, recalls nothing', () => {
  assert.equal(recall([], [holder('v1', 'anna', 10)], 100).certainty, 0);
  assert.equal(recall([{ visitor: 'boris', belief: 1 }], [holder('v1', 'anna', 10)], 100).certainty, 0);
});

test('a remembered holder joins the holders once', () => {
  const [old, recent] = [holder('v1', 'anna', 10), holder('v2', 'anna', 20)];
  assert.deepEqual(withRemembered([recent], [old, recent]), [recent, old]);
});
