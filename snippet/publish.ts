// Publishes the built scripts as the next version: copied into published/N, listed with their hashes, never touched again.
// `node snippet/publish.ts` builds them anew and publishes.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { buildSnippet, SCRIPTS, type ScriptName } from './build.ts';

/** `integrity`: for the attribute of that name (W3C SRI, sha384); the others are bytes, as a server sends them. */
export type PublishedFile = { integrity: string; raw: number; gzip: number; brotli: number };
/** A line of versions.json, oldest first. `date`: YYYY-MM-DD. */
export type PublishedVersion = { version: number; date: string; files: Partial<Record<ScriptName, PublishedFile>> };

export type Publication = { kind: 'published'; version: PublishedVersion } | { kind: 'refused'; reason: Refusal };
/** `unlisted`: the folder of the next version is there already; an earlier publication has ended half-way. */
export type Refusal = 'nothing-changed' | 'unlisted';

const NAMES = Object.keys(SCRIPTS) as ScriptName[];

/**
 * Puts the scripts of `builtFolder` into `folder` as its next version (1, 2, …). The list is written last and at once, so
 * a version is either listed and whole or not there. Throws when a script is not built.
 */
export function publish({
  builtFolder,
  folder,
  date,
}: {
  builtFolder: string;
  folder: string;
  date: string;
}): Publication {
  const texts = NAMES.map((name) => [name, readFileSync(join(builtFolder, name))] as const);
  const versions = readVersions(folder);
  const last = versions.at(-1);
  const files = Object.fromEntries(texts.map(([name, text]) => [name, measure(text)]));
  if (last && JSON.stringify(last.files) === JSON.stringify(files))
    return { kind: 'refused', reason: 'nothing-changed' };
  const version = { version: (last?.version ?? 0) + 1, date, files };
  const place = join(folder, String(version.version));
  if (existsSync(place)) return { kind: 'refused', reason: 'unlisted' };
  mkdirSync(place, { recursive: true });
  for (const [name, text] of texts) writeFileSync(join(place, name), text, { flag: 'wx' });
  writeVersions(folder, [...versions, version]);
  return { kind: 'published', version };
}

/** What is wrong with the published files, in words: each has to be there as it was published, and no other. */
export function findDamage(folder: string): string[] {
  const versions = readVersions(folder);
  const listed = versions.flatMap(({ version, files }) =>
    Object.entries(files).map(([name, { integrity }]) => [join(String(version), name), integrity] as const),
  );
  const present = existsSync(folder) ? filesBelow(folder) : [];
  return [
    ...versions
      .filter(({ version }, i) => version !== i + 1)
      .map(({ version }) => `version ${version} is out of order`),
    ...present.filter((file) => !listed.some(([name]) => name === file)).map((file) => `${file} is not listed`),
    ...listed.filter(([file]) => !present.includes(file)).map(([file]) => `${file} is missing`),
    ...listed
      .filter(
        ([file, integrity]) =>
          present.includes(file) && measure(readFileSync(join(folder, file))).integrity !== integrity,
      )
      .map(([file]) => `${file} has changed since it was published`),
  ];
}

/** The published versions, oldest first. */
export function readVersions(folder: string): PublishedVersion[] {
  const list = join(folder, LIST);
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as PublishedVersion[]) : [];
}

const LIST = 'versions.json';

function writeVersions(folder: string, versions: PublishedVersion[]): void {
  const draft = join(folder, `${LIST}.new`);
  writeFileSync(draft, `${JSON.stringify(versions, null, 2)}\n`);
  renameSync(draft, join(folder, LIST));
}

function measure(text: Buffer): PublishedFile {
  return {
    integrity: `sha384-${createHash('sha384').update(text).digest('base64')}`,
    raw: text.length,
    gzip: gzipSync(text, { level: 9 }).length,
    brotli: brotliCompressSync(text).length,
  };
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => file !== LIST);

const WORDS: Record<Refusal, string> = {
  'nothing-changed': 'Nothing has changed since the last version: there is nothing to publish.',
  unlisted:
    'The folder of the next version is there already, but not listed in versions.json. Remove it and publish again.',
};

if (import.meta.main) {
  const builtFolder = fileURLToPath(new URL('../dist/snippet', import.meta.url));
  await buildSnippet(builtFolder);
  const folder = process.argv[2] ?? fileURLToPath(new URL('published', import.meta.url));
  const result = publish({ builtFolder, folder, date: new Date().toISOString().slice(0, 10) });
  console.log(result.kind === 'refused' ? WORDS[result.reason] : `Published version ${result.version.version}.`);
  process.exitCode = result.kind === 'refused' ? 1 : 0;
}
