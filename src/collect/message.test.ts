import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMessage } from './message.ts';

const VISIT = '01a20034-9a06-7cbf-8b73-cdd3149dbcc4';
const view = { t: 'view', site: 'demo0shop', url: 'https://shop.example/' };
const read = (said: unknown) => readMessage(Buffer.from(typeof said === 'string' ? said : JSON.stringify(said)));

test('a view and each activity are read', () => {
  assert.deepEqual(
    read({ ...view, ref: '', visitor: VISIT.toUpperCase(), ids: ['_ga=GA1.1.1.2'], auto: true, lang: 'ru-RU' }),
    {
      ...{ ...view, ref: '', visitor: VISIT, ids: ['_ga=GA1.1.1.2'], auto: true, lang: 'ru-RU' },
    },
  );
  for (const t of ['beat', 'hide', 'show', 'tap', 'copy', 'close'])
    assert.deepEqual(read({ t, site: 'demo0shop', visit: VISIT }), { t, site: 'demo0shop', visit: VISIT });
});

test('what does not name its type, site, address or visit rightly is malformed', () => {
  const cases: unknown[] = [
    ...[
      '',
      'null',
      '[]',
      '"view"',
      '1',
      '{',
      '{"t":"view"',
      'undefined',
      '\u0000',
      '['.repeat(8000),
      '{"a":'.repeat(1000),
    ],
    { ...view, t: 'call' },
    { ...view, t: ['view'] },
    { ...view, t: '__proto__' },
    { ...view, site: undefined },
    { ...view, site: 7 },
    { ...view, site: 'short' },
    { ...view, site: "demo0shop' or 1=1" },
    { ...view, site: { $ne: null } },
    { ...view, url: undefined },
    { ...view, url: ['https://shop.example/'] },
    { ...view, url: `https://shop.example/${'x'.repeat(5000)}` },
    { t: 'beat', site: 'demo0shop' },
    { t: 'beat', site: 'demo0shop', visit: 'not-a-uuid' },
    { t: 'beat', site: 'demo0shop', visit: { toString: 'x' } },
    { ...view, more: [[[[[1]]]]] },
  ];
  for (const said of cases) assert.equal(read(said), undefined, JSON.stringify(said)?.slice(0, 80));
});

test('bytes that are no UTF-8 are malformed', () => {
  const [head, tail] = JSON.stringify({ ...view, lang: '?' }).split('?') as [string, string];
  assert.equal(
    readMessage(Buffer.concat([Buffer.from(head), Buffer.from([0xc3, 0x28]), Buffer.from(tail)])),
    undefined,
  );
  assert.equal(readMessage(Buffer.from(JSON.stringify(view), 'utf16le')), undefined);
});

test('what other scripts may have spoiled is left out, and the view still counts', () => {
  const spoiled = {
    ...{ visitor: 'x', visit: 5, ref: {}, auto: 'yes', lang: 'klingon; drop table' },
    ids: [7, null, '_ttp=ok', {}],
  };
  assert.deepEqual(
    { ...read({ ...view, ...spoiled }) },
    {
      ...{ ...view, visitor: undefined, visit: undefined, ref: undefined, auto: undefined, lang: undefined },
      ids: ['_ttp=ok'],
    },
  );
});

test('unknown keys are left out, __proto__ among them', () => {
  const message = read(
    '{"t":"view","site":"demo0shop","url":"https://shop.example/","__proto__":{"auto":true},"new":[1]}',
  );
  assert.deepEqual({ ...message }, view);
  assert.equal((message as { auto?: boolean }).auto, undefined);
});

test('when something happened, what the person has in hand and that there is no consent are read', () => {
  const more = { at: 1_790_000_000_000, held: ['+74957770001'], consent: false };
  assert.deepEqual(read({ ...view, ...more }), { ...view, ...more });
  const tap = { t: 'tap', site: 'demo0shop', visit: VISIT, at: 1_790_000_000_000, ago: 1500.5 };
  assert.deepEqual(read(tap), tap);
});

test('moments that can be none are left out; nothing is older than an hour', () => {
  const momentsOf = (more: object) => {
    const message = read({ t: 'tap', site: 'demo0shop', visit: VISIT, ...more });
    return message?.t === 'tap' ? [message.at, message.ago] : [];
  };
  for (const bad of ['1790000000000', -1, null, {}, Number.NaN])
    assert.deepEqual(momentsOf({ at: bad, ago: bad }), [undefined, undefined], String(bad));
  assert.deepEqual(momentsOf({ at: 1e15 + 1, ago: 3_600_001 }), [undefined, 3_600_000]);
});

test('of numbers in hand those that are none are left out, and the latest ten are kept', () => {
  const heldOf = (held: unknown) => {
    const message = read({ ...view, held });
    return message?.t === 'view' ? message.held : [];
  };
  const many = Array.from({ length: 12 }, (_, at) => `+749577700${10 + at}`);
  assert.deepEqual(heldOf(['+74957770001', '84957770002', 7, null, '+0', "+7495'"]), ['+74957770001']);
  assert.deepEqual(heldOf(many), many.slice(2));
  assert.equal(heldOf('+74957770001'), undefined);
});

test('a consent that is said in no way we know is none', () => {
  const consentOf = (more: object) => {
    const message = read({ ...view, ...more });
    return message?.t === 'view' ? message.consent : 'malformed';
  };
  assert.deepEqual(
    [{}, { consent: true }, { consent: false }, { consent: 'no' }, { consent: 0 }, { consent: null }].map(consentOf),
    [undefined, true, false, false, false, false],
  );
});
