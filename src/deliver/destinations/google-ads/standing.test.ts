import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Conversion } from './conversion.ts';
import { type Corrections, planFor, type Standing, worthNothing } from './standing.ts';

const at = new Date('2026-11-21T08:00:00Z');
const wanted = (gclid: string, value?: number): Conversion => ({
  ...{ at, who: `gclid:${gclid}`, adIdentifiers: { gclid }, variables: [] },
  ...(value === undefined ? {} : { value, currency: 'RUB' }),
});
const stands = (gclid: string, more: Partial<Standing> = {}): Standing => ({
  ...{ transactionId: 'call-1', at: at.toISOString(), who: `gclid:${gclid}`, adIdentifiers: { gclid }, times: 1 },
  ...more,
});
/** What is taken back and what is told, by transaction id and value. */
function steps(wish: Conversion | null, standing: Standing | null, corrections: Corrections = 'value') {
  const plan = planFor({ subject: 'call-1', actionId: '9', wanted: wish }, standing, corrections);
  if ('reason' in plan) return plan.reason;
  const { takeBack, tell } = plan;
  return [
    ...(takeBack ? [`- ${takeBack.transactionId}`] : []),
    ...(tell ? [`+ ${tell.transactionId} ${tell.conversion.who} ${tell.conversion.value ?? ''}`.trim()] : []),
  ];
}

describe('from what stands at Google to what should stand there', () => {
  const worth = { value: 500, currency: 'RUB' };
  for (const [name, got, expected] of [
    ['nothing was told, and nothing is to be', steps(null, null), 'not-told-before'],
    ['the first telling', steps(wanted('a', 500), null), ['+ call-1 gclid:a 500']],
    ['the same again', steps(wanted('a', 500), stands('a', worth)), 'already-told'],
    ['another value', steps(wanted('a', 700), stands('a', worth)), ['+ call-1 gclid:a 700']],
    ['another click', steps(wanted('b', 500), stands('a', worth)), ['- call-1', '+ call-1-2 gclid:b 500']],
    ['another click, no values', steps(wanted('b'), stands('a')), ['- call-1', '+ call-1-2 gclid:b']],
    [
      'a third click',
      steps(wanted('c'), stands('b', { transactionId: 'call-1-2', times: 2 })),
      ['- call-1-2', '+ call-1-3 gclid:c'],
    ],
    ['spam', steps(null, stands('a', worth)), ['- call-1']],
    ['spam again', steps(null, stands('a', { ...worth, gone: true })), 'not-told-before'],
    [
      'no spam after all',
      steps(wanted('a', 500), stands('a', { value: 0, currency: 'RUB', gone: true })),
      ['+ call-1 gclid:a 500'],
    ],
    [
      'no spam after all, but it was retracted: that can not be undone',
      steps(wanted('a', 500), stands('a', { value: 0, currency: 'RUB', gone: true }), 'retract'),
      ['+ call-1-2 gclid:a 500'],
    ],
    ['corrections are not wanted', steps(wanted('b', 500), stands('a', worth), 'none'), 'no-correction'],
    ['taking back is not wanted', steps(null, stands('a', worth), 'none'), 'no-correction'],
  ] as const)
    test(name, () => assert.deepEqual(got, expected));
});

test('what is taken back is told as it was, by its click, and is worth nothing', () => {
  assert.deepEqual(worthNothing(stands('a', { value: 500, currency: 'RUB' }), 'f'.repeat(64)), {
    ...{ at, who: 'gclid:a', value: 0, currency: 'RUB', variables: [], adIdentifiers: { gclid: 'a' } },
  });
});
