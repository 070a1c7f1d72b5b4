import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentDraft, askedAgent, faultsOf } from './agent-draft.ts';

const NEW = agentDraft(null);

test('a name and a phone number are enough for an agent', () => {
  assert.deepEqual(faultsOf(NEW), ['name', 'number']);
  const draft = { ...NEW, name: ' Anna ', number: '8 (916) 123-45-67' };
  assert.deepEqual(faultsOf(draft), []);
  assert.deepEqual(askedAgent(draft), {
    ...{ name: 'Anna', phone: { kind: 'number', e164: '+79161234567', connectionId: null } },
    ...{ extension: null, skills: {}, scheduleId: null, wrapUpSeconds: 0, teamIds: [] },
  });
});

test('a softphone needs no address, a SIP phone needs one', () => {
  assert.deepEqual(faultsOf({ ...NEW, name: 'Anna', kind: 'registered' }), []);
  assert.deepEqual(faultsOf({ ...NEW, name: 'Anna', kind: 'sip' }), ['uri']);
  assert.deepEqual(faultsOf({ ...NEW, name: 'Anna', kind: 'sip', uri: 'sip:a@192.0.2.1' }), []);
});

test('skills without a name are left out; an extension is two to six digits', () => {
  const skills = [
    { skill: ' English', level: 3 },
    { skill: '', level: 5 },
  ];
  const draft = { ...NEW, name: 'Anna', kind: 'registered' as const, skills, extension: '1' };
  assert.deepEqual(faultsOf(draft), ['extension']);
  assert.deepEqual(askedAgent(draft).skills, { english: 3 });
});
