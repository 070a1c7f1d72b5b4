import assert from 'node:assert/strict';
import { test } from 'node:test';
import { regionKey, regionName } from './numbers/russian-regions.ts';
import { timeZoneOf } from './region-time-zone.ts';

test('a phone of Vladivostok keeps the hours of Vladivostok, one of Tula those of Moscow', () => {
  assert.equal(timeZoneOf('RU', regionKey('Primorskiy (Maritime) Kray')), 'Asia/Vladivostok');
  assert.equal(timeZoneOf('RU', 'Tula Oblast'), 'Europe/Moscow');
});

test('a Russian phone without a region may be anywhere', () => assert.equal(timeZoneOf('RU', null), null));

test('a country of one zone is known, one of several is not', () => {
  assert.deepEqual(
    [timeZoneOf('BY', null), timeZoneOf('US', null), timeZoneOf(null, null)],
    ['Europe/Minsk', null, null],
  );
});

test('every zone is one that clocks know, and every region is named as elsewhere', () => {
  const regions = ['Kaliningrad Oblast', 'Udmurtia', 'Perm Krai', 'Tyva', 'Sakha', 'Chukotka', 'Khanty-Mansia'];
  for (const region of regions) {
    assert.equal(regionName(region), region);
    assert.doesNotThrow(() => new Intl.DateTimeFormat('en', { timeZone: timeZoneOf('RU', region) ?? '' }));
  }
});
