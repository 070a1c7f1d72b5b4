import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speaker } from '../../words/speaker.ts';
import { rulesDraft, rulesOf, targetingOf } from './rules.ts';

test('a rule that is left empty means any, and is not sent', () => {
  assert.deepEqual(targetingOf(rulesDraft({})), {});
  assert.deepEqual(targetingOf(rulesDraft({ pages: ['/flowers'], regions: [] })), { pages: ['/flowers'] });
});

test('rules are read in the words of the dashboard, what was typed as it was typed', async () => {
  const rules = rulesOf(
    { channels: ['paid-search'], campaigns: ['spring-*'], devices: ['mobile'] },
    await speaker('en'),
  );
  assert.deepEqual(rules, [
    { name: 'Channels', words: ['Paid search'] },
    { name: 'Campaigns', words: ['spring-*'] },
    { name: 'Devices', words: ['Phone'] },
  ]);
});
