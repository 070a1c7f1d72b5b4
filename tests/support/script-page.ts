// The page script on a person's page, with an answerer in Dialtrace's place: what tests of the script's life share. One
// page at a time; the names exported are those of the test that runs.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildSnippet, type ScriptName } from '../../snippet/build.ts';
import { eventually, launch, person } from './browser.ts';
import { type Answerer, startAnswerer, startWebsite, type Website } from './page-servers.ts';

export const VISITOR = '3f2c1b7a-0000-4000-8000-000000000001';
export const VISIT = '018f0000-0000-7000-8000-000000000002';
export const NEXT_VISIT = '018f0000-0000-7000-8000-000000000003';

/** An answer that shows this number in place of 8 495 123-45-67. */
export const shows = (show: string, text: string, visit: string | null = VISIT): { body: object } => ({
  body: { visitor: visit && VISITOR, visit, ttl: 1200, numbers: [{ find: '+74951234567', show, text }] },
});
export const FIRST = shows('+74957770001', '+7 495 777-00-01');
export const SECOND = shows('+74957770002', '+7 495 777-00-02', NEXT_VISIT);

export let dialtrace: Answerer;
export let website: Website;
export let context: BrowserContext;
export let page: Page;
/** the site's key, another for each test: nothing is remembered of other tests */
export let site: string;

let browser: Browser;
let complaints: string[];

/** Each test of this file gets a fresh person's page; what the script throws into it fails the test. */
export function playScript(script: ScriptName, options: { keepsPages?: boolean } = {}): void {
  let tests = 0;
  before(async () => {
    const dist = mkdtempSync(join(tmpdir(), 'dt-'));
    const { file } = (await buildSnippet(dist))[script];
    dialtrace = await startAnswerer(readFileSync(file), () => FIRST);
    rmSync(dist, { recursive: true });
    website = await startWebsite();
    browser = await launch({ asPerson: true, ...options });
  });
  after(async () => {
    await browser?.close();
    await dialtrace?.close();
    await website?.close();
  });
  beforeEach(async () => {
    site = `shop${1000 + tests++}`;
    dialtrace.reset(site);
    context = await person(browser);
    complaints = [];
    await turnTo(await context.newPage());
  });
  afterEach(async () => {
    await context.close();
    assert.deepEqual(complaints, [], 'the page script threw into the page');
  });
}

/** From now on `page` is this one. */
export async function turnTo(next: Page): Promise<void> {
  page = next;
  page.on('pageerror', (error) => complaints.push(error.message));
}

export const tag = (attributes = '') =>
  `<script async src="${dialtrace.origin}/dt.js" data-site="${site}" ${attributes}></script>`;
export const html = (body: string, head = tag()) =>
  `<!doctype html><meta charset="utf-8"><title>8 495 123-45-67</title>${head}<body>${body}`;

/** Opens a page of this body. */
export async function open(body: string, { path = '/', head = tag() } = {}): Promise<void> {
  website.put(path.split(/[?#]/)[0]!, html(body, head));
  await page.goto(website.origin + path);
}

/** Opens a page whose `p` holds the number, and waits until it shows the tracking number. */
export async function openShown(path = '/', attributes = ''): Promise<void> {
  await open('<p>8 495 123-45-67</p>', { path, head: tag(attributes) });
  await eventually(page, text('p'), '8 495 777-00-01');
}

/** Goes to another route as a client-side router does: the address changes, then the page. */
export const goTo = (path: string): Promise<unknown> =>
  page.evaluate(`history.pushState({}, '', '${path}'); document.body.append('route')`);

export const text = (selector: string) => `document.querySelector(${JSON.stringify(selector)}).textContent`;
/** All that was sent before has arrived when this has. */
export const fence = () => page.evaluate(`fetch('${dialtrace.origin}/fence').then(() => 0)`);
export const view = (more: object = {}) => ({ t: 'view', ...more });
/** What the browser keeps of us. */
export const kept = () =>
  page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])').then((said) => String(said));
