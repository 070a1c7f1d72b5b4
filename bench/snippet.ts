// Promises of the page script: 2,048 bytes, 20 ms of main thread on a slow phone, no frame with the old number on a repeat
// page. Prints JSON lines; `peer` is the limit and `ratio` is limit / value: above 1 the promise is kept (for a limit of
// zero: 1 if it is kept, else 0). Needs Chromium.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { buildSnippet } from '../snippet/build.ts';
import { launch, person } from '../tests/support/browser.ts';
import { type Answerer, startAnswerer, startWebsite, type Website } from '../tests/support/page-servers.ts';
import { slowed, total, traced } from './tracing.ts';

const BROTLI_LIMIT_BYTES = 2048;
const GZIP_LIMIT_BYTES = 3072;
const SLOW_DOWN = 4; // a mid-range phone against a desktop, as Lighthouse has it
const ELEMENTS = 1500; // a median page (HTTP Archive)
const MAIN_THREAD_LIMIT_MS = 20;
const MANY_ELEMENTS = 10_000;
const TASK_LIMIT_MS = 50; // a long task by definition
const ROUNDS = 7;
const HOW = `CPU 1/${SLOW_DOWN}`;
const SETTLE_MS = 1200; // the answer, the swap and the end of waiting are over

const SITE = 'bench123';
const FIND = '+74951234567';
const OLD = '123-45-67';

// What any script costs that asks a server once and remembers the answer: the yardstick for this machine.
const BARE_SCRIPT = `(() => {
  const { src, dataset } = document.currentScript;
  const body = JSON.stringify({ t: 'view', site: dataset.site, cookie: document.cookie, kept: sessionStorage.bare || localStorage.bare });
  fetch(new URL('collect', src), { method: 'POST', credentials: 'include', body })
    .then((response) => response.json())
    .then((answer) => { sessionStorage.bare = localStorage.bare = JSON.stringify(answer); });
})()`;

const dist = mkdtempSync(join(tmpdir(), 'dt-'));
const { file, gzip, brotli } = (await buildSnippet(dist))['dt.js'];
const script = readFileSync(file);
rmSync(dist, { recursive: true });

print('snippet, brotli', brotli, 'bytes', BROTLI_LIMIT_BYTES);
print('snippet, gzip', gzip, 'bytes', GZIP_LIMIT_BYTES);

const reply = () => ({
  body: {
    visitor: '3f2c1b7a-0000-4000-8000-000000000001',
    visit: '018f0000-0000-7000-8000-000000000002',
    ttl: 1200,
    numbers: [{ find: FIND, show: '+74957770001', text: '+7 495 777-00-01' }],
  },
});
const dialtrace = await startAnswerer(script, reply);
const bare = await startAnswerer(Buffer.from(BARE_SCRIPT), reply);
const website = await startWebsite();
const browser = await launch({ asPerson: true });
try {
  await benchMainThread(browser, website);
  await benchFrames(browser, dialtrace, website);
} finally {
  await browser.close();
  await website.close();
  await dialtrace.close();
  await bare.close();
}

async function benchMainThread(browser: Browser, website: Website): Promise<void> {
  website.put('/median', pageOf(ELEMENTS, asyncTag(dialtrace.origin)));
  website.put('/bare', pageOf(ELEMENTS, asyncTag(bare.origin)));
  website.put('/many', pageOf(MANY_ELEMENTS, asyncTag(dialtrace.origin)));
  const first: number[] = [];
  const repeated: number[] = [];
  const longest: number[] = [];
  const yardstick: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const context = await person(browser);
    const page = await slowed(await context.newPage(), SLOW_DOWN);
    first.push(total(await swapTasks(page, `${website.origin}/median`)));
    repeated.push(total(await swapTasks(page, `${website.origin}/median?again`)));
    await context.close();
    const other = await person(browser);
    longest.push(
      Math.max(...(await swapTasks(await slowed(await other.newPage(), SLOW_DOWN), `${website.origin}/many`))),
    );
    yardstick.push(total(await scriptTasks(await slowed(await other.newPage(), SLOW_DOWN), `${website.origin}/bare`)));
    await other.close();
  }
  printRounds(`main thread, first page, ${ELEMENTS} elements, ${HOW}`, first, MAIN_THREAD_LIMIT_MS);
  printRounds(`main thread, repeat page, ${ELEMENTS} elements, ${HOW}`, repeated, MAIN_THREAD_LIMIT_MS);
  printRounds(`main thread, a script that only asks, ${HOW}`, yardstick, MAIN_THREAD_LIMIT_MS);
  printRounds(`longest script task, ${MANY_ELEMENTS} elements, ${HOW}`, longest, TASK_LIMIT_MS);
}

