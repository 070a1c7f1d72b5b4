import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildSnippet, type ScriptName, type ScriptWeight } from './build.ts';

let dist: string;
let weights: Record<ScriptName, ScriptWeight>;

before(async () => {
  dist = mkdtempSync(join(tmpdir(), 'dt-'));
  weights = await buildSnippet(dist);
});
after(() => rmSync(dist, { recursive: true }));

test('the page script is one small plain file', () => {
  for (const { file } of Object.values(weights)) {
    const code = readFileSync(file, 'latin1');
    assert.doesNotMatch(code, /[^\n\x20-\x7e]/, 'pages in windows-1251 read it as windows-1251');
    assert.doesNotMatch(code, /\b(import|export|require)\b/);
    assert.doesNotMatch(code, /<\/script|<!--/i, 'it may be the text of a script element');
  }
});

test('it keeps to its budget', () => {
  assert.ok(weights['dt.js'].brotli <= 2048, `${weights['dt.js'].brotli} bytes brotli`);
  assert.ok(weights['dt-full.js'].gzip <= 4096, `${weights['dt-full.js'].gzip} bytes gzip`);
  assert.ok(weights['loader.js'].raw <= 700, `${weights['loader.js'].raw} bytes in every page`);
});
