// The page script in a real browser, on pages as people write them, with an answerer in Dialtrace's place.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildSnippet } from '../../snippet/build.ts';
import { eventually, expectHeard, launch, openUnwatched, person } from '../support/browser.ts';
import { type Answerer, type Reply, startAnswerer, startWebsite, type Website } from '../support/page-servers.ts';

const VISITOR = '3f2c1b7a-0000-4000-8000-000000000001';
const VISIT = '018f0000-0000-7000-8000-000000000002';
const NEXT_VISIT = '018f0000-0000-7000-8000-000000000003';

const shows = (show: string, text: string, visit: string | null = VISIT): { body: object } => ({
  body: { visitor: VISITOR, visit, ttl: 1200, numbers: [{ find: '+74951234567', show, text }] },
});
const FIRST = shows('+74957770001', '+7 495 777-00-01');
const SECOND = shows('+74957770002', '+7 495 777-00-02', NEXT_VISIT);

let browser: Browser;
let dialtrace: Answerer;
let website: Website;
let context: BrowserContext;
let page: Page;
let complaints: string[];
let tests = 0;
let site: string;

before(async () => {
  const dist = mkdtempSync(join(tmpdir(), 'dt-'));
  const { file } = (await buildSnippet(dist))['dt.js'];
  dialtrace = await startAnswerer(readFileSync(file), () => FIRST);
  rmSync(dist, { recursive: true });
  website = await startWebsite();
  browser = await launch({ asPerson: true });
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
  page = await context.newPage();
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
});

afterEach(async () => {
  await context.close();
  assert.deepEqual(complaints, [], 'the page script threw into the page');
});

const tag = (attributes = '') =>
  `<script async src="${dialtrace.origin}/dt.js" data-site="${site}" ${attributes}></script>`;
const html = (body: string, head = tag()) =>
  `<!doctype html><meta charset="utf-8"><title>8 495 123-45-67</title>${head}<body>${body}`;

/** Opens a page of this body and waits until its view is answered. */
async function open(body: string, { path = '/', head = tag() } = {}): Promise<void> {
  website.put(path.split('?')[0]!, html(body, head));
  await page.goto(website.origin + path);
}

/** Opens a page whose `p` holds the number, and waits until it shows the tracking number. */
async function openShown(path = '/'): Promise<void> {
  await open('<p>8 495 123-45-67</p>', { path });
  await eventually(page, text('p'), '8 495 777-00-01');
}

const text = (selector: string) => `document.querySelector(${JSON.stringify(selector)}).textContent`;
const fence = () => page.evaluate(`fetch('${dialtrace.origin}/fence').then(() => 0)`);
const view = (more: object = {}) => ({ t: 'view', ...more });

