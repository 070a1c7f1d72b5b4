// The page script as it goes over the wire: compressed once, named by its content; and which published versions there are.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** The files of every version, as `snippet/build.ts` makes them. */
export const SCRIPT_NAMES = ['dt.js', 'dt-full.js', 'loader.js'] as const;
export type ScriptName = (typeof SCRIPT_NAMES)[number];

export type PageScript = { etag: string; bodies: Readonly<Record<'br' | 'gzip' | 'identity', Buffer>> };

/** `integrity`: for the attribute of that name (SRI, sha384); the others are bytes, as a server sends them. */
export type PublishedFile = { integrity: string; raw: number; gzip: number; brotli: number };
/** `date`: the day it was published, YYYY-MM-DD. A version published before a file came to be lacks it. */
export type PublishedVersion = { version: number; date: string; files: Partial<Record<ScriptName, PublishedFile>> };

/** Reads a built script; undefined if it has not been built. */
export function readPageScript(file: string): PageScript | undefined {
  const plain = readOrUndefined(file);
  if (!plain) return undefined;
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { etag, bodies: { br: brotliCompressSync(plain), gzip: gzipSync(plain, { level: 9 }), identity: plain } };
}

/** The published versions, oldest first, as `snippet/publish.ts` has listed them in `versions.json` of the folder. */
export function readPublishedVersions(folder: string): PublishedVersion[] {
  const list = readOrUndefined(path.join(folder, 'versions.json'));
  return list ? (JSON.parse(list.toString('utf8')) as PublishedVersion[]) : [];
}

/** The best coding of those the browser takes (Accept-Encoding, RFC 9110 § 12.5.3). */
export function chooseCoding(acceptEncoding: string | undefined): 'br' | 'gzip' | 'identity' {
  const accepted = (acceptEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().replaceAll(' ', ''));
  const takes = (coding: string) =>
    accepted.some((part) => part === coding || (part.startsWith(`${coding};`) && !/;q=0(\.0*)?$/.test(part)));
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : 'identity';
}

function readOrUndefined(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}
