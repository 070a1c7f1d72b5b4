import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  FIRST_CHOICE,
  fitting,
  fittingVersions,
  type ScriptChoice,
  scriptFile,
  scriptTag,
  textPath,
} from './script-text.ts';

const file = (letter: string) => ({ integrity: `sha384-${letter}`, raw: 4000, gzip: 2200, brotli: 2000 });
const scripts = {
  host: 'https://calls.example',
  versions: [
    { version: 1, date: '2026-01-02', files: { 'dt.js': file('A'), 'loader.js': file('B') } },
    { version: 2, date: '2026-02-03', files: { 'dt.js': file('C'), 'dt-full.js': file('D'), 'loader.js': file('E') } },
  ],
};
const tag = (choice: Partial<ScriptChoice>) =>
  scriptTag({ ...FIRST_CHOICE, ...choice }, { scripts, siteKey: 'key', text: 'TEXT\n' });

describe('what is chosen is what the tag says', () => {
  for (const [choice, wanted] of [
    [{}, '<script async src="https://calls.example/dt.js" data-site="key"></script>'],
    [
      { consent: 'wait' },
      '<script async src="https://calls.example/dt.js" data-site="key" data-consent="wait"></script>',
    ],
    [
      { consent: 'google', refused: 'free' },
      '<script async src="https://calls.example/dt-full.js" data-site="key" data-consent="google" data-refused="free"></script>',
    ],
    [
      { privacy: ['gpc', 'dnt'], domains: ['club.shop', 'магазин.рф'] },
      '<script async src="https://calls.example/dt-full.js" data-site="key" data-privacy="gpc dnt" data-domains="club.shop магазин.рф"></script>',
    ],
    [
      { version: 1 },
      '<script async src="https://calls.example/v/1/dt.js" integrity="sha384-A" crossorigin data-site="key"></script>',
    ],
    [
      { version: 2, consent: 'tcf' },
      '<script async src="https://calls.example/v/2/dt-full.js" integrity="sha384-D" crossorigin data-site="key" data-consent="tcf"></script>',
    ],
    [{ appearance: 'hidden' }, '<script data-src="https://calls.example/dt.js" data-site="key">TEXT</script>'],
    [
      { appearance: 'hidden', version: 2, hide: ' [title="a & b"] ' },
      '<script data-src="https://calls.example/v/2/dt.js" data-integrity="sha384-C" data-site="key" data-hide="[title=&quot;a &amp; b&quot;]">TEXT</script>',
    ],
    [{ appearance: 'in-text' }, '<script data-host="https://calls.example/" data-site="key">TEXT</script>'],
  ] satisfies [Partial<ScriptChoice>, string][]) {
    test(JSON.stringify(choice), () => assert.equal(tag(choice), wanted));
  }
});

test('a number for those without consent is no choice where nobody is asked', () => {
  assert.equal(tag({ refused: 'free' }), tag({}));
  assert.equal(scriptFile({ ...FIRST_CHOICE, refused: 'free' }), 'dt.js');
});

test('the text of the page comes from the version that was chosen', () => {
  const path = (choice: Partial<ScriptChoice>) => textPath({ ...FIRST_CHOICE, ...choice });
  assert.equal(path({}), null);
  assert.equal(path({ appearance: 'hidden' }), '/loader.js');
  assert.equal(path({ appearance: 'hidden', version: 2, domains: ['a.example'] }), '/v/2/loader.js');
  assert.equal(path({ appearance: 'in-text', version: 2 }), '/v/2/dt.js');
  assert.equal(path({ appearance: 'in-text', domains: ['a.example'] }), '/dt-full.js');
});

test('only versions that know what was chosen are offered, the newest first', () => {
  const versions = (choice: Partial<ScriptChoice>) =>
    fittingVersions({ ...FIRST_CHOICE, ...choice }, scripts.versions).map(({ version }) => version);
  assert.deepEqual(versions({}), [2, 1]);
  assert.deepEqual(versions({ consent: 'yandex' }), [2]);
});

test('a version that lacks what was chosen later gives way to the newest', () => {
  const frozen = { ...FIRST_CHOICE, version: 1 };
  assert.deepEqual(fitting(frozen, scripts.versions), frozen);
  assert.equal(fitting({ ...frozen, consent: 'google' }, scripts.versions).version, null);
});
