// One visit to a page in a real browser: opens it, lets it settle, and brings back what is on it. Views of the page
// script are answered here with sample numbers; none of them reaches the server.
import type { Browser, BrowserContext, Page, Request, Response } from 'playwright-core';
import { nationalDigits } from '../core/phone.ts';
import { isOriginOf } from '../core/source/origin.ts';
import type { Policy } from './csp.ts';
import { inTime } from './in-time.ts';
import { findNumber, searchFor } from './number-search.ts';
import { piecesOf } from './open-page-pieces.ts';
import { askPage, type PageFacts, WATCH, watchPage } from './page-watch.ts';
import type { Piece } from './piece.ts';
import type { Target } from './places.ts';
import { answerViews, trialScript } from './sample-answers.ts';
import { ownScripts } from './script-tag.ts';

export type RunAsked = {
  url: string;
  origins: readonly string[];
  publicKey: string;
  targets: readonly Target[];
  /** the text of a page script that is put in although the page has none, past the page's policy */
  trial: string | null;
  /** Date.now() when all must be over */
  deadline: number;
};

export type Load = { status: number | null; failure: string | null };
export type Visited = {
  kind: 'visited';
  url: URL;
  headers: Readonly<Record<string, string>>;
  policies: Policy[];
  pieces: Piece[];
  facts: PageFacts;
  /** keys of the sites whose numbers were asked for */
  asked: readonly string[];
  /** what became of files that look like the page script, by address */
  loads: ReadonlyMap<string, Load>;
  /** errors thrown in them */
  errors: string[];
};
export type NotVisited = { kind: 'unreachable' | 'not-an-origin-of-this-site' | 'not-a-page'; detail: string };

const OPEN_MS = 12_000;
const READ_MS = 8000;
const QUIET_MS = 3000;
const OURS = /\/dt(-full)?\.js$/;

/** Opens the page in a fresh context of this browser. Throws when the browser is gone, or the page does not let it work. */
export async function visitPage(browser: Browser, asked: RunAsked): Promise<Visited | NotVisited> {
  const context = await browser.newContext({
    userAgent: agentOf(browser),
    acceptDownloads: false,
    bypassCSP: asked.trial !== null,
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
  });
  try {
    return await visit(context, asked);
  } finally {
    await inTime(context.close(), Date.now() + 1000).catch(() => {});
  }
}

// Pages that have another face for browsers that say HeadlessChrome would be judged by that one.
const agentOf = (browser: Browser): string =>
  `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version().split('.')[0]}.0.0.0 Safari/537.36 Dialtrace-install-check`;

async function visit(context: BrowserContext, asked: RunAsked): Promise<Visited | NotVisited> {
  const views = await answerViews(context, asked);
  const samples = asked.targets.map(({ sample }) => nationalDigits(sample));
  await context.addInitScript(watchPage, { samples, name: WATCH });
  if (asked.trial !== null) await context.addInitScript(trialScript(asked.trial, asked.publicKey));
  const page = await context.newPage();
  const seen = watch(context, page, asked);
  try {
    const opened = await open(page, asked);
    if (seen.ledTo[0]) return ledAway(seen.ledTo[0]);
    if ('kind' in opened) return opened;
    const found = await lookAround(page, asked, views);
    if (seen.ledTo[0]) return ledAway(seen.ledTo[0]);
    const headers = await opened.allHeaders();
    const inHeader = headers['content-security-policy'] ?? '';
    const policies: Policy[] = [
      ...inHeader.split('\n').map((text) => ({ text, from: 'header' as const })),
      ...found.facts.policies.map((text) => ({ text, from: 'meta' as const })),
    ];
    return { ...found, ...seen, kind: 'visited', headers, policies, asked: views };
  } catch (error) {
    if (seen.ledTo[0]) return ledAway(seen.ledTo[0]); // the page was closed for that
    throw error;
  }
}

async function lookAround(page: Page, { deadline, publicKey, targets }: RunAsked, views: readonly string[]) {
  await settle(page, deadline);
  let pieces = await piecesOf(page, deadline);
  // On a busy machine our answer may have come too late for the script's patience: then it is shown on the next page.
  const isLate = views.includes(publicKey) && isStillOwn(pieces, targets);
  if (isLate) {
    await page.reload({ waitUntil: 'commit', timeout: Math.max(1, deadline - Date.now()) });
    await settle(page, deadline);
    pieces = await piecesOf(page, deadline);
  }
  const asked = await inTime(page.evaluate(askPage, WATCH), deadline);
  const url = new URL(page.url());
  const facts = { ...asked, scripts: ownScripts(asked.scripts, url), ...(isLate ? { swappedMs: null } : {}) };
  return { url, pieces, facts };
}

