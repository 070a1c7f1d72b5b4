// Destinations as their owner sees them: a real browser connects a webhook, tries it, follows a call that is told, sees a
// refusal and what was answered, and sends it again.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { newSignInLink } from '../../src/api/access.ts';
import type { Destination } from '../../src/api/wire.ts';
import { tellEvents } from '../../src/store/events.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { launch, person } from '../support/browser.ts';
import { type FarBitrix24, openFarBitrix24, PORTAL, WEBHOOK } from '../support/far/bitrix24.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { addCall, addSite, addVisit, answerOf, type RecordedSite } from '../support/records.ts';

const DASHBOARD = path.resolve(import.meta.dirname, '../../dist/dashboard');

let api: TestApi;
let site: RecordedSite;
let far: Receiver;
let browser: Browser;
let page: Page;
let url: string;
let call: string;
let signingKey: string;
let bitrix: FarBitrix24;
const broken: Error[] = [];

before(async () => {
  bitrix = await openFarBitrix24();
  const instead = new Map([[`https://${PORTAL}`, bitrix.url]]);
  api = await openTestApi({ dashboardFolder: DASHBOARD, instead });
  site = await addSite(api.db, { accountId: api.owner.accountId });
  far = await openReceiver();
  call = await addCallOf('roses');
  url = await api.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await launch({ asPerson: true });
  page = await (await person(browser, { locale: 'en-GB', viewport: { width: 1360, height: 900 } })).newPage();
  page.on('pageerror', (error) => broken.push(error));
  await page.goto(await newSignInLink({ db: api.db, publicUrl: url, userId: api.owner.userId }));
});
after(async () => {
  await browser?.close();
  await far?.close();
  await bitrix?.close();
  await api?.close();
});

async function addCallOf(campaign: string): Promise<string> {
  const at = new Date(Date.now() - 90_000);
  const source = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign };
  const { visitId, visitorId } = await addVisit(api.db, site, { at: new Date(at.getTime() - 60_000), source });
  return addCall(api.db, site, { at, answer: answerOf([{ p: 0.93, visitId, visitorId, ...source }]) });
}
const tell = (callId: string) =>
  tellEvents(api.db, [
    { type: 'call.finished', key: '', at: new Date(Date.now() - 30_000), about: {}, siteId: site.id, callId },
  ]);
const press = (name: string | RegExp, inside: Page | Locator = page) =>
  inside.getByRole('button', { name }).first().click();
const connected = () => api.get<Destination[]>(`/api/v1/sites/${site.id}/destinations`);
const row = (state: string) => page.getByRole('row').filter({ hasText: state });

test('a webhook is found in the gallery, its form says what is missing, and it is connected', async () => {
  await page.getByRole('link', { name: 'Destinations' }).click();
  await page.getByRole('searchbox', { name: 'Find by name' }).fill('signed by the standard');
  await page.getByRole('link', { name: /^Webhook/ }).click();
  await page.getByRole('heading', { name: 'Connect: Webhook' }).waitFor();
  await press('Connect');
  await page.getByText('Please fill this in.').first().waitFor();
  await page.getByText('Please look at the fields that are marked.').waitFor();
  await page.getByRole('textbox', { name: 'Address' }).fill('shop.example');
  await page.getByText('An address with http:// or https:// is needed.').waitFor();
  await page.getByRole('textbox', { name: 'Address' }).fill(`${far.url}/dialtrace`);
  await press('Make one');
  signingKey = await page.getByLabel('Signing key', { exact: true }).inputValue();
  await page.getByRole('textbox', { name: 'Name' }).fill('Warehouse');
  await page.getByRole('checkbox', { name: 'The recording is ready' }).uncheck();
  await page.getByLabel('Channels').first().click();
  await page.getByRole('option', { name: 'Paid search' }).click();
  await page.keyboard.press('Escape');
  await press('Connect');
  await page.getByRole('heading', { name: 'Warehouse' }).waitFor();
  const [made] = await connected();
  assert.deepEqual([made?.events, made?.filter], [['call.finished', 'call.attributed'], { channels: ['paid-search'] }]);
  assert.deepEqual([made?.settings, made?.secretsSet], [{ url: `${far.url}/dialtrace` }, ['secret']]);
});

test('it is tried: first what would be sent is shown, then it is sent and the answer shown', async () => {
  await press('Show what would be sent');
  await page.getByText('This would be sent first. Nothing has gone out.').waitFor();
  await page.getByText(`"id": "${call}"`).waitFor();
  assert.equal(far.got.length, 0);
  far.answer(() => ({ status: 202, body: '{"queued":true}' }));
  await press('Send for real');
  await page.getByText('Taken').waitFor();
  await page.getByText('HTTP 202').waitFor();
  await page.getByText('"queued": true').waitFor();
  const [got] = far.got;
  assert.ok(got);
  new Webhook(signingKey).verify(got.body, got.headers as Record<string, string>);
});

test('a call is told, and stands in the list and on its card', async () => {
  // Live calls are put into lists of calls that are open: the choice of calls to try is none of these.
  await api.db.query("select pg_notify('dialtrace_calls', $1)", [`${site.id} ${call}`]);
  far.answer(() => ({}));
  await press('Deliveries');
  await page.getByText('Nothing has been told yet').waitFor();
  await tell(call);
  await row('Told').waitFor();
  await page.getByText('Deliveries by day').first().waitFor();
  await row('Told').getByRole('link').click();
  const card = page.getByRole('complementary', { name: 'Call' });
  await card.getByRole('heading', { name: 'Told to' }).waitFor();
  await card.getByText('1 event: a call is over').waitFor();
  await card.getByRole('link', { name: 'Warehouse' }).click();
  await page.getByText('Try 1').waitFor();
});

