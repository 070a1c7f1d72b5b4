import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countRefusals, refusalOf } from './strangers.ts';

// Lines as Asterisk 22.10 wrote them.
const LINES: [line: string, reason: string | undefined][] = [
  [
    `[2026-11-21 22:13:19.621] NOTICE[9852] res_pjsip/pjsip_distributor.c: Request 'INVITE' from '<sip:+14155551@127.0.0.66>' failed for '127.0.0.66:5061' (callid: 1-9887@127.0.0.66) - No matching endpoint found`,
    'sip-from-stranger',
  ],
  ['[2026-11-21 22:13:14.069] NOTICE[9823] cdrel_custom/config.c: cel_custom.conf: Loaded 1 configs', undefined],
  [
    '[2026-11-21 23:17:25.029] ERROR[14682] pjproject: \t             sip_inv.c .Error parsing/validating SDP body: Invalid SDP version line (PJMEDIA_SDP_EINVER)',
    'sip-malformed',
  ],
  [
    "[2026-11-21 23:17:30.653] ERROR[14684] res_pjsip_session.c:  trunk-ea643a309dd7: Couldn't negotiate stream 0:audio-0:audio:sendrecv (nothing)",
    'sip-no-codec',
  ],
  [
    "[2026-11-21 23:17:30.653] ERROR[14684] res_rtp_asterisk.c: Oh dear... we couldn't allocate a port for RTP instance '0x7f6101742750'",
    'sip-overload',
  ],
  ['', undefined],
];
for (const [line, reason] of LINES) {
  test(`${reason ?? 'nothing refused'}: ${line.slice(26, 110)}`, () => assert.equal(refusalOf(line), reason));
}

test('a phone that tries to register with a wrong name is counted once, whatever is said of it', () => {
  const line = (why: string, id: string) =>
    `[2026-11-22 08:22:04.879] NOTICE[23339] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '<sip:nobody@127.0.0.1>' failed for '127.0.0.66:33483' (callid: ${id}) - ${why}`;
  const lines = [
    line('No matching endpoint found', 'a'),
    line('No matching endpoint found', 'a'),
    line('Failed to authenticate', 'a'),
    line('Failed to authenticate', 'b'),
  ];
  assert.deepEqual([...countRefusals(lines)], [['sip-from-stranger', 2]]);
});
