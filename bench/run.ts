// npm run bench -- NAME: runs bench/NAME.ts, which prints JSON lines {"name","value","unit","peer","ratio"}.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const NOT_BENCHMARKS = [
  'run.ts',
  'default-prior.ts',
  'collect-server.ts',
  'deliveries-sender.ts',
  'sip-stopwatch.ts',
  'plain-asterisk.ts',
  'interference.ts',
  'tracing.ts',
];
const [name] = process.argv.slice(2);
const file = path.join(import.meta.dirname, `${name}.ts`);
if (!name || !/^[a-z-]+$/.test(name) || !existsSync(file)) {
  const names = readdirSync(import.meta.dirname).filter(
    (entry) => entry.endsWith('.ts') && !NOT_BENCHMARKS.includes(entry),
  );
  console.error(`npm run bench -- NAME, where NAME is one of: ${names.map((entry) => entry.slice(0, -3)).join(', ')}`);
  process.exit(2);
}
process.exitCode = spawnSync(process.execPath, [file, ...process.argv.slice(3)], { stdio: 'inherit' }).status ?? 1;
