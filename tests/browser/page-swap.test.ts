// The numbers on a page in a real browser, on pages as people write them: which are swapped, and what is left alone.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildSnippet } from '../../snippet/build.ts';
import { eventually, expectHeard, launch, person } from '../support/browser.ts';
import { type Answerer, startAnswerer, startWebsite, type Website } from '../support/page-servers.ts';

const VISITOR = '3f2c1b7a-0000-4000-8000-000000000001';
const VISIT = '018f0000-0000-7000-8000-000000000002';

const shows = (show: string, text: string, visit: string | null = VISIT): { body: object } => ({
  body: {
    ...{ visitor: VISITOR, visit, ttl: 1200 },
    numbers: [{ find: '+74951234567', show, text, own: '+7 495 123-45-67' }],
  },
});
const FIRST = shows('+74957770001', '+7 495 777-00-01');

let browser: Browser;
let dialtrace: Answerer;
let full: Answerer;
let website: Website;
let context: BrowserContext;
let page: Page;
let complaints: string[];
let tests = 0;
let site: string;

before(async () => {
  const dist = mkdtempSync(join(tmpdir(), 'dt-'));
  const built = await buildSnippet(dist);
  dialtrace = await startAnswerer(readFileSync(built['dt.js'].file), () => FIRST);
  full = await startAnswerer(readFileSync(built['dt-full.js'].file), () => FIRST);
  rmSync(dist, { recursive: true });
  website = await startWebsite();
  browser = await launch({ asPerson: true });
});

