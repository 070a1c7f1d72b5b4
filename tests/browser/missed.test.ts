// Missed callers and spam as the people who call back see them: a real browser, the real API, calls told as engines do.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { newSignInLink } from '../../src/api/access.ts';
import type { CallBackList, CallRow, ListedCaller } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { launch, person } from '../support/browser.ts';
import { addSite, type RecordedSite } from '../support/records.ts';
import { openTelling, type Telling } from '../support/telling.ts';

const DASHBOARD = path.resolve(import.meta.dirname, '../../dist/dashboard');
const LATE = '+79161234567';
const FRESH = '+79160000002';
const minutes = (from: number) => new Date(Date.now() + from * 60_000);

let api: TestApi;
let site: RecordedSite;
let tell: Telling;
let browser: Browser;
let page: Page;
let url: string;

before(async () => {
  api = await openTestApi({ dashboardFolder: DASHBOARD });
  site = await addSite(api.db, { accountId: api.owner.accountId });
  await api.db.query('update connections set outbound_uri = $2 where id = $1', [site.connectionId, 'sip:192.0.2.1']);
  tell = await openTelling(api.db);
  await tell.call(site, { at: minutes(-60), caller: LATE });
  await tell.call(site, { at: minutes(-40), caller: LATE });
  await tell.call(site, { at: minutes(-3), caller: FRESH });
  api.board.agentsChanged('');
  await api.board.followed();
  url = await api.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await launch({ asPerson: true });
  page = await (await person(browser, { locale: 'en-GB', viewport: { width: 1360, height: 900 } })).newPage();
  await page.goto(await newSignInLink({ db: api.db, publicUrl: url, userId: api.owner.userId }));
});
after(async () => {
  await browser?.close();
  await api?.close();
});

const go = (to: string) => page.goto(`${url}${to}`);
const task = (name: string): Locator => page.getByRole('listitem', { name });
const onCard = (): Locator =>
  page.locator('section', { has: page.getByRole('heading', { name: 'Call back', exact: true }) });
const open = async () =>
  (await api.get<CallBackList>(`/api/v1/sites/${site.id}/call-backs`)).items.map(({ phone }) => phone);

test('who waits longest stands first, with how late it is, and what it may cost once that is said', async () => {
  await go('/missed');
  const first = page.getByRole('listitem').filter({ hasText: 'late' }).first();
  await first.getByText('2 missed calls').waitFor();
  await first.getByText('+7 916 123-45-67').waitFor();
  await task('+7 916 000-00-02').getByText(/left$/).waitFor();
  await page.getByRole('link', { name: 'Say what a deal is worth' }).click();
  await page.getByLabel('Average deal, RUB').fill('15000');
  await page.getByLabel('First calls that become a deal, %').fill('20');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').waitFor();
  await go('/missed');
  await page.getByText(/≈ .*6,000/).waitFor(); // two new callers
});

test('the card of a missed call calls back, too, and says why it can’t', async () => {
  const out = (uri: string | null) =>
    api.db.query('update connections set outbound_uri = $2 where id = $1', [site.connectionId, uri]);
  await go('/missed');
  await task('+7 916 000-00-02').getByRole('link', { name: /ago$/ }).click();
  await onCard().getByText(/left$/).waitFor();
  const call = onCard().getByRole('button', { name: 'Call +7 916 000-00-02' });
  await out(null);
  await call.click();
  await onCard().getByRole('alert').getByText('Give it a way out').waitFor();
  await out('sip:192.0.2.1');
  await call.click();
  await onCard().getByRole('status').getByText('Anna’s phone rings first').waitFor();
  assert.equal(api.placed.at(-1)?.callee, FRESH);
});

test('one click rings the chosen agent’s phone, then the client', async () => {
  await go('/missed');
  await page.getByRole('combobox', { name: 'Calls from the phone of' }).click();
  await page.getByRole('option', { name: 'Anna' }).click();
  await page.getByRole('button', { name: 'Call +7 916 123-45-67' }).click();
  await task('+7 916 123-45-67')
    .getByText(/^Your phone rings first/)
    .waitFor();
  const { agent, callee, number } = api.placed.at(-1)!;
  assert.deepEqual([agent.id, callee, number], [site.targets[0]!.id, LATE, site.numbers[0]!.e164]);
});

test('the task is gone from the screen as soon as somebody talks with them, without a reload', async () => {
  await go('/missed');
  await task('+7 916 123-45-67').waitFor();
  await tell.callOut(site, { at: minutes(-1), client: LATE, clientAfter: 12, endedAfter: 55 });
  await task('+7 916 123-45-67').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Closed' }).click();
  await task('+7 916 123-45-67').getByText('Called back by Anna').waitFor();
  await task('+7 916 123-45-67').getByText('too late').waitFor();
});

