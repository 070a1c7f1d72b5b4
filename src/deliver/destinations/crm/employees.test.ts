import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentOf, employeeOf, pairsOf, wordFor } from './employees.ts';

const anna = { id: 'a', name: 'Анна', extension: '101' };
const boris = { id: 'b', name: 'Борис', extension: null };
const far = [
  { id: '12', name: 'Анна', email: 'anna@shop.example', extension: null },
  { id: '13', name: 'Борис', email: 'b@shop.example', extension: '102' },
];

test('the owner says which employee an agent is, by name or inner number, by e-mail or id', () => {
  assert.deepEqual(pairsOf('Анна = 12\n\nnonsense\n102=b@shop.example'), [
    { agent: 'Анна', employee: '12' },
    { agent: '102', employee: 'b@shop.example' },
  ]);
  assert.equal(employeeOf(anna, far, '101 = b@shop.example')?.id, '13');
  assert.equal(employeeOf(anna, far, 'анна = 13')?.id, '13');
});

test('without a word the inner number tells, and without one the name, unless two bear it', () => {
  assert.deepEqual(wordFor(anna, ''), { by: 'extension', value: '101' });
  assert.equal(employeeOf({ ...anna, extension: '102' }, far, '')?.id, '13');
  assert.equal(employeeOf(anna, far, '')?.id, '12');
  assert.equal(employeeOf(anna, [...far, { ...far[0]!, id: '14' }], ''), undefined);
});

test('an employee is found among the agents in the same way', () => {
  assert.equal(agentOf(far[0]!, [anna, boris], 'Борис = anna@shop.example')?.id, 'b');
  assert.equal(agentOf({ ...far[1]!, extension: '101' }, [anna, boris], '')?.id, 'a');
  assert.equal(agentOf(far[1]!, [anna, boris], '')?.id, 'b');
  assert.equal(agentOf(far[1]!, [anna], 'Вера = 13'), undefined);
});
