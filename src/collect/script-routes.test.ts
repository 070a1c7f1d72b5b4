import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { scriptRoutes } from './script-routes.ts';

const NEWEST = '/* dt */'.repeat(100);
const FROZEN = '/* first */'.repeat(100);

let folder: string;
let app: FastifyInstance;

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'dialtrace-scripts-'));
  const published = path.join(folder, 'published');
  mkdirSync(path.join(published, '1'), { recursive: true });
  writeFileSync(path.join(folder, 'dt.js'), NEWEST);
  writeFileSync(path.join(published, '1/dt.js'), FROZEN);
  writeFileSync(path.join(published, '1/notes.txt'), 'not for the world');
  const figures = { integrity: 'sha384-x', raw: 1, gzip: 1, brotli: 1 };
  writeFileSync(
    path.join(published, 'versions.json'),
    JSON.stringify([{ version: 1, date: '2026-01-01', files: { 'dt.js': figures } }]),
  );
  app = Fastify();
  await app.register(scriptRoutes, { builtFolder: folder, publishedFolder: published });
});
after(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers });

describe('the newest script', () => {
  test('is served compressed, named by its content, and kept five minutes, or a day while it is fetched anew', async () => {
    const brotli = await get('/dt.js', { 'accept-encoding': 'gzip, br' });
    assert.equal(brotli.headers['content-encoding'], 'br');
    assert.equal(brotliDecompressSync(brotli.rawPayload).toString(), NEWEST);
    assert.equal(brotli.headers['cache-control'], 'public, max-age=300, stale-while-revalidate=86400');
    assert.match(String(brotli.headers['content-type']), /^text\/javascript/);
    const plain = await get('/dt.js');
    assert.deepEqual([plain.body, plain.headers['content-encoding']], [NEWEST, undefined]);
    assert.notEqual(plain.headers.etag, brotli.headers.etag);
  });

  test('is not sent again to who has it, even if a proxy has weakened its tag', async () => {
    const tag = String((await get('/dt.js', { 'accept-encoding': 'br' })).headers.etag);
    for (const kept of [tag, `W/${tag}`, `"other", ${tag}`]) {
      const again = await get('/dt.js', { 'accept-encoding': 'br', 'if-none-match': kept });
      assert.deepEqual([again.statusCode, again.body], [304, ''], kept);
    }
    assert.equal((await get('/dt.js', { 'if-none-match': '"other"' })).statusCode, 200);
  });

  test('that is not built yet is not found', async () => {
    assert.equal((await get('/dt-full.js')).statusCode, 404);
  });
});

describe('a published version', () => {
  test('is kept for a year, and may be checked and isolated by the page', async () => {
    const answer = await get('/v/1/dt.js');
    assert.equal(answer.body, FROZEN);
    assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(answer.headers['access-control-allow-origin'], '*');
    assert.equal(answer.headers['cross-origin-resource-policy'], 'cross-origin');
  });

  test('that does not exist is a problem that says which do', async () => {
    for (const url of ['/v/2/dt.js', '/v/1/dt-full.js', '/v/1/notes.txt', '/v/1/..%2fversions.json', '/v/01/dt.js']) {
      const answer = await get(url);
      assert.equal(answer.statusCode, 404, url);
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
      const problem = answer.json<{ reason: string; detail: string }>();
      assert.equal(problem.reason, 'unknown-version');
      assert.match(problem.detail, /versions 1, each with dt\.js/);
    }
  });
});