describe('a page view', () => {
  test('is told once, with the campaign and nothing private', async () => {
    await context.addCookies([
      { name: '_ga', value: 'GA1.1.111.222', url: website.origin },
      { name: '_ym_uid', value: '1700000000123', url: website.origin },
    ]);
    const [said] = await expectHeard(dialtrace, {
      action: () => openShown('/p?utm_source=yandex&email=me@example.com&yclid=5'),
      expected: [
        view({
          site,
          url: `${website.origin}/p?utm_source=yandex&yclid=5`,
          ref: '',
          origin: website.origin,
          type: /^text\/plain/,
        }),
      ],
      settle: fence,
    });
    assert.equal(dialtrace.heard.length, 1);
    assert.deepEqual(said!.ids, { ga: '111.222', ym: '1700000000123' });
    assert.equal(said!.lang, 'en-US');
    assert.ok(!said!.auto && !said!.visitor && !said!.visit);
    assert.ok(!JSON.stringify(said).includes('example.com'));
  });

  test('on the next page names the visitor, the visit and where it came from', async () => {
    website.put('/two', html('<p>8 495 123-45-67</p>'));
    await open('<p>8 495 123-45-67</p><meta name="referrer" content="unsafe-url"><a href="/two">on</a>', {
      path: '/one?a=b',
    });
    await eventually(page, text('p'), '8 495 777-00-01');
    await expectHeard(dialtrace, {
      action: () => page.click('a'),
      expected: [view({ visitor: VISITOR, visit: VISIT, ref: `${website.origin}/one` })],
    });
  });

  test('shows the remembered number at once, even if Dialtrace never answers', async () => {
    await openShown();
    dialtrace.answerWith(() => new Promise(() => {}));
    await openShown('/two');
  });

  test('in a new tab goes on with the visit, and shows its number at once', async () => {
    await openShown();
    page = await context.newPage();
    dialtrace.answerWith(() => new Promise(() => {}));
    await expectHeard(dialtrace, {
      action: () => openShown('/two'),
      expected: [view({ visitor: VISITOR, visit: VISIT })],
    });
  });

  test('in a tab with a visit of its own keeps to it', async () => {
    await openShown();
    const other = page;
    page = await context.newPage();
    dialtrace.answerWith(() => SECOND);
    await open('<p>8 495 123-45-67</p>', { path: '/ad' });
    await eventually(page, text('p'), '8 495 777-00-02');
    page = other;
    await expectHeard(dialtrace, {
      action: () => page.goto(`${website.origin}/ad`),
      expected: [view({ visit: VISIT })],
    });
  });

  test('comes with each new route, and the number changes in place', async () => {
    await openShown();
    dialtrace.answerWith(() => SECOND);
    await expectHeard(dialtrace, {
      action: () => page.evaluate("history.pushState({}, '', '/contacts')"),
      expected: [view({ url: `${website.origin}/contacts?`, visit: VISIT })],
    });
    await eventually(page, text('p'), '8 495 777-00-02');
    dialtrace.answerWith(() => FIRST);
    await expectHeard(dialtrace, {
      action: () => page.evaluate('history.back()'),
      expected: [view({ visit: NEXT_VISIT })],
    });
    await eventually(page, text('p'), '8 495 777-00-01');
  });

  test('does not come with a changed query, a fragment or a redirected route', async () => {
    await openShown();
    await expectHeard(dialtrace, {
      action: () => page.evaluate("history.replaceState({}, '', '?page=2'); location.hash = 'top'"),
      refuted: [view()],
      settle: fence,
    });
    await expectHeard(dialtrace, {
      action: () => page.evaluate("history.pushState({}, '', '/old'); history.replaceState({}, '', '/new')"),
      expected: [view({ url: `${website.origin}/new?` })],
      refuted: [view({ url: `${website.origin}/old?` })],
      settle: fence,
    });
  });

  test('waits for the answer to the one before it', async () => {
    let answerFirst = (_: Reply) => {};
    dialtrace.answerWith(() => new Promise((resolve) => (answerFirst = resolve)));
    await expectHeard(dialtrace, { action: () => open('<p>84951234567</p>'), expected: [view()] });
    await expectHeard(dialtrace, {
      action: () => page.evaluate("history.pushState({}, '', '/two')"),
      refuted: [view()],
      settle: fence,
    });
    dialtrace.answerWith(() => FIRST);
    await expectHeard(dialtrace, { action: async () => answerFirst(FIRST), expected: [view({ visit: VISIT })] });
  });

  test('of a second copy of the script is not told', async () => {
    await expectHeard(dialtrace, {
      action: () => open('<p>84951234567</p>', { head: tag() + tag('id="second"') }),
      expected: [view()],
      settle: fence,
    });
    await eventually(page, text('p'), '84957770001');
    assert.equal(dialtrace.heard.length, 1);
  });

  test('says when the browser is automated', async () => {
    const robot = await launch();
    page = await (await robot.newContext()).newPage();
    await expectHeard(dialtrace, { action: () => open('<p>84951234567</p>'), expected: [view({ auto: true })] });
    await robot.close();
  });
});

