// The room of numbers as its owner uses it: a real browser, the real server, a real database.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { newSignInLink } from '../../src/api/access.ts';
import type { Contract, NumberHistory, Placement, Pool, TrackingNumber } from '../../src/api/wire.ts';
import { openNotice } from '../../src/store/notices.ts';
import { launch, person } from '../support/browser.ts';
import { addSite, prepareSystem, type TestSite, type TestSystem, until } from '../support/system.ts';

let system: TestSystem;
let site: TestSite;
let browser: Browser;
let page: Page;

before(async () => {
  system = await prepareSystem();
  site = await addSite(system, { numbers: ['+74957770001', '+74957770002', '+74957770003'], targets: [] });
  await system.start();
  browser = await launch({ asPerson: true });
  page = await (await person(browser, { locale: 'en-GB', viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(await newSignInLink({ db: system.db, publicUrl: system.url, userId: system.owner.userId }));
});
after(async () => {
  await browser?.close();
  await system?.close();
});

const api = <T>(path: string) => system.get<T>(`/api/v1/sites/${site.siteId}${path}`);
const numberOf = async (e164: string): Promise<TrackingNumber> =>
  (await api<TrackingNumber[]>('/numbers')).find((number) => number.e164 === e164) ?? assert.fail(`${e164} is there`);
const go = (path: string) => page.goto(`${system.url}${path}`);
const dialog = (name: string | RegExp): Locator => page.getByRole('dialog', { name });
const press = (name: string | RegExp, inside: Page | Locator = page) =>
  inside.getByRole('button', { name }).first().click();

test('numbers pasted as a list come into the pool; one that is in service already is named, and keeps no other out', async () => {
  await go('/live');
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Numbers' }).click();
  await press('Add numbers');
  const adding = dialog('Add numbers');
  await adding.getByLabel('Tracking numbers').fill('+7 495 777-00-04\n8 (495) 777-00-05\n+7 495 777-00-01');
  await press('Add 3 numbers', adding);
  await adding.getByRole('alert').getByText('+7 495 777-00-01').waitFor();
  await press('Close', adding);
  await page.getByRole('link', { name: 'Open +7 495 777-00-05' }).waitFor();
  assert.deepEqual((await numberOf('+74957770004')).poolId, site.pool);
});

test('a number leaves its pool and rests, and its history tells who did it and why', async () => {
  await go('/numbers');
  await page.getByRole('link', { name: 'Open +7 495 777-00-02' }).click();
  await press('Let it rest');
  await dialog('Let it rest').waitFor();
  await page.keyboard.press('Escape'); // closes the question, not the number
  await dialog('Let it rest').waitFor({ state: 'detached' });
  await press('Let it rest');
  const resting = dialog('Let it rest');
  await resting.getByText('It rests until').waitFor();
  await resting.getByLabel(/^Why/).fill('Too many wrong calls');
  await press('Let it rest', resting);
  await page.getByText(/^Resting · until/).waitFor();
  const number = await numberOf('+74957770002');
  assert.deepEqual([number.state, number.poolId], ['resting', null]);
  await page.getByText('History', { exact: true }).click();
  await page.getByText('Too many wrong calls').waitFor();
  const { states } = await api<NumberHistory>(`/numbers/${number.id}/history`);
  assert.equal(states.at(-1)?.reason, 'Too many wrong calls');
});

test('a resting number serves elsewhere only when its owner says so, knowing until when it was shown', async () => {
  await go(`/numbers?number=${(await numberOf('+74957770002')).id}`);
  await press('Bind to one source…');
  const binding = dialog('Bind to one source');
  await binding.getByText(/^It was shown until/).waitFor();
  const bind = binding.getByRole('button', { name: 'Bind to one source' });
  assert.ok(await bind.isDisabled());
  await binding.getByLabel('Source', { exact: true }).fill('radio');
  await binding.getByLabel(/^Even so/).check();
  await bind.click();
  await page.getByText(/^Static · radio/).waitFor();
  assert.equal((await numberOf('+74957770002')).staticSource?.source, 'radio');
});

test('a static number is shown on the site by rule, and its card says where', async () => {
  const { id, e164 } = await numberOf('+74957770002');
  await go('/numbers/pools');
  await press('Show a number');
  const showing = dialog('Show a static number on the site');
  await showing.getByPlaceholder('Choose a number').click();
  await page.getByRole('option', { name: '+7 495 777-00-02' }).click();
  await showing.getByText(/^Its calls count for: radio/).waitFor();
  await showing.getByText(/^Every visitor sees this number/).waitFor();
  await showing.getByLabel('Robots').check();
  await showing.getByRole('checkbox', { name: 'Visitors' }).uncheck();
  await showing.getByText(/^Every visitor sees this number/).waitFor({ state: 'detached' });
  await press('Show a number', showing);
  await page.getByText('instead of +7 495 123-45-67').waitFor();
  const [placement] = await api<Placement[]>('/placements');
  assert.deepEqual(
    [placement?.number, placement?.targetNumber, placement?.audiences],
    [e164, '+74951234567', ['robots']],
  );
  await go(`/numbers?number=${id}`);
  await page.getByText(/^Shown on the site instead of \+7 495 123-45-67: Robots\./).waitFor();
  await page.getByRole('link', { name: 'To the rule' }).click();
  await press(/^Stop showing \+7/);
  await press('Stop showing', dialog(/^Stop showing/));
  await page.getByText('instead of +7 495 123-45-67').waitFor({ state: 'detached' });
  assert.deepEqual(await api<Placement[]>('/placements'), []);
});

test('a contract and a price are kept with the number, and the careful buyer’s questions are answered', async () => {
  await go('/numbers/in-order');
  await press('Add a contract');
  const contract = dialog('Add a contract');
  await contract.getByLabel('Operator', { exact: false }).first().fill('Example Telecom');
  await contract.getByLabel('Contract number').fill('7/26');
  await press('Add', contract);
  await page.getByText('№ 7/26').waitFor();
  await go('/numbers');
  await page.getByRole('link', { name: 'Open +7 495 777-00-01' }).click();
  const drawer = page.getByRole('dialog');
  await drawer
    .getByRole('combobox', { name: 'Contract' })
    .or(drawer.getByLabel('Contract', { exact: true }))
    .first()
    .click();
  await page.getByRole('option', { name: /Example Telecom/ }).click();
  await drawer.getByLabel('Cost a month').fill('350.5');
  await press('Save', drawer);
  await drawer.getByText('Saved').waitFor();
  assert.deepEqual((await numberOf('+74957770001')).monthlyCost, { minor: 35_050, currency: 'RUB' });
  await go('/numbers/in-order');
  const row = page.getByRole('row', { name: /777-00-01/ });
  await row.getByText('no end is given').waitFor();
  await row.getByText('the contract names no licence').waitFor();
  const [kept] = await system.get<Contract[]>('/api/v1/contracts');
  assert.deepEqual([kept?.operator, kept?.numbers], ['Example Telecom', 1]);
});

test('a pool with rules is made, and asked before the one that takes everybody', async () => {
  await go('/numbers/pools');
  await press('New pool');
  const form = dialog('New pool');
  await form.getByLabel(/^Name/).fill('Spring');
  await form.getByLabel(/^Your own number/).fill('+7 495 123-45-67');
  await form.getByLabel('Campaigns').fill('spring-*');
  await form.getByLabel('First pages').fill('/flowers');
  await form.getByLabel('Phone').check();
  await press('Add', form);
  await press('Ask “Spring” earlier');
  const pools = await until('the pool is asked first', async () => {
    const now = await api<Pool[]>('/pools');
    return now.toSorted((a, b) => a.position - b.position)[0]?.name === 'Spring' ? now : undefined;
  });
  const spring = pools.find(({ name }) => name === 'Spring');
  assert.deepEqual(spring?.targeting, { campaigns: ['spring-*'], pages: ['/flowers'], devices: ['mobile'] });
});

test('a file of numbers is shown row by row before it is taken; an error is told with its line, and takes nothing', async () => {
  await go('/numbers');
  const csv = await (
    await fetch(`${system.url}/api/v1/sites/${site.siteId}/numbers.csv`, {
      headers: { authorization: `Bearer ${system.apiKey}` },
    })
  ).text();
  await press('CSV');
  await page.getByRole('menuitem', { name: /^Import/ }).click();
  const importing = dialog('Import numbers from a file');
  const choose = (text: string) =>
    importing
      .locator('input[type=file]')
      .setInputFiles({ name: 'numbers.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await choose(csv.replace('+74957770003', '12'));
  await importing.getByText('1 line with an error').waitFor();
  assert.ok(await importing.getByRole('button', { name: /^Take/ }).isDisabled());
  await choose(csv.replace(/^(.*74957770003.*)$/m, withNote(csv)));
  await importing.getByText('1 changed').waitFor();
  await press('Take 1 change', importing);
  await importing.getByText('Done: 0 new, 1 changed.').waitFor();
  assert.equal((await numberOf('+74957770003')).note, 'ask for less');
});

/** The line of +74957770003 with a note. */
function withNote(csv: string): string {
  const lines = csv.replace('\ufeff', '').split(/\r?\n/);
  const at = lines[0]?.split(',').indexOf('note') ?? assert.fail('the file has a header');
  const cells = lines.find((line) => line.includes('74957770003'))?.split(',') ?? assert.fail('the number is in it');
  return cells.with(at, 'ask for less').join(',');
}

test('a notice is told by the bell, leads to its number, and is put away', async () => {
  const number = await numberOf('+74957770003');
  await openNotice(system.db, {
    ...{ id: randomUUIDv7(), accountId: system.owner.accountId, siteId: site.siteId, subject: number.id },
    ...{ kind: 'number-out-of-order', data: { number: number.e164, reason: 'wrong-did' } },
  });
  await go('/live');
  await press(/^Notices: 1 new/);
  const list = dialog('Notices');
  await list.getByText('+7 495 777-00-03 is out of order').waitFor();
  await list.getByText(/^Test calls: it arrived as a call to another number/).waitFor();
  await list.getByRole('link', { name: 'Show the number' }).click();
  await page.getByText('Dialtrace calls the number through the operator', { exact: false }).waitFor();
  await page.keyboard.press('Escape');
  await press('Notices');
  await press(/^Put away/, list);
  await list.getByText('Nothing to report').waitFor();
});
