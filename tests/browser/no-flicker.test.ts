// What a person sees while the number changes, frame by frame, for each way the script may get onto a page. The page's
// clock stands still unless a test moves it, so latency is an order of events here, not a matter of a busy machine.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildSnippet } from '../../snippet/build.ts';
import { eventually, expectHeard, launch, person } from '../support/browser.ts';
import { type Answerer, type Reply, startAnswerer, startWebsite, type Website } from '../support/page-servers.ts';

const OWN = '8 (495) 123-45-67';
const SHOWN = '8 (495) 777-00-01';
const ANSWER = {
  visitor: '3f2c1b7a-0000-4000-8000-000000000001',
  visit: '018f0000-0000-7000-8000-000000000002',
  ttl: 1200,
  numbers: [{ find: '+74951234567', show: '+74957770001', text: '+7 495 777-00-01' }],
};
const PATIENCE_MS = 300;

let browser: Browser;
let dialtrace: Answerer;
let website: Website;
let context: BrowserContext;
let page: Page;
let texts: { script: string; loader: string };
let site: string;
let tests = 0;

before(async () => {
  const dist = mkdtempSync(join(tmpdir(), 'dt-'));
  const files = await buildSnippet(dist);
  const script = readFileSync(files['dt.js'].file);
  const full = readFileSync(files['dt-full.js'].file);
  texts = { script: script.toString(), loader: readFileSync(files['loader.js'].file, 'utf8') };
  rmSync(dist, { recursive: true });
  dialtrace = await startAnswerer({ 'dt.js': script, 'dt-full.js': full }, () => ({ body: ANSWER }));
  website = await startWebsite();
  browser = await launch({ asPerson: true });
});
after(async () => {
  await browser?.close();
  await dialtrace?.close();
  await website?.close();
});
beforeEach(async () => {
  site = `flicker${1000 + tests++}`;
  dialtrace.reset(site);
  context = await person(browser);
  page = await context.newPage();
});
afterEach(() => context.close());

const variants = {
  plain: () => `<script async src="${dialtrace.origin}/dt.js" data-site="${site}"></script>`,
  hidden: () =>
    `<script data-src="${dialtrace.origin}/dt.js" data-site="${site}" data-hide=".phone">${texts.loader}</script>`,
  inText: () => `<script data-host="${dialtrace.origin}/" data-site="${site}">${texts.script}</script>`,
};

const html = (head: string) => `<!doctype html><meta charset="utf-8"><title>Shop</title>${head}
<body><header>Call <a href="tel:+74951234567">${OWN}</a> now</header><p class="phone">${OWN}</p>
<footer data-dialtrace-skip><a href="tel:+74951234567">${OWN}</a></footer>`;

// Notes what each frame shows, right before it is painted, with the browser's own clock.
const WATCH = `{
  const frame = requestAnimationFrame.bind(window);
  const seen = (window.seen = { old: 0, shown: 0, hidden: 0, shift: 0 });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  const look = () => {
    frame(look);
    for (const place of document.querySelectorAll('header a, .phone')) {
      if (getComputedStyle(place).visibility !== 'visible') seen.hidden++;
      else if (place.textContent === '${OWN}') seen.old++;
      else seen.shown++;
    }
  };
  frame(look);
  window.paint = (count) => new Promise((done) => {
    const next = () => (count-- > 0 ? frame(next) : done());
    next();
  });
}`;

/** Opens the page with its clock standing still, and waits until it has been painted. */
async function open(variant: () => string, { meta = '', render = (page: string) => page } = {}): Promise<void> {
  website.put('/', render(html(meta + variant())));
  await page.goto(`${website.origin}/`, { waitUntil: 'domcontentloaded' });
  await painted();
}

async function stopClock(): Promise<void> {
  await page.addInitScript(WATCH);
  await page.clock.install({ time: Date.now() });
  await page.clock.pauseAt(Date.now() + 1000);
}

type Seen = { old: number; shown: number; hidden: number; shift: number };
const painted = () => page.evaluate('paint(4)');
const seen = () => page.evaluate('seen') as Promise<Seen>;
const visibility = (selector: string) => `getComputedStyle(document.querySelector('${selector}')).visibility`;
const text = "document.querySelector('.phone').textContent";

