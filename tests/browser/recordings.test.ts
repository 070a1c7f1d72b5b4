// A call's recording as a person hears it: drawn at once, played, sought in by keys, kept, and who listened; its rules.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { newSignInLink } from '../../src/api/access.ts';
import type { CallRecordings, RecordingRulesCard } from '../../src/api/wire.ts';
import { factsOf, insertFacts } from '../../src/store/calls.ts';
import { transaction } from '../../src/store/database.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { launch, person } from '../support/browser.ts';
import { rawSound, rawTalk } from '../support/recording-room.ts';
import { addCall, addSite, type RecordedSite } from '../support/records.ts';
import { until } from '../support/system.ts';

const DASHBOARD = path.resolve(import.meta.dirname, '../../dist/dashboard');
const STARTED = new Date(Date.now() - 3_600_000);

let api: TestApi;
let site: RecordedSite;
let call: string;
let browser: Browser;
let page: Page;
let url: string;

before(async () => {
  api = await openTestApi({ dashboardFolder: DASHBOARD });
  site = await addSite(api.db, { accountId: api.owner.accountId });
  const raw = path.join(api.recordingsFolder, 'raw');
  mkdirSync(raw, { recursive: true });
  writeFileSync(path.join(raw, 'talk.raw'), rawTalk(16, 500, 1500));
  writeFileSync(path.join(raw, 'talk-voicemail.raw'), rawSound(4, [700]));
  call = await addCall(api.db, site, { at: STARTED, providerCallId: 'talk', endedAfter: 25 });
  await transaction(api.db, async (tx) => {
    const [first] = await factsOf(tx, call);
    const after = (seconds: number) => ({
      providerCallId: 'talk',
      at: new Date((first?.at.getTime() ?? 0) + seconds * 1000),
    });
    await insertFacts(tx, call, [
      { ...after(10), key: 'paused', kind: 'recording-paused' },
      { ...after(14), key: 'resumed', kind: 'recording-resumed' },
      { ...after(25), key: 'tape', kind: 'voicemail', file: 'talk-voicemail.raw' },
    ]);
  });
  await api.recordings.keep();
  url = await api.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await launch({ asPerson: true });
  page = await (await person(browser, { locale: 'en-GB', viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(await newSignInLink({ db: api.db, publicUrl: url, userId: api.owner.userId }));
});
after(async () => {
  await browser?.close();
  await api?.close();
});

const slider = () => page.locator('[role=slider][data-ready]').first();
/** The talk's player; the list beside it has a button of its own. */
const player = () => page.locator('section', { has: page.locator('[role=slider][data-ready]') }).first();
const secondsPlayed = async () => Number(await slider().getAttribute('aria-valuenow'));

test('the recording is drawn without being read, with its length and its pause', async () => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${url}/calls/${call}`);
  await page.locator('[role=slider][data-ready]').first().waitFor();
  assert.equal(await slider().getAttribute('aria-valuemax'), '20'); // 16 s and a pause of 4 s
  await page.getByTitle(/^Paused for 4/).waitFor();
  await page.getByText('Message after the tone').waitFor();
  assert.ok(asked.some((address) => address.endsWith('/peaks')));
});

test('it plays, in Opus, and keys jump in it', async () => {
  await player().getByRole('button', { name: 'Play the recording' }).click();
  await player()
    .getByRole('button', { name: /^Pause/ })
    .waitFor();
  await until('it plays', async () => (await secondsPlayed()) >= 1);
  await page.keyboard.press('ArrowRight');
  await until('it is five seconds further', async () => (await secondsPlayed()) >= 6);
  await page.keyboard.press('KeyP');
  await player().getByRole('button', { name: 'Play the recording' }).waitFor();
  const stands = await secondsPlayed();
  await page.keyboard.press('ArrowLeft');
  await until('it is five seconds back', async () => (await secondsPlayed()) <= stands - 4);
});

test('a press into the drawing goes there', async () => {
  const box = (await slider().boundingBox()) ?? assert.fail('it is drawn');
  await page.mouse.click(box.x + box.width * 0.75, box.y + 20);
  await until('three quarters', async () => Math.abs((await secondsPlayed()) - 15) <= 1);
});

test('who listened is told, and a hold keeps the recording from being deleted', async () => {
  await page.reload();
  await page
    .getByText(/^Who listened/)
    .first()
    .click();
  await page
    .getByText(/Owner listened/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Put on hold' }).first().click();
  await page.getByText(/on hold: it is not deleted/).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Delete', exact: true }).count(), 1); // the message's
});

test('a recording is deleted after a question, and the card says so', async () => {
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText(/^The recording was deleted by Owner on \d+ \w+, \d\d:\d\d\.$/).waitFor();
  const { recordings } = await api.get<CallRecordings>(`/api/v1/calls/${call}/recordings`);
  assert.deepEqual(recordings.map(({ kind, state }) => [kind, state]).sort(), [
    ['talk', 'ready'],
    ['voicemail', 'deleted'],
  ]);
});

test('a site that tells its callers nothing is told what is usual, and follows by one press', async () => {
  await page.goto(`${url}/settings#recording`);
  await page.getByText('Callers are not told that they are recorded').waitFor();
  await page.getByRole('button', { name: 'Tell them' }).click();
  await page.getByText('Callers are not told that they are recorded').waitFor({ state: 'detached' });
  const { rules } = await api.get<RecordingRulesCard>(`/api/v1/sites/${site.id}/recording-rules`);
  assert.equal(rules.mode, 'by-country');
});

test('a caller’s wish to be forgotten is carried out after a question', async () => {
  await page.getByPlaceholder('+7 916 123-45-67').fill('8 916 123-45-67');
  await page.getByRole('button', { name: 'Delete all of it' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete all of it' }).click();
  await page.getByText(/1 calls without a phone now, 1 recordings/).waitFor();
});
