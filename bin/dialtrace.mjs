#!/usr/bin/env node
// `npx dialtrace COMMAND`: makes sure the packages are there, then runs the command line under the pinned Node.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureNpmPackages } from '../setup/npm.mjs';

const root = path.resolve(import.meta.dirname, '..');
ensureNpmPackages(root);
const args = [path.join(root, 'src/cli/main.ts'), ...process.argv.slice(2)];
process.on('SIGINT', () => {}); // the child has it too
const { status } = spawnSync(path.join(root, 'node_modules/.bin/node'), args, { stdio: 'inherit' });
process.exitCode = status ?? 1;
