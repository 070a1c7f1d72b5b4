import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readVisitorCookie, visitorCookie } from './visitor-cookie.ts';

const ID = '3f0c1a52-0c6e-4d8e-9a53-0d3c1e2f4a5b';

test('the visitor id is found among other cookies, if it is sound', () => {
  for (const [header, id] of [
    [`dt_visitor=${ID}`, ID],
    [`a=b; dt_visitor=${ID}; c=d`, ID],
    [`a=b;dt_visitor=${ID.toUpperCase()}`, ID],
    [`xdt_visitor=${ID}`, undefined],
    ['dt_visitor=', undefined],
    ['dt_visitor=1; drop table', undefined],
    [undefined, undefined],
  ] as const)
    assert.equal(readVisitorCookie(header), id, String(header));
});

test('page scripts never see the cookie; it is for the whole host that was asked', () => {
  const cookie = visitorCookie(ID, { isHttps: false, fetchSite: undefined });
  assert.equal(cookie, `dt_visitor=${ID}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax`);
});

test('pages of other sites keep the cookie over https, and the site’s own pages have one of their own kind', () => {
  for (const [isHttps, fetchSite, attributes] of [
    [true, 'cross-site', 'SameSite=None; Secure'],
    [true, undefined, 'SameSite=None; Secure'],
    [true, 'same-origin', 'SameSite=Lax; Secure'],
    [true, 'same-site', 'SameSite=Lax; Secure'],
    [false, 'same-site', 'SameSite=Lax'],
    [false, 'cross-site', 'SameSite=Lax'],
  ] as const)
    assert.equal(
      visitorCookie(ID, { isHttps, fetchSite }),
      `dt_visitor=${ID}; Path=/; Max-Age=34560000; HttpOnly; ${attributes}`,
      `${isHttps} ${fetchSite}`,
    );
});
