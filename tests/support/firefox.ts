// Debian's Firefox for tests, driven over WebDriver BiDi; `FIREFOX` names another. It says that it is automated.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type Page, launch as start } from 'puppeteer-core';
import type { Viewed } from './browser.ts';

export type Firefox = { browser: Browser; close(): Promise<void> };

export async function launchFirefox(): Promise<Firefox> {
  const home = mkdtempSync(join(tmpdir(), 'dt-firefox-')); // it wants to write there before it looks for its profile
  const browser = await start({
    browser: 'firefox',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    headless: true,
    env: { ...process.env, HOME: home },
  });
  return {
    browser,
    async close() {
      await browser.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The page, to be asked as one of Playwright's. */
export const viewed = (page: Page): Viewed => ({
  goto: (url) => page.goto(url, { waitUntil: 'load' }),
  evaluate: (expression) => page.evaluate(expression),
  waitForFunction: (expression, _, options) => page.waitForFunction(expression, options),
});

/** A frame that fills the page, to be asked as a page: in Firefox a frame is loaded much sooner than a page. */
export const framed = (page: Page): Viewed => ({
  goto: (url) =>
    page.evaluate(`new Promise((resolve) => {
      document.body.innerHTML = '<iframe style="width: 95vw; height: 95vh"></iframe>';
      frames[0].frameElement.onload = () => resolve();
      frames[0].location.replace(${JSON.stringify(url)});
    })`),
  evaluate: (expression) => page.evaluate(`frames[0].eval(${JSON.stringify(expression)})`),
  waitForFunction: (expression, _, options) =>
    page.waitForFunction(`frames[0].eval(${JSON.stringify(expression)})`, options),
});
