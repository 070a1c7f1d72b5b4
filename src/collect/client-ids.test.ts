import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientIdsOf } from './client-ids.ts';

test('ids of other systems are read from their cookies', () => {
  for (const [cookies, ids] of [
    ['_ga=GA1.1.1234567890.1700000000', { ga: '1234567890.1700000000' }],
    ['_ga=GA1.2-2.123.456', { ga: '123.456' }],
    ['_ga_ABC123=GS1.1.1700000001.3.1.1700000002.0.0.0', { ga_session: '1700000001' }],
    ['_ga_1BC=GS2.1.s1700000001$o3$g1$t1700000002', { ga_session: '1700000001' }],
    ['_ym_uid=1700000000123456789; _ym_d=1700000000; _ym_isad=2', { ym: '1700000000123456789' }],
    [
      '_fbp=fb.1.1700000000.123; _fbc=fb.1.1700000000.IwAR',
      { fbp: 'fb.1.1700000000.123', fbc: 'fb.1.1700000000.IwAR' },
    ],
    ['_ttp=2abcDEF-_', { ttp: '2abcDEF-_' }],
    ['_gat=1; _gali=menu; _ga=; _ga=GA1.1.a b; _ttp=\u0000', {}],
    [`_fbp=${'x'.repeat(300)}`, {}],
  ] as const)
    assert.deepEqual(clientIdsOf(cookies.split('; ')), ids, cookies);
});
