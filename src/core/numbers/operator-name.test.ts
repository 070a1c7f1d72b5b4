import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameOperator } from './operator-name.ts';

test('quotes, case, hyphens and the legal form do not make another operator', () => {
  const same: [string, string][] = [
    ['ООО «Ромашка-Телеком»', 'Ромашка Телеком'],
    ['Общество с ограниченной ответственностью "РОМАШКА-ТЕЛЕКОМ"', 'ооо ромашка‑телеком'],
    ['ПАО "Вымысел"', 'Публичное акционерное общество «Вымысел»'],
    ['Acme Telecom, Ltd.', 'ACME TELECOM LIMITED'],
    ['Voix S.A.', 'Voix SA'],
    ['Тёплый Звук', 'АО «Теплый звук»'],
  ];
  for (const [one, other] of same) assert.ok(isSameOperator(one, other), `${one} = ${other}`);
});

test('another name is another operator, also when only the form is left of it', () => {
  const different: [string, string][] = [
    ['ООО «Ромашка»', 'ООО «Ромашка-Телеком»'],
    ['AS', 'AG'],
    ['', 'ООО'],
  ];
  for (const [one, other] of different) assert.ok(!isSameOperator(one, other), `${one} ≠ ${other}`);
});
