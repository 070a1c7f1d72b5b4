import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RawScript } from './page-watch.ts';
import { collectOf, copyOf, judgeTags, ownScripts } from './script-tag.ts';

const PLACE = { publicKey: 'key', ourHosts: ['calls.example'], page: new URL('https://shop.example/') };
const script = (src: string | null, attributes: Record<string, string> = {}): RawScript => ({
  ...{ src, attributes: { 'data-site': 'key', ...attributes }, text: null, nonce: null },
});
const kinds = (...scripts: RawScript[]) => judgeTags(scripts, PLACE).map(({ kind, severity }) => `${kind} ${severity}`);

describe('a tag that is as it should be', () => {
  for (const [words, one] of [
    ['from our host', script('https://calls.example/dt.js')],
    ['from the shop’s own host, led to ours', script('https://shop.example/t/dt.js')],
    ['the full file with what it knows', script('https://calls.example/dt-full.js', { 'data-consent': 'tcf' })],
    ['waiting for consent', script('https://calls.example/dt.js', { 'data-consent': 'wait' })],
    ['its text in the page', script(null, { 'data-host': 'https://calls.example/', 'data-privacy': 'gpc dnt' })],
  ] as const)
    test(words, () => assert.deepEqual(kinds(one), []));
});

describe('what is wrong with a tag', () => {
  for (const [words, one, finding] of [
    ['http on a page of https', script('http://calls.example/dt.js'), 'mixed-content bad'],
    ['from a host that is not ours', script('https://elsewhere.example/dt.js'), 'other-host warn'],
    ['another site’s key', script('https://calls.example/dt.js', { 'data-site': 'other' }), 'wrong-key bad'],
    [
      'what only the full file knows',
      script('https://calls.example/dt.js', { 'data-refused': 'free' }),
      'needs-dt-full bad',
    ],
    ['a slip in a value', script('https://calls.example/dt.js', { 'data-consent': 'yes' }), 'unknown-attribute warn'],
    ['a slip in a name', script('https://calls.example/dt.js', { 'data-domain': 'a.b' }), 'unknown-attribute warn'],
  ] as const)
    test(words, () => assert.deepEqual(kinds(one), [finding]));
  test('two of them', () =>
    assert.deepEqual(kinds(script('https://calls.example/dt.js'), script(null)), ['script-twice warn']));
});

test('views go beside the file, or where the page says', () => {
  assert.equal(collectOf(script('https://calls.example/v/2/dt.js'))?.href, 'https://calls.example/v/2/collect');
  assert.equal(
    collectOf(script(null, { 'data-host': 'https://calls.example/' }))?.href,
    'https://calls.example/collect',
  );
});

test('the loader stands for the script it puts in, until that is there', () => {
  const loader = script(null, { 'data-src': 'https://calls.example/dt.js', 'data-hide': '.tel' });
  const page = new URL('https://shop.example/');
  assert.deepEqual(
    ownScripts([loader], page).map(({ src }) => src),
    ['https://calls.example/dt.js'],
  );
  assert.deepEqual(ownScripts([loader, script('https://calls.example/dt.js')], page).length, 1);
  assert.deepEqual(kinds(...ownScripts([loader], page)), []);
});

test('a frozen version is told by its address', () => {
  assert.equal(copyOf(script('https://calls.example/v/12/dt-full.js')).version, '12');
  assert.equal(copyOf(script('https://calls.example/dt.js')).version, null);
});
