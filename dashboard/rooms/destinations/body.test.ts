import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prettyBody } from './body.ts';

test('JSON is put into lines, a form into fields, and what is cut or plain stays as it is', () => {
  assert.equal(prettyBody('{"a":[1]}'), '{\n  "a": [\n    1\n  ]\n}');
  assert.equal(prettyBody('FIELDS%5BPHONE%5D=%2B7916&x=1+2'), 'FIELDS[PHONE] = +7916\nx = 1 2');
  assert.equal(prettyBody('{"a":[1'), '{"a":[1');
  assert.equal(prettyBody('OK'), 'OK');
  assert.equal(prettyBody('It is a=b, you know'), 'It is a=b, you know');
  assert.equal(prettyBody(''), '');
});
