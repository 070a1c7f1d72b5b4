import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Plan } from '../../core/plan.ts';
import { renderPlan, writeFallbackPlans } from './plans.ts';

const ANNA = { id: 'a1', name: 'Anna "the voice"', phone: { kind: 'sip' as const, uri: 'sip:anna@192.0.2.1:5060' } };
const PLAN: Plan = {
  record: true,
  steps: [
    { do: 'dial', targets: [ANNA], ringSeconds: 20, whisper: null, acceptKey: null, else: 1 },
    { do: 'hangup', cause: 'busy' },
  ],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-plans-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a plan is said in the words of the dialplan, causes as Q.850', () => {
  assert.deepEqual(JSON.parse(renderPlan(PLAN)), {
    plan: 1,
    record: 1,
    steps: [
      { do: 'dial', target: 'a1', to: 'PJSIP/targets/sip:anna@192.0.2.1:5060', seconds: 20 },
      { do: 'hangup', cause: 17 },
    ],
  });
});

test('a plan that the dialplan can not hold is refused, not cut', () => {
  const steps = Array.from({ length: 100 }, () => PLAN.steps[0]!);
  assert.throws(() => renderPlan({ record: true, steps }), /Use fewer targets/);
});

test('a number has a plan under each form it may be dialled in; the old ones go', () => {
  writeFileSync(path.join(folder, '74950000000.json'), '{}');
  writeFallbackPlans(folder, [{ dialledForms: ['74951234567', '4951234567', '84951234567'], plan: PLAN }]);
  assert.deepEqual(readdirSync(folder).sort(), ['4951234567.json', '74951234567.json', '84951234567.json']);
  assert.equal(readFileSync(path.join(folder, '84951234567.json'), 'utf8'), renderPlan(PLAN));
});

test('a form that two numbers share goes to neither', () => {
  writeFallbackPlans(folder, [
    { dialledForms: ['74951234567', '4951234567'], plan: PLAN },
    { dialledForms: ['14951234567', '4951234567'], plan: PLAN },
  ]);
  assert.deepEqual(readdirSync(folder).sort(), ['14951234567.json', '74951234567.json']);
});

test("the owner's own default plan is never removed", () => {
  writeFileSync(path.join(folder, 'default.json'), '{}');
  writeFallbackPlans(folder, []);
  assert.deepEqual(readdirSync(folder), ['default.json']);
});
