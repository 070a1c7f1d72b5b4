import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { postback } from './postback.ts';
import { keitaro, TRACKERS } from './trackers.ts';

const words = (kind: typeof postback, settings: Record<string, string>) =>
  (kind.faults?.(settings) ?? []).map(({ field, fault }) => `${field}: ${fault}`);

describe('what is wrong is told at its field, with its line', () => {
  for (const [settings, wanted] of [
    [{ payouts: 'talk>=60 & caller_region=Moscow & subid2=x: 5 USD\nelse: none' }, []],
    [
      { payouts: '5 USD\nfirst: 6 USD' },
      ['payouts: line 2: the line above it fits every call, so it is never asked: put it above that line'],
    ],
    [
      { payouts: '\n# so\ntalks>5: 6 USD' },
      ['payouts: line 3: nothing is called "talks": write talk, wait, region, campaign, click:sub1 …'],
    ],
    [{ extra: '{"sub_id_1": "{campain}"}' }, ['extra: there is no place {campain}']],
    [{ extra: '["x"]' }, ['extra: is no JSON object of texts, such as {"sub_id_1": "{campaign}"}']],
  ] as const)
    test(JSON.stringify(settings), () => assert.deepEqual(words(keitaro, settings), wanted));
});

describe('a postback of the owner’s own', () => {
  const URL = 'https://t.example/?c={click_id}';
  for (const [settings, wanted] of [
    [{ url: URL }, []],
    [{ url: URL, method: 'POST', bodyAs: 'json', body: '{"a": "{payout}"}' }, []],
    [
      { url: URL, method: 'POST', bodyAs: 'json', body: '{"a": {payout}}' },
      ['body: is no JSON; places stand inside quotes: {"click": "{click_id}"}'],
    ],
    [{ url: 'https://{click_id}.example/' }, ['url: has a place in the name of the server']],
    [{ url: URL, headers: 'X-A: {token}\nContent-Length: 5' }, ['headers: Content-Length can not be set']],
    [{ url: URL, headers: 'X A: 1' }, ['headers: "X A: 1" is no header: write "Name: value"']],
    [{ url: URL, headers: 'X-A: {tokens}' }, ['headers: there is no place {tokens}']],
  ] as const)
    test(JSON.stringify(settings), () => assert.deepEqual(words(postback, settings), wanted));
});

test('each says of its settings whether a repeated postback counts once', () => {
  const counts = (kind: string, settings: Record<string, string>) => {
    const { repeats } = TRACKERS.find((one) => one.kind === kind) ?? postback;
    return typeof repeats === 'function' ? repeats(settings) : repeats;
  };
  assert.deepEqual(
    [
      ...[counts('keitaro', {}), counts('binom', {}), counts('voluum', {}), counts('redtrack', {}), counts('tune', {})],
      ...[counts('affise', {}), counts('everflow', {}), counts('postback', { repeats: 'known' })],
    ],
    Array(8).fill('known'),
  );
  assert.deepEqual(
    [
      ...[
        counts('binom', { upsell: 'yes' }),
        counts('voluum', { duplicates: 'yes' }),
        counts('tune', { multiple: 'yes' }),
      ],
      ...[counts('redtrack', { duplicates: 'new' }), counts('redtrack', { duplicates: 'increment' })],
      ...[counts('everflow', { multiple: 'yes' }), counts('postback', {})],
    ],
    Array(7).fill('unknown'),
  );
});
