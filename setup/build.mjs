// The two parts that browsers run, snippet and dashboard, built into dist/ when their sources have changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PAGES = {
  snippet: { sources: ['snippet'], takes: 'a second' },
  dashboard: { sources: ['dashboard', 'src/api/wire.ts', 'src/api/wire'], takes: 'about 20 seconds' },
};

/** Builds what is out of date; answers with an exit code. */
export function buildPages(root) {
  for (const [page, { sources, takes }] of Object.entries(PAGES)) {
    const stamp = path.join(root, 'dist', page, '.sources');
    const wanted = hashOf(root, [...sources, 'package-lock.json']);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) continue;
    console.log(`Building the ${page} (once, ${takes}) …`);
    const built = spawnSync(path.join(root, 'node_modules/.bin/node'), [`${page}/build.ts`], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (built.status !== 0) {
      console.error(`The ${page} could not be built:\n${built.stdout}`);
      process.exit(1);
    }
    writeFileSync(stamp, wanted);
  }
  return 0;
}

function hashOf(root, sources) {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesBelow(path.join(root, source))).sort())
    hash.update(path.relative(root, file)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

function filesBelow(place) {
  if (place.endsWith('.ts') || place.endsWith('.json')) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
