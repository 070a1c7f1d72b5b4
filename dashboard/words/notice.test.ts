import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notice } from '../../src/api/wire.ts';
import { NOTICE_KINDS } from '../../src/core/notice.ts';
import { noticeWords } from './notice.ts';
import { speaker } from './speaker.ts';

const t = await speaker('en');
const notice = (kind: Notice['kind'], data: Notice['data']): Notice => ({
  ...{ id: 'n', siteId: 's', subject: 'x', at: '2026-11-22T10:00:00Z', seen: false, ended: false },
  ...{ kind, data },
});
const words = (kind: Notice['kind'], data: Notice['data'] = {}) => noticeWords(notice(kind, data), 'en-GB', t);

test('every kind of notice has a heading and a sentence without holes, even when its facts are missing', async () => {
  for (const language of ['en', 'ru'] as const) {
    const speak = await speaker(language);
    for (const kind of NOTICE_KINDS) {
      const { title, text } = noticeWords(notice(kind, {}), 'en-GB', speak);
      assert.ok(title && text, kind);
      assert.doesNotMatch(title + text, /\{\{|notices\./, kind);
    }
  }
});

test('a broken number is named with the reason', () => {
  const { title, text, way } = words('number-out-of-order', { number: '+74951234567', reason: 'wrong-did' });
  assert.equal(title, '+7 495 123-45-67 is out of order');
  assert.match(text, /^Test calls: it arrived as a call to another number\./);
  assert.deepEqual(way, { to: 'number', id: 'x', part: 'checks' });
});

test('a silence is told with what should have come and how rarely it happens by chance', () => {
  const { text } = words('number-silent', { number: '+74951234567', visits: 1400, expected: 9.6, onceIn: 14_765 });
  assert.equal(
    text,
    '1,400 visits were shown it and nobody called, where about 9.6 calls should have come. By chance: once in 15,000.',
  );
});

test('the end of a contract is told before and after', () => {
  const facts = { operator: 'Acme', contractNumber: '7/26', endsOn: '2026-12-01' };
  const soon = words('contract-ends', { ...facts, daysLeft: 9 });
  assert.deepEqual(
    [soon.title, soon.text],
    ['The contract with Acme ends', 'Contract 7/26 ends in 9 days, on 1 Dec 2026.'],
  );
  const past = words('contract-ends', { ...facts, daysLeft: -1 });
  assert.deepEqual(
    [past.title, past.text],
    ['The contract with Acme has ended', 'Contract 7/26: the last day was 1 Dec 2026.'],
  );
});

test('a leak is told by the page where it stands, or by the calls that nothing explains', () => {
  assert.equal(
    words('number-leaked', { pages: ['https://shop.example/x'] }).text,
    'It is written on https://shop.example/x.',
  );
  assert.match(words('number-leaked', { nobody: 14, chance: 0.00001 }).text, /^14 calls .* once in 100,000\.$/);
});

test('a plan that reality has left is told by campaign', () => {
  const levels = (campaign: number) => ({ channel: 0.99, campaign, visit: 0.8 });
  assert.match(words('prediction-gap', { predicted: levels(0.93), confidence: levels(0.88) }).text, /93%, .* 88%/);
});

test('a disk that fills up is told with what to do and how much, in both languages', async () => {
  const facts = { node: 'dialtrace', free: 890_000_000, missing: 290_000_000 };
  const low = words('disk-low', facts);
  assert.equal(low.title, 'The disk is almost full: recordings are paused');
  assert.match(low.text, /^890 MB are free\. Free 290 MB more and recording goes on by itself\./);
  const speak = await speaker('ru');
  const full = noticeWords(notice('disk-full', { ...facts, node: 'south', free: 0 }), 'ru-RU', speak);
  assert.equal(full.title, 'Диск полон: срочно освободите место (узел south)');
  assert.match(full.text.replaceAll('\u00a0', ' '), /^Осталось 0 Б\..* Освободите не меньше 290 МБ: /);
});

test('callers who can’t be told are named by the number they call and the language', async () => {
  const facts = { node: 'dialtrace', number: '+74951234567', language: 'ru' };
  assert.match(
    words('recording-unsaid', facts).text,
    /callers to \+7 495 123-45-67 be told of the recording in Russian,/,
  );
  const { text } = noticeWords(notice('recording-unsaid', facts), 'ru-RU', await speaker('ru'));
  assert.match(
    text,
    /кто звонит на \+7 495 123-45-67, нужно предупредить о записи по-русски, а голоса на сервере нет\./,
  );
});

test('a store that takes nothing is told with how many recordings wait for it', () => {
  const facts = { bucket: 'calls', endpoint: 'https://s3.example', error: 'the store does not answer' };
  assert.match(words('recording-store-failing', { ...facts, waiting: 12 }).text, / 12 recordings wait on the disk/);
  assert.doesNotMatch(words('recording-store-failing', facts).text, /\{\{|undefined/);
});
