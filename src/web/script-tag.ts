// What is said of the page script's tags on a page: which file and version, whose key, which attributes it understands.
import type { RawScript } from './page-watch.ts';
import type { Finding, ScriptCopy } from './report.ts';

/** What the tag may say (docs/page-contract.md), and whether dt.js understands it or only dt-full.js does. */
const ATTRIBUTES: Readonly<Record<string, (value: string) => 'any' | 'full' | 'unknown'>> = {
  'data-site': () => 'any',
  'data-consent': (value) =>
    value === 'wait' ? 'any' : ['google', 'tcf', 'yandex'].includes(value) ? 'full' : 'unknown',
  'data-refused': (value) => (value === 'free' ? 'full' : 'unknown'),
  'data-privacy': (value) => (value.split(/\s+/).every((one) => ['gpc', 'dnt', ''].includes(one)) ? 'full' : 'unknown'),
  'data-domains': () => 'full',
  'data-answer': () => 'any',
  'data-host': () => 'any',
  'data-messengers': () => 'full',
  'data-src': () => 'any', // these three are the loader's
  'data-hide': () => 'any',
  'data-integrity': () => 'any',
};

/**
 * The tags that count: the loader's text with data-src stands for the script that it puts in, where that is not there (nothing
 * was run, or it was stopped).
 */
export function ownScripts(scripts: readonly RawScript[], page: URL): RawScript[] {
  const sources = scripts.map(({ src }) => src);
  return scripts.flatMap((script) => {
    const given = script.src === null ? script.attributes['data-src'] : undefined;
    if (given === undefined) return [script];
    const src = URL.parse(given, page)?.href ?? given;
    return sources.includes(src) ? [] : [{ ...script, src }];
  });
}

export const copyOf = ({ src, attributes }: RawScript): ScriptCopy => {
  const path = src === null ? '' : (URL.parse(src)?.pathname ?? src);
  return {
    file: src === null ? 'inline' : (path.split('/').at(-1) ?? ''),
    src,
    version: /\/v\/([^/]+)\/[^/]+$/.exec(path)?.[1] ?? null,
    key: attributes['data-site'] ?? null,
  };
};

/** Where the script's views go: beside its file, or to data-host. */
export const collectOf = ({ src, attributes }: RawScript): URL | null =>
  URL.parse('collect', src ?? attributes['data-host'] ?? '');

/** What is wrong with how the tags are written. */
export function judgeTags(
  scripts: readonly RawScript[],
  { publicKey, ourHosts, page }: { publicKey: string; ourHosts: readonly string[]; page: URL },
): Finding[] {
  const [first] = scripts;
  if (!first) return [];
  const findings = scripts.flatMap((script) => [...keyFindings(script, publicKey), ...attributeFindings(script)]);
  if (scripts.length > 1)
    findings.push({
      ...{ kind: 'script-twice', severity: 'warn', subject: String(scripts.length) },
      detail: 'The script is on the page more than once; only the first copy works. Leave one.',
    });
  const host = URL.parse(first.src ?? first.attributes['data-host'] ?? '');
  if (host && host.protocol === 'http:' && page.protocol === 'https:')
    findings.push({
      ...{ kind: 'mixed-content', severity: 'bad', subject: host.href },
      detail: 'The page is on https and asks for the script by http: browsers refuse that. Write https in the tag.',
    });
  if (host && host.hostname !== page.hostname && !ourHosts.includes(host.hostname))
    findings.push({
      ...{ kind: 'other-host', severity: 'warn', subject: host.host },
      detail: `The script comes from ${host.host}, which is not where this Dialtrace is. If that name leads here, add it to EXTRA_HOSTS; else take the tag from the Install page.`,
    });
  return findings;
}

function keyFindings({ attributes }: RawScript, publicKey: string): Finding[] {
  if (attributes['data-site'] === publicKey) return [];
  const subject = attributes['data-site'] ?? null;
  const detail = `The page has a Dialtrace script, but not with this site's key ${publicKey}. Take the tag from the Install page.`;
  return [{ kind: 'wrong-key', severity: 'bad', subject, detail }];
}

function attributeFindings(script: RawScript): Finding[] {
  const isFull = copyOf(script).file === 'dt-full.js' || script.src === null;
  return Object.entries(script.attributes).flatMap(([name, value]): Finding[] => {
    if (!name.startsWith('data-')) return [];
    const subject = value === '' ? name : `${name}="${value}"`;
    const known = ATTRIBUTES[name]?.(value) ?? (isLikeOurs(name) ? 'unknown' : 'any');
    if (known === 'unknown')
      return [
        {
          ...{ kind: 'unknown-attribute', severity: 'warn', subject },
          detail: `The script does not know ${subject}. See docs/page-contract.md for what it knows.`,
        },
      ];
    if (known === 'full' && !isFull)
      return [
        {
          ...{ kind: 'needs-dt-full', severity: 'bad', subject },
          detail: `Only dt-full.js understands ${subject}: write dt-full.js instead of dt.js in the tag.`,
        },
      ];
    return [];
  });
}

// Other systems put attributes of their own on every script (data-cfasync, data-rocket-…); a slip of ours looks like ours.
const isLikeOurs = (name: string): boolean =>
  /^data-(site|con[cs]|refus|privac|domain|answer|host|messeng|hide|integr|dialtrace)/.test(name);