function isStillOwn(pieces: readonly Piece[], targets: readonly Target[]): boolean {
  const plain = pieces.filter((piece) => piece.kind === 'text' && piece.within === 'page' && !piece.isSkipped);
  const has = (number: string) => plain.some(({ text }) => findNumber(text, searchFor(number)).length > 0);
  return targets.some(({ number }) => has(number)) && !targets.some(({ sample }) => has(sample));
}

const ledAway = (url: string): NotVisited => ({
  kind: 'not-an-origin-of-this-site',
  detail: `The page leads to ${originOf(url)}, which is not among this site's origins. Add it first.`,
});

type Seen = { loads: Map<string, Load>; errors: string[]; ledTo: string[] };

function watch(context: BrowserContext, page: Page, { origins }: RunAsked): Seen {
  const seen: Seen = { loads: new Map(), errors: [], ledTo: [] };
  const note = (request: Request, load: Load) => {
    if (OURS.test(URL.parse(request.url())?.pathname ?? '')) seen.loads.set(request.url(), load);
  };
  context.on('page', (popup) => popup !== page && void popup.close().catch(() => {}));
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}));
  page.on('response', (response) => note(response.request(), { status: response.status(), failure: null }));
  page.on('requestfailed', (request) =>
    note(request, { status: null, failure: request.failure()?.errorText ?? 'failed' }),
  );
  page.on('console', (message) => {
    if (/integrity/.test(message.text()) && /dt(-full)?\.js/.test(message.text())) seen.errors.push(message.text());
  });
  page.on('pageerror', (error) => {
    if (/\/dt(-full)?\.js\b/.test(error.stack ?? '') && seen.errors.length < 10) seen.errors.push(error.message);
  });
  page.on('request', (request) => {
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return;
    if (isOriginOf(originOf(request.url()), origins)) return;
    seen.ledTo.push(request.url());
    void page.close().catch(() => {});
  });
  return seen;
}

const originOf = (url: string): string => URL.parse(url)?.origin ?? url;

async function open(page: Page, { url, deadline }: RunAsked): Promise<Response | NotVisited> {
  const timeout = Math.min(OPEN_MS, deadline - Date.now());
  try {
    const response = await page.goto(url, { waitUntil: 'commit', timeout });
    if (!response) return { kind: 'not-a-page', detail: 'There is nothing to be opened at this address.' };
    if (!response.ok()) return { kind: 'unreachable', detail: `The page answered with status ${response.status()}.` };
    const type = response.headers()['content-type'] ?? 'text/html';
    if (!/html|xml/i.test(type)) return { kind: 'not-a-page', detail: `The address has ${type}, not a page.` };
    return response;
  } catch (error) {
    const { message } = error as Error;
    if (/download/i.test(message)) return { kind: 'not-a-page', detail: 'The address is a file to be downloaded.' };
    if (/timeout/i.test(message))
      return { kind: 'unreachable', detail: `The page did not answer in ${timeout / 1000} s.` };
    const reason = /net::(ERR_\w+)/.exec(message)?.[1] ?? message.split('\n')[0];
    return { kind: 'unreachable', detail: `The page could not be opened: ${reason}.` };
  }
}

/** Until the page is there and has said no more for a while; a page that never ends is taken as far as it came. */
async function settle(page: Page, deadline: number): Promise<void> {
  const left = () => Math.max(1, Math.min(READ_MS, deadline - Date.now()));
  await page.waitForLoadState('load', { timeout: left() }).catch(() => {});
  await quiet(page, deadline);
  if (await inTime(page.evaluate(giveConsent), deadline)) await quiet(page, deadline);
}

const quiet = (page: Page, deadline: number): Promise<void> =>
  page
    .waitForLoadState('networkidle', { timeout: Math.max(1, Math.min(QUIET_MS, deadline - Date.now())) })
    .catch(() => {});

// In the page. A script that waits for consent is to show what it does after it.
function giveConsent(): boolean {
  const { document, dialtrace } = globalThis as unknown as {
    document: { querySelector(selector: string): unknown };
    dialtrace?: { consent?(isGiven: boolean): void };
  };
  const isWaiting = document.querySelector('script[data-site][data-consent]') !== null;
  if (isWaiting) dialtrace?.consent?.(true);
  return isWaiting;
}
