// A visit that goes on at another domain of the same owner, in a real browser. localhost and 127.0.0.1 are two hosts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, expectHeard } from '../support/browser.ts';
import {
  context,
  dialtrace,
  fence,
  html,
  open,
  page,
  playScript,
  tag,
  text,
  turnTo,
  VISIT,
  VISITOR,
  view,
  website,
} from '../support/script-page.ts';

playScript('dt-full.js');

const other = () => website.origin.replace('localhost', '127.0.0.1');
const head = () => tag('data-domains="127.0.0.1 localhost *.club.shop"');
const parameter = (at = Date.now()) =>
  `dt_visit=${SECOND_VISITOR}.${SECOND_VISIT}.${Math.floor(at / 1000).toString(36)}`;
const SECOND_VISITOR = '3f2c1b7a-0000-4000-8000-00000000000a';
const SECOND_VISIT = '018f0000-0000-7000-8000-00000000000b';

/** Opens a page with this in it, whose own number is swapped. */
async function openWith(body: string): Promise<void> {
  await open(`<p>8 495 123-45-67</p>${body}`, { head: head() });
  await eventually(page, text('p'), '8 495 777-00-01');
}
const arrive = () => website.put('/there', html('<p>8 495 123-45-67</p>', head()));

describe('a visit goes on at the other domain', () => {
  const goesOn = (name: string, body: string, action: () => Promise<unknown>, address: string) =>
    test(name, async () => {
      arrive();
      await openWith(body.replaceAll('OTHER', other()));
      await expectHeard(dialtrace, {
        action,
        expected: [view({ visitor: VISITOR, visit: VISIT, origin: other() })],
      });
      assert.equal(await page.evaluate('location.href'), other() + address);
    });
  goesOn('by a link', '<a href="OTHER/there"><b>go</b></a>', () => page.click('b'), '/there');
  goesOn(
    'by a link with a query and a fragment, both kept as they are',
    '<a href="OTHER/there?q=%F6+1&b#/x">go</a>',
    () => page.click('a'),
    '/there?q=%F6+1&b#/x',
  );
  goesOn(
    'by a form',
    '<form action="OTHER/there"><input name="q" value="1"><button>go</button></form>',
    () => page.click('button'),
    '/there?q=1',
  );

  test('by a link opened in a new tab', async () => {
    arrive();
    await openWith(`<a href="${other()}/there">go</a>`);
    const tab = context.waitForEvent('page');
    await expectHeard(dialtrace, {
      action: () => page.click('a', { button: 'middle' }),
      expected: [view({ visit: VISIT, origin: other() })],
    });
    await turnTo(await tab);
    assert.equal(await page.evaluate('location.search'), '');
  });
});

test('a link keeps its address after it was followed', async () => {
  await openWith(`<a href="${other()}/there?a=b" target="_blank">go</a>`);
  const tab = context.waitForEvent('page');
  await page.click('a');
  await tab;
  assert.equal(await page.evaluate("document.querySelector('a').getAttribute('href')"), `${other()}/there?a=b`);
});

/** Where a click on the page's link would lead. */
async function clicked(): Promise<string> {
  await page.evaluate(
    "went = ''; addEventListener('click', (event) => { went = event.target.href; event.preventDefault() })",
  );
  await page.click('a');
  return String(await page.evaluate('went'));
}

describe('nothing is handed over', () => {
  const keeps = (name: string, body: string, attributes = 'data-domains="127.0.0.1 *.club.shop"') =>
    test(name, async () => {
      await open(`<p>8 495 123-45-67</p>${body.replaceAll('OTHER', other())}`, { head: tag(attributes) });
      await eventually(page, text('p'), '8 495 777-00-01');
      assert.ok(!(await clicked()).includes('dt_visit'));
    });
  keeps('to hosts that are not named', '<a href="https://club.shop.example/">go</a>');
  keeps("to the page's own host", '<a href="/there">go</a>', 'data-domains="localhost"');
  keeps('where the owner names no domains', '<a href="OTHER/there">go</a>', '');

  test('but to all hosts below a named one', async () => {
    await openWith('<a href="https://a.club.shop/">go</a>');
    assert.match(await clicked(), /\?dt_visit=[\w.-]+$/);
  });

  test('before the person has consented', async () => {
    await open(`<a href="${other()}/there">go</a>`, { head: tag('data-domains="127.0.0.1" data-consent="wait"') });
    await page.waitForFunction('window.dialtrace');
    assert.ok(!(await clicked()).includes('dt_visit'));
  });
});

describe('a visit that was handed over', () => {
  const openAt = (path: string) => open('<p>8 495 123-45-67</p>', { path, head: head() });

  test('is taken out of the address, and what else is in it stays', async () => {
    await page.addInitScript('history.replaceState({ theirs: 1 }, "")');
    for (const [there, left] of [
      [`/?${parameter()}`, '/'],
      [`/?a=1&${parameter()}#b`, '/?a=1#b'],
      [`/?${parameter()}&utm_source=x`, '/?utm_source=x'],
      [`/?a=1&${parameter()}&b=2`, '/?a=1&b=2'],
    ] as const) {
      await expectHeard(dialtrace, { action: () => openAt(there), expected: [view({ visit: SECOND_VISIT })] });
      assert.equal(await page.evaluate('location.href'), website.origin + left);
      assert.deepEqual(await page.evaluate('history.state'), { theirs: 1 });
      await page.goto(`${website.origin}/empty`);
      await page.evaluate('localStorage.clear(); sessionStorage.clear()');
    }
  });

  test('counts for two minutes', async () => {
    const [said] = await expectHeard(dialtrace, {
      action: () => openAt(`/?${parameter(Date.now() - 125_000)}`),
      expected: [view()],
    });
    assert.ok(!said!.visit && !said!.visitor);
    assert.equal(await page.evaluate('location.href'), `${website.origin}/`);
  });

  test('goes on only if this browser has nothing newer here', async () => {
    const before = parameter(Date.now() - 60_000);
    await openWith('');
    await expectHeard(dialtrace, { action: () => openAt(`/?${before}`), expected: [view({ visit: VISIT })] });
  });

  test('goes on instead of an older one', async () => {
    await openWith('');
    await page.goto(`${website.origin}/empty`); // leaving a page is a sign of life
    await page.evaluate(
      'for (const key in localStorage) if (/dialtrace/.test(key)) { const kept = JSON.parse(localStorage[key]); kept.until -= 60_000; sessionStorage[key] = localStorage[key] = JSON.stringify(kept) }',
    );
    await expectHeard(dialtrace, {
      action: () => openAt(`/?${parameter()}`),
      expected: [view({ visitor: SECOND_VISITOR, visit: SECOND_VISIT })],
      settle: fence,
    });
  });
});
