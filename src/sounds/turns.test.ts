import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTurn } from './turns.ts';

test('so many go on at once and no more, the others in the order in which they came; a failure lets the next one in', async () => {
  const running = new Map<string, PromiseWithResolvers<string>>();
  const begun: string[] = [];
  const work = inTurn(2, (name: string) => {
    begun.push(name);
    const end = Promise.withResolvers<string>();
    running.set(name, end);
    return end.promise;
  });
  const all = ['a', 'b', 'c', 'd'].map((name) => work(name).catch(() => `${name} failed`));
  await Promise.resolve();
  assert.deepEqual(begun, ['a', 'b']);
  running.get('b')?.reject(new Error('no'));
  await all[1];
  assert.deepEqual(begun, ['a', 'b', 'c']);
  running.get('a')?.resolve('a');
  await all[0];
  assert.deepEqual(begun, ['a', 'b', 'c', 'd']);
  for (const name of ['c', 'd']) running.get(name)?.resolve(name);
  assert.deepEqual(await Promise.all(all), ['a', 'b failed', 'c', 'd']);
});
