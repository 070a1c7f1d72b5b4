import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Holder, isLeaseLive, isPageOpen, sourceKey, wasClosed, wasSeen, wasTapped } from './holder.ts';

const holder = (facts: Partial<Holder> = {}): Holder => ({
  visit: 'v1',
  visitor: 'b1',
  number: 'n1',
  channel: 'paid',
  campaign: 'spring',
  region: null,
  desktop: false,
  startedAt: 1000,
  lastActivityAt: 1000,
  closedAt: null,
  tappedAt: null,
  credited: 0,
  ...facts,
});

const after = (change: (holder: Holder) => void, facts: Partial<Holder> = {}) => {
  const changed = holder(facts);
  change(changed);
  return changed;
};

test('a page is open until two beats are missing', () => {
  assert.equal(isPageOpen(holder(), 1060, 30), true);
  assert.equal(isPageOpen(holder(), 1060.1, 30), false);
});

test('a page is not open from its close on, but before it', () => {
  const closed = holder({ lastActivityAt: 1020, closedAt: 1020 });
  assert.equal(isPageOpen(closed, 1019.9, 30), true);
  assert.equal(isPageOpen(closed, 1020, 30), false);
});

test('a lease lives for its time after the last activity', () => {
  assert.equal(isLeaseLive(holder(), 2199.9, 1200), true);
  assert.equal(isLeaseLive(holder(), 2200, 1200), false);
});

test('a beat that comes late changes nothing', () => {
  const facts = { lastActivityAt: 1090, closedAt: 1090 };
  assert.deepEqual(
    after((h) => wasSeen(h, 1060), facts),
    holder(facts),
  );
});

test('a close that comes twice is one close', () => {
  const closed = after((h) => wasClosed(h, 1070));
  assert.deepEqual(
    after((h) => wasClosed(h, 1070), closed),
    closed,
  );
});

test('a visit that goes on to another page is open again', () => {
  const next = after((h) => wasSeen(h, 1071), { lastActivityAt: 1070, closedAt: 1070 });
  assert.equal(isPageOpen(next, 1072, 30), true);
});

test('the close of a page is ignored once the next page was seen', () => {
  assert.equal(after((h) => wasClosed(h, 1070), { lastActivityAt: 1071 }).closedAt, null);
});

test('a tap is activity but does not open a closed page', () => {
  const tapped = after((h) => wasTapped(h, 1072), { lastActivityAt: 1070, closedAt: 1070 });
  assert.deepEqual(tapped, holder({ lastActivityAt: 1072, closedAt: 1070, tappedAt: 1072 }));
});

test('the last of two taps counts, in whatever order they come', () => {
  const first = after((h) => wasTapped(h, 1050));
  assert.equal(after((h) => wasTapped(h, 1040), first).tappedAt, 1050);
  assert.equal(after((h) => wasTapped(h, 1055), first).tappedAt, 1055);
});

test('sources with slashes in their names stay apart', () => {
  assert.notEqual(sourceKey({ channel: 'a/b', campaign: 'c' }), sourceKey({ channel: 'a', campaign: 'b/c' }));
});
