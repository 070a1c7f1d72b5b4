// Runs the tests: starts one throw-away PostgreSQL with a migrated template, then node:test over the files asked for
// (all of them by default), then stops everything. `npm test -- tests/sip` runs a part. Files that need the machine for
// themselves (calls, browsers) come last, one at a time; the others run two at a time. Each of the two has its summary.
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
/** Calls have their ports and are held to the clock, browsers take what processor there is: one file at a time. */
const ALONE = /^tests\/(sip|browser|deploy)\//;
/** CI's machine has two cores; the PostgreSQL of the tests has 80 connections, a file takes about ten to thirty. */
const TOGETHER = 2;
/** Each file is a process of its own, and so is each system that one starts: what they compile alike is compiled once. */
const COMPILED = path.resolve('node_modules/.cache/compiled');

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
process.exitCode = unitOnly ? await runAll({}) : await withPostgres(runAll);

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

/** The exit code of the first part that failed; what fails in one does not keep the other from running. */
async function runAll(env: NodeJS.ProcessEnv): Promise<number> {
  const isAlone = (file: string) => ALONE.test(path.relative('.', file));
  const light = await runNodeTest(
    files.filter((file) => !isAlone(file)),
    TOGETHER,
    env,
  );
  const heavy = await runNodeTest(files.filter(isAlone), 1, env);
  return light || heavy;
}

async function runNodeTest(some: readonly string[], concurrency: number, env: NodeJS.ProcessEnv): Promise<number> {
  if (some.length === 0) return 0;
  console.log(`\n${some.length} test files, ${concurrency === 1 ? 'one' : concurrency} at a time`);
  const child = spawn(
    process.execPath,
    ['--test', `--test-concurrency=${concurrency}`, '--test-timeout=180000', ...some],
    { stdio: 'inherit', env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, ...env } },
  );
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}