after(async () => {
  await browser?.close();
  await dialtrace?.close();
  await full?.close();
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

describe('the number on the page', () => {
  test('is swapped wherever a person sees or taps it, in the form its author gave it', async () => {
    const places: [html: string, read: string, wanted: string][] = [
      ['<p id="a">Call 8 (495) 123-45-67 now</p>', text('#a'), 'Call 8 (495) 777-00-01 now'],
      [
        '<p id="b"><b>8 (495)</b> 123-<i>45-67</i></p>',
        "document.querySelector('#b').innerHTML",
        '<b>8 (495)</b> 777-<i>00-01</i>',
      ],
      ['<p id="c">+7&nbsp;495&nbsp;123&#8209;45&#8209;67</p>', text('#c'), '+7\u00a0495\u00a0777\u201100\u201101'],
      ['<p id="d">495 123<!-- x -->4567</p>', "document.querySelector('#d').innerHTML", '495 777<!-- x -->0001'],
      [
        '<a id="e" href="tel:+74951234567">call</a>',
        "document.querySelector('#e').getAttribute('href')",
        'tel:+74957770001',
      ],
      [
        '<a id="f" href="tel:8(495)123-45-67">call</a>',
        "document.querySelector('#f').getAttribute('href')",
        'tel:8(495)777-00-01',
      ],
      [
        '<a id="g" href="sms:+74951234567?body=hi">sms</a>',
        "document.querySelector('#g').getAttribute('href')",
        'sms:+74957770001?body=hi',
      ],
      [
        '<a id="h" href="https://wa.me/74951234567?text=hi">wa</a>',
        "document.querySelector('#h').getAttribute('href')",
        'https://wa.me/74951234567?text=hi',
      ],
      [
        '<a id="i" aria-label="Call 8 495 123 45 67" title="84951234567">x</a>',
        '[i.ariaLabel, i.title]',
        '["Call 8 495 777 00 01","84957770001"]',
      ],
      ['<img id="j" alt="Phone: +7 (495) 123-45-67">', 'j.alt', 'Phone: +7 (495) 777-00-01'],
      ['<span>21</span><a id="k" href="tel:+74951234567">8 495 123-45-67</a>', text('#k'), '8 495 777-00-01'],
      ['<ul><li>9</li><li id="l">84951234567</li></ul>', text('#l'), '84957770001'],
      ['<svg><text id="m">84951234567</text></svg>', text('#m'), '84957770001'],
      ['<button id="n">84951234567</button>', text('#n'), '84957770001'],
    ];
    await open(places.map(([place]) => place).join('\n'));
    await eventually(page, text('#a'), places[0]![2]);
    for (const [place, read, wanted] of places) {
      const got = await page.evaluate(read);
      assert.equal(typeof got === 'string' ? got : JSON.stringify(got), wanted, place);
    }
  });

  test('is left alone where it is not for reading, or only looks like one', async () => {
    const untouched = [
      '<script>var phone = "84951234567"</script>',
      '<script type="application/ld+json">{"telephone":"+74951234567"}</script>',
      '<style>a::after{content:"84951234567"}</style>',
      '<textarea title="84951234567">84951234567</textarea>',
      '<input value="84951234567" title="84951234567">',
      '<select><option>84951234567</option></select>',
      '<div contenteditable="true">84951234567 <b>84951234567</b></div>',
      '<div data-dialtrace-skip=""><a href="tel:84951234567" title="84951234567">84951234567</a></div>',
      '<p>Order 9984951234567, part 12-84951234567</p>',
      '<p><b>99</b>84951234567</p>',
      '<p data-phone="84951234567">+1 (495) 123-45-67</p>',
      '<a href="/order/84951234567">order</a>',
      '<meta itemprop="telephone" content="+74951234567">',
    ];
    await open(`<div id="all">${untouched.join('')}</div><p id="shown">84951234567</p>`);
    await eventually(page, text('#shown'), '84957770001');
    const all = String(await page.evaluate("document.querySelector('#all').innerHTML"));
    assert.equal(all, untouched.join(''));
    assert.equal(await page.title(), '8 495 123-45-67');
    assert.equal(await page.evaluate("document.querySelector('input').value"), '84951234567');
  });

  test('is swapped in the same text nodes, so that frameworks keep them', async () => {
    await open('<p>8 495 123-45-67</p>', {
      head: `${tag()}<script>addEventListener('DOMContentLoaded', () => { node = document.querySelector('p').firstChild })</script>`,
    });
    await eventually(page, text('p'), '8 495 777-00-01');
    assert.equal(
      await page.evaluate(
        "document.querySelector('p').firstChild === node && document.querySelector('p').childNodes.length",
      ),
      1,
    );
  });

  test('is swapped in content that comes later', async () => {
    await openShown();
    const later: [change: string, read: string, wanted: string][] = [
      [
        "document.body.insertAdjacentHTML('beforeend', '<div id=a><a href=tel:84951234567>8 (495) 123-45-67</a></div>')",
        text('#a a'),
        '8 (495) 777-00-01',
      ],
      [
        "document.querySelector('#a a').href = 'tel:+7 495 123 45 67'",
        "document.querySelector('#a a').getAttribute('href')",
        'tel:+7 495 777 00 01',
      ],
      ["document.querySelector('p').firstChild.data = 'new: 84951234567'", text('p'), 'new: 84957770001'],
      ["document.querySelector('p').textContent = '495 123-45-67'", text('p'), '495 777-00-01'],
      [
        "document.querySelector('p').innerHTML = '<b>8 495</b>'; document.querySelector('p').append(' 123-45-67')",
        text('p'),
        '8 495 777-00-01',
      ],
      [
        "document.querySelector('p').setAttribute('title', '84951234567')",
        "document.querySelector('p').title",
        '84957770001',
      ],
    ];
    for (const [change, read, wanted] of later) {
      await page.evaluate(change);
      assert.equal(await page.evaluate(read), wanted, change); // not "eventually": before the next frame
    }
  });

  test('is swapped in a big page that comes in small parts', async () => {
    await openShown();
    // Work that grows with the square of the parts would take minutes here.
    await page.evaluate(`(() => {
      const grid = document.body.appendChild(document.createElement('div'));
      for (let i = 0; i < 10_000; i++)
        grid.insertAdjacentHTML('beforeend', ' <a href="/' + i + '">No. ' + i + (i % 100 ? '' : ', 8 495 123-45-67') + '</a>');
    })()`);
    assert.equal(await page.evaluate("document.body.textContent.includes('123-45-67')"), false);
    assert.equal(await page.evaluate("document.body.textContent.split('777-00-01').length"), 102);
  });

  test('of another length is written our way, in links in full', async () => {
    dialtrace.answerWith(() => shows('+375291112233', '+375 29 111-22-33'));
    await open('<p><b>8 (495)</b> 123-45-67</p><a href="tel:84951234567">call</a>');
    await eventually(page, text('p'), '+375 29 111-22-33');
    assert.equal(
      await page.evaluate("document.querySelector('a').getAttribute('href').replace(/[^+\\d]/g, '')"),
      '+375291112233',
    );
  });

  test('is not fought over with a page that puts its own back', async () => {
    const head = `${tag()}<script>addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
        const p = document.querySelector('p').firstChild;
        if (!p.data.includes('123')) p.data = '8 495 123-45-67';
      }).observe(document.body, { subtree: true, characterData: true }))</script>`;
    await expectHeard(dialtrace, {
      action: () => open('<p>8 495 123-45-67</p>', { head }),
      expected: [view()],
      settle: fence,
    });
    assert.equal(await page.evaluate('new Promise((done) => setTimeout(() => done("alive"), 50))'), 'alive');
  });

  test('is the page’s own again where there is none of ours for it any more', async () => {
    const numbers = [
      { find: '+74951234567', show: '+74957770001', text: '+7 495 777-00-01' },
      { find: '+78121234567', show: '+375291112233', text: '+375 29 111-22-33', own: '+7 812 123-45-67' },
    ];
    const answer = (...given: object[]) => ({ body: { visitor: VISITOR, visit: VISIT, ttl: 1200, numbers: given } });
    dialtrace.answerWith(() => answer(...numbers));
    await open('<p>8 495 123-45-67, 812 <b>123</b>-45-67</p>');
    await eventually(page, text('p'), '8 495 777-00-01, +375 29 111-22-33');
    dialtrace.answerWith(() => answer({ ...numbers[1], show: '+78127770002', text: '+7 812 777-00-02' }));
    await page.evaluate("history.pushState({}, '', '/two'); document.body.append(document.createElement('hr'))");
    await eventually(page, text('p'), '8 495 123-45-67, 812 777-00-02');
    dialtrace.answerWith(() => answer());
    await page.evaluate("history.pushState({}, '', '/three'); document.body.append(document.createElement('hr'))");
    await eventually(page, "document.querySelector('p').innerHTML", '8 495 123-45-67, 812 <b>123</b>-45-67');
  });

  test('goes to its own place when two of ours change places', async () => {
    const numbers = (first: string, second: string) => [
      { find: '+74951234567', show: first, text: '+7 495' },
      { find: '+78121234567', show: second, text: '+7 812' },
    ];
    const answer = (given: object[]) => ({ body: { visitor: VISITOR, visit: VISIT, ttl: 1200, numbers: given } });
    dialtrace.answerWith(() => answer(numbers('+74957770001', '+74957770002')));
    await open('<p>84951234567</p><i>88121234567</i>');
    await eventually(page, `[${text('p')}, ${text('i')}]`, ['84957770001', '84957770002']);
    dialtrace.answerWith(() => answer(numbers('+74957770002', '+74957770001')));
    await page.evaluate("history.pushState({}, '', '/two'); document.body.append(document.createElement('hr'))");
    await eventually(page, `[${text('p')}, ${text('i')}]`, ['84957770002', '84957770001']);
  });
});

describe('dt-full.js', () => {
  const fullTag = (attributes: string) => tag(attributes).replace(dialtrace.origin, full.origin);

  test('keeps the person’s selection where it is, before the number, after it and around it', async () => {
    await open('<p>8 495 123-45-67</p>', { head: fullTag('') });
    await eventually(page, text('p'), '8 495 777-00-01');
    const select = (from: number, to: number) =>
      page.evaluate(`(() => {
        const text = document.querySelector('p').firstChild;
        text.data = 'Call 8 495 123-45-67 now';
        getSelection().setBaseAndExtent(text, ${from}, text, ${to});
      })()`);
    for (const [from, to, selected] of [
      [0, 4, 'Call'],
      [21, 24, 'now'],
      [5, 20, '8 495 777-00-01'],
      [0, 24, 'Call 8 495 777-00-01 now'],
    ] as const) {
      await select(from, to);
      assert.equal(await page.evaluate('String(getSelection())'), selected);
    }
  });

  test('messengers know the tracking numbers, too', async () => {
    const links = [
      'viber://chat?number=%2B74951234567',
      'viber://add?number=74951234567',
      'whatsapp://send?phone=74951234567&text=8%20495',
      'https://wa.me/74951234567?text=hi',
      'https://api.whatsapp.com/send?phone=74951234567',
      'https://t.me/+74951234567',
      'https://shop.example/?phone=74951234567',
    ];
    await open(`<p>84951234567</p>${links.map((link) => `<a href="${link}">write</a>`).join('')}`, {
      head: fullTag('data-messengers'),
    });
    await eventually(page, text('p'), '84957770001');
    const seen = await page.evaluate("[...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))");
    const wanted = links.map((link) => (link.includes('shop') ? link : link.replace('4951234567', '4957770001')));
    assert.deepEqual(seen, wanted);
  });

  test('a picture of the number gives way to a picture of ours', async () => {
    await open('<p>84951234567</p><img src="/phone.png" alt="8 495 123-45-67" data-dialtrace-src="/84951234567.png">', {
      head: fullTag(''),
    });
    await eventually(page, text('p'), '84957770001');
    const image = "document.querySelector('img')";
    assert.equal(await page.evaluate(`${image}.getAttribute('src')`), '/84957770001.png');
    assert.equal(await page.evaluate(`${image}.alt`), '8 495 777-00-01');
  });
});
