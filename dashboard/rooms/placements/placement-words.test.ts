import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Placement } from '../../../src/api/wire.ts';
import { speaker } from '../../words/speaker.ts';
import { placementWords, takesAll } from './placement-words.ts';

const placement = (rule: Partial<Placement>) => ({ audiences: ['visitors'], targeting: {}, ...rule }) as Placement;

test('a placement says who sees the number and at which visits, people first', async () => {
  const t = await speaker('en');
  assert.equal(placementWords(placement({}), t), 'Visitors');
  const rule = placement({ audiences: ['robots', 'visitors'], targeting: { channels: ['direct'], pages: ['/roses'] } });
  assert.equal(placementWords(rule, t), 'Visitors, Robots · Channels: Direct · First pages: /roses');
});

test('a number that every visitor sees leaves nobody for the pools', () => {
  assert.equal(takesAll(placement({})), true);
  assert.equal(takesAll(placement({ targeting: { regions: [] } })), true);
  assert.equal(takesAll(placement({ targeting: { channels: ['direct'] } })), false);
  assert.equal(takesAll(placement({ audiences: ['robots', 'without-consent'] })), false);
});
