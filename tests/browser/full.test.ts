// What dt-full.js does beside dt.js for machines and pages out of the ordinary, in a real browser.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, expectHeard } from '../support/browser.ts';
import {
  dialtrace,
  fence,
  goTo,
  open,
  openShown,
  page,
  playScript,
  SECOND,
  text,
  VISIT,
  view,
  website,
} from '../support/script-page.ts';

playScript('dt-full.js');

const beat = { t: 'beat' };

describe('a machine that slept', () => {
  // fastForward: the clock jumps, as when a lid is closed and opened again
  test('has the number asked for at once, before anybody touches it', async () => {
    await page.clock.install();
    await openShown();
    dialtrace.answerWith(() => SECOND);
    await expectHeard(dialtrace, {
      action: () => page.clock.fastForward(3_600_000),
      expected: [view({ visit: VISIT })],
      refuted: [beat],
      settle: fence,
    });
    await eventually(page, text('p'), '8 495 777-00-02');
  });

  test('for ten minutes keeps the number', async () => {
    await page.clock.install();
    await openShown();
    await expectHeard(dialtrace, {
      action: () => page.clock.fastForward(600_000),
      expected: [{ t: 'show', visit: VISIT }],
      refuted: [view()],
      settle: fence,
    });
  });
});

test('a page view comes with routes in the fragment, and not with places on the page', async () => {
  await openShown('/#/');
  await expectHeard(dialtrace, { action: () => goTo('#/contacts'), expected: [view()] });
  await expectHeard(dialtrace, { action: () => goTo('#!/team'), expected: [view()] });
  await expectHeard(dialtrace, {
    action: () => goTo('#!/team?sort=name').then(() => goTo('?utm_source=x#!/team')),
    refuted: [view()],
    settle: fence,
  });
  await goTo('/p');
  await expectHeard(dialtrace, {
    action: () => goTo('#top').then(() => goTo('#')),
    expected: [],
    refuted: [view({ url: `${website.origin}/?` })],
    settle: fence,
  });
  assert.equal(dialtrace.heard.filter(({ t }) => t === 'view').length, 4);
});

describe('a browser without fetch keepalive', () => {
  test('says by beacon what may be the last that the page says', async () => {
    await page.addInitScript(`delete Request.prototype.keepalive;
      beacons = []; const send = navigator.sendBeacon;
      navigator.sendBeacon = (url, body) => { beacons.push(JSON.parse(body).t); return send.call(navigator, url, body) }`);
    await open('<p>8 495 123-45-67</p><a href="tel:84951234567" onclick="event.preventDefault()">call</a>');
    await eventually(page, text('p'), '8 495 777-00-01');
    await expectHeard(dialtrace, {
      action: () => page.click('a'),
      expected: [{ t: 'tap', visit: VISIT, type: /^text\/plain/ }],
    });
    assert.deepEqual(await page.evaluate('beacons'), ['tap']);
    await expectHeard(dialtrace, {
      action: () => page.goto(`${website.origin}/elsewhere`),
      expected: [{ t: 'close', visit: VISIT }],
    });
  });
});
