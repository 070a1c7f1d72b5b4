// From what was found on a page to what is said of it: the script's state, the findings, the verdict.
import { createHash } from 'node:crypto';
import { adviseCsp, type Policy } from './csp.ts';
import type { Load } from './page-run.ts';
import type { PageFacts, RawScript } from './page-watch.ts';
import type { CspAdvice, Finding, PageCheck, ScriptState } from './report.ts';
import { collectOf, copyOf, judgeTags } from './script-tag.ts';

export type Evidence = {
  url: URL;
  headers: { get(name: string): string | null };
  policies: readonly Policy[];
  facts: PageFacts;
  /** null: nothing was run */
  run: { asked: readonly string[]; loads: ReadonlyMap<string, Load>; errors: readonly string[] } | null;
  /** as the server sent it; '' where that is not known */
  html: string;
};
export type Ours = { publicKey: string; publicUrl: string; hosts: readonly string[] };

export type Judgement = { state: ScriptState; csp: CspAdvice[]; findings: Finding[] };

/** What is said of the script and of what stands in its way. */
export function judgePage(evidence: Evidence, ours: Ours): Judgement {
  const { facts } = evidence;
  const script = facts.scripts[0];
  const csp = isWorking(evidence, ours) ? [] : cspAdvice(evidence, ours);
  const state = stateOf(evidence, ours, csp);
  const ourHosts = [new URL(ours.publicUrl).hostname, ...ours.hosts];
  return {
    state,
    csp,
    findings: [
      ...(state === 'missing' ? [MISSING] : []),
      ...judgeTags(facts.scripts, { publicKey: ours.publicKey, ourHosts, page: evidence.url }),
      ...csp.map(cspFinding),
      ...loadFindings(evidence, script, state),
      ...pageFindings(evidence, script, state),
    ],
  };
}

const MISSING: Finding = {
  ...{ kind: 'script-missing', severity: 'bad', subject: null },
  detail: 'The script is not on the page. Put the tag of the Install page into its template, best in <head>.',
};

function isWorking({ run, facts }: Evidence, { publicKey }: Ours): boolean {
  if (!run) return false;
  const isAnswered =
    facts.isRunning && facts.scripts.some((script) => isOurs(script, publicKey) && 'data-answer' in script.attributes);
  return run.asked.includes(publicKey) || isAnswered;
}

const isOurs = ({ attributes }: RawScript, publicKey: string): boolean => attributes['data-site'] === publicKey;

function stateOf(evidence: Evidence, ours: Ours, csp: readonly CspAdvice[]): ScriptState {
  const { run, facts, url } = evidence;
  if (isWorking(evidence, ours)) return 'works';
  if (facts.scripts.length === 0) return 'missing';
  const script = facts.scripts.find((one) => isOurs(one, ours.publicKey));
  if (!script) return 'wrong-key';
  const isMixed = url.protocol === 'https:' && script.src?.startsWith('http:');
  if (csp.length > 0 || isMixed) return 'blocked';
  if (!run) return 'found';
  const load = script.src === null ? undefined : run.loads.get(script.src);
  if (script.src !== null && (!load || load.failure !== null || (load.status ?? 0) >= 400)) return 'not-loaded';
  return 'silent';
}

function cspAdvice({ policies, facts, url, html }: Evidence, { publicUrl }: Ours): CspAdvice[] {
  const script = facts.scripts[0];
  const file = script ? script.src : `${publicUrl}/dt.js`;
  const src = script?.attributes.src;
  return adviseCsp(policies, {
    page: url,
    script: file === null ? null : URL.parse(file),
    collect: (script && collectOf(script)) || new URL(`${publicUrl}/collect`),
    hashes: script?.text ? hashesOf(script.text) : [],
    nonce: script?.nonce ?? null,
    isInserted: Boolean(html && src && !html.includes(src)),
  });
}

const hashesOf = (text: string): string[] =>
  ['sha256', 'sha384', 'sha512'].map((kind) => `${kind}-${createHash(kind).update(text).digest('base64')}`);

function cspFinding({ directive, line, add }: CspAdvice): Finding {
  const what = directive === 'script-src' ? 'load the script' : 'ask for numbers';
  const todo = line === null ? `Give the script tag ${add}, as the page's other scripts have it` : `Write: ${line}`;
  return {
    ...{ kind: directive === 'script-src' ? 'csp-script' : 'csp-collect', severity: 'bad', subject: line ?? add },
    detail: `The page's Content-Security-Policy does not let it ${what}. ${todo}.`,
  };
}

