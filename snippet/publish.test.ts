import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findDamage, publish, readVersions } from './publish.ts';

let builtFolder: string;
let folder: string;

beforeEach(() => {
  builtFolder = mkdtempSync(join(tmpdir(), 'dt-built-'));
  folder = mkdtempSync(join(tmpdir(), 'dt-published-'));
  build('one');
});
afterEach(() => {
  for (const one of [builtFolder, folder]) rmSync(one, { recursive: true });
});

function build(text: string): void {
  for (const name of ['dt.js', 'dt-full.js', 'loader.js'])
    writeFileSync(join(builtFolder, name), `/* ${text} ${name} */`);
}
const publishNow = () => publish({ builtFolder, folder, date: '2026-11-22' });

test('every version we have published is as it was published', () => {
  assert.deepEqual(findDamage(fileURLToPath(new URL('published', import.meta.url))), []);
});

test('versions are whole numbers, each with its own files', () => {
  publishNow();
  build('two');
  publishNow();
  assert.deepEqual(
    readVersions(folder).map(({ version }) => version),
    [1, 2],
  );
  assert.equal(readFileSync(join(folder, '1/dt.js'), 'utf8'), '/* one dt.js */');
  assert.equal(readFileSync(join(folder, '2/dt.js'), 'utf8'), '/* two dt.js */');
  assert.deepEqual(findDamage(folder), []);
});

test('a file is listed with the hash that browsers check', () => {
  publishNow();
  // printf '/* one dt.js */' | openssl dgst -sha384 -binary | base64
  assert.deepEqual(readVersions(folder)[0]?.files['dt.js'], {
    integrity: 'sha384-d10eWVzm25rTz2S+QkjxdGzqY12PrEsf6fc4cAE78RtutaQX25d3uW2H+NSXt88A',
    raw: 15,
    gzip: 35,
    brotli: 19,
  });
});

test('what has not changed is not published again', () => {
  publishNow();
  assert.deepEqual(publishNow(), { kind: 'refused', reason: 'nothing-changed' });
  assert.equal(readVersions(folder).length, 1);
});

test('files that are there are never written over', () => {
  mkdirSync(join(folder, '1'));
  writeFileSync(join(folder, '1/dt.js'), 'mine');
  assert.deepEqual(publishNow(), { kind: 'refused', reason: 'unlisted' });
  assert.equal(readFileSync(join(folder, '1/dt.js'), 'utf8'), 'mine');
});

test('a published file that was changed, lost or added by hand is found', () => {
  publishNow();
  appendFileSync(join(folder, '1/dt.js'), '\n');
  rmSync(join(folder, '1/loader.js'));
  writeFileSync(join(folder, '1/extra.js'), '');
  assert.deepEqual(findDamage(folder), [
    '1/extra.js is not listed',
    '1/loader.js is missing',
    '1/dt.js has changed since it was published',
  ]);
});
