// What a person sees while a page loads: when the number is the new one, how many frames had the old one, what moved.
import type { Browser, Page } from 'playwright-core';
import { person } from '../../tests/support/browser.ts';
import type { Website } from '../../tests/support/page-servers.ts';
import { slowed } from '../tracing.ts';
import type { Contestant } from './contestants.ts';
import type { ScriptServer } from './server.ts';
import { OLD, shopPage } from './shop-page.ts';

/** One load of a page. Milliseconds from its start; `null`: the number was not swapped. */
export type Sight = { swappedMs: number | null; oldFrames: number; hiddenFrames: number; shift: number };

const PATIENCE_MS = 3000;
const STEADY_MS = 250; // the number stays new for so long

// Before a frame is painted its animation callbacks have run: what the page holds then is what is painted.
const WATCH = `<script>{
  const sight = (window.sight = { swappedMs: null, oldFrames: 0, hiddenFrames: 0, shift: 0 });
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) sight.shift += value })
    .observe({ type: 'layout-shift', buffered: true });
  (function look() {
    const numbers = [...document.getElementsByClassName('number')];
    const seen = numbers.filter((one) => one.checkVisibility({ visibilityProperty: true }));
    const isOld = seen.some(({ textContent }) => textContent.includes('${OLD}'));
    const isHidden = seen.length < numbers.length;
    if (isOld) sight.oldFrames++;
    if (isHidden) sight.hiddenFrames++;
    if (isOld || isHidden || !numbers.length) sight.swappedMs = null;
    else sight.swappedMs ??= performance.now();
    requestAnimationFrame(look);
  })();
}</script>`;

export type Watched = { first: Sight; repeat: Sight };

/** A person who opens the shop for the first time, and then a second page of it. */
export async function watched(
  browser: Browser,
  { one, website, server, rate }: { one: Contestant; website: Website; server: ScriptServer; rate: number },
): Promise<Watched> {
  website.put('/watched', shopPage(WATCH + one.tag(server.origin, 'moscow')));
  const context = await person(browser);
  const page = await slowed(await context.newPage(), rate);
  const first = await sightOf(page, `${website.origin}/watched`);
  const repeat = await sightOf(page, `${website.origin}/watched?again`);
  await context.close();
  return { first, repeat };
}

async function sightOf(page: Page, url: string): Promise<Sight> {
  await page.goto(url);
  await page
    .waitForFunction(`sight.swappedMs && performance.now() - sight.swappedMs > ${STEADY_MS}`, undefined, {
      timeout: PATIENCE_MS,
      polling: 50,
    })
    .catch(() => {}); // not swapped: says so itself
  return page.evaluate('sight');
}
