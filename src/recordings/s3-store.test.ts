import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, beforeEach, test } from 'node:test';
import { startTestStore, type TestStore } from '../../tests/support/s3.ts';
import { s3Store } from './s3-store.ts';
import { diskStore, type RecordingStore, sha256Of } from './stores.ts';

const FILE = '2026/01/02/a b+ü(1).opus';
const CONTENT = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7) % 251));

let far: TestStore;
let folder: string;
let local: string;
let content: { sha256: string; type: string };
let places: [string, RecordingStore][];
before(async () => {
  far = await startTestStore();
  folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-stores-'));
  local = path.join(folder, 'local');
  writeFileSync(local, CONTENT);
  content = { sha256: await sha256Of(local), type: 'audio/ogg' };
  places = [
    ['disk', diskStore(path.join(folder, 'disk'))],
    ['s3', s3Store(far.settings)],
  ];
});
after(async () => {
  await far?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  far.breaks = 0;
});

const bytes = async (stream: Readable | undefined) => stream && buffer(stream);
const everywhere = async (work: (store: RecordingStore, name: string) => Promise<void>) => {
  for (const [name, store] of places) await work(store, name);
};

test('a file is put, measured, read whole and in part, listed and removed, in either kind of store', () =>
  everywhere(async (store, name) => {
    assert.equal(await store.size(FILE), undefined, name);
    assert.equal(await store.read(FILE), undefined, name);
    await store.put(FILE, local, content);
    assert.equal(await store.size(FILE), CONTENT.length, name);
    assert.deepEqual(await bytes(await store.read(FILE)), CONTENT, name);
    assert.deepEqual(await bytes(await store.read(FILE, { first: 10, last: 19 })), CONTENT.subarray(10, 20), name);
    const listed: { file: string; bytes: number }[] = [];
    for await (const one of store.list()) listed.push(one);
    assert.deepEqual(
      listed.map(({ file, bytes: size }) => [file, size]),
      [[FILE, CONTENT.length]],
      name,
    );
    await store.remove(FILE);
    await store.remove(FILE); // gone is gone
    assert.equal(await store.size(FILE), undefined, name);
  }));

test('every request is signed, the content too', () => {
  assert.ok(far.asked.length > 5);
  assert.deepEqual(
    far.asked.filter((line) => line.endsWith(' 403')),
    [],
  );
});

test('a link at the store is read by anybody, for its time, and for that file alone', async () => {
  const store = s3Store(far.settings);
  await store.put(FILE, local, content);
  const link = (await store.link?.(FILE, 300)) ?? '';
  assert.deepEqual(Buffer.from(await (await fetch(link)).arrayBuffer()), CONTENT);
  assert.equal((await fetch(link.replace('opus', 'opus2'))).status, 403);
  assert.equal((await fetch(link.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000'))).status, 403);
  assert.equal((await fetch(link.split('?')[0] ?? '')).status, 403);
});

test('wrong keys are refused, and said in the store’s own words', async () => {
  const store = s3Store({ ...far.settings, secret: 'another' });
  await assert.rejects(store.put(FILE, local, content), /403 SignatureDoesNotMatch: no/);
  await assert.rejects(store.size(FILE), /403/);
});

test('a file that the store has changed is found out', async () => {
  far.breaks = 'lies';
  await assert.rejects(s3Store(far.settings).put(FILE, local, content), /not what was sent/);
});

test('a store that is busy or away throws', async () => {
  far.breaks = 503;
  for (const ask of ['size', 'read', 'remove'] as const)
    await assert.rejects(async () => s3Store(far.settings)[ask](FILE), /503/);
  await assert.rejects(s3Store({ ...far.settings, endpoint: 'http://127.0.0.1:9' }).size(FILE), /does not answer/);
});
