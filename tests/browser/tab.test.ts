// An open tab in a real browser: what the person does is told, and the number is right when they come back.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { eventually, expectHeard, openUnwatched } from '../support/browser.ts';
import {
  context,
  dialtrace,
  fence,
  html,
  open,
  openShown,
  page,
  playScript,
  SECOND,
  site,
  tag,
  text,
  VISIT,
  view,
  website,
} from '../support/script-page.ts';

playScript('dt.js', { keepsPages: true });

const beat = { t: 'beat', visit: VISIT };

describe('what the visitor does is told', () => {
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

  test('a tap and a copy, once, and nothing of other numbers', async () => {
    await open(`<p>8 495 123-45-67</p><a id="ours" href="tel:+7%20495%20123-45-67"><b>Call</b></a>
      <a id="other" href="tel:88001000000">Other</a><i>Roses</i><script>onclick = (event) => event.preventDefault()</script>`);
    await eventually(page, text('p'), '8 495 777-00-01');
    const told = (kind: string) => [{ t: kind, site, visit: VISIT, type: /^text\/plain/ }];
    const copy = (selector: string) =>
      page.evaluate(
        `getSelection().selectAllChildren(document.querySelector('${selector}')); document.execCommand('copy')`,
      );
    await expectHeard(dialtrace, { action: () => page.click('#ours b'), expected: told('tap'), settle: fence });
    await expectHeard(dialtrace, { action: () => copy('p'), expected: told('copy'), settle: fence });
    for (const other of [() => page.click('#other'), () => copy('i')])
      await expectHeard(dialtrace, { action: other, refuted: [{ t: 'tap' }, { t: 'copy' }], settle: fence });
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

test('a tab left open and looked at by nobody asks for nothing, however long', async () => {
  await page.clock.install();
  await openShown();
  await page.clock.runFor(360_000);
  await fence();
  await expectHeard(dialtrace, { action: () => page.clock.runFor(7_200_000), refuted: [{ site }], settle: fence });
});

test('when the network is back after long, the number is asked for', async () => {
  await page.clock.install();
  await openShown();
  await page.clock.runFor(300_000);
  await context.setOffline(true);
  await page.clock.runFor(1_300_000);
  dialtrace.answerWith(() => SECOND);
  await expectHeard(dialtrace, { action: () => context.setOffline(false), expected: [view({ visit: VISIT })] });
  await eventually(page, text('p'), '8 495 777-00-02');
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
