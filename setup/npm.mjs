// npm packages, exactly those of package-lock.json; fetched when the lock has changed since the last time.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureDebianPackages } from './debian.mjs';

const OLDEST_NODE = 20;

/** Installs what package-lock.json asks for, unless it is there. */
export function ensureNpmPackages(root) {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE)
    fail(`Node ${OLDEST_NODE} or newer is needed to begin (this is ${process.versions.node}).`);
  const stamp = path.join(root, 'node_modules/.dialtrace-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // Before npm ci: as soon as the pinned Node is there, npm's own scripts run under it.
  if (process.platform === 'linux') ensureDebianPackages('node');
  console.log('Fetching npm packages (once, about 250 MB, a minute or two) …');
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  } catch {
    fail(
      'npm ci failed (see above). Without network: copy node_modules from a machine of the same kind, made by `npm ci`.',
    );
  }
  if (!existsSync(path.join(root, 'node_modules/.bin/node')))
    fail(
      `There is no pinned Node for ${process.platform}-${process.arch} in the packages. Dialtrace runs on Linux x64; see docs/operating.md for others.`,
    );
  writeFileSync(stamp, wanted);
}

function fail(words) {
  console.error(words);
  process.exit(1);
}
