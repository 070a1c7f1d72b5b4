// Consent heard from platforms and browsers, in a real browser: who may not be known is not known, and gets a number by
// source only where the owner wants so.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, expectHeard } from '../support/browser.ts';
import {
  context,
  dialtrace,
  FIRST,
  fence,
  goTo,
  kept,
  open,
  page,
  playScript,
  SECOND,
  shows,
  site,
  tag,
  text,
  VISIT,
  view,
  website,
} from '../support/script-page.ts';

playScript('dt-full.js');

const OWN = '8 495 123-45-67';
const FREE = shows('+74957770009', '+7 495 777-00-09', null);

/** Opens a page with this platform's script before ours, and waits until ours runs. */
async function openAsking(attributes: string, platform = ''): Promise<void> {
  await open(`<p>${OWN}</p>`, { head: `<script>${platform}</script>${tag(attributes)}` });
  await page.waitForFunction('window.dialtrace');
}
const nothingIsSaid = () => expectHeard(dialtrace, { action: twoLooks, refuted: [{ site }], settle: fence });
const nothingWasSaid = async () => {
  await twoLooks();
  await fence();
  assert.deepEqual(dialtrace.heard, []);
};
// Consent is looked for each 300 ms.
const twoLooks = () => page.evaluate('new Promise((done) => setTimeout(done, 700))');
const beginsWith = (change: string) =>
  expectHeard(dialtrace, { action: () => page.evaluate(change), expected: [view({ consent: undefined })] });

describe('Google Consent Mode', () => {
  const mode = (ad: object, analytics: object) =>
    `google_tag_data = { ics: { entries: ${JSON.stringify({ ad_storage: ad, analytics_storage: analytics })} } }`;
  const denied = { default: false };
  const granted = { default: false, update: true };

  test('is waited for, denied by default, granted later, taken back', async () => {
    await openAsking('data-consent="google"', mode(denied, denied));
    await nothingWasSaid();
    assert.equal(await kept(), '[{},{}]');
    await beginsWith(mode(granted, granted));
    await eventually(page, text('p'), '8 495 777-00-01');
    await page.evaluate(mode({ default: false, update: false }, granted));
    await eventually(page, text('p'), OWN);
    assert.equal(await kept(), '[{},{}]');
    await nothingIsSaid();
  });

  test('needs both storages', async () => {
    await openAsking('data-consent="google"', mode(denied, granted));
    await nothingWasSaid();
    await page.evaluate(mode(granted, denied));
    await nothingWasSaid();
  });

  test('granted before the script comes begins at once', async () => {
    await expectHeard(dialtrace, {
      action: () => openAsking('data-consent="google"', mode({ default: true }, { default: true })),
      expected: [view()],
    });
  });

  test('that is not there is no consent', async () => {
    await openAsking('data-consent="google"', 'dataLayer = []');
    await nothingWasSaid();
  });
});

describe('the Transparency and Consent Framework', () => {
  // A stub as platforms give it: it keeps what it is asked until the platform is there.
  const STUB = '__tcfapi = (...asked) => (__tcfapi.a ||= []).push(asked)';
  const says = (data: object) => `(__tcfapi.a || []).forEach(([, , tell]) => tell(${JSON.stringify(data)}, true))`;
  const state = (eventStatus: string, ...purposes: number[]) => ({
    gdprApplies: true,
    eventStatus,
    purpose: { consents: Object.fromEntries(purposes.map((purpose) => [purpose, true])) },
  });

  test('is asked, waits for the person, and may be taken back', async () => {
    await openAsking('data-consent="tcf"', STUB);
    await page.evaluate(says(state('cmpuishown', 1, 7)));
    await nothingWasSaid();
    await beginsWith(says(state('useractioncomplete', 1, 2, 7)));
    await eventually(page, text('p'), '8 495 777-00-01');
    await page.evaluate(says(state('cmpuishown')));
    await expectHeard(dialtrace, { action: () => goTo('/two'), expected: [view({ visit: VISIT })] });
    await page.evaluate(says(state('useractioncomplete', 1)));
    await eventually(page, text('p'), OWN);
    assert.equal(await kept(), '[{},{}]');
  });

  test('may come after the script', async () => {
    await openAsking('data-consent="tcf"');
    await nothingWasSaid();
    await page.evaluate(STUB);
    await page.waitForFunction('__tcfapi.a');
    assert.deepEqual(await page.evaluate('__tcfapi.a.map(([name, version]) => [name, version])'), [
      ['addEventListener', 2],
    ]);
    await beginsWith(says(state('tcloaded', 1, 7)));
  });

  test('that does not apply here is no hindrance', async () => {
    await openAsking('data-consent="tcf"', STUB);
    await beginsWith(says({ gdprApplies: false, purpose: { consents: {} } }));
  });

  test('that fails says nothing', async () => {
    await openAsking('data-consent="tcf"', STUB);
    await page.evaluate('__tcfapi.a.forEach(([, , tell]) => tell(null, false))');
    await nothingWasSaid();
  });
});

