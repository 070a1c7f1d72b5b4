// The house's order, kept by a test: outside depends on inside, siblings do not know each other.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/** Which rooms of src/ a room may import from, beside itself. main, house, config and cli wire and are left out. */
const MAY_IMPORT: Record<string, string[]> = {
  core: [],
  simulation: ['core'],
  planning: ['core', 'store', 'simulation'],
  machine: [],
  web: ['core', 'machine'],
  store: ['core', 'machine'],
  telephony: ['core', 'machine'],
  collect: ['core', 'store'],
  calls: ['core', 'store'],
  recordings: ['core', 'store'],
  numbers: ['core', 'store', 'web'],
  contacts: ['core', 'store'],
  money: ['core', 'store'],
  sounds: ['core', 'store', 'machine'],
  reports: ['core', 'store'],
  deliver: ['core', 'store', 'reports'],
  api: ['core', 'store', 'reports', 'web'],
};
/** core is pure: the only package it may use. */
const CORE_PACKAGES = ['libphonenumber-js'];

type Import = { file: string; room: string; from: string; typeOnly: boolean };

function importsOf(pattern: string): Import[] {
  return globSync(pattern)
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s(type\s)?[^'"]*?from\s+'([^']+)'/gms)].map(
        (match) => ({
          file,
          room: file.split(path.sep)[1] ?? '',
          from: match[2] ?? '',
          typeOnly: match[1] !== undefined,
        }),
      ),
    );
}

const target = ({ file, from }: Import) => path.normalize(path.join(path.dirname(file), from));
const roomOf = (file: string) => file.split(path.sep)[1] ?? '';

test('a room imports only from itself and from rooms further inside', () => {
  const strangers = importsOf('src/*/**/*.ts')
    .filter(({ room, from }) => room in MAY_IMPORT && from.startsWith('.'))
    .filter(
      (entry) => roomOf(target(entry)) !== entry.room && !MAY_IMPORT[entry.room]?.includes(roomOf(target(entry))),
    );
  assert.deepEqual(
    strangers.map(({ file, from }) => `${file} imports ${from}`),
    [],
  );
});

test('every room has a rule', () => {
  const rooms = new Set(globSync('src/*/**/*.ts').map(roomOf));
  for (const wiring of ['cli', 'house']) rooms.delete(wiring);
  assert.deepEqual([...rooms].sort(), Object.keys(MAY_IMPORT).sort());
});

test('core does no input or output: it imports no Node module and one package', () => {
  const foreign = importsOf('src/core/**/*.ts').filter(
    ({ from }) => !from.startsWith('.') && !CORE_PACKAGES.some((name) => from.startsWith(name)),
  );
  assert.deepEqual(
    foreign.map(({ file, from }) => `${file} imports ${from}`),
    [],
  );
});

test('core asks neither the clock nor chance', () => {
  const asking = globSync('src/core/**/*.ts').filter(
    (file) =>
      !file.endsWith('.test.ts') && /\bDate\.now\(|\bnew Date\(\)|Math\.random\(/.test(readFileSync(file, 'utf8')),
  );
  assert.deepEqual(asking, []);
});

test('the snippet knows nothing of the server, the dashboard only the shapes of the API', () => {
  const reaching = [...importsOf('snippet/**/*.ts'), ...importsOf('dashboard/**/*.{ts,tsx}')].filter((entry) =>
    target(entry).startsWith('src'),
  );
  const wrong = reaching
    .filter((entry) => !(entry.typeOnly && target(entry) === path.join('src', 'api', 'wire.ts')))
    .filter(({ file }) => !file.endsWith('.test.ts')); // which hold our words against what there is to be said
  assert.deepEqual(
    wrong.map(({ file, from }) => `${file} imports ${from}`),
    [],
  );
});

test('only config reads the environment', () => {
  const reading = globSync('src/**/*.ts').filter(
    (file) => !file.endsWith('.test.ts') && /process\.env\b/.test(readFileSync(file, 'utf8')),
  );
  // These hand the environment to config or to a child process, or look for a program on PATH; they know no setting of ours.
  const allowed = ['src/config.ts', 'src/cli/', 'src/telephony/asterisk/install.ts'];
  assert.deepEqual(
    reading.filter((file) => !allowed.some((place) => file.startsWith(place))),
    [],
  );
});

test('a file says in its first line what it promises', () => {
  const silent = globSync(['src/**/*.ts', 'snippet/**/*.ts', 'demo/**/*.ts', 'bench/*.ts']).filter(
    (file) => !file.endsWith('.test.ts') && !/^(\/\/|#!|\/\*\*)/.test(readFileSync(file, 'utf8')),
  );
  assert.deepEqual(silent, []);
});
