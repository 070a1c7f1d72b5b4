// Facts wait on disk while they can't be stored, in the order they were told; what waits goes first.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { CallFact } from '../core/call.ts';
import { openFactSpool } from './fact-spool.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-spool-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const fact = (key: string): CallFact => ({
  providerCallId: 'c',
  key,
  at: new Date('2026-11-21T10:00:00Z'),
  kind: 'ended',
});
function open(isUp: () => boolean, stored: string[]) {
  return openFactSpool({
    ...{ folder, log: () => {} },
    async store(provider, facts) {
      if (!isUp()) throw new Error('the database does not answer');
      assert.ok(facts.every(({ at }) => at instanceof Date));
      stored.push(...facts.map(({ key }) => `${provider} ${key}`));
    },
  });
}

test('what can be stored at once never touches the disk', async () => {
  const stored: string[] = [];
  const spool = open(() => true, stored);
  await spool.tell('twilio:1', [fact('a')]);
  assert.deepEqual([stored, readdirSync(folder)], [['twilio:1 a'], []]);
  await spool.close();
});

test('what could not be stored is stored later, and before anything that was told after it', async () => {
  let isUp = false;
  const stored: string[] = [];
  const spool = open(() => isUp, stored);
  await spool.tell('twilio:1', [fact('a')]);
  isUp = true;
  await spool.tell('twilio:1', [fact('b')]);
  assert.deepEqual(stored, [], 'the second waits behind the first');
  await spool.drain();
  assert.deepEqual([stored, readdirSync(folder)], [['twilio:1 a', 'twilio:1 b'], []]);
  await spool.close();
});

test('it outlives the process; a line cut short by a crash is left out', async () => {
  const stored: string[] = [];
  const dying = open(() => false, stored);
  await dying.tell('uis:2', [fact('a')]);
  await dying.close();
  writeFileSync(path.join(folder, 'facts.jsonl'), '{"provider":"uis:2","fac', { flag: 'a' });
  const next = open(() => true, stored);
  await next.drain();
  assert.deepEqual(stored, ['uis:2 a']);
  await next.close();
});
