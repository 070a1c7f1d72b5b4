import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallCard, Candidate } from '../../src/api/wire.ts';
import { speaker } from './speaker.ts';
import { othersShare, reason } from './why.ts';

const en = await speaker('en');
const ru = await speaker('ru');

test('each candidate says in plain words what it was doing', () => {
  const cases: [Candidate['state'], number | null, string, string][] = [
    ['tapped', 6, 'Tapped the number 6 s before the call', 'Нажал на номер за 6 с до звонка'],
    ['tapped', 1, 'Tapped the number right before the call', 'Нажал на номер прямо перед звонком'],
    ['open', 40, 'Page was open, 40 s since it was opened', 'Страница была открыта, прошло 40 с'],
    ['closed', 7200, 'Last active on the site 2 h before the call', 'Был активен на сайте за 2 ч до звонка'],
    ['remembered', 90, 'This caller called before from the same source', 'Звонил раньше из этого же источника'],
    ['static', null, 'The number is bound to this source', 'Номер закреплён за этим источником'],
    ['open', null, 'Was shown this number', 'Видел этот номер'],
  ];
  for (const [state, stateSeconds, english, russian] of cases) {
    assert.equal(reason({ state, stateSeconds }, en), english);
    assert.equal(reason({ state, stateSeconds }, ru), russian);
  }
});

const card = (probabilities: number[], nobody: number) =>
  ({
    candidates: probabilities.map((probability) => ({ probability })),
    attribution: { nobody },
  }) as unknown as CallCard;

test('what the shown candidates leave over is said, so that all sums to one', () => {
  assert.ok(Math.abs(othersShare(card([0.6, 0.2], 0.1)) - 0.1) < 1e-9);
});

test('rounding is not shown as other visits', () => {
  assert.equal(othersShare(card([0.9, 0.068], 0.03)), 0);
  assert.equal(othersShare(card([], 0.7)), 0);
});
