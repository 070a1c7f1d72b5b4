// Does a page's Content-Security-Policy let the page script in, and what is to be added where it does not? After CSP
// Level 3 (W3C), §§ 6.7 and 6.8. Pure.
import type { CspAdvice } from './report.ts';

export type Policy = { text: string; from: CspAdvice['from'] };

export type CspQuestion = {
  page: URL;
  /** the file of the page script; null: all its text is in the page */
  script: URL | null;
  /** 'sha256-…', 'sha384-…', 'sha512-…' of our text in the page; []: there is none */
  hashes: readonly string[];
  collect: URL;
  /** of the script tag */
  nonce: string | null;
  /** put in by another script, which 'strict-dynamic' trusts */
  isInserted: boolean;
};

type Directives = ReadonlyMap<string, readonly string[]>;

/** What must be added so that the script loads and may ask for numbers; nothing: it may. Each policy counts by itself. */
export function adviseCsp(policies: readonly Policy[], question: CspQuestion): CspAdvice[] {
  return policies.flatMap(({ text, from }) =>
    text.split(',').flatMap((policy) => {
      const directives = directivesOf(policy);
      return [scriptAdvice(directives, question, from), connectAdvice(directives, question, from)].filter(
        (advice) => advice !== null,
      );
    }),
  );
}

function directivesOf(policy: string): Directives {
  const directives = new Map<string, string[]>();
  for (const part of policy.split(';')) {
    const [name = '', ...sources] = part.trim().split(/\s+/);
    if (name && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources); // the first counts
  }
  return directives;
}

function scriptAdvice(
  directives: Directives,
  { page, script, hashes, nonce, isInserted }: CspQuestion,
  from: CspAdvice['from'],
): CspAdvice | null {
  const name = ['script-src-elem', 'script-src', 'default-src'].find((one) => directives.has(one));
  if (name === undefined) return null;
  const sources = directives.get(name)!;
  const directive = 'script-src';
  if (nonce !== null && sources.includes(`'nonce-${nonce}'`) && (!script || hashes.length === 0)) return null;
  const isStrict = sources.some((source) => source.toLowerCase() === "'strict-dynamic'");
  // Of a stranger's file no hash can be told that would last; the page's nonce is the only way then.
  if (isStrict && script && !isInserted && hashes.length === 0)
    return { directive, from, line: null, add: `nonce="${nonceOf(sources) ?? '…'}"` };
  const isTextIn = hashes.length === 0 || isInlineIn(sources, hashes) || sources.includes(`'nonce-${nonce}'`);
  const isFileIn = !script || (isStrict && (isInserted || hashes.length > 0)) || allows(sources, script, page);
  if (isTextIn && isFileIn) return null;
  const add = [...(isTextIn ? [] : [`'${hashes[0]}'`]), ...(isFileIn || !script ? [] : [script.origin])].join(' ');
  return advice({ name: name === 'default-src' ? directive : name, directive, from, sources, add });
}

// § 6.7.3.3: 'unsafe-inline' counts only where no nonce, hash or 'strict-dynamic' stands beside it.
function isInlineIn(sources: readonly string[], hashes: readonly string[]): boolean {
  if (hashes.some((hash) => sources.includes(`'${hash}'`))) return true;
  const isSafe = sources.some((source) => /^'(nonce-|sha\d+-|strict-dynamic')/i.test(source));
  return !isSafe && sources.some((source) => source.toLowerCase() === "'unsafe-inline'");
}

function connectAdvice(
  directives: Directives,
  { page, collect }: CspQuestion,
  from: CspAdvice['from'],
): CspAdvice | null {
  const sources = directives.get('connect-src') ?? directives.get('default-src');
  if (!sources || allows(sources, collect, page)) return null;
  return advice({ name: 'connect-src', directive: 'connect-src', from, sources, add: collect.origin });
}

function advice({
  name,
  directive,
  from,
  sources,
  add,
}: Omit<CspAdvice, 'line'> & { name: string; sources: readonly string[] }): CspAdvice {
  const theirs = sources.filter((source) => source.toLowerCase() !== "'none'"); // counts only when it is alone
  return { directive, from, add, line: [name, ...theirs, add].join(' ') };
}

const nonceOf = (sources: readonly string[]): string | undefined =>
  sources.map((source) => /^'nonce-(.+)'$/i.exec(source)?.[1]).find((nonce) => nonce !== undefined);

const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443' };
const portOf = (url: URL) => url.port || DEFAULT_PORTS[url.protocol] || '';

/** CSP3 § 6.7.2.6: does one of these sources stand for this address? */
function allows(sources: readonly string[], url: URL, page: URL): boolean {
  return sources.some((source) => {
    const lower = source.toLowerCase();
    if (lower === '*') return url.protocol === 'https:' || url.protocol === 'http:' || url.protocol === page.protocol;
    if (lower === "'self'") return isSelf(url, page);
    const scheme = /^([a-z][a-z\d+.-]*):$/.exec(lower);
    if (scheme) return schemeMatches(`${scheme[1]}:`, url.protocol);
    const host = /^(?:([a-z][a-z\d+.-]*):\/\/)?(\*|(?:\*\.)?[a-z\d_.-]+|\[[\d:a-f]+\])(?::(\d+|\*))?(\/.*)?$/.exec(
      lower,
    );
    if (!host) return false;
    const [, given, name = '', port] = host;
    const path = /^(?:[a-z][a-z\d+.-]*:\/\/)?[^/]*(\/[^?#]*)?/i.exec(source)?.[1];
    return (
      schemeMatches(given ? `${given}:` : page.protocol, url.protocol) &&
      hostMatches(name, url.hostname) &&
      portMatches(port, url, given ? `${given}:` : page.protocol) &&
      pathMatches(path, url.pathname)
    );
  });
}

const isSelf = (url: URL, page: URL): boolean =>
  url.hostname === page.hostname &&
  schemeMatches(page.protocol, url.protocol) &&
  (portOf(url) === portOf(page) || (page.port === '' && url.port === ''));

// § 6.7.2.7: http allows https, too.
const schemeMatches = (allowed: string, actual: string): boolean =>
  allowed === actual || (allowed === 'http:' && actual === 'https:');

function hostMatches(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

function portMatches(port: string | undefined, url: URL, scheme: string): boolean {
  if (port === '*') return true;
  if (port === undefined) return url.port === '';
  return port === portOf(url) || (port === '80' && scheme === 'http:' && portOf(url) === '443');
}

function pathMatches(pattern: string | undefined, path: string): boolean {
  if (!pattern) return true;
  const wanted = decoded(pattern);
  return wanted.endsWith('/') ? decoded(path).startsWith(wanted) : decoded(path) === wanted;
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
