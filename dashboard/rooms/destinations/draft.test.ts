import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  askedDestination,
  draftOf,
  entersBySignIn,
  type Field,
  faultsOf,
  isAsked,
  mappingRows,
  mappingText,
  placesIn,
  templatesOf,
} from './draft.ts';

const FIELDS: Field[] = [
  { name: 'url', kind: 'url', required: true, example: 'https://x.example' },
  { name: 'token', kind: 'secret', required: true, pattern: '[a-z]{4}', example: 'abcd' },
  { name: 'mode', kind: 'choice', required: true, options: ['plain', 'hold'], example: 'plain' },
  { name: 'days', kind: 'number', required: true, onlyIf: { name: 'mode', is: 'hold' }, example: '3' },
  { name: 'title', kind: 'template', required: false, byDefault: 'Call of {caller}', example: '{caller}' },
  { name: 'fields', kind: 'mapping', required: false, example: '{"UF_CRM": "{source}"}' },
];
const KIND = { fields: FIELDS, byDefault: ['call.finished' as const] };
const draft = (settings: Record<string, string>) => ({ ...draftOf(KIND, null, 'Ours'), settings });
const faults = (settings: Record<string, string>, kept: string[] = []) =>
  Object.fromEntries(faultsOf(FIELDS, draft(settings), kept));

describe('a form made from a declaration', () => {
  test('says what is missing and what does not look right; a secret that is kept is not missing', () => {
    assert.deepEqual(faults({}), { url: 'missing', token: 'missing' });
    assert.deepEqual(faults({ url: 'x.example', token: 'ab' }), { url: 'url', token: 'pattern' });
    assert.deepEqual(faults({ url: 'https://x.example' }, ['token']), {});
  });

  test('asks a field that depends on another only while that one has its value, written or by default', () => {
    const days = FIELDS[3] as Field;
    assert.equal(isAsked(days, FIELDS, {}), false);
    assert.equal(isAsked({ ...days, onlyIf: { name: 'mode', is: 'plain' } }, FIELDS, {}), true);
    const right = { url: 'https://x.example', token: 'abcd', mode: 'hold' };
    assert.deepEqual(faults(right), { days: 'missing' });
    assert.deepEqual(faults({ ...right, days: 'many' }), { days: 'number' });
  });

  test('a secret that is to be forgotten is missing again', () => {
    const forgetting = { ...draft({ url: 'https://x.example' }), forget: ['token'] };
    assert.deepEqual([...faultsOf(FIELDS, forgetting, ['token'])], [['token', 'missing']]);
  });

  test('sends neither what is hidden nor what is empty, and no filter that lets everything through', () => {
    const said = askedDestination(FIELDS, {
      ...draft({ url: 'https://x.example', days: '3', token: '' }),
      filter: { firstTimeOnly: false, channels: [], leastTalk: 30 },
    });
    assert.deepEqual(said.settings, { url: 'https://x.example' });
    assert.deepEqual(said.filter, { leastTalk: 30 });
    assert.deepEqual(said.events, ['call.finished']);
  });
});

test('an owner signs in only where the way in that is chosen asks for an application', () => {
  const access: Field = {
    name: 'access',
    kind: 'choice',
    required: true,
    options: ['token', 'sign-in'],
    example: 'token',
  };
  const client: Field = {
    ...{ name: 'clientId', kind: 'text', required: true, example: '7fff' },
    onlyIf: { name: 'access', is: 'sign-in' },
  };
  const kind = { signsIn: true, fields: [access, client] };
  assert.equal(entersBySignIn(kind, {}), false);
  assert.equal(entersBySignIn(kind, { access: 'sign-in' }), true);
  assert.equal(entersBySignIn({ ...kind, signsIn: false }, { access: 'sign-in' }), false);
});

test('a mapping is JSON outside and rows inside; a row without a name is not sent', () => {
  const rows = mappingRows('{"A": "{caller}", "B": "x"}');
  assert.deepEqual(rows, [
    { far: 'A', template: '{caller}' },
    { far: 'B', template: 'x' },
  ]);
  assert.equal(mappingText([...rows, { far: ' ', template: 'y' }]), '{"A":"{caller}","B":"x"}');
  assert.equal(mappingText([]), '');
  assert.deepEqual(mappingRows('not JSON'), []);
});

test('templates of a form are its own, those by default, and those of its mapping', () => {
  assert.deepEqual(templatesOf(FIELDS, { fields: '{"A": "{source}"}' }), [
    ['title', 'Call of {caller}'],
    ['fields\nA', '{source}'],
  ]);
  assert.deepEqual(placesIn('{caller} {Click:GCLID} {caller} {not a place}'), ['caller', 'click:gclid']);
});
