// The accuracy room, the card's correction and the planner as a person uses them: a real browser, the real server, a
// real database.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { newSignInLink } from '../../src/api/access.ts';
import type { CallAnswers, CallCard, Plan } from '../../src/api/wire.ts';
import { launch, person } from '../support/browser.ts';
import { addCall, addSite, addVisit, answerOf, type RecordedSite } from '../support/records.ts';
import { prepareSystem, type TestSystem, until } from '../support/system.ts';

const SPRING = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring' };
const BRAND = { channel: 'paid-search', source: 'google', medium: 'cpc', campaign: 'brand' };
const OUTLET = { channel: 'social', source: 'vk', medium: 'social', campaign: 'outlet' };
const PLAN_SECONDS = 90;

let system: TestSystem;
let site: RecordedSite;
let browser: Browser;
let page: Page;
let doubted: string;

before(async () => {
  system = await prepareSystem();
  site = await addSite(system.db, { accountId: system.owner.accountId, numbers: 3 });
  doubted = await addDoubt('+79160000001', 120);
  await addDoubt('+79160000002', 40);
  await addVisit(system.db, site, { at: minutesAgo(300), source: OUTLET });
  await system.start();
  browser = await launch({ asPerson: true });
  page = await (await person(browser, { locale: 'en-GB', viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(await newSignInLink({ db: system.db, publicUrl: system.url, userId: system.owner.userId }));
});
after(async () => {
  await browser?.close();
  await system?.close();
});

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** A call that two visits may have made: spring with 50 %, brand with 35 %. */
async function addDoubt(caller: string, talkSeconds: number): Promise<string> {
  const numberId = site.numbers[0]?.id ?? assert.fail('the site has numbers');
  const spring = await addVisit(system.db, site, { at: minutesAgo(70), source: SPRING, numberId });
  const brand = await addVisit(system.db, site, { at: minutesAgo(80), source: BRAND, numberId });
  const answer = answerOf([
    { ...SPRING, ...spring, p: 0.5 },
    { ...BRAND, ...brand, p: 0.35 },
  ]);
  return addCall(system.db, site, { at: minutesAgo(60), caller, numberId, endedAfter: 5 + talkSeconds, answer });
}

const go = (path: string) => page.goto(`${system.url}${path}`);
const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
const campaignOf = async (call: string) =>
  (await system.get<CallCard>(`/api/v1/calls/${call}`)).attribution?.campaign?.campaign;
const correctionOf = async (call: string) =>
  (await system.get<CallAnswers>(`/api/v1/calls/${call}/answers`)).correction;

test('who knows better says by a key which visit it was, and takes it back by another', async () => {
  await go('/accuracy/doubts');
  await page.getByText('2 calls are worth a look').waitFor();
  const first = page.getByRole('article').first();
  await first.getByText('+7 916 000-00-01').waitFor(); // the longer talk teaches more
  await page.keyboard.press('2');
  await page.getByRole('status').getByText('Google / brand').waitFor();
  await until('the word counts', async () => (await campaignOf(doubted)) === 'brand');
  await page.keyboard.press('u');
  await until('it is taken back', async () => (await correctionOf(doubted)) === null);
  assert.equal(await campaignOf(doubted), 'spring');
});

test('the card of a call tells who corrected it and what Dialtrace had said, and the word can be withdrawn', async () => {
  await go(`/calls/${doubted}`);
  await page.getByRole('button', { name: 'It was this visit' }).nth(1).click();
  await page.getByText('said which visit it was').waitFor();
  await page.getByText('Dialtrace had said: Yandex / spring, 50%').waitFor();
  assert.equal(await campaignOf(doubted), 'brand');
  await press('Withdraw');
  await until('it is taken back', async () => (await correctionOf(doubted)) === null);
  await page.getByRole('button', { name: 'It was this visit' }).nth(1).waitFor();
});

test('the report by source says how many calls are in doubt', async () => {
  await go('/sources');
  await page
    .getByRole('row', { name: /Paid search/ })
    .getByText('±')
    .waitFor();
});

test('a visit that is no candidate is found by its campaign, and the first word makes a first measurement', async () => {
  await go('/accuracy');
  await page.getByText('Nobody has told Dialtrace yet who really called').waitFor();
  await go(`/calls/${doubted}`);
  await press('Another visit…');
  const search = page.getByRole('dialog', { name: 'Which visit was it?' });
  await search.getByRole('textbox').fill('outlet');
  await search.getByRole('button', { name: /VK \/ outlet/ }).click();
  await until('the word counts', async () => (await campaignOf(doubted)) === 'outlet');
  await go('/accuracy');
  await page.getByText('Measured on 1 call').waitFor();
});

test('learning says how many calls it still lacks, and the standard values answer', async () => {
  await go('/accuracy/learning');
  await press('Learn now');
  await page.getByText('Too few calls to learn from').waitFor();
  await page
    .getByRole('row', { name: /Standard/ })
    .getByText('in force')
    .waitFor();
});

test('a plan is made for a site that is still to come: a curve, a table and what one more number adds', async () => {
  await go('/plan');
  await page.getByText('No plan yet').waitFor();
  await page.getByLabel('Visits a day').fill('60');
  await page.getByLabel('Campaigns that bring visits').fill('3');
  await press('Make a plan');
  await page.getByText('Playing your visits through pools of different sizes').waitFor();
  const plan = await until(
    'the plan is ready',
    async () => {
      const asked = await system.get<Plan>(`/api/v1/sites/${site.id}/plan`);
      assert.notEqual(asked.state, 'failed', asked.reason ?? '');
      return asked.answer;
    },
    PLAN_SECONDS,
  );
  await page.getByText('a made-up site of that size').waitFor();
  await page.getByText('With your 3 numbers').waitFor();
  const table = page.getByRole('region', { name: 'The curve as a table' });
  assert.equal(await table.getByRole('row').count(), plan.points.length + 1);
});