/** Views are answered when the returned function is called. */
function holdAnswers(): () => void {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  dialtrace.answerWith(() => gate.then((): Reply => ({ body: ANSWER })));
  return open;
}

describe('hidden until known', () => {
  test('the first page never shows its own number when the answer comes in time', async () => {
    const answer = holdAnswers();
    await stopClock();
    await expectHeard(dialtrace, { action: () => open(variants.hidden), expected: [{ t: 'view' }] });
    await page.clock.runFor(PATIENCE_MS - 1);
    await painted();
    answer();
    await eventually(page, text, SHOWN);
    await painted();
    const { old, shown, hidden, shift } = await seen();
    assert.deepEqual([old, shift], [0, 0]);
    assert.ok(shown > 0 && hidden > 0, `${shown} shown, ${hidden} hidden`);
  });

  test('a slow answer hides nothing for longer than 300 ms, and is shown when it comes', async () => {
    const answer = holdAnswers();
    await stopClock();
    await expectHeard(dialtrace, { action: () => open(variants.hidden), expected: [{ t: 'view' }] });
    await page.clock.runFor(PATIENCE_MS);
    const { hidden } = await seen();
    await painted();
    assert.equal((await seen()).hidden, hidden, 'hidden after its time');
    await page.clock.runFor(150);
    answer();
    await eventually(page, text, SHOWN);
    assert.equal((await seen()).shift, 0);
  });

  test('the pages after it show the known number without an answer', async () => {
    await stopClock();
    await open(variants.hidden);
    await eventually(page, text, SHOWN);
    holdAnswers();
    for (let visit = 0; visit < 3; visit++) {
      await open(variants.hidden);
      await eventually(page, text, SHOWN);
      await painted();
      const { old, shown, shift } = await seen();
      assert.deepEqual([old, shift], [0, 0]);
      assert.ok(shown > 0);
    }
  });
});

describe('the script in the page’s own text', () => {
  test('asks before anything else is loaded, and shows the answer when it comes', async () => {
    const answer = holdAnswers();
    await stopClock();
    await expectHeard(dialtrace, { action: () => open(variants.inText), expected: [{ t: 'view' }] });
    assert.equal((await seen()).shown, 0);
    answer();
    await eventually(page, text, SHOWN);
    assert.equal((await seen()).shift, 0);
  });

  test('the pages after it never show their own number', async () => {
    await stopClock();
    await open(variants.inText);
    await eventually(page, text, SHOWN);
    holdAnswers();
    for (let visit = 0; visit < 3; visit++) {
      await open(variants.inText);
      const { old, hidden, shown, shift } = await seen();
      assert.deepEqual([old, hidden, shift], [0, 0, 0]);
      assert.ok(shown > 0);
    }
  });
});

describe('the plain script', () => {
  test('shows the number on the first page and those after it, and moves nothing', async () => {
    await stopClock();
    for (let visit = 0; visit < 3; visit++) {
      await open(variants.plain);
      await eventually(page, text, SHOWN);
      await painted();
      const { hidden, shift } = await seen();
      assert.deepEqual([hidden, shift], [0, 0]);
    }
  });

  // As tag managers do; document.currentScript is null in the text that they run, but not while the script itself runs.
  test('works when another script puts it into the page', async () => {
    await stopClock();
    await open(() => `<script type="module">${TAG_MANAGER_TEXT(dialtrace.origin, site)}</script>`);
    await eventually(page, text, SHOWN);
  });
});

describe('a page whose server has asked', () => {
  test('shows the number from its first frame on, without asking', async () => {
    await stopClock();
    const answer = JSON.stringify(ANSWER).replaceAll('"', '&quot;');
    await open(
      () => variants.plain().replace('dt.js', 'dt-full.js').replace('data-site', `data-answer="${answer}" data-site`),
      {
        render: (page) => page.replaceAll(OWN, SHOWN).replaceAll('+74951234567', '+74957770001'),
      },
    );
    await eventually(page, 'window.dialtrace?.numbers().length', 1);
    await painted();
    const { old, hidden, shift } = await seen();
    assert.deepEqual([old, hidden, shift], [0, 0, 0]);
    assert.deepEqual(dialtrace.heard, []);
  });
});