describe('the page keeps its own number', () => {
  const failures: [name: string, answer: () => Reply | Promise<Reply>][] = [
    ['when Dialtrace fails', () => ({ status: 500, body: 'oops' })],
    ['when Dialtrace refuses', () => ({ status: 404, body: { title: 'No such site', reason: 'unknown-site' } })],
    ['when the answer is not JSON', () => ({ body: '<html>' })],
    ['when the answer is null', () => ({ body: null })],
    ['when there is no number for it', () => ({ body: { visitor: null, visit: null, ttl: 1200, numbers: [] } })],
    ['when the number to show is none', () => shows('javascript:alert(1)', 'x')],
    [
      'when the number to find is none',
      () => ({ body: { visitor: null, visit: VISIT, ttl: 1, numbers: [{ find: '', show: '', text: '' }] } }),
    ],
  ];
  for (const [name, answer] of failures) {
    test(name, async () => {
      dialtrace.answerWith(answer);
      await expectHeard(dialtrace, { action: () => open('<p>8 495 123-45-67</p>'), expected: [view()], settle: fence });
      await page.evaluate("document.querySelector('p').append(' 84951234567')");
      assert.equal(await page.evaluate(text('p')), '8 495 123-45-67 84951234567');
      assert.equal(await page.evaluate('typeof dialtrace.onswap'), 'function');
    });
  }

  test('when nobody listens', async () => {
    website.put(
      '/',
      html(
        '<p>84951234567</p>',
        `<script>fetch = () => Promise.reject(new TypeError('Failed to fetch'))</script>${tag()}`,
      ),
    );
    await page.goto(website.origin);
    await page.waitForFunction('window.dialtrace');
    assert.equal(await page.evaluate(text('p')), '84951234567');
  });

  test('when the answer takes longer than 800 ms, and shows it on the next page', async () => {
    let answerLate = (_: Reply) => {};
    dialtrace.answerWith(() => new Promise((resolve) => (answerLate = resolve)));
    await page.clock.install();
    await expectHeard(dialtrace, { action: () => open('<p>8 495 123-45-67</p>'), expected: [view()] });
    await page.clock.runFor(800);
    const answered = page.waitForResponse(/collect/);
    answerLate(FIRST);
    await (await answered).finished();
    await page.waitForFunction(`sessionStorage.dialtrace${site}`);
    assert.equal(await page.evaluate(text('p')), '8 495 123-45-67');
    await expectHeard(dialtrace, { action: () => page.clock.runFor(60_000), refuted: [{ t: 'beat' }], settle: fence });
    dialtrace.answerWith(() => new Promise(() => {}));
    await openShown('/two');
  });

  test('but takes an answer that comes at 700 ms', async () => {
    let answerLate = (_: Reply) => {};
    dialtrace.answerWith(() => new Promise((resolve) => (answerLate = resolve)));
    await page.clock.install();
    await expectHeard(dialtrace, { action: () => open('<p>8 495 123-45-67</p>'), expected: [view()] });
    await page.clock.runFor(700);
    answerLate(FIRST);
    await eventually(page, text('p'), '8 495 777-00-01');
  });

  test('no longer when only storage is closed to the script', async () => {
    const closed = "{ get() { throw new DOMException('Access is denied', 'SecurityError') } }";
    await page.addInitScript(
      `for (const box of ['localStorage', 'sessionStorage']) Object.defineProperty(window, box, ${closed})`,
    );
    await openShown();
    await expectHeard(dialtrace, { action: () => page.goto(`${website.origin}/x`), expected: [{ t: 'close' }] });
  });
});

describe('what the visitor does is told', () => {
  const beat = { t: 'beat', visit: VISIT };

  test('each 30 s while there is input, until 5 minutes without any', async () => {
    await page.clock.install();
    await openShown();
    await expectHeard(dialtrace, { action: () => page.clock.runFor(30_000), expected: [beat] });
    await expectHeard(dialtrace, { action: () => page.clock.runFor(61_000), expected: [beat, beat] });
    await page.clock.runFor(240_000);
    await fence();
    await expectHeard(dialtrace, { action: () => page.clock.runFor(600_000), refuted: [beat], settle: fence });
    await expectHeard(dialtrace, { action: () => page.mouse.move(50, 50), expected: [beat] });
    await expectHeard(dialtrace, { action: () => page.clock.runFor(31_000), expected: [beat] });
  });

  test('after a long absence the number is asked for again', async () => {
    await page.clock.install();
    await openShown();
    await page.clock.runFor(300_000);
    await fence();
    dialtrace.answerWith(() => SECOND);
    await page.clock.runFor(1_260_000);
    await expectHeard(dialtrace, {
      action: () => page.mouse.move(50, 50),
      expected: [view({ visit: VISIT })],
      refuted: [beat],
    });
    await eventually(page, text('p'), '8 495 777-00-02');
  });

  test('a tap on the number, also by a handler that stops the event', async () => {
    await open(`<a href="tel:84951234567"><b>Call</b></a> <a id="other" href="tel:88001000000">Other</a>
      <script>document.querySelector('a').onclick = (e) => { e.stopPropagation(); e.preventDefault() }; other.onclick = (e) => e.preventDefault()</script>`);
    await eventually(page, "document.querySelector('a').getAttribute('href')", 'tel:84957770001');
    await expectHeard(dialtrace, { action: () => page.click('#other'), refuted: [{ t: 'tap' }], settle: fence });
    await expectHeard(dialtrace, {
      action: () => page.click('b'),
      expected: [{ t: 'tap', site, visit: VISIT, type: /^text\/plain/ }],
    });
  });

  test('a copy of the number', async () => {
    await open('<p>8 495 123-45-67</p><i>other text 2024</i>');
    await eventually(page, text('p'), '8 495 777-00-01');
    const copy = (selector: string) =>
      page.evaluate(
        `getSelection().selectAllChildren(document.querySelector('${selector}')); document.execCommand('copy')`,
      );
    await expectHeard(dialtrace, { action: () => copy('i'), refuted: [{ t: 'copy' }], settle: fence });
    await expectHeard(dialtrace, { action: () => copy('p'), expected: [{ t: 'copy', visit: VISIT }] });
  });

  test('leaving the page, once', async () => {
    await openShown();
    await expectHeard(dialtrace, {
      action: () => page.goto(`${website.origin}/elsewhere`),
      expected: [{ t: 'close', visit: VISIT }],
      refuted: [{ t: 'hide' }],
      settle: fence,
    });
    assert.equal(dialtrace.heard.filter(({ t }) => t === 'close').length, 1);
  });

  test('closing the tab', async () => {
    await openShown();
    await expectHeard(dialtrace, {
      action: () => page.close({ runBeforeUnload: true }),
      expected: [{ t: 'close', visit: VISIT }],
    });
  });
});

