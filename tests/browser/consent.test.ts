// Consent in a real browser: nothing is asked or stored before it, all is forgotten after it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, expectHeard } from '../support/browser.ts';
import type { Reply } from '../support/page-servers.ts';
import {
  dialtrace,
  FIRST,
  fence,
  open,
  openShown,
  page,
  playScript,
  site,
  tag,
  text,
  VISIT,
  VISITOR,
  view,
} from '../support/script-page.ts';

playScript('dt.js');

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
