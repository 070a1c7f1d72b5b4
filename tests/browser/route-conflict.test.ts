// Two people who draw one route, and a caller who would never come to it: a real browser, the real API, a real database.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { newSignInLink } from '../../src/api/access.ts';
import type { Agent, Route, RouteCard, WouldHappen } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { launch, person } from '../support/browser.ts';
import { addSite, type RecordedSite } from '../support/records.ts';
import { until } from '../support/system.ts';

const DASHBOARD = path.resolve(import.meta.dirname, '../../dist/dashboard');

let api: TestApi;
let site: RecordedSite;
let browser: Browser;
let page: Page;
let card: RouteCard;
const broken: string[] = [];
const at = (what: string) => `/api/v1/sites/${site.id}/${what}`;

before(async () => {
  api = await openTestApi({ dashboardFolder: DASHBOARD });
  site = await addSite(api.db, { accountId: api.owner.accountId });
  const phone = { kind: 'sip', uri: 'sip:anna@127.0.0.1:5999' };
  const anna = await api.answer<Agent>(201, 'POST', at('agents'), { body: { name: 'Anna', phone } });
  const ringing = { strategy: 'in-turn', skill: null, ringSeconds: 20, seconds: 60, whisper: null, acceptKey: null };
  const draft = { start: 'ring', steps: { ring: { do: 'dial', to: [{ agent: anna.id }], else: null, ...ringing } } };
  card = await api.answer<RouteCard>(201, 'POST', at('routes'), { body: { name: 'Main line', draft } });
  const url = await api.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await launch({ asPerson: true });
  page = await (await person(browser, { locale: 'en-GB', viewport: { width: 1440, height: 900 } })).newPage();
  page.on('pageerror', (error) => broken.push(String(error)));
  await page.goto(await newSignInLink({ db: api.db, publicUrl: url, userId: api.owner.userId }));
});
after(async () => {
  await browser?.close();
  await api?.close();
});
beforeEach(async () => {
  card = await api.get<RouteCard>(at(`routes/${card.id}`));
});

const ringsFor = (seconds: number): Route => {
  const { ring } = card.draft.steps;
  return { ...card.draft, steps: { ring: { ...ring, ringSeconds: seconds } as NonNullable<typeof ring> } };
};
const colleagueSaves = (seconds: number) =>
  api.answer(200, 'PUT', at(`routes/${card.id}/draft`), { body: ringsFor(seconds) });
const secondsNow = async () => {
  const { ring } = (await api.get<RouteCard>(at(`routes/${card.id}`))).draft.steps;
  return ring?.do === 'dial' ? ring.ringSeconds : null;
};
/** The route is open, a colleague saves 40 s, and then this person draws their own. */
const collide = async (own: number) => {
  await page.goto(`${new URL(page.url()).origin}/routes/${card.id}`);
  await page.locator('[data-face]').first().click();
  const field = page.getByRole('complementary').getByLabel('Each rings, s');
  await field.waitFor();
  await colleagueSaves(40);
  await field.fill(String(own));
  await field.blur();
  await page.getByText(/saved another drawing of this route/).waitFor();
};

describe('two people draw one route', () => {
  test('who comes second is told, and may look at the other drawing; undo brings the own one back', async () => {
    await collide(25);
    assert.equal(await secondsNow(), 40, 'nothing is overwritten');
    await page.getByRole('button', { name: 'Look at theirs' }).click();
    await page.getByText(/40 s/).first().waitFor();
    await page.getByText('Draft saved').waitFor();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await until('the own drawing is saved', async () => (await secondsNow()) === 25);
  });

  test('who comes second may keep the own drawing', async () => {
    await collide(33);
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await page.getByText('Draft saved').waitFor();
    assert.equal(await secondsNow(), 33);
  });
});

test('what would happen says first that a caller would be held back', async () => {
  const phone = '+79031234567';
  await api.answer(201, 'POST', at('spam/callers'), { body: { list: 'blocked', match: 'phone', phone, note: '' } });
  await until('the list is known', async () => {
    const body = { caller: phone, routeId: card.id, route: card.draft };
    return (await api.answer<WouldHappen>(200, 'POST', at('routes/what-would-happen'), { body })).spam !== null;
  });
  await page.getByRole('button', { name: 'What would happen?' }).click();
  await page.getByLabel('Caller').fill(phone);
  await page.getByRole('complementary').getByRole('button', { name: 'Try it' }).click();
  await page.getByText('This call would be held back: rejected before anybody is rung.').waitFor();
  await page.getByText('On your list').waitFor();
});

test('the pages threw no error', () => assert.deepEqual(broken, []));