test('a task is closed with a reason and opened again', async () => {
  await go('/missed');
  await page.getByRole('button', { name: 'Close the task about +7 916 000-00-02' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Went elsewhere/ }).check();
  await dialog.getByLabel('Note').fill('bought next door');
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  await page.getByText('Nobody waits for a call').waitFor();
  await page.getByRole('button', { name: 'Closed' }).click();
  const closed = task('+7 916 000-00-02');
  await closed.getByText(/^Went elsewhere – closed by/).waitFor();
  await closed.getByText('bought next door').waitFor();
  await closed.getByRole('link').click();
  await onCard()
    .getByText(/^Went elsewhere – closed by Owner/)
    .waitFor();
  await onCard().getByRole('button', { name: 'Open again' }).click();
  await onCard().getByRole('button', { name: 'Call +7 916 000-00-02' }).waitFor();
  assert.deepEqual(await open(), [FRESH]);
});

test('the report says how many were reached, and in time', async () => {
  await go('/missed/report');
  const total = page.getByRole('row', { name: /^All/ });
  await total.waitFor();
  assert.match(await total.innerText(), /2\s+1 · 50%\s+0/);
  await page.getByRole('button', { name: 'Who' }).click();
  await page.getByRole('row', { name: /^Anna/ }).waitFor();
});

test('a call is marked as spam on its card, leaves the lists, and is put back as it was', async () => {
  const [call] = (await api.get<{ items: CallRow[] }>(`/api/v1/sites/${site.id}/calls?q=${FRESH.slice(1)}`)).items;
  await go(`/calls/${call!.id}`);
  await page.getByRole('button', { name: 'Spam…' }).click();
  await page.getByRole('menuitem', { name: /^Mark and hold the caller back/ }).click();
  await page.getByText('Marked as spam: it counts in no report and opens no task.').waitFor();
  await page.locator(`#call-${call!.id}`).waitFor({ state: 'detached' });
  assert.deepEqual(await open(), []);
  await go('/spam');
  await page.getByText('Marked by a person.').waitFor();
  await page.getByRole('link', { name: 'Callers' }).click();
  await page.getByRole('button', { name: 'Take +7 916 000-00-02 off the list' }).waitFor();
  await go('/spam');
  await page.getByRole('button', { name: 'The call of +7 916 000-00-02 is no spam' }).click();
  const again = page.getByRole('button', { name: 'The call of +7 916 000-00-02 is spam after all' });
  await again.waitFor();
  await page.getByText('The call counts again, and its caller is let through from now on.').waitFor();
  assert.deepEqual(await open(), [FRESH]);
  await again.click(); // a slip: it is marked again, and its caller is held back as before
  await page.getByRole('button', { name: 'The call of +7 916 000-00-02 is no spam' }).waitFor();
  assert.deepEqual(await open(), []);
  const listed = await api.get<ListedCaller[]>(`/api/v1/sites/${site.id}/spam/callers`);
  assert.deepEqual(
    listed.map(({ list, phone }) => [list, phone]),
    [['blocked', FRESH]],
  );
  await page.getByRole('button', { name: 'The call of +7 916 000-00-02 is no spam' }).click();
  await again.waitFor();
  await go('/spam');
  await page.getByText('No call is marked').waitFor();
  await page.getByRole('link', { name: 'Callers' }).click();
  const safe = page.getByRole('region', { name: 'Never held back' });
  await safe.getByText('+7 916 000-00-02').waitFor();
});

test('calls of ours have an arrow and a filter', async () => {
  await go('/calls');
  await page.getByRole('button', { name: 'Direction' }).click();
  await page.getByRole('menuitem', { name: 'Outgoing' }).click();
  await page.getByText('1 call', { exact: true }).waitFor();
  await page.getByLabel('Outgoing', { exact: true }).first().waitFor();
});

test('beside an open card each filter of the list is in sight', async () => {
  await page.locator('a[id^="call-"]').first().click();
  await page.getByRole('complementary').getByRole('heading', { name: '+7 916 123-45-67' }).waitFor();
  const end = (await page.getByRole('complementary').boundingBox())!.x;
  const filters = page.getByRole('search').getByRole('button');
  for (const filter of await filters.all()) {
    const box = (await filter.boundingBox())!;
    assert.ok(box.x + box.width < end, `${await filter.innerText()} ends at ${box.x + box.width}, the list at ${end}`);
  }
  assert.ok((await filters.count()) >= 8);
});

test('the rules take a weight of the site’s own, and the list a beginning of numbers', async () => {
  await go('/spam/rules');
  const weight = page.getByLabel('The number was being flooded');
  assert.equal(await weight.getAttribute('placeholder'), '40');
  await weight.fill('100');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').waitFor();
  await page.getByRole('link', { name: 'Callers' }).click();
  await page.getByRole('combobox', { name: 'Whom' }).click();
  await page.getByRole('option', { name: 'Numbers that begin with' }).click();
  await page.getByLabel('Beginning, with the country').fill('800');
  await page.getByRole('button', { name: 'Hold back' }).click();
  await page
    .getByRole('alert')
    .getByText(/like \+7800/)
    .waitFor();
  await page.getByLabel('Beginning, with the country').fill('+7 800');
  await page.getByRole('button', { name: 'Hold back' }).click();
  await page.getByText('+7800… and on').waitFor();
});