describe("Metrica's counter", () => {
  test('that is loaded after consent says that it is given', async () => {
    await openAsking('data-consent="yandex"');
    await nothingWasSaid();
    await beginsWith('ym = () => {}');
    await eventually(page, text('p'), '8 495 777-00-01');
    await page.evaluate('disableYaCounter12345 = true');
    await eventually(page, text('p'), OWN);
  });

  test('that is switched off says that it is refused', async () => {
    await openAsking('data-consent="yandex"', 'disableYaCounter12345 = true; ym = () => {}');
    await nothingWasSaid();
  });
});

describe('a person who may not be known', () => {
  test('gets a number by source only, and nothing is stored or told', async () => {
    await context.addCookies([{ name: '_ga', value: 'GA1.1.111.222', url: website.origin }]);
    dialtrace.answerWith(() => FREE);
    const [said] = await expectHeard(dialtrace, {
      action: () => openAsking('data-consent="google" data-refused="free"'),
      expected: [view({ consent: false })],
    });
    assert.ok(!said!.ids && !said!.visitor && !said!.visit);
    await eventually(page, text('p'), '8 495 777-00-09');
    assert.equal(await kept(), '[{},{}]');
    await expectHeard(dialtrace, {
      action: () => page.evaluate("getSelection().selectAllChildren(document.body); document.execCommand('copy')"),
      refuted: [{ t: 'copy' }],
      settle: fence,
    });
  });

  test('is known when they consent, and forgotten when they refuse', async () => {
    dialtrace.answerWith(({ consent }) => (consent === false ? FREE : FIRST));
    await openAsking('data-consent="wait" data-refused="free"');
    await eventually(page, text('p'), '8 495 777-00-09');
    await expectHeard(dialtrace, {
      action: () => page.evaluate('dialtrace.consent(true)'),
      expected: [view({ consent: undefined, ids: null })],
    });
    await eventually(page, text('p'), '8 495 777-00-01');
    assert.ok((await kept()).includes(VISIT));
    const [said] = await expectHeard(dialtrace, {
      action: () => page.evaluate('dialtrace.consent(false)'),
      expected: [view({ consent: false })],
    });
    assert.ok(!said!.visitor && !said!.visit);
    await eventually(page, text('p'), '8 495 777-00-09');
    assert.equal(await kept(), '[{},{}]');
  });

  test('who consented before sees one number only', async () => {
    const google = 'google_tag_data = { ics: { entries: { ad_storage: { default: false } } } }';
    await expectHeard(dialtrace, {
      action: () =>
        openAsking(
          'data-consent="google" data-refused="free"',
          `${google}; setInterval(() => { google_tag_data.ics.entries.ad_storage.update = 'dialtrace' in window })`,
        ),
      expected: [view({ consent: undefined })],
      refuted: [view({ consent: false })],
      settle: twoLooks,
    });
  });
});

describe('a signal of the browser', () => {
  for (const [signal, property] of [
    ['gpc', 'globalPrivacyControl: { value: true }'],
    ['dnt', "doNotTrack: { value: '1' }"],
  ] as const) {
    test(`(${signal}) is a refusal where the owner honours it`, async () => {
      await page.addInitScript(`Object.defineProperties(navigator, { ${property} })`);
      await openAsking(`data-privacy="${signal}"`);
      await nothingWasSaid();
      dialtrace.answerWith(() => SECOND);
      await beginsWith('dialtrace.consent(true)');
    });

    test(`(${signal}) says nothing to another owner`, async () => {
      await page.addInitScript(`Object.defineProperties(navigator, { ${property} })`);
      await expectHeard(dialtrace, { action: () => openAsking(''), expected: [view()] });
    });
  }

  test('outweighs what a platform says', async () => {
    await page.addInitScript('Object.defineProperties(navigator, { globalPrivacyControl: { value: true } })');
    await openAsking('data-consent="yandex" data-privacy="gpc dnt"', 'ym = () => {}');
    await nothingWasSaid();
  });

  test('that is not sent is no refusal', async () => {
    await expectHeard(dialtrace, { action: () => openAsking('data-privacy="gpc dnt"'), expected: [view()] });
  });
});
