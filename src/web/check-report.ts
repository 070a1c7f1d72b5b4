// The report on a page: from what was found, in a browser or in the HTML alone.
import { countryOf } from '../core/phone.ts';
import { readHtml } from './html-page.ts';
import { findOtherNumbers } from './other-numbers.ts';
import type { OwnPage } from './own-page.ts';
import { type Evidence, judgePage, verdictOf } from './page-judgement.ts';
import type { NotVisited, Visited } from './page-run.ts';
import type { Piece } from './piece.ts';
import { judgePlaces, type Target } from './places.ts';
import type { Finding, PageCheck, WhyParsed } from './report.ts';
import { copyOf } from './script-tag.ts';

export type PageAsked = {
  url: URL;
  site: { publicKey: string; origins: readonly string[] };
  /** the business's own numbers, and one that is shown in place of each (`like`) */
  numbers: readonly { number: string; like: string }[];
};
/** Where Dialtrace is. */
export type Home = {
  publicUrl: string;
  /** other names that lead there */
  hosts: readonly string[];
};

export type Looked = {
  visited: Visited;
  /** with the script put in, where the page's own did not work */
  trial: Visited | null;
  targets: readonly Target[];
};

const PLACES_LIMIT = 200;

/** Of a page that could not be looked at. */
export function notLookedAt(
  { url }: PageAsked,
  { kind, detail }: NotVisited,
  how: PageCheck['how'] = 'parsed',
): PageCheck {
  return {
    ...{ url: url.href, finalUrl: null, how, whyParsed: null, page: kind, detail, verdict: 'unchecked' },
    ...{ script: null, isTrial: false, places: [], placesLeftOut: 0, otherNumbers: [], csp: [], findings: [] },
    swappedMs: null,
  };
}

/** Which file the page has, or would have. */
export const scriptFile = ({ facts: { scripts } }: Visited): string => (scripts[0] ? copyOf(scripts[0]).file : 'dt.js');

export const evidenceOf = (
  { url, headers, policies, facts, asked, loads, errors }: Visited,
  html: string,
): Evidence => ({
  ...{ url, policies, facts, html, run: { asked, loads, errors } },
  headers: { get: (name) => headers[name] ?? null },
});

/** Of a page that was opened in a browser. */
export function reportOf(
  asked: PageAsked,
  { visited, trial, targets, read }: Looked & { read: OwnPage },
  home: Home,
): PageCheck {
  const evidence = evidenceOf(visited, read.kind === 'page' ? read.html : '');
  const { state, csp, findings } = judgePage(evidence, { ...home, publicKey: asked.site.publicKey });
  const shown = trial ?? visited;
  const hasRun = trial ? trial.asked.includes(asked.site.publicKey) : state === 'works';
  const shownNumbers = withAnswer(targets, visited);
  const seen = judgePlaces(shown.pieces, {
    targets: shownNumbers,
    seenAs: hasRun ? 'swapped-page' : 'html',
    isFull: scriptFile(visited) !== 'dt.js',
  });
  return finish(
    asked,
    { pieces: shown.pieces, places: seen, findings, targets: shownNumbers },
    {
      ...{ how: 'browser', whyParsed: null, finalUrl: visited.url.href, isTrial: state !== 'works', csp },
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

/** Of a page whose HTML was read. */
export function parsedReport(
  asked: PageAsked,
  { targets, read, whyParsed }: { targets: readonly Target[]; read: OwnPage & { kind: 'page' }; whyParsed: WhyParsed },
  home: Home,
): PageCheck {
  const { pieces, facts } = readHtml(read.html, read.url);
  const header = read.headers.get('content-security-policy');
  const policies = [
    ...(header ? [{ text: header, from: 'header' as const }] : []),
    ...facts.policies.map((text) => ({ text, from: 'meta' as const })),
  ];
  const evidence: Evidence = { url: read.url, headers: read.headers, policies, facts, run: null, html: read.html };
  const { state, csp, findings } = judgePage(evidence, { ...home, publicKey: asked.site.publicKey });
  const places = judgePlaces(pieces, { targets, seenAs: 'html', isFull: true });
  return finish(
    asked,
    { pieces, places, findings, targets },
    {
      ...{ how: 'parsed', whyParsed, finalUrl: read.url.href, isTrial: state !== 'found', csp, swappedMs: null },
      script: { state, copies: facts.scripts.map(copyOf) },
    },
  );
}

type Rest = Pick<PageCheck, 'how' | 'whyParsed' | 'finalUrl' | 'isTrial' | 'csp' | 'script' | 'swappedMs'>;

function finish(
  { url, numbers }: PageAsked,
  {
    pieces,
    places,
    findings,
    targets,
  }: {
    pieces: readonly Piece[];
    places: PageCheck['places'];
    findings: Finding[];
    targets: readonly Target[];
  },
  rest: Rest,
): PageCheck {
  const own = numbers.map(({ number }) => number);
  const known = [...own, ...numbers.map(({ like }) => like), ...targets.map(({ sample }) => sample)];
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
