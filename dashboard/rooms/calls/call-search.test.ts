import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callQuery, isFiltered } from './call-search.ts';

const now = new Date('2026-06-12T12:00:00Z');

test('an address becomes the filter of the API, days at the midnights of the site', () => {
  assert.deepEqual(callQuery({ period: 'today', status: 'missed', first: '1', q: '916' }, now, 'Europe/Moscow'), {
    from: '2026-06-12T00:00:00+03:00',
    to: '2026-06-13T00:00:00+03:00',
    status: 'missed',
    firstTime: true,
    q: '916',
    spam: false,
  });
});

test('a status nobody knows is left out rather than refused', () => {
  assert.deepEqual(callQuery({ status: 'lost' }, now, 'UTC'), { spam: false });
});

test('which site it is does not make a list filtered', () => {
  assert.equal(isFiltered({ site: 'demoshop' } as object), false);
  assert.equal(isFiltered({ recorded: '1' }), true);
});

test('spam is out of the list unless it is asked for', () => {
  assert.deepEqual(callQuery({ spam: '1', direction: 'out' }, now, 'UTC'), { spam: true, direction: 'out' });
  assert.deepEqual(callQuery({ direction: 'sideways' }, now, 'UTC'), { spam: false });
});
