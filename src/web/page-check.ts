// Looks at a page of a site as a visitor's browser would, and says what the page script does there: which numbers are
// swapped, which are missed and why, what stands in its way. Without a browser on this machine it reads the HTML.
import { chromium as playwright } from 'playwright-core';
import { isOriginOf } from '../core/source/origin.ts';
import {
  evidenceOf,
  type Home,
  type Looked,
  notLookedAt,
  type PageAsked,
  parsedReport,
  reportOf,
  scriptFile,
} from './check-report.ts';
import { type BrowserUser, type Chromium, findChromium, hasRoomForChromium, startChromium } from './chromium.ts';
import { startGuardingProxy } from './guarding-proxy.ts';
import { inTime } from './in-time.ts';
import { readOwnPage } from './own-page.ts';
import { judgePage } from './page-judgement.ts';
import { type NotVisited, type RunAsked, type Visited, visitPage } from './page-run.ts';
import { type Target, withSamples } from './places.ts';
import type { PageCheck, WhyParsed } from './report.ts';

export type PageChecker = {
  /** One page at a time; 'busy': too many are waiting already. */
  check(asked: PageAsked): Promise<PageCheck | 'busy'>;
  /** Kills the browser; who waits for it gets what the HTML says. */
  close(): Promise<void>;
};
export type PageCheckerOptions = Home & {
  /** the browser's file; undefined: wherever one is found */
  chromium: string | undefined;
  /** whom the browser runs as when we are root */
  user: () => BrowserUser | undefined;
  /** the page script as it is served; undefined: it has not been built */
  script: (name: 'dt.js' | 'dt-full.js') => string | undefined;
  log: (message: string, error?: unknown) => void;
};

/** For all that the browser does for one check. */
const BROWSER_MS = 30_000;
const WAITING_LIMIT = 4;

/** Keeps the turns of those who ask. */
export function createPageChecker(options: PageCheckerOptions): PageChecker {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const browsers: Browsers = { running: undefined, isClosed: false };
  return {
    async close() {
      browsers.isClosed = true;
      await browsers.running?.kill();
    },
    async check(asked) {
      if (waiting >= WAITING_LIMIT) return 'busy';
      waiting++;
      const mine = last.then(() => checkPage(asked, { ...options, browsers }));
      last = mine.catch(() => {});
      return mine.finally(() => waiting--);
    },
  };
}

type Browsers = { running: Chromium | undefined; isClosed: boolean };
type Options = PageCheckerOptions & { browsers: Browsers };

async function checkPage(asked: PageAsked, options: Options): Promise<PageCheck> {
  const { url, site } = asked;
  const targets = withSamples(asked.numbers);
  const read = await readOwnPage(url, { origins: site.origins, reader: 'Dialtrace install check' });
  if (read.kind === 'not-an-origin-of-this-site') return notLookedAt(asked, read);
  const looked = await lookWithBrowser(asked, targets, options);
  if (typeof looked === 'object') {
    if ('kind' in looked) return notLookedAt(asked, looked, 'browser');
    return reportOf(asked, { ...looked, read }, options);
  }
  if (read.kind !== 'page') return { ...notLookedAt(asked, read), whyParsed: looked };
  return parsedReport(asked, { targets, read, whyParsed: looked }, options);
}

async function lookWithBrowser(
  asked: PageAsked,
  targets: readonly Target[],
  options: Options,
): Promise<Looked | NotVisited | WhyParsed> {
  const executable = findChromium(options.chromium);
  if (!executable) return 'no-browser';
  if (!hasRoomForChromium()) return 'little-memory';
  const { browsers } = options;
  if (browsers.isClosed) return 'browser-failed';
  const { url, site } = asked;
  const deadline = Date.now() + BROWSER_MS;
  const proxy = await startGuardingProxy((host, port) => isOwnServer(host, port, site.origins, options));
  try {
    const chromium = await startChromium({ executable, proxy: proxy.address, user: options.user() });
    browsers.running = chromium;
    const killer = setTimeout(() => void chromium.kill(), BROWSER_MS + 1000);
    try {
      const browser = await inTime(playwright.connectOverCDP(chromium.endpoint), deadline);
      const run: RunAsked = { ...site, url: url.href, targets, trial: null, deadline };
      const visited = await visitPage(browser, run);
      if (visited.kind !== 'visited') return visited;
      const trial = await tryScript(visited, { ...run, targets }, options, (next) => visitPage(browser, next));
      return { visited, trial, targets };
    } finally {
      clearTimeout(killer);
      browsers.running = undefined;
      await chromium.kill();
    }
  } catch (error) {
    options.log('a page could not be looked at with Chromium', error);
    return 'browser-failed';
  } finally {
    await proxy.close();
  }
}

/** Where the page's own script does nothing: what would it do? */
async function tryScript(
  visited: Visited,
  run: RunAsked,
  options: PageCheckerOptions,
  visit: (asked: RunAsked) => Promise<Visited | NotVisited>,
): Promise<Visited | null> {
  const { state } = judgePage(evidenceOf(visited, ''), { ...options, publicKey: run.publicKey });
  const code = options.script(scriptFile(visited) === 'dt-full.js' ? 'dt-full.js' : 'dt.js');
  if (state === 'works' || run.targets.length === 0 || !code) return null;
  try {
    const tried = await visit({ ...run, trial: code });
    return tried.kind === 'visited' ? tried : null;
  } catch (error) {
    options.log('the script could not be tried on a page', error);
    return null;
  }
}

/** The site's own servers may be in a private network, and so may we. */
function isOwnServer(
  host: string,
  port: number,
  origins: readonly string[],
  { publicUrl }: PageCheckerOptions,
): boolean {
  const name = host.includes(':') ? `[${host}]` : host;
  const possible = ['http', 'https'].map((scheme) => URL.parse(`${scheme}://${name}:${port}`)?.origin ?? '');
  return possible.some((origin) => isOriginOf(origin, origins) || origin === new URL(publicUrl).origin);
}