function loadFindings({ run }: Evidence, script: RawScript | undefined, state: ScriptState): Finding[] {
  if (!run || !script) return [];
  const findings: Finding[] = [];
  const mismatch = run.errors.find((error) => /integrity/.test(error));
  if (mismatch)
    findings.push({
      ...{ kind: 'integrity-mismatch', severity: 'bad', subject: script.attributes.integrity ?? null },
      detail:
        'The integrity attribute is of another file than the one that came, so browsers refuse it. Take the tag from the Install page: integrity needs a frozen version (/v/…).',
    });
  else if (state === 'not-loaded') {
    const load = script.src === null ? undefined : run.loads.get(script.src);
    const why = load?.status ? `the server answered ${load.status}` : (load?.failure ?? 'it was never asked for');
    findings.push({
      ...{ kind: 'script-not-loaded', severity: 'bad', subject: script.src },
      detail: `The script could not be loaded: ${why}. Open ${script.src} in a browser; it must show a script.`,
    });
  }
  if (state === 'silent' && !run.errors.length)
    findings.push({
      ...{ kind: 'script-silent', severity: 'bad', subject: copyOf(script).file },
      detail:
        'The script was loaded but asked for no number. Something on the page may keep it from running: a consent tool, an optimiser that delays scripts.',
    });
  for (const error of run.errors.filter((one) => one !== mismatch))
    findings.push({
      ...{ kind: 'script-error', severity: 'bad', subject: error.slice(0, 200) },
      detail: 'The script failed on this page. Please tell the makers of Dialtrace, with the address of the page.',
    });
  return findings;
}

const WAITED_FOR = ['wait', 'google', 'tcf', 'yandex'];

function pageFindings({ facts, headers, run }: Evidence, script: RawScript | undefined, state: ScriptState): Finding[] {
  const findings: Finding[] = [];
  const consent = script?.attributes['data-consent'];
  if (consent !== undefined && WAITED_FOR.includes(consent))
    findings.push({
      ...{ kind: 'waits-for-consent', severity: 'info', subject: consent },
      detail:
        'The script waits for consent; for this check it was given. Visitors see tracking numbers once they agree.',
    });
  if (consent === undefined)
    for (const platform of facts.consent)
      findings.push({
        ...{ kind: 'consent-platform', severity: 'info', subject: platform },
        detail: `The page asks for consent (${platform === 'tcf' ? 'IAB TCF' : 'Google Consent Mode'}). To have the script wait for it, use dt-full.js with data-consent="${platform}".`,
      });
  if (facts.hasServiceWorker)
    findings.push({
      ...{ kind: 'service-worker', severity: 'info', subject: null },
      detail:
        'The page installs a service worker, which may keep an older copy of the page or of the script. If visitors see something else than this check, look there.',
    });
  if (state === 'missing' && isFromCache(headers))
    findings.push({
      ...{ kind: 'from-cache', severity: 'warn', subject: headers.get('age') },
      detail:
        'The page came from a cache. If the script was put in a short while ago, empty that cache and check again.',
    });
  if (!run)
    findings.push({
      ...{ kind: 'scripts-not-run', severity: 'info', subject: null },
      detail:
        'The page was read, not opened: what scripts put on it was not seen, and what the script would do is foretold. Install Chromium on the server for the whole check.',
    });
  return findings;
}

const isFromCache = (headers: Evidence['headers']): boolean =>
  Number(headers.get('age')) > 0 || /\bhit\b/i.test(`${headers.get('x-cache')} ${headers.get('cf-cache-status')}`);

/** Is there something to mend? */
export function verdictOf({
  page,
  script,
  findings,
  places,
}: Pick<PageCheck, 'page' | 'script' | 'findings' | 'places'>): PageCheck['verdict'] {
  if (page !== 'opened') return 'unchecked';
  const isWell =
    (script?.state === 'works' || script?.state === 'found') &&
    !findings.some(({ severity }) => severity === 'bad') &&
    !places.some(({ verdict, isVisible }) => verdict === 'missed' && isVisible) &&
    places.some(({ verdict }) => verdict === 'swapped');
  return isWell ? 'well' : 'mend';
}
