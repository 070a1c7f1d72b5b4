import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PLACES } from '../../src/core/places.ts';
import { houseReason, reasonText } from './destination.ts';
import { speaker } from './speaker.ts';

const en = await speaker('en');
const ru = await speaker('ru');

/** What the house itself says of deliveries: sending.ts, what-now.ts, egress.ts, core/delivery-filter.ts. */
const HOUSE = [
  ...['key-refused', 'unreachable', 'timed-out', 'cut-off', 'private-address', 'may-have-arrived', 'too-late'],
  ...['gathering', 'sign-in-needed', 'no-outcome', 'not-understood', 'erased', 'http-302', 'http-404', 'http-418'],
  ...['http-429', 'http-503', 'spam', 'direction', 'not-first-time', 'status', 'talk-too-short', 'channel', 'source'],
  ...['campaign', 'probability', 'tags', 'region', 'hours'],
];

describe('each reason of the house has a sentence', () => {
  for (const code of HOUSE)
    test(code, () => {
      for (const t of [en, ru]) assert.match(houseReason(code, t) ?? '', /[.)]$/, code);
    });
});

test('each place of a template has its words', () => {
  for (const t of [en, ru])
    for (const place of PLACES) assert.notEqual(t(`destinations.place.${place}`), `destinations.place.${place}`, place);
});

test('what the far side said stands behind the sentence; a status that nobody knows is named', () => {
  assert.equal(
    reasonText('unreachable: connect ECONNREFUSED', undefined, en),
    'It could not be reached: nobody answers at the address. (connect ECONNREFUSED)',
  );
  assert.equal(reasonText('http-100', undefined, en), 'It answered HTTP 100.');
  assert.match(reasonText('http-502', undefined, ru), /HTTP 502, сбой/);
});

test('words of the kind come first, and an unknown code is shown as it is', () => {
  assert.equal(reasonText('gone', { gone: 'It wants no more.' }, en), 'It wants no more.');
  assert.equal(reasonText('odd-thing: what', undefined, en), 'odd thing (what)');
});
