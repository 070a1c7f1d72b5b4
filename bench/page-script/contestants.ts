// Who is compared: the page script in the ways it gets onto a page, and peers built from their packages.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { buildSnippet } from '../../snippet/build.ts';

export type Contestant = {
  /** also the folder it is served from */
  id: string;
  name: string;
  does: 'swap' | 'count' | 'nothing';
  /** what is served as /ID/script.js */
  script: string;
  /** all that the page gets because of it */
  weight: Weight;
  /** what a page has in its head; `origin` is where the scripts and the answers come from */
  tag(origin: string, site: string): string;
};

/** Bytes as they are, with gzip 9 and with brotli 11. */
export type Weight = { raw: number; gzip: number; brotli: number };

export const OURS = 'dialtrace';
/** what some owners choose beside; on a page that chose nothing it does the same, and is not timed */
export const OURS_FULL = 'dialtrace-full';

/**
 * All that are compared. `umamiTracker` is the path of umami's src/tracker/index.js: it is on no package registry, and we
 * keep no copy, so who wants it beside the others gives it.
 */
export async function contestants(umamiTracker?: string): Promise<Contestant[]> {
  const peers: [id: string, name: string, does: Contestant['does']][] = [
    ['find-and-replace', 'findAndReplaceDOMText 0.4.6', 'swap'],
    ['mark', 'mark.js 8.11.1', 'swap'],
    ['tree-walker', 'TreeWalker and replace', 'swap'],
    ['plausible', 'Plausible 0.4.6', 'count'],
    ['swetrix', 'Swetrix 4.6.1', 'count'],
    ['only-asks', 'a script that only asks', 'count'],
  ];
  const built = peers.map(async ([id, name, does]) =>
    external(id, name, does, await bundled(fileURLToPath(new URL(`peers/${id}.js`, import.meta.url)))),
  );
  if (umamiTracker && existsSync(umamiTracker))
    built.push(bundled(umamiTracker).then((script) => external('umami', 'umami', 'count', script)));
  return [...(await ours()), ...(await Promise.all(built)), nothing()];
}

async function ours(): Promise<Contestant[]> {
  const dist = mkdtempSync(join(tmpdir(), 'dt-'));
  const files = await buildSnippet(dist);
  const script = readFileSync(files['dt.js'].file, 'utf8');
  const full = readFileSync(files['dt-full.js'].file, 'utf8');
  const loader = readFileSync(files['loader.js'].file, 'utf8');
  rmSync(dist, { recursive: true });
  const hiding = external('dialtrace-loader', 'Dialtrace, hidden until known', 'swap', script);
  const inlined = external('dialtrace-inlined', 'Dialtrace, text in the page', 'swap', script);
  return [
    external(OURS, 'Dialtrace', 'swap', script),
    {
      ...hiding,
      weight: sum(weigh(script), weigh(loader)),
      tag: (origin, site) =>
        `<script data-src="${origin}/${hiding.id}/script.js" data-site="${site}" data-hide=".number">${loader}</script>`,
    },
    {
      ...inlined,
      tag: (origin, site) => `<script data-host="${origin}/${inlined.id}/" data-site="${site}">${script}</script>`,
    },
    external(OURS_FULL, 'Dialtrace, dt-full.js', 'swap', full),
  ];
}

const external = (id: string, name: string, does: Contestant['does'], script: string): Contestant => ({
  id,
  name,
  does,
  script,
  weight: weigh(script),
  tag: (origin, site) =>
    `<script async src="${origin}/${id}/script.js" data-site="${site}" data-website-id="3f2c1b7a-0000-4000-8000-000000000001"></script>`,
});

const nothing = (): Contestant => ({
  ...external('nothing', 'no script', 'nothing', ''),
  weight: { raw: 0, gzip: 0, brotli: 0 },
  tag: () => '',
});

/** The file and all it needs as one script, as small as esbuild makes it. */
async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    // The places that umami's own build fills in.
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
    tsconfigRaw: {},
  });
  return outputFiles[0]!.text.replace('__COLLECT_API_HOST__', '').replace('__COLLECT_API_ENDPOINT__', '/collect');
}

function weigh(script: string): Weight {
  const raw = Buffer.from(script);
  return { raw: raw.length, gzip: gzipSync(raw, { level: 9 }).length, brotli: brotliCompressSync(raw).length };
}

const sum = (one: Weight, other: Weight): Weight => ({
  raw: one.raw + other.raw,
  gzip: one.gzip + other.gzip,
  brotli: one.brotli + other.brotli,
});
