import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speaker } from '../../words/speaker.ts';
import { answerReason, endState } from './answers.ts';

test('an answer says its reason and the day it speaks of', async () => {
  const t = await speaker('en');
  const say = (reason: Parameters<typeof answerReason>[0]['reason'], on: string | null = null) =>
    answerReason({ answer: 'yes', reason, on }, 'Acme', 'en-GB', t);
  assert.equal(say('in-force', '2027-02-01'), 'in force until 1 Feb 2027');
  assert.equal(say('in-force'), 'in force');
  assert.equal(say('ended', '2026-10-31'), 'ended on 31 Oct 2026');
  assert.equal(say('of-another'), 'the range is another operator’s: Acme');
  assert.equal(say('no-licence'), 'the contract names no licence');
});

test('a contract is in force on its last day, soon over within sixty days, over the day after', () => {
  assert.equal(endState('2026-11-22', '2026-11-22'), 'soon');
  assert.equal(endState('2027-01-21', '2026-11-22'), 'soon');
  assert.equal(endState('2027-01-22', '2026-11-22'), 'far');
  assert.equal(endState('2026-11-21', '2026-11-22'), 'ended');
  assert.equal(endState(null, '2026-11-22'), 'open');
});
