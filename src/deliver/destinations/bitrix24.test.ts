import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '../port.ts';
import { judge, readAnswer } from './bitrix24/answers.ts';
import { newFields, sourceOf } from './bitrix24/fields.ts';
import { bitrix24 } from './bitrix24.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const answered = (status: number, body: unknown) => {
  const response = { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) };
  return judge(response, readAnswer(response), NOW);
};
const said = (status: number, error: string, words = '') => answered(status, { error, error_description: words });

test('what the owner must mend is told apart from what passes and from what will never be taken', () => {
  const owner = (reason: string) => ({ kind: 'needs-owner', reason });
  assert.deepEqual(said(401, 'expired_token'), owner('sign-in-needed'));
  assert.deepEqual(said(401, 'INVALID_TOKEN'), owner('sign-in-needed'));
  assert.deepEqual(
    said(401, 'NO_AUTH_FOUND', 'Wrong authorization data'),
    owner('key-refused: Wrong authorization data'),
  );
  assert.deepEqual(said(403, 'insufficient_scope'), owner('scope-missing'));
  assert.deepEqual(said(403, 'ACCESS_DENIED'), owner('plan-lacks-rest'));
  assert.deepEqual(said(403, 'user_access_error'), owner('rights-missing'));
  assert.deepEqual(said(403, 'WRONG_AUTH_TYPE'), owner('application-needed'));
  assert.deepEqual(said(503, 'OVERLOAD_LIMIT'), owner('blocked-for-load'));
  assert.deepEqual(said(500, 'PORTAL_DELETED'), owner('portal-gone'));
  assert.deepEqual(answered(302, ''), owner('portal-moved'));
  assert.deepEqual(said(500, 'INTERNAL_SERVER_ERROR'), { kind: 'later', reason: 'http-500' });
  assert.deepEqual(answered(200, '<html>maintenance</html>'), { kind: 'later', reason: 'not-understood' });
  assert.deepEqual(said(400, 'ERROR_CORE', 'Unsupported phone number format'), {
    ...{ kind: 'refused', reason: 'not-taken: Unsupported phone number format' },
  });
  assert.deepEqual(said(200, 'ERROR_CORE', 'no'), { kind: 'refused', reason: 'not-taken: no' }); // an error may come with 200
});

test('a full bucket is waited for a moment, a method’s time until the portal says', () => {
  const waits = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
  assert.deepEqual(said(503, 'QUERY_LIMIT_EXCEEDED'), { kind: 'wait', reason: 'limit-reached', until: waits(3) });
  const time = { operating_reset_at: NOW.getTime() / 1000 + 240 };
  assert.deepEqual(answered(429, { error: 'OPERATION_TIME_LIMIT', time }), {
    ...{ kind: 'wait', reason: 'limit-reached', until: waits(240) },
  });
});

const attribution = {
  ...{ channel: { channel: 'paid-search', probability: 0.99 }, term: 'купить шкаф' },
  campaign: { source: 'yandex', medium: 'cpc', campaign: 'весна', probability: 0.914 },
};
const item = (given: object | null): Item =>
  ({
    id: 'd1',
    memo: {},
    told: {
      event: { id: 'e1', type: 'call.offered', at: NOW, revision: 1, about: {} },
      site: { name: 'Shop', currency: 'RUB', timeZone: 'Europe/Moscow' },
      call: {
        id: 'c1',
        caller: '+79161234567',
        number: '+74950000001',
        startedAt: NOW.toISOString(),
        attribution: given,
      },
      visit: given && { content: 'ad-7', clickIds: {}, clientIds: {}, landingPage: 'https://shop.example/' },
    },
  }) as unknown as Item;

test('a new lead has its source in the fields for it, with how sure that is, and what the owner maps', () => {
  assert.deepEqual(
    newFields(item(attribution), { fields: '{"ufCrm_1": "{probability}", "ufCrm_2": "{tags}"}' }, 'c1'),
    {
      ...{ title: '+79161234567: yandex весна', sourceId: 'CALL', originatorId: 'dialtrace', originId: 'c1' },
      ...{ utmSource: 'yandex', utmMedium: 'cpc', utmCampaign: 'весна', utmContent: 'ad-7', utmTerm: 'купить шкаф' },
      ...{ sourceDescription: 'yandex / cpc / весна · 91 %', ufCrm_1: '0.91' },
    },
  );
});

test('of an unknown source a new lead says nothing, and a correction takes back what was said', () => {
  assert.deepEqual(newFields(item(null), { title: 'Звонок {caller}', source: 'ADVERTISING' }, 'c1'), {
    ...{ title: 'Звонок +79161234567', sourceId: 'ADVERTISING', originatorId: 'dialtrace', originId: 'c1' },
  });
  assert.deepEqual(sourceOf(item(null), {}), {
    ...{ utmSource: '', utmMedium: '', utmCampaign: '', utmContent: '', utmTerm: '', sourceDescription: '' },
  });
});

test('only a webhook’s whole address is taken for one', () => {
  const pattern = new RegExp(`^(?:${bitrix24.fields.find(({ name }) => name === 'webhookUrl')?.pattern})$`);
  assert.match('https://shop.bitrix24.ru/rest/1/k32t88gf3azpmwv3/', pattern);
  for (const wrong of [
    'http://shop.bitrix24.ru/rest/1/abc/',
    'https://shop.bitrix24.ru/',
    'https://a@b.ru/rest/1/abc/',
  ])
    assert.doesNotMatch(wrong, pattern);
});
