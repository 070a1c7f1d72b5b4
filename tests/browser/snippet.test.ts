// The page script's views and its promises to the page, in a real browser with an answerer in Dialtrace's place.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, expectHeard, launch } from '../support/browser.ts';
import type { Reply } from '../support/page-servers.ts';
import {
  context,
  dialtrace,
  FIRST,
  fence,
  goTo,
  html,
  NEXT_VISIT,
  open,
  openShown,
  page,
  playScript,
  SECOND,
  shows,
  site,
  tag,
  text,
  turnTo,
  VISIT,
  VISITOR,
  view,
  website,
} from '../support/script-page.ts';

playScript('dt.js');

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
    assert.deepEqual(said!.ids, ['_ga=GA1.1.111.222', '_ym_uid=1700000000123']);
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
    await turnTo(await context.newPage());
    dialtrace.answerWith(() => new Promise(() => {}));
    await expectHeard(dialtrace, {
      action: () => openShown('/two'),
      expected: [view({ visitor: VISITOR, visit: VISIT })],
    });
  });

  test('in a tab with a visit of its own keeps to it', async () => {
    await openShown();
    const other = page;
    await turnTo(await context.newPage());
    dialtrace.answerWith(() => SECOND);
    await open('<p>8 495 123-45-67</p>', { path: '/ad' });
    await eventually(page, text('p'), '8 495 777-00-02');
    await turnTo(other);
    await expectHeard(dialtrace, {
      action: () => page.goto(`${website.origin}/ad`),
      expected: [view({ visit: VISIT })],
    });
  });

  test('comes with each new route, and the number changes in place', async () => {
    await openShown();
    dialtrace.answerWith(() => SECOND);
    await expectHeard(dialtrace, {
      action: () => goTo('/contacts'),
      expected: [view({ url: `${website.origin}/contacts?`, visit: VISIT })],
    });
    await eventually(page, text('p'), '8 495 777-00-02');
    dialtrace.answerWith(() => FIRST);
    await expectHeard(dialtrace, {
      action: () => page.evaluate("addEventListener('popstate', () => document.body.append('route')); history.back()"),
      expected: [view({ visit: NEXT_VISIT })],
    });
    await eventually(page, text('p'), '8 495 777-00-01');
  });

  test('does not come with a changed query, a fragment or a redirected route', async () => {
    await openShown();
    await expectHeard(dialtrace, {
      action: () =>
        page.evaluate("history.replaceState({}, '', '?page=2'); location.hash = 'top'; document.body.append('more')"),
      refuted: [view()],
      settle: fence,
    });
    await expectHeard(dialtrace, {
      action: () =>
        page.evaluate(
          "history.pushState({}, '', '/old'); history.replaceState({}, '', '/new'); document.body.append('more')",
        ),
      expected: [view({ url: `${website.origin}/new?` })],
      refuted: [view({ url: `${website.origin}/old?` })],
      settle: fence,
    });
  });

  test('comes with a route of the Navigation API and within a View Transition', async () => {
    await openShown();
    dialtrace.answerWith(() => SECOND);
    await expectHeard(dialtrace, {
      action: () =>
        page.evaluate(`navigation.addEventListener('navigate', (event) => event.intercept({ handler: () =>
            document.startViewTransition(() => { document.body.innerHTML = '<p>84951234567</p>' }).updateCallbackDone }));
          navigation.navigate('/team').finished`),
      expected: [view({ url: `${website.origin}/team?` })],
      settle: fence,
    });
    await eventually(page, text('p'), '84957770002');
    assert.equal(dialtrace.heard.filter(({ t }) => t === 'view').length, 2);
  });

  test('waits for the answer to the one before it', async () => {
    let answerFirst = (_: Reply) => {};
    dialtrace.answerWith(() => new Promise((resolve) => (answerFirst = resolve)));
    await expectHeard(dialtrace, { action: () => open('<p>84951234567</p>'), expected: [view()] });
    await expectHeard(dialtrace, {
      action: () => goTo('/two'),
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
    await turnTo(await (await robot.newContext()).newPage());
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
    await page.clock.install({ time: 1_790_000_000_000 });
    await page.clock.pauseAt(1_790_000_001_000); // on a busy machine much passes between two steps of a test
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

describe('the global dialtrace', () => {
  test('tells the numbers and the ids', async () => {
    await openShown();
    assert.deepEqual(await page.evaluate('dialtrace.numbers()'), FIRST.body['numbers' as never]);
    assert.deepEqual(await page.evaluate('[dialtrace.ids().visitor, dialtrace.ids().visit]'), [VISITOR, VISIT]);
    assert.equal(await page.evaluate("dialtrace.event('order', { sum: 1 })"), undefined);
  });

  test('calls listeners when other numbers are shown, whatever one of them throws', async () => {
    await openShown();
    await page.evaluate(
      "calls = []; dialtrace.onswap(() => { throw Error('theirs') }); dialtrace.onswap((n) => calls.push(n[0].show))",
    );
    assert.deepEqual(await page.evaluate('calls'), ['+74957770001']);
    dialtrace.answerWith(() => SECOND);
    await goTo('/two');
    await eventually(page, 'calls', ['+74957770001', '+74957770002']);
  });
});
