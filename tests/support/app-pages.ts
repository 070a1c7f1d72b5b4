// Builds the pages of tests/pages as their owners would: the script for the browser, and what the server renders.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin, transform } from 'esbuild';
import { compile, compileModule } from 'svelte/compiler';
import type { Shop } from '../pages/shop.ts';

export type FrameworkName = 'react' | 'vue' | 'svelte';

const ENTRIES: Record<FrameworkName, { page: string; server: string }> = {
  react: { page: 'react.tsx', server: 'react-server.tsx' },
  vue: { page: 'vue.ts', server: 'vue-server.ts' },
  svelte: { page: 'svelte.svelte.ts', server: 'svelte-server.ts' },
};

const pageFile = (name: string) => fileURLToPath(new URL(`../pages/${name}`, import.meta.url));

/** A script of tests/pages as one file for the browser. */
export const buildPage = (file: string): Promise<string> =>
  bundle({
    entryPoints: [pageFile(file)],
    format: 'iife',
    platform: 'browser',
    alias: { vue: 'vue/dist/vue.esm-bundler.js' }, // the one with the compiler of templates
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    plugins: [svelte('client')],
  });

/** The framework's app for the browser. */
export const buildApp = (name: FrameworkName): Promise<string> => buildPage(ENTRIES[name].page);

/** What the app's server answers for this state. */
export async function renderOnServer(name: FrameworkName, shop: Shop): Promise<string> {
  const code = await bundle({
    entryPoints: [pageFile(ENTRIES[name].server)],
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    plugins: [svelte('server')],
  });
  const module = { exports: {} as { render(shop: Shop): string | Promise<string> } };
  new Function('module', 'require', code)(module, createRequire(import.meta.url));
  return module.exports.render(shop);
}

async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    bundle: true,
    write: false,
    jsx: 'automatic',
    logLevel: 'silent',
    tsconfigRaw: {},
    ...options,
  });
  return outputFiles![0]!.text;
}

const svelte = (generate: 'client' | 'server'): Plugin => ({
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => ({
      contents: compile(await readFile(path, 'utf8'), { generate, filename: path }).js.code,
    }));
    onLoad({ filter: /\.svelte\.ts$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'ts' });
      return { contents: compileModule(code, { generate, filename: path }).js.code };
    });
  },
});
