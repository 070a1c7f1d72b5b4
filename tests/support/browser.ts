// A real browser for tests, and one question to ask of it: after this action, what was said and what was not?
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Long enough for a busy machine with two cores; a fact that has not come by then does not come. */
const PATIENCE_MS = 10_000;

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Chromium of `CHROMIUM`, or Debian's. A robot by default: navigator.webdriver and HeadlessChrome, as any automation. */
export function launch({ asPerson = false, flags = [] as string[], keepsPages = false } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [...FLAGS, ...flags, ...(asPerson ? ['--disable-blink-features=AutomationControlled'] : [])],
    ignoreDefaultArgs: keepsPages ? ['--disable-back-forward-cache'] : [],
  });
}

/** A fresh person: no cookies, no memory, a browser like anybody's. */
export async function person(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version().split('.')[0]}.0.0.0 Safari/537.36`;
  const context = await browser.newContext({ userAgent, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

/** Opens the address in a browser that nobody drives: some things, prerendering for one, browsers do only then. */
export function openUnwatched(url: string): { close(): Promise<void> } {
  const profile = mkdtempSync(join(tmpdir(), 'dt-profile-'));
  const args = [...FLAGS, '--remote-debugging-port=0', `--user-data-dir=${profile}`, url]; // without the port it prints the page and ends
  const child = spawn(EXECUTABLE, args, { stdio: 'ignore', detached: true });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  return {
    async close() {
      process.kill(-child.pid!, 'SIGKILL'); // the whole group: the browser has children
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What was heard so far, and the end of waiting for more. A test server keeps one. */
export type Ear<Heard> = { heard: readonly Heard[]; listen(onHeard: () => void): () => void };

/** Does `whole` have at least what `part` has? A RegExp stands for a text it matches. */
export function has(whole: unknown, part: unknown): boolean {
  if (part instanceof RegExp) return typeof whole === 'string' && part.test(whole);
  if (typeof part !== 'object' || part === null) return Object.is(whole, part);
  if (typeof whole !== 'object' || whole === null) return false;
  return Object.entries(part).every(([key, value]) => has((whole as Record<string, unknown>)[key], value));
}

/**
 * Does the action and waits until every one of `expected` was heard, in any order and each by its own message; then lets
 * what was said meanwhile arrive (`settle`) and fails if any of `refuted` was heard, too.
 */
export async function expectHeard<Heard>(
  ear: Ear<Heard>,
  {
    action,
    expected = [],
    refuted = [],
    settle,
  }: {
    action: () => Promise<unknown>;
    expected?: unknown[];
    refuted?: unknown[];
    settle?: () => Promise<unknown>;
  },
): Promise<Heard[]> {
  const from = ear.heard.length;
  const missing = () => expected.filter((part, i) => count(ear, from, part) < alike(expected, part, i));
  await action();
  await until(ear, () => missing().length === 0).catch(() =>
    assert.fail(`not heard: ${JSON.stringify(missing())}; heard: ${JSON.stringify(ear.heard.slice(from))}`),
  );
  await settle?.();
  for (const part of refuted)
    assert.equal(
      count(ear, from, part),
      0,
      `heard, and should not: ${JSON.stringify(part)} in ${JSON.stringify(ear.heard.slice(from))}`,
    );
  return ear.heard.slice(from);
}

/** What we ask of a page, whatever drives its browser. Expressions are JavaScript. */
export type Viewed = {
  goto(url: string): Promise<unknown>;
  evaluate(expression: string): Promise<unknown>;
  waitForFunction(expression: string, arg: undefined, options: { timeout: number; polling?: number }): Promise<unknown>;
};

/** Asks in the page for something and fails with the page's own words when it does not come. */
export async function eventually<T>(page: Viewed, expression: string, wanted: T): Promise<void> {
  await page
    .waitForFunction(`JSON.stringify(${expression}) === ${JSON.stringify(JSON.stringify(wanted))}`, undefined, {
      timeout: PATIENCE_MS,
    })
    .catch(async () => assert.deepEqual(await page.evaluate(expression), wanted));
}

function count<Heard>(ear: Ear<Heard>, from: number, part: unknown): number {
  return ear.heard.slice(from).filter((one) => has(one, part)).length;
}

function alike(parts: unknown[], part: unknown, upTo: number): number {
  return parts.slice(0, upTo + 1).filter((one) => JSON.stringify(one) === JSON.stringify(part)).length;
}

function until<Heard>(ear: Ear<Heard>, isSo: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop = () => {};
    const timer = setTimeout(() => end(() => reject(new Error('waited in vain'))), PATIENCE_MS);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      stop();
      settle();
    };
    const look = () => {
      if (isSo()) end(resolve);
    };
    stop = ear.listen(look);
    look();
  });
}
