// Contracts, connections and notices over HTTP.
import assert from 'node:assert/strict';
import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Connection, Contract, Notice, TrackingNumber } from '../../src/api/wire.ts';
import { openNotice } from '../../src/store/notices.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addSite, freshE164, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let stranger: { accountId: string; key: string };
before(async () => {
  api = await openTestApi();
  site = await addSite(api.db, { accountId: api.owner.accountId });
  const { accountId, userId } = await addAccount(api.db);
  stranger = { accountId, key: await api.keyFor(userId) };
});
after(() => api?.close());

const numbersAt = () => `/api/v1/sites/${site.id}/numbers`;
const number = (more: object = {}) => ({
  ...{ e164: freshE164(), connectionId: site.connectionId, poolId: site.poolId },
  ...more,
});

test('a connection says whose SIP is let in', async () => {
  const body = { name: 'Telecom', kind: 'sip-trunk', addresses: ['198.51.100.0/28', '2001:db8::1', '203.0.113.9'] };
  const made = await api.answer<Connection>(201, 'POST', '/api/v1/connections', { body });
  assert.deepEqual(made.addresses, ['198.51.100.0/28', '2001:db8::1/128', '203.0.113.9/32']);
  const listed = await api.get<Connection[]>('/api/v1/connections');
  assert.deepEqual(
    listed.find(({ id }) => id === made.id),
    made,
  );
  for (const addresses of [
    ['sip.telecom.example'],
    ['198.51.100.1/28'],
    [''],
    ['1\u0000'],
    'all',
    Array(201).fill('::1'),
  ])
    assert.match(
      (await api.problem(400, 'invalid', 'POST', '/api/v1/connections', { body: { ...body, addresses } })).detail,
      /^addresses/,
    );
  await api.problem(400, 'invalid', 'POST', '/api/v1/connections', { body: { ...body, kind: 'carrier-pigeon' } });
});

test('a connection says how checks go out; its password is never told', async () => {
  const outbound = {
    ...{ outboundUri: 'sip:sip.telecom.example', outboundUser: 'shop', checkCaller: '+74950001122' },
    ...{ checkFromHour: 2, checkToHour: 5, checkEveryDays: 3, checksPerDay: 5 },
  };
  const body = { name: 'Out', kind: 'sip-trunk', addresses: [], ...outbound, outboundPassword: 's3cret' };
  const made = await api.answer<Connection>(201, 'POST', '/api/v1/connections', { body });
  assert.deepEqual({ ...made, ...outbound, hasPassword: true }, made);
  assert.ok(!JSON.stringify(made).includes('s3cret'));
  const url = `/api/v1/connections/${made.id}`;
  const renamed = await api.answer<Connection>(200, 'PATCH', url, { body: { name: 'Way out' } });
  assert.deepEqual(renamed, { ...made, name: 'Way out' });
  const { rows } = await api.db.query('select outbound_password from connections where id = $1', [made.id]);
  assert.equal(rows[0].outbound_password, 's3cret', 'what is left out stays');
  const open = await api.answer<Connection>(200, 'PATCH', url, { body: { outboundPassword: null } });
  assert.equal(open.hasPassword, false);
  for (const wrong of [{ outboundUri: 'sip:x y' }, { checkCaller: '8495' }, { checkToHour: 25 }, { addresses: ['x'] }])
    await api.problem(400, 'invalid', 'PATCH', url, { body: wrong });
  for (const method of ['PATCH', 'DELETE'] as const)
    await api.problem(404, 'not-found', method, url, { ...(method === 'PATCH' && { body: {} }), key: stranger.key });
  await api.answer(204, 'DELETE', url);
  await api.problem(404, 'not-found', 'DELETE', url);
});

