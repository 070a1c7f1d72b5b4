// A number that the person has in hand, in a real browser: tapped or copied, told of once, and not changed meanwhile.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, expectHeard } from '../support/browser.ts';
import type { Reply } from '../support/page-servers.ts';
import {
  context,
  dialtrace,
  FIRST,
  fence,
  goTo,
  open,
  openShown,
  page,
  playScript,
  SECOND,
  shows,
  site,
  text,
  VISIT,
  view,
  website,
} from '../support/script-page.ts';

playScript('dt-full.js');

const LINK = '<a href="tel:84951234567" onclick="event.preventDefault()">8 495 123-45-67</a>';
const openLink = async (body = LINK) => {
  await open(body);
  await eventually(page, text('a'), '8 495 777-00-01');
};
const copy = (selector: string) =>
  page.evaluate(
    `getSelection().selectAllChildren(document.querySelector('${selector}')); document.execCommand('copy')`,
  );
const heard = (kind: string) => dialtrace.heard.filter(({ t }) => t === kind);

describe('a tap', () => {
  const tapped = (body: string, target: string) =>
    test(`on ${body} is told once`, async () => {
      await open(`<p>8 495 123-45-67</p>${body}<script>onclick = (event) => event.preventDefault()</script>`);
      await eventually(page, text('p'), '8 495 777-00-01');
      await expectHeard(dialtrace, {
        action: () => page.click(target),
        expected: [{ t: 'tap', site, visit: VISIT, type: /^text\/plain/ }],
        settle: fence,
      });
      assert.equal(heard('tap').length, 1);
      assert.ok(Math.abs(Date.now() - Number(heard('tap')[0]!.at)) < 60_000);
    });
  tapped('<a href="tel:84951234567"><b>Call</b></a>', 'b');
  tapped('<a href="tel:+7 (495) 123-45-67">Call</a>', 'a');
  tapped('<a href="tel:+7%20495%20123-45-67">Call</a>', 'a');
  tapped('<a href="tel:84951234567" onclick="event.stopPropagation()">Call</a>', 'a');
  tapped('<div><template shadowrootmode="open"><a href="tel:+74957770001">Call</a></template></div>', 'div a');

  test('on a number that is not ours is not told', async () => {
    await open('<p>8 495 123-45-67</p><a href="tel:88001000000" onclick="event.preventDefault()">Other</a>');
    await eventually(page, text('p'), '8 495 777-00-01');
    await expectHeard(dialtrace, { action: () => page.click('a'), refuted: [{ t: 'tap' }], settle: fence });
  });

  test('with a finger is told once, and a long press as a copy', async () => {
    await openLink();
    await expectHeard(dialtrace, {
      action: () =>
        page.evaluate(`for (const type of ['contextmenu', 'click'])
          document.querySelector('a').dispatchEvent(new PointerEvent(type, { bubbles: true, cancelable: true }))`),
      expected: [{ t: 'copy' }, { t: 'tap' }],
      settle: fence,
    });
    assert.equal(heard('copy').length + heard('tap').length, 2);
  });

  test('is told though it leaves the page', async () => {
    website.put('/next', '<!doctype html><title>Next</title>');
    await openLink(
      `${LINK}<script>document.querySelector('a').addEventListener('click', () => location = '/next')</script>`,
    );
    await expectHeard(dialtrace, {
      action: () => page.click('a'),
      expected: [
        { t: 'tap', visit: VISIT },
        { t: 'close', visit: VISIT },
      ],
    });
  });

  test('after a long absence is told, too, besides the question for a number', async () => {
    await page.clock.install();
    await openLink();
    await page.clock.runFor(300_000);
    await fence();
    await page.clock.runFor(1_260_000);
    await expectHeard(dialtrace, { action: () => page.click('a'), expected: [view(), { t: 'tap' }] });
  });
});

describe('a copy', () => {
  test('of the number is told, of other text is not', async () => {
    await open('<p>8 495 123-45-67</p><i>other text 2024</i>');
    await eventually(page, text('p'), '8 495 777-00-01');
    await expectHeard(dialtrace, { action: () => copy('i'), refuted: [{ t: 'copy' }], settle: fence });
    await expectHeard(dialtrace, { action: () => copy('p'), expected: [{ t: 'copy', visit: VISIT }] });
  });
});

