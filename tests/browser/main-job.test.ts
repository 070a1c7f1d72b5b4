// The whole story as a stranger sees it, with everything real: `npm start`'s own command, the demo shop in Chromium, a
// SIP call with speech, the dashboard while it rings and after.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { CallCard, CallList, Me, SourceReport } from '../../src/api/wire.ts';
import { launch, person } from '../support/browser.ts';
import { freePorts, until } from '../support/system.ts';
import { listen } from '../support/tones.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SHOP_NUMBER = /\+7 \(?495\)? 123-45-67/;
const AD = '/?utm_source=yandex&utm_medium=cpc&utm_campaign=spring&utm_term=red%20roses&yclid=777&lang=en';

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-story-'));
chmodSync(dataDir, 0o755);
const said = path.join(dataDir, 'start.log');
let running: ChildProcess;
let browser: Browser;
let context: BrowserContext;
let dashboard: Page;
let shop: string;
let origin: string;
let tracking = '';

before(async () => {
  const [port = 0, sipPort, enginePort] = await freePorts(3);
  const log = openSync(said, 'a');
  const env = {
    ...process.env,
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    SIP_LISTEN: `127.0.0.1:${sipPort}`,
    ENGINE_PORT: String(enginePort),
    RTP_PORTS: '27000-27999',
  };
  running = spawn(process.execPath, ['src/cli/main.ts', 'start'], { cwd: ROOT, env, stdio: ['ignore', log, log] });
  const words = await until(
    'the demo is up',
    () => {
      const text = readFileSync(said, 'utf8');
      assert.equal(running.exitCode, null, `npm start ended:\n${text}`);
      return text.includes('sign-in?link=') ? text : undefined;
    },
    90,
  );
  shop = `http://localhost:${port + 1}`;
  origin = `http://localhost:${port}`;
  browser = await launch({ asPerson: true });
  context = await person(browser, { locale: 'en-GB' });
  dashboard = await context.newPage();
  await dashboard.goto(/http\S+sign-in\?link=\S+/.exec(words)?.[0] ?? '');
});
after(async () => {
  await browser?.close();
  const gone = new Promise((resolve) => running.once('exit', resolve));
  running.kill('SIGTERM');
  await gone;
  rmSync(dataDir, { recursive: true, force: true });
});

/** Asks the API as the dashboard does: with its cookie, from its page. */
const ask = <T>(at: string): Promise<T> =>
  dashboard.evaluate(async (address) => (await fetch(address)).json(), at) as Promise<T>;
async function firstSite(): Promise<string> {
  const { sites } = await ask<Me>('/api/v1/me');
  return sites[0]?.id ?? assert.fail('the demo site is there');
}

test('a visitor from an ad sees a tracking number where the HTML has the shop’s own', async () => {
  const html = await (await fetch(`${shop}${AD}`)).text();
  assert.match(html, SHOP_NUMBER);
  const page = await context.newPage();
  await page.goto(`${shop}${AD}`);
  const header = page.locator('header a[href^="tel:"]').first();
  await until('the number is swapped', async () => !SHOP_NUMBER.test(await header.innerText()));
  tracking = (await header.getAttribute('href'))?.replace('tel:', '') ?? '';
  assert.match(tracking, /^\+7495777000\d$/);
  assert.equal((await header.innerText()).replace(/\D/g, ''), tracking.slice(1));
  const links = await page
    .locator('a[href^="tel:"]')
    .evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
  assert.ok(links.length >= 2 && links.every((href) => href.endsWith(tracking.slice(2))), links.join(' '));
});

test('the button on the page places a call that is live in the dashboard while it rings, with its source', async () => {
  const page = context.pages().find((open) => open.url().startsWith(shop)) ?? assert.fail('the shop is open');
  await page.bringToFront();
  await page.getByRole('button', { name: /test phone/i }).click();
  await dashboard.bringToFront();
  await dashboard.goto(`${origin}/live`);
  const main = dashboard.getByRole('main');
  await main.getByText('spring').first().waitFor();
  await main.getByText('red roses').first().waitFor();
  const { items } = await ask<CallList>(`/api/v1/sites/${await firstSite()}/calls`);
  assert.equal(items[0]?.status, 'ringing');
  assert.equal(items[0]?.number, tracking);
  assert.equal(items[0]?.attribution?.campaign?.campaign, 'spring');
  assert.ok((items[0]?.attribution?.campaign?.probability ?? 0) > 0.9);
});

test('after the call the card has its times, who answered, two voices on two sides, and why we think so', async () => {
  const site = await firstSite();
  const row = await until(
    'the call is over and its recording is kept',
    async () =>
      (await ask<CallList>(`/api/v1/sites/${site}/calls`)).items.find((item) => item.recording.state === 'ready'),
    60,
  );
  const card = await ask<CallCard>(`/api/v1/calls/${row.id}`);
  assert.equal(card.status, 'answered');
  assert.equal(card.answeredBy, 'Анна');
  assert.ok((card.waitSeconds ?? 0) > 2 && (card.talkSeconds ?? 0) > 15);
  assert.deepEqual([card.visit?.clickIds, card.visit?.term], [{ yclid: '777' }, 'red roses']);
  assert.ok(card.visit?.activity.some((entry) => entry.kind === 'view'));

  await dashboard.goto(`${origin}/calls/${row.id}`);
  await dashboard.getByText('Анна').first().waitFor();
  await dashboard.getByText('red roses').first().waitFor();
  await dashboard.getByRole('button', { name: /play/i }).first().waitFor();

  const bytes = await dashboard.evaluate(
    async (address) => Array.from(new Uint8Array(await (await fetch(address)).arrayBuffer())),
    `/api/v1/calls/${row.id}/recording?as=wav`,
  );
  const heard = listen(Buffer.from(bytes));
  assert.equal(heard.channels, 2);
  assert.ok(
    Math.abs(heard.seconds - (card.talkSeconds ?? 0)) < 3,
    `recorded ${heard.seconds} s of ${card.talkSeconds} s`,
  );
});

test('the report by source counts the visit and the call at once', async () => {
  const report = await ask<SourceReport>(
    `/api/v1/sites/${await firstSite()}/reports/sources?by=campaign&channel=paid-search&source=yandex`,
  );
  const row = report.rows.find((entry) => entry.key === 'spring') ?? assert.fail('the campaign has a row');
  assert.equal(row.visits, 1);
  assert.ok(row.calls > 0.9 && row.calls <= 1, `${row.calls} calls`);
  await dashboard.goto(`${origin}/sources`);
  await dashboard.getByText('Paid search').first().waitFor();
});

test('the command line places a call too, to a static number whose source is certain', async () => {
  const child = spawn(
    process.execPath,
    ['src/cli/main.ts', 'demo', 'call', '+74957770101', '--caller', '+79165550011', '--json'],
    { cwd: ROOT, env: { ...process.env, DATA_DIR: dataDir } },
  );
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  assert.equal(await new Promise((resolve) => child.once('close', resolve)), 0);
  assert.equal(JSON.parse(out).answered, true);
  const { items } = await ask<CallList>(`/api/v1/sites/${await firstSite()}/calls?q=89165550011`);
  assert.deepEqual(
    [items[0]?.numberKind, items[0]?.attribution?.campaign?.source, items[0]?.attribution?.channel],
    ['static', 'radio', { channel: 'offline', probability: 1 }],
  );
});
