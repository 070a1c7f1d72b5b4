import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalText, summed } from './refusal.ts';
import { speaker } from './speaker.ts';

const en = await speaker('en');

test('days of one reason are counted together, the most frequent first', () => {
  const line = { room: 'collect', reason: 'crawler' } as const;
  const sums = summed([
    { ...line, day: '2026-06-11', count: 2 },
    { room: 'telephony', reason: 'sip-from-stranger', day: '2026-06-10', count: 90 },
    { ...line, day: '2026-06-12', count: 3 },
  ]);
  assert.deepEqual(
    sums.map(({ reason, lastDay, count }) => [reason, lastDay, count]),
    [
      ['sip-from-stranger', '2026-06-10', 90],
      ['crawler', '2026-06-12', 5],
    ],
  );
});

test('a reason without a sentence is shown by its own name', () => {
  assert.equal(refusalText('crawler', en), 'A crawler: no visit is counted');
  assert.equal(refusalText('brand-new-reason', en), 'brand new reason');
});