describe('whatever fails, the page’s own number is seen', () => {
  const isSeen = () => eventually(page, visibility('header a'), 'visible');

  test('at once where the script is blocked', async () => {
    await stopClock();
    await page.route('**/dt.js', (route) => route.abort());
    await open(variants.hidden);
    await isSeen();
  });

  test('at once where the page’s policy forbids the script', async () => {
    await stopClock();
    const hash = `'sha256-${createHash('sha256').update(texts.loader).digest('base64')}'`;
    await open(variants.hidden, { meta: policy(`script-src ${hash}`) });
    await isSeen();
  });

  test('after 300 ms where the script does not come', async () => {
    await stopClock();
    let isAsked = () => {};
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    await page.route('**/dt.js', () => isAsked()); // and never answered
    await open(variants.hidden);
    await asked;
    await page.clock.runFor(PATIENCE_MS - 1);
    assert.equal(await page.evaluate(visibility('header a')), 'hidden');
    await page.clock.runFor(1);
    assert.equal(await page.evaluate(visibility('header a')), 'visible');
  });

  for (const [what, reply] of [
    ['is a problem', { status: 503, body: { status: 503, reason: 'overloaded' } }],
    ['has no numbers, as for a crawler', { body: { visitor: null, visit: null, ttl: 1200, numbers: [] } }],
  ] as const) {
    test(`after 300 ms where the answer ${what}`, async () => {
      dialtrace.answerWith(() => reply);
      await stopClock();
      await expectHeard(dialtrace, { action: () => open(variants.hidden), expected: [{ t: 'view' }] });
      await page.clock.runFor(PATIENCE_MS);
      assert.equal(await page.evaluate(visibility('header a')), 'visible');
      assert.equal((await seen()).shift, 0);
    });
  }

  test('without JavaScript it is never hidden', async () => {
    context = await person(browser, { javaScriptEnabled: false });
    page = await context.newPage();
    website.put('/', html(variants.hidden()));
    await page.goto(`${website.origin}/`);
    assert.equal(await page.locator('header a').isVisible(), true);
  });
});

describe('what is hidden', () => {
  test('are the tel: links and what the owner names, and nothing that is to be skipped', async () => {
    holdAnswers();
    await stopClock();
    await open(variants.hidden);
    for (const [place, wanted] of [
      ['header a', 'hidden'],
      ['.phone', 'hidden'],
      ['header', 'visible'],
      ['footer a', 'visible'],
    ] as const)
      assert.equal(await page.evaluate(visibility(place)), wanted, place);
  });

  test('are the tel: links though the owner’s selector is wrong', async () => {
    holdAnswers();
    await stopClock();
    await open(() => variants.hidden().replace('".phone"', '"!phone, .phone >"'));
    assert.equal(await page.evaluate(visibility('header a')), 'hidden');
  });

  test('is nothing while consent is waited for, until a number is known', async () => {
    const waiting = () => variants.hidden().replace('data-site', 'data-consent="wait" data-site');
    await stopClock();
    await open(waiting);
    assert.equal(await page.evaluate(visibility('header a')), 'visible');
    await eventually(page, 'typeof window.dialtrace', 'object');
    await page.evaluate('dialtrace.consent(true)');
    await eventually(page, text, SHOWN);
    await page.route('**/dt.js', () => {}); // it does not come
    await open(waiting);
    assert.equal(await page.evaluate(visibility('header a')), 'hidden');
  });

  test('is so under a policy that forbids inline styles, and the page hears of no breach', async () => {
    holdAnswers();
    await stopClock();
    await page.addInitScript("addEventListener('securitypolicyviolation', (e) => { window.breach = e.blockedURI })");
    await open(variants.hidden, { meta: policy("style-src 'none'") });
    assert.equal(await page.evaluate(visibility('header a')), 'hidden');
    assert.equal(await page.evaluate('window.breach ?? null'), null);
  });
});

// The recipe of docs/install.md for tag managers.
const TAG_MANAGER_TEXT = (origin: string, key: string) => `
  var script = document.createElement('script');
  script.src = '${origin}/dt.js';
  script.setAttribute('data-site', '${key}');
  document.head.appendChild(script);
`;

const policy = (rules: string) => `<meta http-equiv="Content-Security-Policy" content="${rules}">`;
