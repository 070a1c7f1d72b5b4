import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at } from './json-pointer.ts';

test('the examples of RFC 6901 § 5 are found', () => {
  const whole = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'm~n': 8, ' ': 7 };
  const places: [string, unknown][] = [
    ['', whole],
    ['/foo', whole.foo],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/m~0n', 8],
    ['/ ', 7],
    ['/foo/2', undefined],
    ['/foo/0/1', undefined],
    ['foo', undefined],
    ['/__proto__', undefined],
    ['/toString', undefined],
  ];
  for (const [pointer, found] of places) assert.equal(at(whole, pointer), found, pointer);
});
