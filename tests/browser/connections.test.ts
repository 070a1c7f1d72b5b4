// Connections as their owner uses them: a real browser, the real server, an operator's API on loopback.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { newSignInLink } from '../../src/api/access.ts';
import type { Connection, TrackingNumber } from '../../src/api/wire.ts';
import { launch, person } from '../support/browser.ts';
import { openOperatorApi } from '../support/hooks.ts';
import { addSite, prepareSystem, type TestSite, type TestSystem, until } from '../support/system.ts';

let system: TestSystem;
let site: TestSite;
let browser: Browser;
let page: Page;
let operator: Awaited<ReturnType<typeof openOperatorApi>>;

before(async () => {
  operator = await openOperatorApi(() => ({
    json: { incoming_phone_numbers: [{ phone_number: '+14155550100' }, { phone_number: '+14155550101' }] },
  }));
  system = await prepareSystem();
  site = await addSite(system, { numbers: ['+74957780001'], targets: [] });
  await system.start();
  browser = await launch({ asPerson: true });
  page = await (await person(browser, { locale: 'en-GB', viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(await newSignInLink({ db: system.db, publicUrl: system.url, userId: system.owner.userId }));
});
after(async () => {
  await browser?.close();
  await system?.close();
  await operator?.close();
});

const dialog = (name: string | RegExp): Locator => page.getByRole('dialog', { name });
const connections = () => system.get<Connection[]>('/api/v1/connections');

test('an operator is chosen, its fields filled in, its addresses shown to copy, its limits said', async () => {
  await page.goto(`${system.url}/numbers/connections`);
  await page.getByRole('button', { name: 'Add a connection' }).click();
  const adding = dialog('Add a connection');
  await adding.getByRole('combobox', { name: 'Operator' }).click();
  await page.getByRole('option', { name: 'Twilio' }).click();
  assert.equal(await adding.getByLabel('Name').inputValue(), 'Twilio');
  await adding.getByLabel('Account SID').fill('AC12');
  await adding.getByText('must look like AC').waitFor();
  await adding.getByLabel('Account SID').fill(`AC${'1'.repeat(32)}`);
  assert.ok(await adding.getByRole('button', { name: 'Add', exact: true }).isDisabled(), 'the token is missing');
  await adding.getByLabel('Auth token').fill('s3cret-token');
  await adding.getByRole('button', { name: 'Add', exact: true }).click();
  const made = await until('it is there', async () => (await connections()).find(({ kind }) => kind === 'twilio'));
  assert.ok(!JSON.stringify(made).includes('s3cret-token'));
  assert.deepEqual(made.secretsSet, ['authToken']);
  const card = page.getByRole('region', { name: 'Twilio' });
  await card.getByText('no events yet').waitFor();
  await card.getByText('A call comes in').waitFor();
  await card.getByText(made.hooks[0]?.url ?? '', { exact: true }).waitFor();
  await card.getByText('can’t ring phones registered at Dialtrace').waitFor();
});

test('requests that are refused are said with their reason', async () => {
  const [made] = (await connections()).filter(({ kind }) => kind === 'twilio');
  const url = new URL(made?.hooks[0]?.url ?? '');
  await fetch(`${system.url}${url.pathname}`, { method: 'POST', body: new URLSearchParams({ CallSid: 'CA1' }) });
  const card = page.getByRole('region', { name: 'Twilio' });
  await until('it is counted', async () => (await connections()).some(({ outcomes }) => outcomes.length > 0));
  await page.reload();
  await card.getByText('1 request refused').waitFor();
  await card.getByText('There was no signature').waitFor();
});

test('its list of numbers comes into the inventory by a click', async () => {
  await system.db.query("update connections set settings = settings || $1 where kind = 'twilio'", [
    JSON.stringify({ apiUrl: operator.url }),
  ]);
  const card = page.getByRole('region', { name: 'Twilio' });
  await card.getByRole('button', { name: 'Test' }).click();
  await card.getByText('The operator let us in and lists 2 numbers.').waitFor();
  await card.getByRole('button', { name: 'Import numbers' }).click();
  const taking = dialog('Numbers at Twilio');
  await taking.getByRole('checkbox').nth(1).uncheck();
  await taking.getByRole('button', { name: 'Take 1 number' }).click();
  await taking.waitFor({ state: 'detached' });
  const numbers = await system.get<TrackingNumber[]>(`/api/v1/sites/${site.siteId}/numbers`);
  const taken = numbers.find(({ e164 }) => e164 === '+14155550100');
  assert.deepEqual([taken?.state, taken?.connection?.name], ['ready', 'Twilio']);
});

test('an edited connection keeps the secret that was left empty', async () => {
  await page.getByRole('button', { name: 'Edit Twilio' }).click();
  const editing = dialog(/Twilio/);
  await editing.getByLabel('Name').fill('Twilio USA');
  await editing.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('region', { name: 'Twilio USA' }).waitFor();
  const { rows } = await system.db.query("select secrets from connections where kind = 'twilio'");
  assert.deepEqual(rows[0]?.secrets, { authToken: 's3cret-token' });
});
