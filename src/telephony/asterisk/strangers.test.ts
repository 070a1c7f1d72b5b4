import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalOf } from './strangers.ts';

// Lines as Asterisk 22.10 wrote them.
const LINES: [line: string, reason: string | undefined][] = [
  [
    `[2026-11-21 22:13:19.621] NOTICE[9852] res_pjsip/pjsip_distributor.c: Request 'INVITE' from '<sip:+14155551@127.0.0.66>' failed for '127.0.0.66:5061' (callid: 1-9887@127.0.0.66) - No matching endpoint found`,
    'sip-from-stranger',
  ],
  ['[2026-11-21 22:13:14.069] NOTICE[9823] cdrel_custom/config.c: cel_custom.conf: Loaded 1 configs', undefined],
  ['', undefined],
];
for (const [line, reason] of LINES) {
  test(`${reason ?? 'nothing refused'}: ${line.slice(26, 110)}`, () => assert.equal(refusalOf(line), reason));
}
