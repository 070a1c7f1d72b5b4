import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Plan } from '../../core/routing/plan.ts';
import { NO_CONTEXT, renderPlan, writeFallbackPlans } from './plans.ts';

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
      { do: 'dial', target: 'a1', to: 'PJSIP/targets/sip:anna@192.0.2.1:5060', seconds: 20, else: 1 },
      { do: 'hangup', cause: 17 },
    ],
  });
});

test('a plan that the dialplan can not hold is refused, not cut', () => {
  const steps = Array.from({ length: 100 }, () => PLAN.steps[0]!);
  assert.throws(() => renderPlan({ record: true, steps }), /Use fewer steps or fewer targets/);
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

test('a number whose plan does not fit keeps the one it had', () => {
  const number = { dialledForms: ['74951234567'], plan: PLAN };
  writeFallbackPlans(folder, [number]);
  writeFallbackPlans(folder, [number], () => null);
  assert.deepEqual(readdirSync(folder), ['74951234567.json']);
});

const BORIS = { id: 'b2', name: 'Boris', phone: { kind: 'number' as const, e164: '+79161112233', connectionId: null } };
const CLARA = { id: 'c3', name: 'Clara', phone: { kind: 'registered' as const, login: 'clara' } };
const CONNECTION = '00000000-0000-7000-8000-0000000000aa';
const BOOK = { endpoints: new Set(['agent-a1', 'agent-b2-via-0000000000aa']) };
const CONTEXT = { ...NO_CONTEXT, book: BOOK, connectionId: CONNECTION };

/** What is dialled for these agents. */
const dialled = (targets: readonly (typeof ANNA | typeof BORIS | typeof CLARA)[], acceptKey: string | null = null) => {
  const step = { do: 'dial' as const, targets, ringSeconds: 20, whisper: null, acceptKey, else: null };
  return JSON.parse(renderPlan({ record: true, steps: [step] }, CONTEXT)).steps[0].to;
};

const DIALLED: [string, unknown, string | undefined][] = [
  ['an agent at a SIP address has an endpoint of its own', dialled([ANNA]), 'PJSIP/agent-a1'],
  ["a phone number goes through the called number's connection", dialled([BORIS]), 'PJSIP/agent-b2-via-0000000000aa'],
  ['a registered phone is looked up as it rings', dialled([CLARA]), 'Local/c3@dt-registered'],
  ['several phones ring at once', dialled([ANNA, BORIS]), 'PJSIP/agent-a1&PJSIP/agent-b2-via-0000000000aa'],
  ['one phone with a key needs nothing more', dialled([ANNA], '1'), 'PJSIP/agent-a1'],
  [
    'of several phones with a key each asks for itself',
    dialled([ANNA, BORIS, CLARA], '1'),
    'Local/a1@dt-phone&Local/b2-via-0000000000aa@dt-phone&Local/c3@dt-registered',
  ],
  [
    'a phone number without a way out is not dialled',
    dialled([{ ...BORIS, phone: { ...BORIS.phone, connectionId: 'x' } } as unknown as typeof BORIS]),
    undefined,
  ],
];
for (const [name, got, expected] of DIALLED) test(name, () => assert.equal(got, expected));

test('a menu, a queue and their branches are said in the words of the dialplan', () => {
  const plan: Plan = {
    record: false,
    steps: [
      { do: 'menu', sound: 's1', seconds: 5, tries: 2, on: { '1': 1, '*': 2 }, else: null },
      {
        ...{ do: 'queue', queue: 'q', targets: [ANNA], seconds: 60, ringSeconds: 15, music: 'm1' },
        ...{ leave: { digit: '#', next: 2 }, else: 2, whisper: 'w1', acceptKey: null },
      },
      { do: 'voicemail', sound: null, seconds: 60, next: null },
    ],
  };
  assert.deepEqual(JSON.parse(renderPlan(plan, { ...CONTEXT, music: new Set(['m1']) })).steps, [
    { do: 'menu', sound: 's1', seconds: 5, tries: 2, on: { k1: 1, 'k*': 2 } },
    {
      ...{ do: 'queue', target: 'a1', to: 'PJSIP/agent-a1', whisper: 'w1', queue: 'q', seconds: 60, music: 'm1' },
      ...{ leave: '#', exit: 'dt-leave-11', after: 2, else: 2 },
    },
    { do: 'voicemail', seconds: 60 },
  ]);
});
