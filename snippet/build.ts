// Builds the page script: files that need nothing outside them, and tells their weight.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify as terser } from 'terser';
import { minify } from 'vite';

/** Bytes as they are, and as a server sends them (gzip level 9, brotli quality 11). */
export type ScriptWeight = { file: string; raw: number; gzip: number; brotli: number };

/**
 * `dt.js`: what nearly every page needs. `dt-full.js`: the same with what some owners choose beside (FULL in the source).
 * `loader.js`: what a page may have inline, so that no number of its own is painted before ours is known.
 */
export const SCRIPTS = {
  'dt.js': { entry: 'main.ts', full: false },
  'dt-full.js': { entry: 'main.ts', full: true },
  'loader.js': { entry: 'loader.ts', full: false },
} as const;
export type ScriptName = keyof typeof SCRIPTS;

const TARGET = 'es2022'; // the script needs lookbehind (2023) anyway

/** Writes the scripts into `outDir`. Throws esbuild's error when a source is wrong. */
export async function buildSnippet(outDir: string): Promise<Record<ScriptName, ScriptWeight>> {
  mkdirSync(outDir, { recursive: true });
  const weights = {} as Record<ScriptName, ScriptWeight>;
  for (const name of Object.keys(SCRIPTS) as ScriptName[]) weights[name] = await buildScript(name, outDir);
  return weights;
}

async function buildScript(name: ScriptName, outDir: string): Promise<ScriptWeight> {
  const code = await small(name, await bundle(SCRIPTS[name]));
  const file = join(outDir, name);
  writeFileSync(file, code);
  const raw = Buffer.from(code);
  return { file, raw: raw.length, gzip: gzipSync(raw, { level: 9 }).length, brotli: brotliCompressSync(raw).length };
}

async function bundle({ entry, full }: { entry: string; full: boolean }): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: TARGET,
    define: { FULL: String(full) },
    logLevel: 'silent',
    tsconfigRaw: {},
  });
  return outputFiles[0]!.text;
}

// Oxc, Vite's minifier: its names repeat from function to function, which brotli likes 4 % better than esbuild's. Terser
// after it joins what Oxc leaves apart: 2 % more. Its `unsafe` supposes that nobody has changed RegExp's toString and the like.
async function small(name: string, code: string): Promise<string> {
  const result = await minify(name, code, {
    compress: { target: TARGET },
    mangle: { toplevel: true },
    codegen: { removeWhitespace: true, legalComments: 'none' },
  });
  if (result.errors.length > 0) throw new Error(`${name} could not be minified: ${JSON.stringify(result.errors)}`);
  const joined = await terser(result.code, {
    ecma: 2022,
    toplevel: true,
    compress: { passes: 4, unsafe: true, unsafe_arrows: true, unsafe_methods: true, pure_getters: true },
    mangle: { toplevel: true },
  });
  return joined.code!;
}

if (import.meta.main) {
  const weights = await buildSnippet(fileURLToPath(new URL('../dist/snippet', import.meta.url)));
  for (const { file, raw, gzip, brotli } of Object.values(weights))
    console.log(`${file}: ${raw} bytes, ${gzip} gzip, ${brotli} brotli`);
}