async function benchFrames(browser: Browser, dialtrace: Answerer, website: Website): Promise<void> {
  // Before a frame is painted its animation callbacks have run: what the page holds then is what is painted.
  const watch = `frames = old = shift = 0; (function look() {
    for (const one of document.querySelectorAll('.number')) if (one.textContent.includes('${OLD}')) { old++; break; }
    frames++; requestAnimationFrame(look);
  })();
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) shift += value })
    .observe({ type: 'layout-shift', buffered: true });`;
  const tags = { async: asyncTag(dialtrace.origin), inline: inlineTag(dialtrace.origin) };
  for (const [how, tag] of Object.entries(tags)) {
    website.put(`/${how}`, pageOf(ELEMENTS, `<script>${watch}</script>${tag}`));
    for (const rate of [1, SLOW_DOWN]) {
      let oldFrames = 0;
      let shift = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const page = await repeatPage(browser, `${website.origin}/${how}`, rate);
        oldFrames += Number(await page.evaluate('old'));
        shift = Math.max(shift, Number(await page.evaluate('shift')));
        await page.context().close();
      }
      print(`frames with the old number, ${ROUNDS} repeat pages, ${how}, CPU 1/${rate}`, oldFrames, 'frames', 0);
      print(`layout shift, repeat page, ${how}, CPU 1/${rate}`, shift, 'CLS', 0);
    }
  }
}

/** A page that this person has seen before, 30 frames old. */
async function repeatPage(browser: Browser, url: string, rate: number): Promise<Page> {
  const context = await person(browser);
  const page = await slowed(await context.newPage(), rate);
  await page.goto(url);
  await page.waitForFunction(
    "sessionStorage.length > 0 && !document.querySelector('.number').textContent.includes('123')",
  );
  await page.goto(`${url}?again`);
  await page.waitForFunction('frames > 30');
  return page;
}

/** The script's stretches on a page where the number was swapped; Infinity where the answer came too late for it. */
async function swapTasks(page: Page, url: string): Promise<number[]> {
  const tasks = await scriptTasks(page, url);
  const isSwapped = await page.evaluate(`!document.querySelector('.number').textContent.includes('${OLD}')`);
  return isSwapped ? tasks : [Number.POSITIVE_INFINITY];
}

/** Processor time (ms) of each stretch of script on the main thread while the page loads and settles: the page has no other script. */
async function scriptTasks(page: Page, url: string): Promise<number[]> {
  const { script } = await traced(page, () => page.goto(url).then(() => sleep(SETTLE_MS)));
  return script;
}

function asyncTag(origin: string): string {
  return `<script async src="${origin}/dt.js" data-site="${SITE}"></script>`;
}

/** The script itself in the page: a remembered number is known before anything is painted. */
function inlineTag(origin: string): string {
  return `<script data-host="${origin}/" data-site="${SITE}">${script}</script>`;
}

/** A shop's page: header and footer with the number, cards between, the number in every fortieth. */
function pageOf(elements: number, head: string): string {
  const number = `<a class="number" href="tel:+74951234567">+7 (495) ${OLD}</a>`;
  const card = (i: number) => `<div class="card"><a href="/item/${i}"><img alt="Item ${i}" width="40" height="40"></a>
    <div><h3>Item ${i}</h3><p>Roses, <b>${i} stems</b>, delivered from 9:00 to 21:00 in <span>2 hours</span>${i % 40 ? '' : `, call ${number}`}</p></div></div>`;
  const perCard = 9;
  const cards = Array.from({ length: Math.round((elements - 20) / perCard) }, (_, i) => card(i));
  return `<!doctype html><meta charset="utf-8"><title>Shop</title>${head}
    <body><header><b>Shop</b> ${number}</header><main>${cards.join('\n')}</main><footer><p>Call <b>8 (495)</b> ${OLD}</p></footer>`;
}

function print(name: string, value: number, unit: string, peer: number): void {
  const ratio = peer === 0 ? Number(value === 0) : peer / value;
  console.log(JSON.stringify({ name, value: round(value), unit, peer, ratio: round(ratio) }));
}

/** The least of the rounds (whatever else the machine does only adds) and the middle one. */
function printRounds(name: string, values: number[], peer: number): void {
  const sorted = values.toSorted((one, other) => one - other);
  print(`${name}, best of ${ROUNDS}`, sorted[0]!, 'ms', peer);
  print(`${name}, median of ${ROUNDS}`, sorted[ROUNDS >> 1]!, 'ms', peer);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
