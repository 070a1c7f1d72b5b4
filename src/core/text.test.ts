import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanText, clip } from './text.ts';

test('text from strangers is made fit to keep', () => {
  for (const [given, kept] of [
    ['  roses   delivery ', 'roses delivery'],
    ['a\u0000b', 'a b'],
    ['\u0000', null],
    ['a\u202egnp.exe', 'a gnp.exe'],
    ['half \ud83d', 'half \ufffd'],
    ['Цветы 🌹', 'Цветы 🌹'],
    ['', null],
    [null, null],
    [undefined, null],
    ['x'.repeat(300), 'x'.repeat(200)],
    [`${'x'.repeat(199)}🌹`, 'x'.repeat(199)],
  ] as const) {
    assert.equal(cleanText(given, 200), kept);
  }
});

test('clipping never splits a character', () => {
  assert.equal(clip('ab🌹', 4), 'ab🌹');
  assert.equal(clip('ab🌹', 3), 'ab');
  assert.equal(clip('ab🌹', 2), 'ab');
});