describe('a page nobody looks at', () => {
  // Chromium without a screen shows every tab, so the page is told what a browser would tell it.
  const turn = (state: 'hidden' | 'visible') =>
    page.evaluate(`visibility = '${state}'; document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`);

  beforeEach(() =>
    page.addInitScript(`visibility = location.pathname === '/hidden' ? 'hidden' : 'visible';
      Object.defineProperty(Document.prototype, 'hidden', { get: () => visibility === 'hidden' });
      Object.defineProperty(Document.prototype, 'visibilityState', { get: () => visibility })`),
  );

  test('gets no number until it is seen', async () => {
    await open('<p>84951234567</p>', { path: '/hidden' });
    await page.waitForFunction('window.dialtrace');
    await expectHeard(dialtrace, { action: () => fence(), refuted: [view()] });
    await expectHeard(dialtrace, {
      action: () => turn('visible'),
      expected: [view()],
      refuted: [{ t: 'show' }],
      settle: fence,
    });
    await eventually(page, text('p'), '84957770001');
  });

  test('says when it is hidden and seen again, and does not beat between', async () => {
    await page.clock.install();
    await openShown();
    await expectHeard(dialtrace, { action: () => turn('hidden'), expected: [{ t: 'hide', visit: VISIT }] });
    await expectHeard(dialtrace, { action: () => page.clock.runFor(90_000), refuted: [{ t: 'beat' }], settle: fence });
    await expectHeard(dialtrace, {
      action: () => turn('visible'),
      expected: [{ t: 'show', visit: VISIT }],
      refuted: [view()],
      settle: fence,
    });
  });

  test('asks again when it was hidden for long', async () => {
    await page.clock.install();
    await openShown();
    await turn('hidden');
    await page.clock.runFor(1_300_000);
    dialtrace.answerWith(() => SECOND);
    await expectHeard(dialtrace, {
      action: () => turn('visible'),
      expected: [view({ visit: VISIT })],
      refuted: [{ t: 'show' }],
      settle: fence,
    });
    await eventually(page, text('p'), '8 495 777-00-02');
  });
});

describe('browsers that keep or prepare pages', () => {
  let own: Browser;
  before(async () => {
    own = await launch({ asPerson: true, keepsPages: true });
  });
  after(() => own.close());
  beforeEach(async () => {
    await context.close();
    context = await person(own);
    page = await context.newPage();
  });

  test('a page taken back from the cache is a new view of the same visit', async () => {
    await openShown('/one');
    await page.evaluate("addEventListener('pageshow', (event) => { kept = event.persisted })");
    await expectHeard(dialtrace, {
      action: () => page.goto(`${website.origin}/elsewhere`),
      expected: [{ t: 'close' }],
    });
    dialtrace.answerWith(() => SECOND);
    await expectHeard(dialtrace, {
      action: () => page.goBack({ waitUntil: 'commit' }),
      expected: [view({ url: `${website.origin}/one?`, visit: VISIT })],
      refuted: [{ t: 'hide' }, { t: 'show' }],
      settle: fence,
    });
    await eventually(page, text('p'), '8 495 777-00-02');
    assert.equal(await page.evaluate('kept'), true);
  });
});

