import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outboundFromLine } from './journal.ts';
import { renderPlan } from './plans.ts';

const line = (eventtype: string, channame: string) =>
  JSON.stringify({
    ...{ eventtype, eventtime: '1795311910.1', linkedid: 'check-1', uniqueid: 'check-1', channame },
    ...{ num: '', exten: '', eventextra: '{"hangupcause":17,"hangupsource":"","dialstatus":""}' },
  });

test('the end of a call that we placed is told with its cause; other lines say nothing of it', () => {
  assert.deepEqual(outboundFromLine(line('HANGUP', 'PJSIP/out-abc-00000001')), { channel: 'check-1', cause: 17 });
  assert.equal(outboundFromLine(line('CHAN_START', 'PJSIP/out-abc-00000001')), null);
  assert.equal(outboundFromLine(line('HANGUP', 'PJSIP/trunk-abc-00000001')), null);
});

test('a test call is answered by a plan of one step', () => {
  assert.equal(
    renderPlan({ record: false, steps: [{ do: 'check', id: 'x' }] }),
    '{"plan":1,"record":0,"steps":[{"do":"check","check":"x"}]}',
  );
});
