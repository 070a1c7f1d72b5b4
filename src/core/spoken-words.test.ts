import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptWords, BUILT_IN_NAMES, builtInWords, houseWords, positionWords } from './spoken-words.ts';

test('every built-in sentence is there in both languages, each in its own letters', () => {
  for (const name of BUILT_IN_NAMES) {
    assert.match(builtInWords(name, 'ru'), /^[А-ЯЁ][а-яё ,.]+/);
    assert.match(builtInWords(name, 'en'), /^[A-Z][a-z ,.]+/);
  }
});

test('a caller is told their position up to the twentieth', () => {
  assert.equal(positionWords(1, 'en'), 'You are number 1 in the queue.');
  assert.equal(positionWords(20, 'ru'), 'Ваш номер в очереди: 20.');
  for (const n of [0, 21, 1.5, -1]) assert.equal(positionWords(n, 'en'), null);
});

test('the key that takes the call is said by its name', () => {
  assert.equal(acceptWords('1', 'en'), 'Press 1 to take the call.');
  assert.equal(acceptWords('#', 'ru'), 'Чтобы принять звонок, нажмите решётку.');
});

test('the house has 26 sentences in each language', () => {
  for (const language of ['ru', 'en'] as const) assert.equal(new Set(houseWords(language)).size, 26);
});
