import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { adviseCsp, type CspQuestion } from './csp.ts';

const question: CspQuestion = {
  page: new URL('https://shop.example/roses'),
  script: new URL('https://calls.example/dt.js'),
  collect: new URL('https://calls.example/collect'),
  hashes: [],
  nonce: null,
  isInserted: false,
};
const lines = (text: string, more: Partial<CspQuestion> = {}) =>
  adviseCsp([{ text, from: 'header' }], { ...question, ...more }).map(({ line, add }) => line ?? add);

describe('policies that let the script in', () => {
  for (const text of [
    ...['', 'img-src x', 'default-src *', 'default-src https:', 'default-src https://calls.example'],
    ...["default-src 'none'; script-src calls.example; connect-src calls.example"],
    ...['script-src https://*.example; connect-src *.example', 'script-src http://calls.example; connect-src *'],
    ...['script-src https://calls.example/dt.js; connect-src https://calls.example/', 'SCRIPT-SRC CALLS.EXAMPLE'],
    ...["script-src-elem calls.example; script-src 'none'", 'script-src calls.example:*', 'script-src *:443'],
    ...["default-src 'self'; script-src calls.example; connect-src calls.example:443"],
  ])
    test(text || 'none', () => assert.deepEqual(lines(text), []));
  test('with the nonce of the tag', () => assert.deepEqual(lines("script-src 'nonce-r4nd'", { nonce: 'r4nd' }), []));
  test('by another script that is trusted', () =>
    assert.deepEqual(lines("script-src 'nonce-r4nd' 'strict-dynamic'", { isInserted: true }), []));
  test('from the site’s own host', () => {
    const own = { script: new URL('https://shop.example/t/dt.js'), collect: new URL('https://shop.example/t/collect') };
    assert.deepEqual(lines("default-src 'self'", own), []);
  });
  test('as text of the page', () =>
    assert.deepEqual(lines("script-src 'unsafe-inline'; connect-src *", { script: null, hashes: ['sha256-x='] }), []));
});

describe('policies that do not, and the line that is needed', () => {
  for (const [text, ...wanted] of [
    ["script-src 'self'", "script-src 'self' https://calls.example"],
    [
      "script-src 'self' 'unsafe-inline' cdn.example",
      "script-src 'self' 'unsafe-inline' cdn.example https://calls.example",
    ],
    ["connect-src 'self' wss:", "connect-src 'self' wss: https://calls.example"],
    ["default-src 'self'", "script-src 'self' https://calls.example", "connect-src 'self' https://calls.example"],
    ["default-src 'none'", 'script-src https://calls.example', 'connect-src https://calls.example'],
    ['script-src-elem cdn.example', 'script-src-elem cdn.example https://calls.example'],
    ['script-src', 'script-src https://calls.example'],
    ['script-src calls.example:8443', 'script-src calls.example:8443 https://calls.example'],
    ['script-src https://calls.example/other.js', 'script-src https://calls.example/other.js https://calls.example'],
    ['script-src *.calls.example', 'script-src *.calls.example https://calls.example'],
    ["script-src 'nonce-abc' 'strict-dynamic' https:", 'nonce="abc"'],
    [
      "script-src 'self', connect-src 'self'",
      "script-src 'self' https://calls.example",
      "connect-src 'self' https://calls.example",
    ],
  ] as const)
    test(text, () => assert.deepEqual(lines(text), wanted));
  test('a text in the page needs its hash, or the nonce of the page', () => {
    const text = { script: null, hashes: ['sha256-x='] };
    const told = "script-src 'self' 'nonce-abc' 'unsafe-inline' 'sha256-x='";
    assert.deepEqual(lines("script-src 'self' 'nonce-abc' 'unsafe-inline'", text), [told]);
    assert.deepEqual(lines(told, text), []);
    assert.deepEqual(lines("script-src 'nonce-abc'", { ...text, nonce: 'abc' }), []);
  });
  test('a text that puts in the file needs both', () => {
    const loader = { hashes: ['sha256-x='] };
    assert.deepEqual(lines("script-src 'self'", loader), ["script-src 'self' 'sha256-x=' https://calls.example"]);
    assert.deepEqual(lines("script-src 'nonce-a' 'strict-dynamic'", loader), [
      "script-src 'nonce-a' 'strict-dynamic' 'sha256-x='",
    ]);
    assert.deepEqual(lines("script-src 'sha256-x=' 'strict-dynamic'", loader), []);
    assert.deepEqual(lines("script-src 'nonce-a'", { ...loader, nonce: 'a' }), [
      "script-src 'nonce-a' https://calls.example",
    ]);
  });
  test('what a line adds is let in by it', () => {
    for (const text of ["default-src 'none'", "script-src 'self'; connect-src 'self'"])
      assert.deepEqual(lines(lines(text).join(';')), []);
  });
});
