// Contacts through the API: one by phone, the list with its filters, and the file.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Contact, ContactList, ContactsImport, ContactTags } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addCall, addSite, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let at: string;
before(async () => {
  api = await openTestApi();
});
after(() => api?.close());

async function freshSite() {
  site = await addSite(api.db, { accountId: api.owner.accountId });
  at = `/api/v1/sites/${site.id}`;
}
const put = (phone: string, body: object) => api.answer<Contact>(200, 'PUT', `${at}/contacts/${phone}`, { body });
const importFile = (file: string | Buffer, query = '') =>
  api.answer<ContactsImport>(200, 'POST', `${at}/contacts.csv${query}`, {
    body: file,
    headers: { 'content-type': 'text/csv' },
  });
const summaryOf = ({ added, changed, same, refusedCount }: ContactsImport) => [added, changed, same, refusedCount];

describe('a contact', () => {
  before(freshSite);

  test('is added by its phone, and changed field by field; what is left out stays', async () => {
    const managerId = site.targets[0]?.id ?? null;
    const made = await put('+79160000001', {
      name: 'Ivan',
      vip: true,
      tags: ['flat', 'flat'],
      value: 500_00,
      managerId,
    });
    assert.deepEqual(
      [made.phone, made.name, made.vip, made.tags, made.value, made.manager?.name, made.note],
      ['+79160000001', 'Ivan', true, ['flat'], 500_00, 'Anna', ''],
    );
    const changed = await put('%2B79160000001', { note: 'calls\nat night' });
    assert.deepEqual({ ...changed, note: '', updatedAt: made.updatedAt }, made);
    assert.deepEqual(await api.get(`${at}/contacts/+79160000001`), changed);
    await api.answer(204, 'DELETE', `${at}/contacts/+79160000001`);
    await api.problem(404, 'not-found', 'GET', `${at}/contacts/+79160000001`);
  });

  test('of another site is not there, nor is a manager of another site', async () => {
    const other = await addSite(api.db, { accountId: api.owner.accountId });
    const body = { managerId: other.targets[0]?.id };
    await api.problem(404, 'not-found', 'PUT', `${at}/contacts/+79160000009`, { body });
    await api.problem(404, 'not-found', 'GET', `${at}/contacts/+79160000009`);
    await api.problem(400, 'invalid', 'PUT', `${at}/contacts/79160000009`, { body: {} });
  });
});

describe('the list', () => {
  before(freshSite);

  test('is by name, pages to its end, and takes filters', async () => {
    const managerId = site.targets[0]?.id ?? null;
    await put('+79160000011', { name: 'борис', tags: ['flat', 'loan'], vip: true });
    await put('+79160000012', { name: 'Анна', managerId });
    await put('+79160000013', { name: 'Вера', tags: ['flat'], note: 'likes tulips' });
    await addCall(api.db, site, { at: new Date('2026-10-01T10:00:00Z'), caller: '+79160000012' });
    const page = await api.get<ContactList>(`${at}/contacts?limit=2`);
    assert.deepEqual(
      page.items.map(({ name, calls }) => [name, calls]),
      [
        ['Анна', 1],
        ['борис', 0],
      ],
    );
    assert.equal(page.total, 3);
    const rest = await api.get<ContactList>(`${at}/contacts?limit=2&cursor=${page.nextCursor}`);
    assert.deepEqual([rest.items.map(({ name }) => name), rest.nextCursor], [['Вера'], null]);
    const found = async (query: string) =>
      (await api.get<ContactList>(`${at}/contacts?${query}`)).items.map(({ name }) => name);
    assert.deepEqual(await found('vip=true'), ['борис']);
    assert.deepEqual(await found('tag=flat'), ['борис', 'Вера']);
    assert.deepEqual(await found(`manager=${managerId}`), ['Анна']);
    assert.deepEqual(await found('q=tulip'), ['Вера']);
    assert.deepEqual(await found('q=8 (916) 000-00-11'), ['борис']);
    assert.deepEqual(await api.get<ContactTags>(`${at}/contact-tags`), [
      { tag: 'flat', contacts: 2 },
      { tag: 'loan', contacts: 1 },
    ]);
    await api.problem(400, 'bad-cursor', 'GET', `${at}/contacts?cursor=abc`);
  });
});

describe('the file', () => {
  before(freshSite);

  test('is taken as a Russian spreadsheet saves it; lines that can not be read are told, the others taken', async () => {
    const lines = [
      'Телефон;Имя;VIP;Теги;Сумма;Менеджер;Город',
      '8 (916) 111-11-11;Иван;да;квартира, ипотека;12 500,50;anna;Москва',
      '12345;Пётр;;;;;',
      '+79161111112;Мария;;;много;;',
      '+79161111113;Олег;;;;Нина;',
    ];
    const windows1251 = Buffer.from(
      [...lines.join('\r\n')].map((letter) => {
        const code = letter.charCodeAt(0);
        if (code < 128) return code;
        if (letter === 'ё') return 0xb8;
        return code - 0x410 + 0xc0;
      }),
    );
    const dry = await importFile(windows1251, '?dry=true');
    assert.deepEqual([dry.applied, ...summaryOf(dry)], [false, 1, 0, 0, 3]);
    assert.equal((await api.get<ContactList>(`${at}/contacts`)).total, 0);
    const done = await importFile(windows1251);
    assert.deepEqual([done.applied, ...summaryOf(done)], [true, 1, 0, 0, 3]);
    assert.deepEqual(done.refused, [
      { line: 3, column: 'phone', reason: 'not-a-phone', value: '12345' },
      { line: 4, column: 'value', reason: 'not-an-amount', value: 'много' },
      { line: 5, column: 'manager', reason: 'no-such-manager', value: 'Нина' },
    ]);
    const [ivan] = (await api.get<ContactList>(`${at}/contacts`)).items;
    assert.deepEqual(
      [ivan?.phone, ivan?.name, ivan?.vip, ivan?.tags, ivan?.value, ivan?.manager?.name],
      ['+79161111111', 'Иван', true, ['квартира', 'ипотека'], 12_500_50, 'Anna'],
    );
  });

  test('read back as it was written changes nothing; columns it has not stay', async () => {
    await put('+79161111119', { name: '=HYPERLINK("x")', note: '-5, "quoted"\nsecond line', value: 7 });
    const response = await api.ask('GET', `${at}/contacts.csv`);
    assert.match(response.body, /^\ufeffphone,name,vip,tags,value,manager,note\n/);
    assert.match(response.body, /\+79161111119,"'=HYPERLINK/);
    assert.deepEqual(summaryOf(await importFile(response.body)), [0, 0, 2, 0]);
    assert.deepEqual(summaryOf(await importFile('phone,vip\n+79161111119,yes\n')), [0, 1, 0, 0]);
    const contact = await api.get<Contact>(`${at}/contacts/+79161111119`);
    assert.deepEqual([contact.name, contact.vip, contact.value], ['=HYPERLINK("x")', true, 7]);
  });

  test('without a column of phones is refused with words', async () => {
    const body = 'name\nIvan\n';
    const { detail } = await api.problem(400, 'unreadable-file', 'POST', `${at}/contacts.csv`, {
      body,
      headers: { 'content-type': 'text/csv' },
    });
    assert.match(detail, /"phone"/);
  });
});