test('a connection with numbers is not deleted; numbers that are gone do not hold it', async () => {
  const body = { name: 'Old', kind: 'sip-trunk', addresses: [] };
  const { id } = await api.answer<Connection>(201, 'POST', '/api/v1/connections', { body });
  const made = await api.answer<TrackingNumber>(201, 'POST', numbersAt(), { body: number({ connectionId: id }) });
  await api.problem(409, 'connection-in-use', 'DELETE', `/api/v1/connections/${id}`);
  await api.answer(204, 'DELETE', `${numbersAt()}/${made.id}`);
  await api.answer(204, 'DELETE', `/api/v1/connections/${id}`);
  const back = await api.answer<TrackingNumber>(201, 'POST', numbersAt(), { body: number({ e164: made.e164 }) });
  assert.deepEqual([back.id, back.connection.id], [made.id, site.connectionId]);
});

const CONTRACT = {
  ...{ operator: 'ООО «Вымысел Телеком»', contractNumber: '17/2025', signedOn: '2025-01-15', endsOn: '2027-01-14' },
  ...{ licenceNumber: 'Л030-1', licenceIssuedOn: '2022-06-01', licenceEndsOn: null },
};

test('a contract is made, changed field by field, and is once with an operator', async () => {
  const made = await api.answer<Contract>(201, 'POST', '/api/v1/contracts', { body: CONTRACT });
  assert.deepEqual(made, { ...CONTRACT, id: made.id, numbers: 0 });
  await api.problem(409, 'contract-exists', 'POST', '/api/v1/contracts', { body: CONTRACT });
  const url = `/api/v1/contracts/${made.id}`;
  const changed = await api.answer<Contract>(200, 'PATCH', url, { body: { endsOn: null } });
  assert.deepEqual(changed, { ...made, endsOn: null });
  assert.deepEqual(await api.get<Contract[]>('/api/v1/contracts'), [changed]);
  assert.deepEqual(await api.get<Contract[]>('/api/v1/contracts', { key: stranger.key }), []);
  for (const wrong of [{ endsOn: '2025-01-14' }, { licenceEndsOn: '2022-05-31' }, { signedOn: '0000-01-01' }])
    await api.problem(400, 'invalid', 'PATCH', url, { body: wrong });
  await api.problem(404, 'not-found', 'PATCH', url, { body: {}, key: stranger.key });
});

test('a contract with numbers is not deleted; one whose numbers are gone is', async () => {
  const body = { operator: 'Acme', contractNumber: '1' };
  const { id } = await api.answer<Contract>(201, 'POST', '/api/v1/contracts', { body });
  const made = await api.answer<TrackingNumber>(201, 'POST', numbersAt(), { body: number({ contractId: id }) });
  const url = `/api/v1/contracts/${id}`;
  assert.equal((await api.get<Contract[]>('/api/v1/contracts')).find((one) => one.id === id)?.numbers, 1);
  await api.problem(409, 'contract-in-use', 'DELETE', url);
  await api.answer(204, 'DELETE', `${numbersAt()}/${made.id}`);
  await api.problem(404, 'not-found', 'DELETE', url, { key: stranger.key });
  await api.answer(204, 'DELETE', url);
  await api.problem(404, 'not-found', 'DELETE', url);
});

test('notices are listed, seen and put away', async () => {
  const { accountId } = api.owner;
  const notice = {
    accountId,
    siteId: null,
    kind: 'contract-ends',
    subject: randomUUID(),
    data: { daysLeft: 7 },
  } as const;
  await openNotice(api.db, { ...notice, id: randomUUIDv7() });
  const [listed] = await api.get<Notice[]>('/api/v1/notices');
  assert.deepEqual(
    [listed?.kind, listed?.data, listed?.seen, listed?.ended],
    ['contract-ends', { daysLeft: 7 }, false, false],
  );
  assert.deepEqual(await api.get<Notice[]>('/api/v1/notices', { key: stranger.key }), []);
  await api.answer(204, 'POST', '/api/v1/notices/seen');
  assert.equal((await api.get<Notice[]>('/api/v1/notices'))[0]?.seen, true);
  const url = `/api/v1/notices/${listed?.id}/dismiss`;
  await api.problem(404, 'not-found', 'POST', url, { key: stranger.key });
  await api.answer(204, 'POST', url);
  assert.deepEqual(await api.get<Notice[]>('/api/v1/notices'), []);
  assert.equal((await api.get<Notice[]>('/api/v1/notices?ended=true'))[0]?.ended, true);
  await api.problem(404, 'not-found', 'POST', url);
});
