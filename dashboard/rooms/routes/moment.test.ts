import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentOf } from './moment.ts';
import { readRoute } from './read-route.ts';

test('a time that was entered is one of the site’s own clock, in summer and in winter', () => {
  assert.equal(momentOf('2026-11-22T09:30', 'Europe/Moscow'), '2026-11-22T06:30:00.000Z');
  assert.equal(momentOf('2026-07-01T09:30', 'Europe/Berlin'), '2026-07-01T07:30:00.000Z');
  assert.equal(momentOf('2026-12-01T09:30', 'Europe/Berlin'), '2026-12-01T08:30:00.000Z');
  assert.equal(momentOf('2026-03-29T03:30', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z');
  assert.equal(momentOf('', 'Europe/Berlin'), undefined);
});

test('pasted JSON is taken over when it can be drawn, else told what is missing', () => {
  const step = { do: 'announce', prompt: { text: 'Hi', language: 'en' }, next: null };
  assert.ok('route' in readRoute(JSON.stringify({ start: 'a', steps: { a: step } })));
  const wrong = (value: unknown) => {
    const read = readRoute(typeof value === 'string' ? value : JSON.stringify(value));
    return 'wrong' in read ? read.wrong : assert.fail('it was read');
  };
  assert.match(wrong('{'), /JSON/);
  assert.equal(wrong([]), '"start"');
  assert.equal(wrong({ start: 'a' }), '"steps"');
  assert.equal(wrong({ start: 'a', steps: { a: { do: 'dance' } } }), '"steps.a.do"');
  assert.equal(wrong({ start: 'a', steps: { a: { do: 'dial' } } }), '"steps.a.to"');
  assert.equal(wrong({ start: 'a', steps: { a: { do: 'choose', rules: [1], else: null } } }), '"steps.a.rules"');
});