test('a refusal is parked with its reason; opened, it shows what was answered; mended, it is sent again', async () => {
  far.answer(() => ({ status: 422, body: '{"error":"no such warehouse"}' }));
  await page.getByRole('button', { name: 'Close' }).click();
  await tell(await addCallOf('tulips'));
  await row('Parked').getByText('It answered HTTP 422').waitFor();
  await press('State');
  await page.getByRole('menuitem', { name: 'Parked' }).click();
  await page.getByRole('row').nth(2).waitFor({ state: 'detached' });
  await press('Open: A call is over');
  const opened = page.getByRole('dialog', { name: 'A call is over' });
  await opened.getByText('"error": "no such warehouse"').waitFor();
  far.answer(() => ({}));
  await press('Send again', opened);
  await page.getByText('Nothing of this kind in this period').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await press('Show all');
  await row('Told').nth(1).waitFor();
});

test('all that is parked of a period is sent again with one press', async () => {
  far.answer(() => ({ status: 400 }));
  await tell(await addCallOf('asters'));
  await tell(await addCallOf('peonies'));
  await row('Parked').nth(1).waitFor();
  far.answer(() => ({}));
  await press('Send all again');
  await press('Send again', page.getByRole('dialog', { name: 'Send again?' }));
  await page.getByText('2 deliveries go out again.').waitFor();
  await row('Told').nth(3).waitFor();
});

test('a refused key pauses it and is told on every page; resumed, what waited goes out', async () => {
  far.answer(() => ({ status: 401 }));
  await tell(await addCallOf('irises'));
  await page.getByText('Needs you').waitFor();
  await page.goto(`${url}/live`);
  await press(/^Notices/);
  await page.getByText('“Warehouse” is not told of calls any more').waitFor();
  await page.getByRole('link', { name: 'To the destination' }).click();
  far.answer(() => ({}));
  await press('Resume and send 1 that waits');
  await page.getByText('Works').waitFor();
  await row('Told').nth(4).waitFor();
});

test('it is removed after a question', async () => {
  await press('Remove');
  await press('Remove', page.getByRole('dialog', { name: 'Remove “Warehouse”?' }));
  await page.getByRole('heading', { name: 'Where shall calls be told of?' }).waitFor();
  assert.deepEqual(await connected(), []);
});

test('a CRM says which fields it has, and one is filled with what is known of a call, shown on a real one', async () => {
  await page.getByRole('link', { name: /^Bitrix24/ }).click();
  await page.getByRole('combobox', { name: 'How we are let in' }).click();
  await page.getByRole('option', { name: /Incoming webhook/ }).click();
  await page.getByLabel('Address of the incoming webhook').fill(WEBHOOK);
  await press('Connect');
  await press('Only check the access');
  await page.getByText('The settings are right').waitFor();
  await press('Settings');
  await press('Add a field');
  await page.getByRole('combobox', { name: 'Their field' }).click();
  await page.getByRole('option', { name: /comments/ }).click();
  const filling = page.getByRole('textbox', { name: 'What is written into it: comments' });
  await filling.fill('Campaign ');
  await press('Insert a value of the call', page.locator('fieldset', { has: filling }).last());
  await page.getByRole('textbox', { name: 'Find a value' }).fill('utm_campaign');
  await page.getByRole('button', { name: /Campaign \(utm_campaign\)/ }).click();
  await page.getByText('Of this call: Campaign irises').waitFor();
  await press('Save');
  await page.getByText('Saved').waitFor();
  const [made] = await connected();
  assert.equal(made?.settings.fields, '{"comments":"Campaign {campaign}"}');
});

test('where its owner lets us in, its own page opens after it is saved, and what came of it is said', async () => {
  const opened: URL[] = [];
  await page.route('https://app.hubspot.com/**', async (route) => {
    opened.push(new URL(route.request().url()));
    await route.fulfill({ contentType: 'text/html', body: '<h1>Let Dialtrace in?</h1>' });
  });
  await page.goto(`${url}/destinations/new?kind=hubspot`);
  await press('Connect');
  await page.getByText('Please fill this in.').first().waitFor();
  await page.getByRole('combobox', { name: 'How to let us in' }).click();
  await page.getByRole('option').nth(1).click();
  await page.getByLabel('Client ID').fill('7fff1e36-2d40-4ae1-bbb1-5266d59564fb');
  await page.getByLabel('Client secret', { exact: false }).first().fill('7c3ce02c-0c0c-4c0c-8c0c-0c0c0c0c0c0c');
  await press('Save and sign in');
  await page.getByRole('heading', { name: 'Let Dialtrace in?' }).waitFor();
  const made = (await connected()).find(({ kind }) => kind === 'hubspot');
  assert.equal(made?.signedIn, false);
  assert.equal(opened[0]?.searchParams.get('redirect_uri'), 'http://localhost:8080/signed-in');
  assert.match(opened[0]?.searchParams.get('state') ?? '', new RegExp(`^${made?.id}\\.`));
  await page.goto(`${url}/destinations/${made?.id}?signed-in=not-in&why=access_denied`);
  await page.getByText('It did not let us in: access_denied').waitFor();
  await page.getByText('Waits for your sign-in').waitFor();
  await press('Sign in');
  await page.getByRole('heading', { name: 'Let Dialtrace in?' }).waitFor();
});

test('nothing broke meanwhile', () => {
  assert.deepEqual(broken, []);
});
