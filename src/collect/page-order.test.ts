import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActivityKind } from '../store/visits.ts';
import { createPageOrder } from './page-order.ts';

const MORNING = 1_790_000_000; // ours, in seconds
const CLOCK = 1_600_000_000_000; // the browser's, in milliseconds: years behind
/** Tells of things in the order they arrive and gives when each happened, in seconds since morning. */
const hear = (
  messages: readonly [kind: ActivityKind, pageMs: number | undefined, arrives: number, agoMs?: number][],
) => {
  const order = createPageOrder();
  return messages.map(([kind, pageMs, arrives, agoMs]) => {
    const told = { kind, pageAt: pageMs === undefined ? undefined : CLOCK + pageMs, agoMs };
    const at = order.timeOf('v', told, MORNING + arrives);
    return at !== 'again' && order.note('v', told, at) ? Math.round((at - MORNING) * 1000) / 1000 : 'again';
  });
};

test('what comes in order happened when it came', () => {
  assert.deepEqual(
    hear([
      ['view', 0, 1],
      ['beat', 30_000, 31.2],
      ['close', 40_000, 41],
    ]),
    [1, 31.2, 41],
  );
});

test('what is told later happened so much earlier, but never before what the browser puts before it', () => {
  assert.deepEqual(
    hear([
      ['view', 0, 1],
      ['hide', 5000, 6.2],
      ['close', 5000, 100, 93_900],
      ['tap', 4000, 101, 96_000],
    ]),
    [1, 6.2, 6.2, 5],
  );
});

test('the close of one page after the view of the next was before it, however late', () => {
  for (const late of [0.2, 20, 3000])
    assert.deepEqual(
      hear([
        ['view', 0, 1],
        ['view', 10_000, 11],
        ['close', 9900, 11 + late],
      ]),
      [1, 11, 10.9],
      `${late} s`,
    );
});

test('a tap, a copy or a hide after the close was before it', () => {
  for (const kind of ['tap', 'copy', 'hide'] as const)
    assert.deepEqual(
      hear([
        ['view', 0, 1],
        ['close', 9000, 10],
        [kind, 8000, 10.5],
      ]),
      [1, 10, 9],
      kind,
    );
});

test('the same kind at the same moment is told again; another kind or moment is not', () => {
  assert.deepEqual(
    hear([
      ['view', 0, 1],
      ['tap', 5000, 6],
      ['tap', 5000, 20, 14_000],
      ['copy', 5000, 21, 15_000],
      ['tap', 5001, 22, 16_000],
    ]),
    [1, 6, 'again', 6, 6],
  );
});

test('without the browser’s time everything counts, when it came', () => {
  assert.deepEqual(
    hear([
      ['tap', undefined, 6],
      ['tap', undefined, 7],
      ['tap', undefined, 9, 1000],
    ]),
    [6, 7, 8],
  );
});

test('a clock that was set back makes nothing old', () => {
  assert.deepEqual(
    hear([
      ['view', 3_600_000, 1],
      ['beat', 30_000, 31],
      ['beat', 60_000, 61],
      ['close', 70_000, 71],
    ]),
    [1, 31, 61, 71],
  );
});

test('one visit’s events do not count as another’s', () => {
  const order = createPageOrder();
  assert.equal(order.note('v', { kind: 'tap', pageAt: 1 }, 10), true);
  assert.equal(order.timeOf('w', { kind: 'tap', pageAt: 1 }, 11), 11);
});

test('what could not be written counts when it is told again', () => {
  const order = createPageOrder();
  const tap = { kind: 'tap', pageAt: CLOCK } as const;
  order.note('v', tap, 10);
  assert.equal(order.note('v', tap, 10), false);
  order.forget('v', tap);
  assert.equal(order.note('v', tap, 11), true);
});

test('of very many events of a visit the latest are remembered', () => {
  const order = createPageOrder();
  for (let beat = 0; beat < 100; beat++) order.note('v', { kind: 'beat', pageAt: CLOCK + beat }, 10 + beat);
  assert.equal(order.timeOf('v', { kind: 'beat', pageAt: CLOCK + 99 }, 200), 'again');
  assert.notEqual(order.timeOf('v', { kind: 'beat', pageAt: CLOCK }, 200), 'again');
});
