// Builds the dashboard into a folder of static files: `node dashboard/build.ts [OUT_DIR]`.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const CONFIG = fileURLToPath(new URL('./vite.config.ts', import.meta.url));
const OUT_DIR = fileURLToPath(new URL('../dist/dashboard', import.meta.url));

/**
 * Builds the dashboard with Vite.
 * @param outDir absolute folder for index.html and assets/; it is emptied first
 * @throws when a source file does not build; the message names it
 */
export async function buildDashboard(outDir: string = OUT_DIR): Promise<void> {
  await build({ configFile: CONFIG, logLevel: 'warn', build: { outDir } });
}

if (import.meta.main) await buildDashboard(process.argv[2] ?? OUT_DIR);
