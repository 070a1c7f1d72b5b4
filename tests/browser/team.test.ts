// The team as whoever leads it sees it: a real browser adds agents, and the board follows a call that is told.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { newSignInLink } from '../../src/api/access.ts';
import type { Agent, Contact, Schedule } from '../../src/api/wire.ts';
import { openDirectory } from '../../src/calls/directory.ts';
import { openStory, type Story } from '../../src/calls/story.ts';
import { openTaking } from '../../src/calls/taking.ts';
import type { CallFact } from '../../src/core/call.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { launch, person } from '../support/browser.ts';
import { addSite, factsOfCall, type RecordedSite } from '../support/records.ts';

const DASHBOARD = path.resolve(import.meta.dirname, '../../dist/dashboard');
const CLIENT = '+79160000001';

let api: TestApi;
let site: RecordedSite;
let story: Story;
let browser: Browser;
let page: Page;
let url: string;

before(async () => {
  api = await openTestApi({ dashboardFolder: DASHBOARD });
  site = await addSite(api.db, { accountId: api.owner.accountId });
  const { db, desk } = api;
  const directory = await openDirectory(db);
  const route = async () => ({ plan: null, route: null, trail: null, spam: null });
  const taking = openTaking({ db, directory, attributing: desk.attributing, route, newId: randomUUIDv7 });
  const quiet = () => {};
  story = openStory({ db, taking, onRefused: quiet, onEnded: quiet } as Parameters<typeof openStory>[0]);
  api.board.agentsChanged('');
  url = await api.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await launch({ asPerson: true });
  page = await (await person(browser, { locale: 'en-GB', viewport: { width: 1360, height: 900 } })).newPage();
  await page.goto(await newSignInLink({ db, publicUrl: url, userId: api.owner.userId }));
});
after(async () => {
  await browser?.close();
  await api?.close();
});

const go = (to: string) => page.goto(`${url}${to}`);
const dialog = (name: string | RegExp): Locator => page.getByRole('dialog', { name });
const press = (name: string | RegExp, inside: Page | Locator = page) =>
  inside.getByRole('button', { name }).first().click();
const listed = <T>(what: string) => api.get<T[]>(`/api/v1/sites/${site.id}/${what}`);

test('a schedule is filled with public holidays, and a team is made', async () => {
  await go('/team/schedules');
  await press('Add a schedule');
  const adding = dialog('A new schedule');
  await adding.getByRole('textbox', { name: 'Name', exact: true }).first().fill('Office');
  await press(/^Public holidays of Russia/, adding);
  await adding.getByLabel('Date', { exact: true }).nth(13).waitFor();
  await press('Add', adding.locator('form > div').last());
  await page.getByText('14 special days').waitFor();
  await page.getByText('Mon–Fri 09:00–18:00').waitFor();
  const [office] = await listed<Schedule>('schedules');
  assert.deepEqual(office?.weekly, [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }]);
  await page.getByRole('link', { name: 'Teams' }).click();
  await press('Add a team');
  await dialog('A new team').getByLabel('Name').fill('Sales');
  await press('Add', dialog('A new team').locator('form'));
  await page.getByText('Nobody is in this team yet').waitFor();
});

test('an agent is added in three fields; a softphone gets a login and a password that is shown once', async () => {
  await go('/team/agents');
  await press('Add an agent');
  const adding = dialog('Add an agent');
  await adding.getByLabel('Name').fill('Boris');
  await adding.getByRole('textbox', { name: 'Number', exact: true }).fill('8 916 123-45-67');
  await press('Add', adding.locator('form'));
  await page.getByText('+7 916 123-45-67').waitFor();
  await press('Add an agent');
  await adding.getByLabel('Name').fill('Vera');
  await adding.getByText('Softphone', { exact: true }).click();
  await press('Add', adding.locator('form'));
  const account = dialog('Enter this into the phone of Vera');
  await account.getByText('The password is shown only now').waitFor();
  const agents = await listed<Agent>('agents');
  const vera = agents.find(({ name }) => name === 'Vera');
  assert.ok(vera?.phone.kind === 'registered');
  await account.getByText(vera.phone.login, { exact: true }).waitFor();
  await press('It is entered', account);
  assert.deepEqual(agents.find(({ name }) => name === 'Boris')?.phone, {
    ...{ kind: 'number', e164: '+79161234567', connectionId: null },
  });
});

test('the board shows a call while it is told: ringing, talking with a client by name, and free again', async () => {
  await api.answer(200, 'PUT', `/api/v1/sites/${site.id}/contacts/${CLIENT}`, { body: { name: 'Ivan', vip: true } });
  await go('/team');
  const anna = page.getByRole('listitem').filter({ hasText: 'Anna' });
  await anna.getByText('Free').waitFor();
  const facts = factsOfCall({
    ...{ providerCallId: randomUUIDv7(), at: new Date(Date.now() - 3000), targetId: site.targets[0]?.id ?? '' },
    ...{ answeredAfter: 1, endedAfter: 2.5, did: site.numbers[0]?.e164 ?? '', callerRaw: CLIENT },
  });
  const tell = (some: readonly CallFact[]) => story.tell('asterisk', some);
  await tell(facts.slice(0, 4));
  await anna.getByText('Ivan, +7 916 000-00-01 is calling').waitFor();
  await anna.getByText('Ringing').waitFor();
  await tell(facts.slice(4, 5));
  await anna.getByText('with Ivan, +7 916 000-00-01').waitFor();
  await anna.getByText('Talking').waitFor();
  await tell(facts.slice(5));
  await anna.getByText('Free').waitFor();
  await anna.getByText(/^1 call today/).waitFor();
});

test('whoever leads the team sends an agent to lunch and back', async () => {
  await go('/team');
  const boris = page.getByRole('listitem').filter({ hasText: 'Boris' });
  await boris.getByRole('button', { name: 'Change what Boris does' }).click();
  await page.getByRole('menuitem', { name: 'Lunch' }).click();
  await boris.getByText('Away').waitFor();
  await boris.getByText('Lunch').waitFor();
  assert.equal((await listed<Agent>('agents')).find(({ name }) => name === 'Boris')?.away?.reason, 'Lunch');
  await boris.getByRole('button', { name: 'Change what Boris does' }).click();
  await page.getByRole('menuitem', { name: 'Free' }).click();
  await boris.getByText('Free').waitFor();
});

test('a client is changed beside their call, and found by tag', async () => {
  await go('/calls');
  await page.getByText('Ivan').first().click();
  const card = page.getByRole('complementary', { name: 'Call' });
  await press('Edit the client', card);
  const editing = dialog('Edit Ivan');
  await editing.getByLabel('Tags').first().fill('roses');
  await page.keyboard.press('Enter');
  await press('Save', editing);
  await card.getByText('roses').waitFor();
  await go('/clients?tag=roses');
  await page.getByRole('heading', { name: '1 client' }).waitFor();
  const contact = await api.get<Contact>(`/api/v1/sites/${site.id}/contacts/${CLIENT}`);
  assert.deepEqual([contact.name, contact.vip, contact.tags], ['Ivan', true, ['roses']]);
});
