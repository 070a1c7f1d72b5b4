import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallList, CallRow } from '../../src/api/wire.ts';
import { belongs, withCall, withLiveCall } from './live-list.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 5, 12, 12, minute)).toISOString();

const call = (id: string, minute: number, more: Partial<CallRow> = {}): CallRow => ({
  id,
  siteId: 's',
  number: '+74950000001',
  numberKind: 'pool',
  direction: 'in',
  spam: null,
  caller: '+79161234567',
  callerRaw: null,
  contact: null,
  firstTime: true,
  status: 'answered',
  missedReason: null,
  startedAt: at(minute),
  answeredAt: null,
  endedAt: null,
  waitSeconds: null,
  talkSeconds: null,
  answeredBy: null,
  hungUpBy: null,
  whileDown: false,
  recording: { state: 'none', seconds: null },
  tags: [],
  category: null,
  attribution: null,
  ...more,
});

const page = (items: CallRow[], nextCursor: string | null = null, total = items.length): CallList => ({
  items,
  nextCursor,
  total,
});
const ids = (pages: CallList[]) => pages.map(({ items }) => items.map(({ id }) => id).join(' '));

test('a new call stands by its time, newest first', () => {
  const list = [page([call('c', 30), call('a', 10)])];
  assert.deepEqual(ids(withCall(list, call('b', 20), {})), ['c b a']);
  assert.deepEqual(ids(withCall(list, call('d', 40), {})), ['d c a']);
  assert.equal(withCall(list, call('d', 40), {})[0]?.total, 3);
});

test('a call that changed is replaced where it stands', () => {
  const list = [page([call('b', 20), call('a', 10)])];
  const [changed] = withCall(list, call('a', 10, { status: 'missed' }), {});
  assert.equal(changed?.items[1]?.status, 'missed');
  assert.equal(changed?.total, 2);
});

test('a call that no longer fits the filter leaves the list', () => {
  const list = [page([call('a', 10, { status: 'ringing' })])];
  const [left] = withCall(list, call('a', 10, { status: 'missed' }), { status: 'ringing' });
  assert.deepEqual(left, page([]));
});

test('a call that does not fit the filter does not come in', () => {
  const list = [page([call('a', 10)])];
  assert.deepEqual(ids(withCall(list, call('b', 20), { status: 'missed' })), ['a']);
});

test('an old call of a page not loaded yet is only counted', () => {
  const list = [page([call('c', 30), call('b', 20)], 'more', 9)];
  const [first] = withCall(list, call('a', 1), {});
  assert.equal(first?.items.length, 2);
  assert.equal(first?.total, 10);
});

test('an empty list takes its first call', () => {
  assert.deepEqual(ids(withCall([page([])], call('a', 1), {})), ['a']);
});

test('search finds digits however they are typed, and words anywhere', () => {
  const found = call('a', 1, { answeredBy: 'Anna Petrova' });
  for (const q of ['8 (916) 123', '9161234', 'petrova', '+7495']) assert.ok(belongs(found, { q }), q);
  assert.ok(!belongs(found, { q: '555' }));
});

test('a period has its beginning and not its end', () => {
  assert.ok(belongs(call('a', 10), { from: at(10), to: at(11) }));
  assert.ok(!belongs(call('a', 10), { from: at(9), to: at(10) }));
});

test('calls in progress come in order of time and leave when they end', () => {
  const ringing = [call('b', 20, { status: 'ringing' })];
  const two = withLiveCall(ringing, call('a', 10, { status: 'talking' }));
  assert.deepEqual(two.map(({ id }) => id).join(' '), 'a b');
  assert.deepEqual(
    withLiveCall(two, call('a', 10, { status: 'answered' })).map(({ id }) => id),
    ['b'],
  );
});

test('a call that is marked as spam leaves the list, and one of ours is in it only where it belongs', () => {
  const honest = belongs(call('a', 0), { spam: false });
  const marked = belongs({ ...call('a', 0), spam: { reasons: [], by: 'person', heldBack: false } }, { spam: false });
  const ours = belongs({ ...call('a', 0), direction: 'out' }, { direction: 'in' });
  assert.deepEqual([honest, marked, ours], [true, false, false]);
});
