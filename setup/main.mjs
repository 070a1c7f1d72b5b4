// First steps on a machine that may have nothing but Node 20: fetches what is missing, says what it does, and hands over
// to the pinned Node. Plain JavaScript, no packages: it must run before anything is installed.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { buildPages } from './build.mjs';
import { ensureDebianPackages } from './debian.mjs';
import { ensureNpmPackages } from './npm.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const [command = 'start', ...rest] = process.argv.slice(2);

const COMMANDS = {
  start: async () => {
    if (process.platform === 'linux') ensureDebianPackages('start');
    await buildPages(ROOT);
    return node(['src/cli/main.ts', 'start', ...rest]);
  },
  test: async () => {
    await buildPages(ROOT);
    ensureDebianPackages('test');
    const checked = rest.length === 0 ? await check() : 0;
    return checked || node(['tests/run.ts', ...rest]);
  },
  check: async () => (await check()) || node(['tests/run.ts', '--unit']),
  bench: async () => {
    await buildPages(ROOT);
    ensureDebianPackages('test');
    return node(['bench/run.ts', ...rest]);
  },
  build: () => buildPages(ROOT),
};

const run = COMMANDS[command];
if (!run) {
  console.error(`Unknown: ${command}. One of: ${Object.keys(COMMANDS).join(', ')}`);
  process.exit(2);
}
await ensureNpmPackages(ROOT);
process.exitCode = await run();

async function check() {
  for (const project of ['.', 'snippet', 'dashboard', 'tests/pages']) {
    const failed = await node([bin('typescript', 'tsc'), '-p', project]);
    if (failed) return failed;
  }
  return node([bin('@biomejs/biome', 'biome'), 'check', '.']);
}

function bin(name, program) {
  return path.join('node_modules', name, 'bin', program);
}

/** Runs the pinned Node and answers with its exit code. Signals are passed on, and its clean end is waited for. */
function node(args) {
  const child = spawn(path.join(ROOT, 'node_modules/.bin/node'), args, { cwd: ROOT, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ? 1 : (code ?? 1))));
}
