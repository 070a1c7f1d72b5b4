// The page script as it goes over the wire: compressed once, named by its content.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

export type PageScript = { etag: string; bodies: Readonly<Record<'br' | 'gzip' | 'identity', Buffer>> };

/** Reads the built script; undefined if it has not been built. */
export function readPageScript(file: string): PageScript | undefined {
  const plain = readOrUndefined(file);
  if (!plain) return undefined;
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { etag, bodies: { br: brotliCompressSync(plain), gzip: gzipSync(plain, { level: 9 }), identity: plain } };
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
