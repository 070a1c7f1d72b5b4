import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Disk, type DiskState, fineFrom, limitsOf, watchDisk } from './disk.ts';

const MIB = 1024 * 1024;
const TOTAL = 64 * MIB;
let folder: string;
let why: string | undefined;
let disk: Disk | undefined;
const told: DiskState[] = [];
const at = (name: string) => path.join(folder, name);

before(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${TOTAL}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    why = 'a disk of its own needs the right to mount';
  }
});
after(() => {
  disk?.stop();
  if (!why) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
});

async function until(state: DiskState) {
  for (let tries = 0; disk?.state() !== state && tries < 100; tries++) await sleep(100);
  assert.equal(disk?.state(), state);
}
const fill = (name: string, bytes: number) => execFileSync('fallocate', ['--length', String(bytes), at(name)]);

test('a disk that fills up gives its reserve back, and facts are still appended to the journal', async (context) => {
  if (why) return context.skip(why);
  writeFileSync(at('journal'), 'first\n');
  disk = watchDisk({
    ...{ folder, reserve: at('reserve'), growing: [at('journal')] },
    onChange: (state) => told.push(state),
  });
  assert.equal(disk.state(), 'fine');
  assert.equal(statSync(at('reserve')).size, limitsOf(TOTAL).reserve);
  assert.equal(readFileSync(at('journal'), 'utf8'), 'first\n');

  fill('recordings', TOTAL - limitsOf(TOTAL).reserve - 8 * MIB - 4 * MIB);
  await until('low');
  assert.ok(existsSync(at('reserve')));
  try {
    writeFileSync(at('more'), Buffer.alloc(8 * MIB));
  } catch {
    // as full as can be
  }
  assert.throws(() => writeFileSync(at('more2'), Buffer.alloc(8 * MIB)), /ENOSPC/);
  appendFileSync(at('journal'), 'x'.repeat(MIB));
  await until('full');
  assert.ok(!existsSync(at('reserve')), 'there is room again');

  for (const name of ['recordings', 'more', 'more2']) rmSync(at(name), { force: true });
  await until('fine');
  assert.ok(existsSync(at('reserve')));
  assert.deepEqual(told, ['low', 'full', 'fine']);
});

test('a disk that was low is fine again only with a tenth more, and with room for the reserve it gave away', () => {
  const limits = { reserve: 256 * MIB, low: 1000 * MIB, full: 32 * MIB };
  assert.equal(fineFrom('fine', limits, true), 1000 * MIB);
  assert.equal(fineFrom('low', limits, true), 1100 * MIB);
  assert.equal(fineFrom('full', limits, false), 1356 * MIB);
});