describe('a number in hand', () => {
  test('is named in the views that follow', async () => {
    await openLink();
    await page.click('a');
    await copy('a');
    await expectHeard(dialtrace, { action: () => goTo('/two'), expected: [view()] });
    assert.deepEqual(new Set(heard('view').at(-1)!.held as string[]), new Set(['+74957770001']));
  });

  test('does not change by an answer to a view that was sent before: it is asked again', async () => {
    await openLink();
    let answerFirst = (_: Reply) => {};
    dialtrace.answerWith(({ held }) =>
      (held as string[]).length ? FIRST : new Promise((resolve) => (answerFirst = resolve)),
    );
    await expectHeard(dialtrace, { action: () => goTo('/two'), expected: [view({ held: {} })] });
    await page.evaluate(
      "seen = []; new MutationObserver(() => seen.push(document.querySelector('a').textContent)).observe(document, { subtree: true, characterData: true, childList: true })",
    );
    await page.click('a');
    await expectHeard(dialtrace, {
      action: async () => answerFirst(SECOND),
      expected: [view({ held: ['+74957770001'] })],
      settle: fence,
    });
    assert.deepEqual(await page.evaluate("seen.filter((said) => said !== '8 495 777-00-01')"), []);
    assert.equal(await page.evaluate(text('a')), '8 495 777-00-01');
  });

  test('changes when it does not work any more', async () => {
    await openLink();
    dialtrace.answerActivityWith(() => ({ body: null }));
    dialtrace.answerWith(() => SECOND);
    await expectHeard(dialtrace, {
      action: () => page.click('a'),
      expected: [{ t: 'tap' }, view({ held: ['+74957770001'] })],
    });
    await eventually(page, text('a'), '8 495 777-00-02');
  });
});

describe('without network', () => {
  test('a tap is told when the network is back, with its own time', async () => {
    await openLink();
    await context.setOffline(true);
    await page.click('a');
    await copy('a');
    await page.evaluate('new Promise((done) => setTimeout(done, 50))');
    await expectHeard(dialtrace, {
      action: () => context.setOffline(false),
      expected: [
        { t: 'tap', visit: VISIT },
        { t: 'copy', visit: VISIT },
      ],
      settle: fence,
    });
    const [tap, copied] = [heard('tap')[0]!, heard('copy')[0]!];
    assert.ok(Number(tap.ago) >= 50 && Number(tap.ago) < 60_000, String(tap.ago));
    assert.ok(Number(tap.at) <= Number(copied.at));
    await expectHeard(dialtrace, { action: () => page.click('a'), expected: [{ t: 'tap' }], settle: fence });
    assert.equal(heard('copy').length, 1);
  });

  test('a page that got no number asks when the network is back', async () => {
    await open('<p>8 495 123-45-67</p>', { head: '' });
    await page.evaluate("fetch('/dt.js')");
    let isAway = true;
    await page.route('**/collect', (route) => (isAway ? route.abort('internetdisconnected') : route.continue()));
    await open('<p>8 495 123-45-67</p>');
    await page.waitForFunction('window.dialtrace');
    isAway = false;
    await expectHeard(dialtrace, {
      action: () => page.evaluate("dispatchEvent(new Event('online'))"),
      expected: [view()],
    });
    await eventually(page, text('p'), '8 495 777-00-01');
  });
});

test('an answer that the server of the page has asked for is shown, and nothing is asked', async () => {
  const answer = JSON.stringify(FIRST.body).replaceAll('"', '&quot;');
  await expectHeard(dialtrace, {
    action: () => openShown('/', `data-answer="${answer}"`),
    refuted: [view()],
    settle: fence,
  });
  await expectHeard(dialtrace, { action: () => copy('p'), expected: [{ t: 'copy', visit: VISIT }] });
  dialtrace.answerWith(() => shows('+74957770002', '+7 495 777-00-02'));
  await expectHeard(dialtrace, { action: () => goTo('/two'), expected: [view({ visit: VISIT })] });
});

test('an answer of the server of the page that is none is asked for', async () => {
  await expectHeard(dialtrace, { action: () => openShown('/', 'data-answer=""'), expected: [view()] });
});

test('a script whose text is in the page itself is told where Dialtrace is', async () => {
  const code = await (await fetch(`${dialtrace.origin}/dt.js`)).text();
  await open('<p>8 495 123-45-67</p>', {
    head: `<script data-site="${site}" data-host="${dialtrace.origin}">${code}</script>`,
  });
  await eventually(page, text('p'), '8 495 777-00-01');
});
