// Runs the tests: starts one throw-away PostgreSQL with a migrated template, then node:test over the files asked for
// (all of them by default), then stops everything. `npm test -- tests/sip` runs a part. Three parts, each with its summary:
// files without calls or browsers, beside them those with calls, then those with browsers.
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
/** Calls take little of the processor and are held to the clock; browsers take what there is: one file at a time. */
const CALLS = /^tests\/(sip|deploy)\//;
const BROWSERS = /^tests\/browser\//;
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

/**
 * What needs neither calls nor a browser runs beside the calls, which go before it wherever both want the processor; then
 * the browsers. The exit code of the first part that failed; what fails in one does not keep the others from running.
 */
async function runAll(env: NodeJS.ProcessEnv): Promise<number> {
  const isOf = (kind: RegExp) => (file: string) => kind.test(path.relative('.', file));
  const calls = files.filter(isOf(CALLS));
  const browsers = files.filter(isOf(BROWSERS));
  const others = files.filter((file) => !calls.includes(file) && !browsers.includes(file));
  const beside = calls.length > 0 && others.length > 0;
  const codes = await Promise.all([
    runNodeTest(others, { concurrency: beside ? 1 : 2, isBeside: beside, env }),
    runNodeTest(calls, { concurrency: 1, isBeside: false, env }),
  ]);
  codes.push(await runNodeTest(browsers, { concurrency: 1, isBeside: false, env }));
  return codes.find((code) => code !== 0) ?? 0;
}

type How = { concurrency: number; isBeside: boolean; env: NodeJS.ProcessEnv };

/** `isBeside`: it gives way to others, and what it says is said when it is over. */
async function runNodeTest(some: readonly string[], { concurrency, isBeside, env }: How): Promise<number> {
  if (some.length === 0) return 0;
  const title = `\n${some.length} test files, ${concurrency === 1 ? 'one' : concurrency} at a time`;
  console.log(isBeside ? `${title}; what they say comes at their end` : title);
  const child = spawn(
    process.execPath,
    ['--test', `--test-concurrency=${concurrency}`, '--test-timeout=180000', ...some],
    {
      stdio: isBeside ? ['ignore', 'pipe', 'inherit'] : 'inherit',
      env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, ...env },
    },
  );
  if (isBeside && child.pid) os.setPriority(child.pid, os.constants.priority.PRIORITY_BELOW_NORMAL);
  const said: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number>((resolve) => child.on('close', (exit) => resolve(exit ?? 1)));
  if (said.length > 0) process.stdout.write(Buffer.concat([Buffer.from(`${title}, it is over:\n`), ...said]));
  return code;
}
