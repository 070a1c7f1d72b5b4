// The log goes on whatever becomes of its disk.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

test('a log that has no room on its disk ends nobody', { skip: !existsSync('/dev/full') }, () => {
  const full = openSync('/dev/full', 'w');
  const words = `
    const { openLog } = await import(${JSON.stringify(path.resolve(import.meta.dirname, 'log.ts'))});
    const log = openLog('info');
    log.info('first');
    log.error('second');
    setTimeout(() => console.log('still here'), 50);`;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', words], {
    stdio: ['ignore', 'pipe', full],
  });
  closeSync(full);
  assert.deepEqual([String(stdout), status], ['still here\n', 0]);
});