test('a page prepared before it is wanted asks when it is wanted', async () => {
  const rules = '<script type="speculationrules">{"prerender":[{"urls":["/next"],"eagerness":"immediate"}]}</script>';
  const ready = `fetch('${dialtrace.origin}/collect', { method: 'POST', body: JSON.stringify({ t: 'ready', site: '${site}', prepared }) })`;
  const head = `<script>prepared = document.prerendering</script>${tag(`onload="${ready.replaceAll('"', '&quot;')}"`)}`;
  website.put('/next', html('<p>84951234567</p>', head));
  const go =
    "setInterval(async () => (await (await fetch('/go')).text()) === 'go' && document.querySelector('a').click(), 100)";
  website.put('/first', html(`<a href="/next">on</a><script>${go}</script>`, rules));
  let unwatched = { close: async () => {} };
  try {
    await expectHeard(dialtrace, {
      action: async () => {
        unwatched = openUnwatched(`${website.origin}/first`);
      },
      expected: [{ t: 'ready', prepared: true }],
      refuted: [view()],
    });
    await expectHeard(dialtrace, {
      action: async () => website.put('/go', 'go'),
      expected: [view({ url: `${website.origin}/next?` })],
    });
  } finally {
    await unwatched.close();
  }
});

describe('consent', () => {
  const head = () => tag('data-consent="wait"');

  test('is waited for where the page asks so, and nothing is stored before', async () => {
    await expectHeard(dialtrace, {
      action: () =>
        open('<p>8 495 123-45-67</p>', { head: head() }).then(() => page.waitForFunction('window.dialtrace')),
      refuted: [view()],
      settle: fence,
    });
    assert.equal(await page.evaluate('localStorage.length + sessionStorage.length'), 0);
    await expectHeard(dialtrace, {
      action: () => page.evaluate('dialtrace.consent(true), dialtrace.consent(true)'),
      expected: [view()],
      settle: fence,
    });
    assert.equal(dialtrace.heard.length, 1);
    await eventually(page, text('p'), '8 495 777-00-01');
  });

  test('taken back ends all messages and forgets the visitor', async () => {
    await page.clock.install();
    await openShown();
    await page.evaluate('dialtrace.consent(false)');
    await expectHeard(dialtrace, {
      action: () => page.clock.runFor(60_000),
      refuted: [{ site }],
      settle: fence,
    });
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    assert.ok(
      !String(kept).includes(VISIT) && !String(kept).includes(VISITOR) && !String(kept).includes('+7495'),
      String(kept),
    );
    const [said] = await expectHeard(dialtrace, {
      action: () => page.evaluate('dialtrace.consent(true)'),
      expected: [view()],
    });
    assert.ok(!said!.visitor && !said!.visit);
  });

  test('taken back while the answer is on its way leaves the page alone', async () => {
    let answerLate = (_: Reply) => {};
    dialtrace.answerWith(() => new Promise((resolve) => (answerLate = resolve)));
    await expectHeard(dialtrace, { action: () => open('<p>84951234567</p>'), expected: [view()] });
    await page.evaluate('dialtrace.consent(false)');
    const answered = page.waitForResponse(/collect/);
    answerLate(FIRST);
    await (await answered).finished();
    await fence();
    assert.equal(await page.evaluate(text('p')), '84951234567');
    assert.ok(
      !String(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).includes(VISIT),
    );
  });
});

describe('the global dialtrace', () => {
  test('tells the numbers and the ids', async () => {
    await context.addCookies([{ name: '_fbp', value: 'fb.1.2.3', url: website.origin }]);
    await openShown();
    assert.deepEqual(await page.evaluate('dialtrace.numbers()'), FIRST.body['numbers' as never]);
    assert.deepEqual(await page.evaluate('dialtrace.ids()'), { visitor: VISITOR, visit: VISIT, fbp: 'fb.1.2.3' });
    assert.equal(await page.evaluate("dialtrace.event('order', { sum: 1 })"), undefined);
  });

  test('calls listeners when other numbers are shown, whatever one of them throws', async () => {
    await openShown();
    await page.evaluate(
      "calls = []; dialtrace.onswap(() => { throw Error('theirs') }); dialtrace.onswap((n) => calls.push(n[0].show))",
    );
    assert.deepEqual(await page.evaluate('calls'), ['+74957770001']);
    dialtrace.answerWith(() => SECOND);
    await page.evaluate("history.pushState({}, '', '/two')");
    await eventually(page, 'calls', ['+74957770001', '+74957770002']);
  });
});
