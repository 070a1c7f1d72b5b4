// Looks at a page of a site as a visitor's browser would, and says what the page script does there: which numbers are
// swapped, which are missed and why, what stands in its way. Without a browser on this machine it reads the HTML.
import { chromium as playwright } from 'playwright-core';
import { isOriginOf } from '../core/origin.ts';
import { countryOf } from '../core/phone.ts';
import { type BrowserUser, findChromium, hasRoomForChromium, startChromium } from './chromium.ts';
import { startGuardingProxy } from './guarding-proxy.ts';
import { readHtml } from './html-page.ts';
import { inTime } from './in-time.ts';
import { findOtherNumbers } from './other-numbers.ts';
import { type OwnPage, readOwnPage } from './own-page.ts';
import { type Evidence, judgePage, verdictOf } from './page-judgement.ts';
import { type NotVisited, type RunAsked, type Visited, visitPage } from './page-run.ts';
import type { Piece } from './piece.ts';
import { judgePlaces, type Target, withSamples } from './places.ts';
import type { Finding, PageCheck, WhyParsed } from './report.ts';
import { copyOf } from './script-tag.ts';

export type PageAsked = {
  url: URL;
  site: { publicKey: string; origins: readonly string[] };
  /** the business's own numbers, and one that is shown in place of each (`like`) */
  numbers: readonly { number: string; like: string }[];
};
export type PageChecker = {
  /** One page at a time; 'busy': too many are waiting already. */
  check(asked: PageAsked): Promise<PageCheck | 'busy'>;
};
export type PageCheckerOptions = {
  /** the browser's file; undefined: wherever one is found */
  chromium: string | undefined;
  /** whom the browser runs as when we are root */
  user: () => BrowserUser | undefined;
  publicUrl: string;
  /** other names that lead to us */
  hosts: readonly string[];
  /** the page script as it is served; undefined: it has not been built */
  script: (name: 'dt.js' | 'dt-full.js') => string | undefined;
  log: (message: string, error?: unknown) => void;
};

/** For all that the browser does for one check. */
const BROWSER_MS = 30_000;
const WAITING_LIMIT = 4;
const PLACES_LIMIT = 200;

/** Keeps the turns of those who ask. */
export function createPageChecker(options: PageCheckerOptions): PageChecker {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    async check(asked) {
      if (waiting >= WAITING_LIMIT) return 'busy';
      waiting++;
      const mine = last.then(() => checkPage(asked, options));
      last = mine.catch(() => {});
      return mine.finally(() => waiting--);
    },
  };
}

