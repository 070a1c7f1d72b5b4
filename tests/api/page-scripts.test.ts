import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PageScripts, ScriptVersion } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';

const file = (letter: string) => ({ integrity: `sha384-${letter.repeat(64)}`, raw: 4000, gzip: 2200, brotli: 2000 });
const scriptVersions: ScriptVersion[] = [
  { version: 1, date: '2026-01-02', files: { 'dt.js': file('A'), 'loader.js': file('B') } },
  { version: 2, date: '2026-02-03', files: { 'dt.js': file('C'), 'dt-full.js': file('D'), 'loader.js': file('E') } },
];
let api: TestApi;

before(async () => {
  api = await openTestApi({ publicUrl: 'https://calls.example', scriptVersions });
});
after(() => api?.close());

test('the published scripts are told with their hashes, and where pages find them', async () => {
  const headers = { host: 'calls.example' };
  assert.deepEqual(await api.get<PageScripts>('/api/v1/page-scripts', { headers }), {
    host: 'https://calls.example',
    versions: scriptVersions,
  });
});
