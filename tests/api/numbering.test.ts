import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { replaceNumbering } from '../../src/store/numbering.ts';
import { openTestApi, type TestApi } from '../support/api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

test('whoever is signed in can see how old the numbering register is', async () => {
  assert.deepEqual(await api.get('/api/v1/numbering'), { countries: [] });
  const ranges = (async function* () {
    yield { first: 7_495_500_0000, last: 7_495_500_9999, operator: 'АО "Столица"', region: 'Moscow' };
    yield { first: 7_495_500_1000, last: 7_495_500_1999, operator: 'ООО "Другой"', region: null };
  })();
  await replaceNumbering(api.db, { country: 'RU', ranges, at: new Date('2026-10-01T12:00:00Z') });
  assert.deepEqual(await api.get('/api/v1/numbering'), {
    countries: [{ country: 'RU', importedAt: '2026-10-01T12:00:00.000Z', ranges: 2, withoutRegion: 1, overlaps: 1 }],
  });
  assert.equal((await api.ask('GET', '/api/v1/numbering', { key: null })).statusCode, 401);
});
