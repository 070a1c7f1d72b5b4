import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildSnippet } from './build.ts';

test('the page script is one small plain file', async () => {
  const dist = mkdtempSync(join(tmpdir(), 'dt-'));
  const { file, brotli, gzip } = await buildSnippet(dist);
  const code = readFileSync(file, 'latin1');
  rmSync(dist, { recursive: true });
  assert.ok(brotli <= 2048, `${brotli} bytes brotli`);
  assert.ok(gzip <= 3072, `${gzip} bytes gzip`);
  assert.doesNotMatch(code, /[^\n\x20-\x7e]/, 'pages in windows-1251 read it as windows-1251');
  assert.doesNotMatch(code, /\b(import|export|require)\b/);
});
