// The page script beside React, Vue and Svelte, as built for production: whatever the app does, the page is what it would be
// had its author written the tracking number.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { FIRST, type Twins } from '../pages/shop.ts';
import { buildApp, buildPage, type FrameworkName, renderOnServer } from '../support/app-pages.ts';
import { eventually, launch } from '../support/browser.ts';
import { openWatched, type Stage, shows, startStage, type Watched } from '../support/page-stage.ts';

/** A failing seed can be played alone: SEED=3. */
const SEEDS = process.env.SEED ? [Number(process.env.SEED)] : [1, 2];
const STEPS = 40;
const JAVASCRIPT = { 'content-type': 'text/javascript' };

const NEAR = { digits: '4957770001', answer: shows('+74957770001', '+7 495 777-00-01') };
const FAR = { digits: '8127770001', answer: shows('+78127770001', '+7 812 777-00-01') };

declare const twins: Twins; // in the page

let browser: Browser;
let stage: Stage;
let watched: Watched;
let page: Page;

before(async () => {
  stage = await startStage();
  browser = await launch({ asPerson: true });
  stage.website.put('/twins.js', await buildPage('twins.ts'), JAVASCRIPT);
  for (const name of ['react', 'vue', 'svelte'] as const)
    stage.website.put(`/${name}.js`, await buildApp(name), JAVASCRIPT);
});
after(async () => {
  await browser?.close();
  await stage?.close();
});
beforeEach(async () => {
  watched = await openWatched(browser);
  page = watched.page;
});
afterEach(() => watched.context.close());

/** Opens the app's page with a number outside of it swapped; `body` is what the app's server has rendered. */
async function open(name: FrameworkName, { answer, digits } = NEAR, body = ''): Promise<void> {
  stage.begin(answer);
  const scripts = ['twins', name].map((file) => `<script src="/${file}.js"></script>`).join('');
  const html = `<div id="app">${body}</div><div id="twin" data-dialtrace-skip></div><h6>84951234567</h6>`;
  stage.website.put('/', `<!doctype html><meta charset="utf-8">${stage.tag()}<title>Shop</title>${html}${scripts}`);
  await page.goto(stage.website.origin);
  await eventually(page, "document.querySelector('h6').textContent", `8${digits}`);
}

for (const name of ['react', 'vue', 'svelte'] as const) {
  describe(`an app in ${name}`, () => {
    for (const [place, tracking] of Object.entries({ 'the same town': NEAR, 'another town': FAR })) {
      for (const seed of SEEDS) {
        test(`shows the tracking number of ${place} through any changes of state, seed ${seed}`, async () => {
          await open(name, tracking);
          await page.evaluate((digits) => twins.start(digits), tracking.digits);
          const complaints = await page.evaluate((game) => twins.play(game), { seed, steps: STEPS });
          assert.deepEqual(complaints, []);
          const [notes, wanted] = await page.evaluate(() => twins.notes());
          assert.deepEqual(notes, wanted, 'what was typed');
          assert.match((await page.evaluate(() => twins.end())) || 'empty', /^(<!--.*-->)*$|^empty$/);
          assert.deepEqual([watched.errors, watched.words], [[], []]);
        });
      }
    }

    test('keeps its nodes', async () => {
      await open(name);
      await page.evaluate((digits) => twins.start(digits), NEAR.digits);
      await page.evaluate(() => twins.rememberNodes());
      await page.evaluate(() => twins.turn({ hours: 4 }));
      await page.evaluate(() => twins.turn({ phone: '8-495-123-45-67' }));
      const [kept, wanted] = await page.evaluate(() => twins.sameNodes());
      assert.equal(kept, wanted);
      assert.deepEqual(await page.evaluate(() => twins.complaintsSoFar()), []);
    });

    test('shows another number whole, though one half of it is what the own number had', async () => {
      await open(name, FAR);
      await page.evaluate((digits) => twins.start(digits), FAR.digits);
      await page.evaluate(() => twins.turn({ phone: '8 (343) 123-45-67' })); // only `8 (495) ` is written anew
      await page.evaluate(() => twins.turn({ phone: '8 (343) 765-43-21' }));
      await page.evaluate(() => twins.turn({ phone: '8 (495) 123-45-67' }));
      await page.evaluate(() => twins.turn({ phone: '8 (495) 765-43-21' })); // only `123-45-67` is
      assert.deepEqual(await page.evaluate(() => twins.complaintsSoFar()), []);
    });
  });
}

// React reports what it heals to `onRecoverableError`, or as an error of the window; Vue says it once to the console.
// `suppressHydrationWarning` on the element with the number calms React, and it keeps the server's nodes.
describe('a page that its server rendered, and whose number was swapped before the app took it over', () => {
  const told: [name: FrameworkName, options: object, complaints: RegExp[], words: RegExp[]][] = [
    ['react', {}, [/#418/], []],
    ['react', { isCalm: true }, [], []],
    ['vue', {}, [], [/Hydration completed but contains mismatches/]],
    ['svelte', {}, [], []],
  ];
  for (const [name, options, complaints, words] of told) {
    test(`ends with the tracking number in ${name} ${JSON.stringify(options)}, and in no frame with the own`, async () => {
      await open(name, NEAR, await renderOnServer(name, FIRST));
      await page.evaluate(([digits, options]) => twins.start(digits, options), [
        NEAR.digits,
        { hydrates: true, ...options },
      ] as const);
      await page.evaluate(() => twins.turn({}));
      assertAlike(await page.evaluate(() => twins.complaintsSoFar()), complaints);
      assertAlike(watched.words, words);
      assert.deepEqual(watched.errors, []);
      await page.evaluate(() => twins.turn({ hours: 4, phone: '+7 495 123 45 67' }));
      await page.evaluate(() => twins.turn({ phone: '8 800 100-00-00' }));
      assertAlike(await page.evaluate(() => twins.complaintsSoFar()), complaints);
    });
  }
});

function assertAlike(texts: string[], patterns: RegExp[]): void {
  assert.ok(texts.length === patterns.length && texts.every((text, i) => patterns[i]!.test(text)), texts.join('\n'));
}
