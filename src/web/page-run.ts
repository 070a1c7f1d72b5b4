// One visit to a page in a real browser: opens it, lets it settle, and brings back what is on it. Views of the page
// script are answered here with sample numbers; none of them reaches the server.
import type { Browser, BrowserContext, CDPSession, Frame, Page, Request, Response } from 'playwright-core';
import { isOriginOf } from '../core/origin.ts';
import { formatForPeople, nationalDigits } from '../core/phone.ts';
import type { Policy } from './csp.ts';
import { collectPieces } from './page-pieces.ts';
import { askPage, type PageFacts, WATCH, watchPage } from './page-watch.ts';
import type { Piece } from './piece.ts';
import type { Target } from './places.ts';

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
  asked: string[];
  /** what became of files that look like the page script, by address */
  loads: ReadonlyMap<string, Load>;
  /** errors thrown in them */
  errors: string[];
};
export type NotVisited = { kind: 'unreachable' | 'not-an-origin-of-this-site' | 'not-a-page'; detail: string };

const OPEN_MS = 12_000;
const READ_MS = 8000;
const QUIET_MS = 3000;
const FRAMES_LIMIT = 20;
const CLOSED_ROOTS_LIMIT = 50;
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
  const opened = await open(page, asked);
  if (seen.ledTo.length > 0) return ledAway(seen.ledTo[0]!);
  if ('kind' in opened) return opened;
  await settle(page, asked.deadline);
  const waits = await inTime(page.evaluate(giveConsent), asked.deadline);
  if (waits) await quiet(page, asked.deadline);
  if (seen.ledTo.length > 0) return ledAway(seen.ledTo[0]!);
  const facts = await inTime(page.evaluate(askPage, WATCH), asked.deadline);
  const headers = await opened.allHeaders();
  return {
    ...{ kind: 'visited', url: new URL(page.url()), headers, facts, asked: views },
    policies: [
      ...(headers['content-security-policy'] ?? '')
        .split('\n')
        .filter(Boolean)
        .map((text) => ({ text, from: 'header' as const })),
      ...facts.policies.map((text) => ({ text, from: 'meta' as const })),
    ],
    pieces: await piecesOf(page, asked.deadline),
    loads: seen.loads,
    errors: seen.errors,
  };
}

const ledAway = (url: string): NotVisited => ({
  kind: 'not-an-origin-of-this-site',
  detail: `The page leads to ${originOf(url)}, which is not among this site's origins. Add it first.`,
});

/** Waits, but not longer than until the deadline: a page that is busy for ever answers nothing. */
export async function inTime<T>(work: Promise<T>, deadline: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The page kept the browser busy for too long')), deadline - Date.now());
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

// By the path alone: where the script's own server is, only the page knows.
async function answerViews(context: BrowserContext, { publicKey, targets }: RunAsked): Promise<string[]> {
  const keys: string[] = [];
  const numbers = targets.map(({ number, sample }) => ({ find: number, show: sample, text: formatForPeople(sample) }));
  await context.route(
    (url) => url.pathname.endsWith('/collect'),
    async (route) => {
      const message = messageOf(route.request());
      if (!message) return route.continue();
      const origin = originOf(route.request().frame().url());
      const headers = { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
      if (message.t !== 'view') return route.fulfill({ status: 204, headers });
      keys.push(message.site);
      if (message.site !== publicKey) return route.fulfill({ status: 404, headers, json: { reason: 'unknown-site' } });
      // No visit: the script tells of nothing that happens.
      return route.fulfill({ headers, json: { visitor: null, visit: null, ttl: 60, numbers } });
    },
  );
  return keys;
}

function messageOf(request: Request): { t: string; site: string } | undefined {
  try {
    const { t, site } = JSON.parse(request.postData() ?? '') as Record<string, unknown>;
    return typeof t === 'string' && typeof site === 'string' ? { t, site } : undefined;
  } catch {
    return undefined; // somebody else's
  }
}

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

// The script asks the page's own host, so that nothing but the page's own policy could stop it, which is passed by.
function trialScript(code: string, publicKey: string): string {
  return `if (self === top && /^http/.test(location.protocol)) {
  const script = document.createElement('script');
  script.src = location.origin + '/dialtrace-check/dt.js';
  script.dataset.site = ${JSON.stringify(publicKey)};
  Object.defineProperty(document, 'currentScript', { configurable: true, value: script });
  try {
    ${code}
  } finally {
    delete document.currentScript;
  }
}`;
}

async function piecesOf(page: Page, deadline: number): Promise<Piece[]> {
  const pieces = await inTime(page.mainFrame().evaluate(collectPieces, null), deadline);
  for (const frame of page.frames().slice(1, FRAMES_LIMIT + 1))
    pieces.push(...(await inTime(framePieces(frame), Math.min(deadline, Date.now() + 2000)).catch(() => [])));
  const session = await page.context().newCDPSession(page);
  pieces.push(...(await inTime(closedPieces(session), Math.min(deadline, Date.now() + 4000)).catch(() => [])));
  return pieces;
}

async function framePieces(frame: Frame): Promise<Piece[]> {
  const isOwn = await frame.evaluate(() => {
    try {
      return Boolean((globalThis as unknown as { top: { document: unknown } }).top.document);
    } catch {
      return false;
    }
  });
  const name = isOwn ? 'iframe' : `iframe ${originOf(frame.url())}`;
  return (await frame.evaluate(collectPieces, null)).map((piece) => ({
    ...piece,
    path: `${name} » ${piece.path}`,
    within: isOwn ? (piece.within === 'closed-shadow' ? piece.within : 'frame') : 'foreign-frame',
    line: -1, // lines of other documents are no neighbours
  }));
}

type CdpNode = {
  backendNodeId: number;
  shadowRootType?: string;
  children?: CdpNode[];
  shadowRoots?: CdpNode[];
};

/** Closed shadow roots: no script of the page gets at them, the browser's debugger does. */
async function closedPieces(session: CDPSession): Promise<Piece[]> {
  const { root } = (await session.send('DOM.getDocument', { depth: -1, pierce: true })) as { root: CdpNode };
  const closed: CdpNode[] = [];
  const left = [root];
  for (let node = left.pop(); node; node = left.pop()) {
    if (node.shadowRootType === 'closed') closed.push(node);
    left.push(...(node.children ?? []), ...(node.shadowRoots ?? []));
  }
  const pieces: Piece[] = [];
  for (const { backendNodeId } of closed.slice(0, CLOSED_ROOTS_LIMIT)) {
    const { object } = await session.send('DOM.resolveNode', { backendNodeId });
    if (!object.objectId) continue;
    const { result } = await session.send('Runtime.callFunctionOn', {
      functionDeclaration: collectPieces.toString(),
      objectId: object.objectId,
      arguments: [{ objectId: object.objectId }],
      returnByValue: true,
    });
    pieces.push(...((result.value as Piece[] | undefined) ?? []).map((piece) => ({ ...piece, line: -1 })));
  }
  return pieces;
}
