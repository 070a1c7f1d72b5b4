// Builds the page script: one file, nothing outside it, and tells its weight.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'vite';

/** Bytes as they are, and as a server sends them (gzip level 9, brotli quality 11). */
export type SnippetWeight = { file: string; raw: number; gzip: number; brotli: number };

const TARGET = 'es2022'; // the script needs lookbehind (2023) anyway

/** Writes `outDir`/dt.js. Throws esbuild's error when the source is wrong. */
export async function buildSnippet(outDir: string): Promise<SnippetWeight> {
  const code = await small(await bundle());
  const file = join(outDir, 'dt.js');
  mkdirSync(outDir, { recursive: true });
  writeFileSync(file, code);
  const raw = Buffer.from(code);
  return { file, raw: raw.length, gzip: gzipSync(raw, { level: 9 }).length, brotli: brotliCompressSync(raw).length };
}

async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL('main.ts', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: TARGET,
    logLevel: 'silent',
    tsconfigRaw: {},
  });
  return outputFiles[0]!.text;
}

// Oxc, Vite's minifier: its names repeat from function to function, which brotli likes 4 % better than esbuild's.
async function small(code: string): Promise<string> {
  const result = await minify('dt.js', code, {
    compress: { target: TARGET },
    mangle: { toplevel: true },
    codegen: { removeWhitespace: true, legalComments: 'none' },
  });
  if (result.errors.length > 0) throw new Error(`dt.js could not be minified: ${JSON.stringify(result.errors)}`);
  return result.code;
}

if (import.meta.main) {
  const { file, raw, gzip, brotli } = await buildSnippet(fileURLToPath(new URL('../dist/snippet', import.meta.url)));
  console.log(`${file}: ${raw} bytes, ${gzip} gzip, ${brotli} brotli`);
}