async function checkPage(asked: PageAsked, options: PageCheckerOptions): Promise<PageCheck> {
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

function notLookedAt({ url }: PageAsked, { kind, detail }: NotVisited, how: PageCheck['how'] = 'parsed'): PageCheck {
  return {
    ...{ url: url.href, finalUrl: null, how, whyParsed: null, page: kind, detail, verdict: 'unchecked' },
    ...{ script: null, isTrial: false, places: [], placesLeftOut: 0, otherNumbers: [], csp: [], findings: [] },
    swappedMs: null,
  };
}

type Looked = {
  visited: Visited;
  /** with the script put in, where the page's own did not work */
  trial: Visited | null;
  targets: readonly Target[];
};

async function lookWithBrowser(
  asked: PageAsked,
  targets: readonly Target[],
  options: PageCheckerOptions,
): Promise<Looked | NotVisited | WhyParsed> {
  const executable = findChromium(options.chromium);
  if (!executable) return 'no-browser';
  if (!hasRoomForChromium()) return 'little-memory';
  const { url, site } = asked;
  const deadline = Date.now() + BROWSER_MS;
  const proxy = await startGuardingProxy((host, port) => isOwnServer(host, port, site.origins, options));
  try {
    const chromium = await startChromium({ executable, proxy: proxy.address, user: options.user() });
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
  const file = visited.facts.scripts[0] ? copyOf(visited.facts.scripts[0]).file : 'dt.js';
  const code = options.script(file === 'dt-full.js' ? file : 'dt.js');
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

const evidenceOf = ({ url, headers, policies, facts, asked, loads, errors }: Visited, html: string): Evidence => ({
  ...{ url, policies, facts, html, run: { asked, loads, errors } },
  headers: { get: (name) => headers[name] ?? null },
});

function reportOf(
  asked: PageAsked,
  { visited, trial, targets, read }: Looked & { read: OwnPage },
  options: PageCheckerOptions,
): PageCheck {
  const evidence = evidenceOf(visited, read.kind === 'page' ? read.html : '');
  const { state, csp, findings } = judgePage(evidence, { ...options, publicKey: asked.site.publicKey });
  const shown = trial ?? visited;
  const hasRun = trial !== null || state === 'works';
  const seen = judgePlaces(shown.pieces, {
    targets: withAnswer(targets, visited),
    seenAs: hasRun ? 'swapped-page' : 'html',
    unreached: null,
  });
  return finish(
    asked,
    { pieces: shown.pieces, places: seen, findings },
    {
      ...{ how: 'browser', whyParsed: null, finalUrl: visited.url.href, isTrial: trial !== null, csp },
      script: { state, copies: visited.facts.scripts.map(copyOf) },
      swappedMs: shown.facts.swappedMs,
    },
  );
}

/** A page whose own server has asked for it shows real numbers, said in the tag. */
function withAnswer(targets: readonly Target[], { facts }: Visited): Target[] {
  const said = facts.scripts.map(({ attributes }) => attributes['data-answer']).find((one) => one !== undefined);
  const shown = new Map<string, string>();
  try {
    const { numbers } = JSON.parse(said ?? '{}') as { numbers?: { find: unknown; show: unknown }[] };
    for (const { find, show } of numbers ?? [])
      if (/^\+\d{6,15}$/.test(String(show))) shown.set(String(find), String(show));
  } catch {
    // Not an answer: then the script has shown nothing of it either.
  }
  return targets.map(({ number, sample }) => ({ number, sample: shown.get(number) ?? sample }));
}

function parsedReport(
  asked: PageAsked,
  { targets, read, whyParsed }: { targets: readonly Target[]; read: OwnPage & { kind: 'page' }; whyParsed: WhyParsed },
  options: PageCheckerOptions,
): PageCheck {
  const { pieces, facts } = readHtml(read.html, read.url);
  const header = read.headers.get('content-security-policy');
  const policies = [
    ...(header ? [{ text: header, from: 'header' as const }] : []),
    ...facts.policies.map((text) => ({ text, from: 'meta' as const })),
  ];
  const evidence: Evidence = { url: read.url, headers: read.headers, policies, facts, run: null, html: read.html };
  const { state, csp, findings } = judgePage(evidence, { ...options, publicKey: asked.site.publicKey });
  const places = judgePlaces(pieces, { targets, seenAs: 'html', unreached: null });
  return finish(
    asked,
    { pieces, places, findings },
    {
      ...{ how: 'parsed', whyParsed, finalUrl: read.url.href, isTrial: state !== 'found', csp, swappedMs: null },
      script: { state, copies: facts.scripts.map(copyOf) },
    },
  );
}

type Rest = Pick<PageCheck, 'how' | 'whyParsed' | 'finalUrl' | 'isTrial' | 'csp' | 'script' | 'swappedMs'>;

function finish(
  { url, numbers }: PageAsked,
  { pieces, places, findings }: { pieces: readonly Piece[]; places: PageCheck['places']; findings: Finding[] },
  rest: Rest,
): PageCheck {
  const own = numbers.map(({ number }) => number);
  const known = [...own, ...withSamples(numbers).map(({ sample }) => sample), ...numbers.map(({ like }) => like)];
  const all: Finding[] = [...findings, ...numberFindings(own, places), ...ledFindings(url, rest.finalUrl)];
  const report: Omit<PageCheck, 'verdict'> = {
    ...{ url: url.href, page: 'opened', detail: 'The page was looked at.', ...rest, findings: all },
    places: places.slice(0, PLACES_LIMIT),
    placesLeftOut: Math.max(0, places.length - PLACES_LIMIT),
    otherNumbers: findOtherNumbers(pieces, { known, country: own[0] ? countryOf(own[0]) : null }),
  };
  return { ...report, verdict: verdictOf({ ...report, places }) };
}

function numberFindings(own: readonly string[], places: PageCheck['places']): Finding[] {
  if (own.length === 0)
    return [
      {
        ...{ kind: 'no-pools', severity: 'bad', subject: null },
        detail: 'The site has no pool yet, so there is nothing to be swapped. Add one under Numbers.',
      },
    ];
  if (places.length > 0) return [];
  return [
    {
      ...{ kind: 'no-target-number', severity: 'warn', subject: own.join(', ') },
      detail: `None of the site's numbers is on this page: ${own.join(', ')}. If the page has another number, add a pool for it.`,
    },
  ];
}

function ledFindings(url: URL, finalUrl: string | null): Finding[] {
  if (finalUrl === null || finalUrl.split('#')[0] === url.href.split('#')[0]) return [];
  return [
    { ...{ kind: 'led-elsewhere', severity: 'info', subject: finalUrl }, detail: `The address leads to ${finalUrl}.` },
  ];
}
