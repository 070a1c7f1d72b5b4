// Runs the tests: starts one throw-away PostgreSQL with a migrated template, then node:test over the files asked for
// (all of them by default), then stops everything. `npm test -- tests/sip` runs a part.
import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readConfig } from '../src/config.ts';
import { engineUser, reachableFolder } from '../src/machine/system-user.ts';
import { openDatabase } from '../src/store/database.ts';
import { startEmbeddedPostgres } from '../src/store/embedded-postgres.ts';
import { migrate } from '../src/store/migrate.ts';
import { onServer, withDatabase } from './support/database.ts';

const UNIT = [
  'src/**/*.test.ts',
  'snippet/**/*.test.ts',
  'dashboard/**/*.test.ts',
  'demo/**/*.test.ts',
  'tests/*.test.ts',
];
const MACHINE = ['tests/*/*.test.ts'];

const asked = process.argv.slice(2);
const unitOnly = asked[0] === '--unit';
const patterns = unitOnly ? UNIT : asked.length > 0 ? asked : [...UNIT, ...MACHINE];
const files = patterns.flatMap((pattern) =>
  pattern.endsWith('.ts') ? globSync(pattern) : globSync(`${pattern}/**/*.test.ts`),
);
if (files.length === 0) {
  console.error(`No test files match ${patterns.join(' ')}`);
  process.exit(2);
}
process.exitCode = unitOnly ? await runNodeTest({}) : await withPostgres(runNodeTest);

async function withPostgres(run: (env: NodeJS.ProcessEnv) => Promise<number>): Promise<number> {
  const user = engineUser();
  const scratch = reachableFolder(mkdtempSync(path.join(os.tmpdir(), 'dialtrace-test-')), user);
  const { chmodSync } = await import('node:fs');
  chmodSync(scratch, 0o755);
  const postgres = await startEmbeddedPostgres({
    dataDir: scratch,
    cacheDir: readConfig(process.env).cacheDir,
    user,
    log: () => {},
    settings: { fsync: 'off', full_page_writes: 'off' }, // a power cut may lose what is thrown away anyway
  });
  try {
    const template = withDatabase(postgres.url, 'dialtrace_template');
    await onServer(postgres.url, 'create database dialtrace_template');
    const db = openDatabase({ url: template });
    await migrate(db, new Date());
    await db.end();
    return await run({ DIALTRACE_TEST_SERVER: postgres.url });
  } finally {
    await postgres.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

// One file at a time: the machine has two cores, and SIP and browser tests want them for themselves.
function runNodeTest(env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, ['--test', '--test-concurrency=1', '--test-timeout=180000', ...files], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}
