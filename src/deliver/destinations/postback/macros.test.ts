import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressOf, faultsOfUrl, filledForm, filledHeader, filledJson, filledUrl } from './macros.ts';

const EVIL = 'a&b=c#d?e/../f\r\nHost: evil\u0000"\\\u2028\'(x)%41 +ü\ud800';
const values = { click_id: EVIL, payout: '15.00' };

describe('a value stays a value wherever it stands', () => {
  test('in a parameter', () => {
    const url = new URL(filledUrl('https://t.example/pb?cid={click_id}&sum={payout}', values));
    assert.deepEqual([...url.searchParams.keys()], ['cid', 'sum']);
    assert.equal(url.searchParams.get('cid'), EVIL.toWellFormed());
    assert.equal(url.host, 't.example');
    assert.equal(url.hash, '');
  });
  test('in the path', () => {
    const url = new URL(filledUrl('https://t.example/pb/{click_id}/end', values));
    assert.equal(url.pathname.split('/').length, 4);
    assert.equal(decodeURIComponent(url.pathname.split('/')[2] ?? ''), EVIL.toWellFormed());
  });
  test('as two dots in the path', () => {
    assert.equal(
      new URL(filledUrl('https://t.example/pb/x{click_id}', { click_id: '/../../admin' })).pathname,
      '/pb/x%2F..%2F..%2Fadmin',
    );
  });
  test('as nothing but two dots in the path', () => {
    assert.equal(new URL(filledUrl('https://t.example/a/b/{click_id}/c', { click_id: '..' })).pathname, '/a/b//c');
  });
  test('in a header', () => {
    const header = filledHeader('id {click_id}', values);
    assert.ok(/^[\x20-\x7e]*$/.test(header), header);
  });
  test('in a form', () => {
    assert.deepEqual(
      [...new URLSearchParams(filledForm('a={click_id}&b={payout}', values)).entries()],
      [
        ['a', EVIL.toWellFormed()],
        ['b', '15.00'],
      ],
    );
  });
  test('in JSON', () => {
    assert.deepEqual(JSON.parse(filledJson('{"a": "{click_id}", "b": {"c": "{payout}"}}', values)), {
      ...{ a: EVIL.toWellFormed(), b: { c: '15.00' } },
    });
  });
  test('as a parameter of our own', () => {
    const url = new URL(addressOf('https://t.example/click.php?x=1', { 'a&b': EVIL, empty: '', none: undefined }));
    assert.deepEqual(
      [...url.searchParams.entries()],
      [
        ['x', '1'],
        ['a&b', EVIL.toWellFormed()],
      ],
    );
  });
});

describe('which server is asked is not for a value to say', () => {
  const faults = (url: string) => faultsOfUrl('url', url, (name) => name === 'click_id').map(({ fault }) => fault);
  for (const [url, wanted] of [
    ['https://t.example/{click_id}', []],
    ['https://{click_id}/x', ['has a place in the name of the server']],
    ['https://t.example{click_id}/x', ['has a place in the name of the server']],
    ['https://me:{click_id}@t.example/', ['has a place in the name of the server']],
    ['https://me:word@t.example/', ['has a user name in it: put {token} into a header']],
    ['ftp://t.example/', ['must begin with https:// and the name of a server']],
    ['https:{click_id}', ['must begin with https:// and the name of a server']],
    ['https://t.example/{clickid}', ['there is no place {clickid}']],
    ['https://t.example:99999/', ['is no address']],
  ] as const)
    test(url, () => assert.deepEqual(faults(url), wanted));
});
