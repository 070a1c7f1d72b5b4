import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttributionSummary } from '../../src/api/wire.ts';
import { answer, channelName, sourceName, sourceTitle } from './source.ts';
import { speaker } from './speaker.ts';

const en = await speaker('en');
const ru = await speaker('ru');

const attribution: AttributionSummary = {
  model: 'posterior-1',
  repeat: false,
  visit: null,
  campaign: { source: 'yandex', medium: 'cpc', campaign: 'spring', probability: 0.92 },
  channel: { channel: 'paid-search', probability: 0.95 },
  term: 'sofa',
  nobody: 0.03,
};

test('the finest level the server names is the answer, with its own probability', () => {
  assert.deepEqual(answer(attribution, en, 'en'), {
    level: 'campaign',
    title: 'Yandex / spring',
    channel: 'Paid search',
    term: 'sofa',
    probability: 0.92,
  });
  const channelOnly = answer({ ...attribution, campaign: null, term: null }, ru, 'ru');
  assert.equal(channelOnly.title, 'Контекстная реклама');
  assert.equal(channelOnly.probability, 0.95);
});

test('an unknown source is said to be unknown', () => {
  const unknown = { ...attribution, campaign: null, channel: null, term: null };
  assert.equal(answer(unknown, en, 'en').level, 'unknown');
  assert.equal(answer(null, en, 'en').title, 'Source unknown');
  assert.equal(answer({ ...unknown, channel: { channel: 'unknown', probability: 1 } }, en, 'en').level, 'unknown');
});

test('a visit without tags is named by its channel', () => {
  const direct = { source: null, medium: null, campaign: null, probability: 0.8 };
  const found = answer(
    { ...attribution, campaign: direct, channel: { channel: 'direct', probability: 0.9 } },
    en,
    'en',
  );
  assert.equal(found.level, 'channel');
  assert.equal(found.title, 'Direct');
});

test('well-known sources have their names, others stay as they were tagged', () => {
  assert.equal(sourceName('yandex', 'ru'), 'Яндекс');
  assert.equal(sourceName('yandex', 'en'), 'Yandex');
  assert.equal(sourceName('Newsletter_May', 'en'), 'Newsletter_May');
  assert.equal(sourceTitle({ source: null, campaign: null }, 'en'), null);
});

test('a channel nobody has translated keeps its own name', () => {
  assert.equal(channelName('carrier-pigeon', en), 'carrier-pigeon');
});
