import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOfWords, words, wordsOfAddress } from './address.ts';

test('a search for digits comes back from the address as the same word', () => {
  const address = addressOfWords({ q: '007', campaign: 'диван & стол', first: undefined, term: '' });
  assert.deepEqual(wordsOfAddress(address), { q: '007', campaign: 'диван & стол' });
});

test('nothing said is no question mark', () => {
  assert.equal(addressOfWords({}), '');
});

test('an address keeps only the words a room knows', () => {
  assert.deepEqual(words({ q: 'x', evil: 'y', status: '' }, ['q', 'status']), { q: 'x' });
});
