// Gets Asterisk 22 onto a Debian machine without touching the system: Debian's own packages are downloaded with a
// private apt tree, unpacked into the cache folder, and pruned to what the engine uses. An `asterisk` on PATH wins.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { MODULES } from './modules.ts';

export type AsteriskInstall = {
  /** what to run: the program and the words before Asterisk's own options */
  command: string;
  moduleDir: string;
  dataDir: string;
  version: string;
};

const OLDEST_MAJOR = 20;
const SUITE = 'sid'; // bookworm has no asterisk; sid's brings its own libc along
// Another list of modules is another folder: a pruned copy can't serve it.
const FOLDER = `asterisk-22-${createHash('sha256').update(MODULES.join(' ')).digest('hex').slice(0, 8)}`;

/** The Asterisk to use, fetched at first use (10–30 s, 81 MB). Throws with what to install by hand when it can't. */
export function installAsterisk({
  cacheDir,
  log,
}: {
  cacheDir: string;
  log: (message: string) => void;
}): AsteriskInstall {
  return onPath() ?? inCache(cacheDir) ?? fetched({ cacheDir, log });
}

function onPath(): AsteriskInstall | undefined {
  const command = (process.env.PATH ?? '')
    .split(':')
    .concat('/usr/sbin', '/usr/local/sbin')
    .map((folder) => path.join(folder, 'asterisk'))
    .find((file) => existsSync(file));
  if (!command) return undefined;
  const version = versionOf(command);
  const moduleDir = ['/usr/local/lib', '/usr/lib', ...tripletFolders('/usr/lib')]
    .map((lib) => path.join(lib, 'asterisk/modules'))
    .find(existsSync);
  const dataDir = ['/usr/share/asterisk', '/var/lib/asterisk'].find((dir) =>
    existsSync(path.join(dir, 'documentation')),
  );
  if (!moduleDir || !dataDir || Number(version.split('.')[0]) < OLDEST_MAJOR) return undefined;
  return { command, moduleDir, dataDir, version };
}

function inCache(cacheDir: string): AsteriskInstall | undefined {
  const root = path.join(cacheDir, FOLDER);
  if (!existsSync(path.join(root, 'asterisk'))) return undefined;
  return {
    command: path.join(root, 'asterisk'),
    moduleDir: path.join(libraryFolder(root), 'asterisk/modules'),
    dataDir: path.join(root, 'usr/share/asterisk'),
    version: readFileSync(path.join(root, 'version'), 'utf8').trim(),
  };
}

function fetched({ cacheDir, log }: { cacheDir: string; log: (message: string) => void }): AsteriskInstall {
  const by_hand =
    'Install Asterisk 22 by hand (a package of your system, or built from source) so that `asterisk` is on PATH, then start again.';
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg-deb'))
    throw new Error(`Asterisk is not installed, and this system has no apt-get to fetch it with. ${by_hand}`);
  log('Fetching Asterisk 22 from Debian into the cache (once, 81 MB, about half a minute)');
  const work = path.join(cacheDir, `${FOLDER}.${process.pid}`);
  try {
    mkdirSync(cacheDir, { recursive: true });
    rmSync(work, { recursive: true, force: true });
    const packages = download(path.join(work, '.apt'));
    const root = path.join(work, 'root');
    unpack(packages, root);
    finish(root);
    const target = path.join(cacheDir, FOLDER);
    rmSync(target, { recursive: true, force: true });
    renameSync(root, target);
    writeLauncher(target);
  } catch (cause) {
    throw new Error(
      `Asterisk could not be fetched from Debian (${errorWords(cause)}). Is the network there? ${by_hand}`,
      { cause },
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const install = inCache(cacheDir);
  if (!install) throw new Error(`Asterisk was fetched but does not start. ${by_hand}`);
  log(`Asterisk ${install.version} is ready`);
  return install;
}

// A private apt tree with an empty status file: apt believes nothing is installed and brings the whole closure.
function download(apt: string): string[] {
  for (const dir of ['etc/apt.conf.d', 'etc/preferences.d', 'state/lists/partial', 'cache/archives/partial'])
    mkdirSync(path.join(apt, dir), { recursive: true });
  writeFileSync(path.join(apt, 'status'), '');
  writeFileSync(
    path.join(apt, 'etc/sources.list'),
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror()} ${SUITE} main\n`,
  );
  writeFileSync(
    path.join(apt, 'apt.conf'),
    `Dir::Etc "${apt}/etc"; Dir::Etc::sourcelist "${apt}/etc/sources.list"; Dir::Etc::sourceparts "-";
Dir::Etc::parts "${apt}/etc/apt.conf.d"; Dir::Etc::preferencesparts "${apt}/etc/preferences.d";
Dir::State "${apt}/state"; Dir::State::status "${apt}/status"; Dir::Cache "${apt}/cache"; Dir::Log "${apt}";
Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";
APT::Install-Recommends "false"; APT::Sandbox::User ""; Debug::NoLocking "true";
Acquire::Languages "none"; Acquire::Check-Valid-Until "false"; Acquire::Retries "3";
`,
  );
  const env = { ...process.env, APT_CONFIG: path.join(apt, 'apt.conf'), LC_ALL: 'C' };
  run('apt-get', ['-qq', 'update'], env);
  run('apt-get', ['-qq', '-y', '--download-only', 'install', 'asterisk', 'asterisk-modules'], env);
  const archives = path.join(apt, 'cache/archives');
  return readdirSync(archives)
    .filter((file) => file.endsWith('.deb'))
    .map((file) => path.join(archives, file));
}

// The mirror this machine's own apt uses: from its lists, or (before the first update) from its sources.
function mirror(): string {
  const words = [indexTargets(), sources()].join('\n').split(/\s+/);
  const found = words.find((word) => /^https?:\/\/\S+\/debian\/?$/.test(word));
  if (!found) throw new Error('no Debian mirror was found in the apt sources');
  return found;
}

function indexTargets(): string {
  try {
    return run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'], process.env);
  } catch {
    return '';
  }
}

function sources(): string {
  const parts = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(parts) ? readdirSync(parts).map((file) => path.join(parts, file)) : []),
  ];
  return files
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

function unpack(packages: string[], root: string) {
  for (const dir of ['bin', 'sbin', 'lib', 'lib64']) {
    mkdirSync(path.join(root, 'usr', dir), { recursive: true });
    symlinkSync(`usr/${dir}`, path.join(root, dir)); // merged /usr, before anything is unpacked into it
  }
  for (const file of packages) {
    run(
      'sh',
      [
        '-c',
        'dpkg-deb --fsys-tarfile "$1" | tar -x --no-same-owner --keep-directory-symlink -C "$2"',
        'sh',
        file,
        root,
      ],
      process.env,
    );
  }
}

// Keeps the program, the modules we load, the libraries those link to, and Asterisk's own data; deletes the rest.
function finish(root: string) {
  const lib = libraryFolder(root);
  const loader = loaderOf(lib);
  const program = path.join(root, 'usr/sbin/asterisk');
  const modules = MODULES.map((name) => path.join(lib, 'asterisk/modules', `${name}.so`));
  const keep = new Set<string>([loader, program, ...modules]);
  for (const file of [program, ...modules])
    for (const needed of linkedLibraries({ loader, lib, file })) keep.add(needed);
  for (const name of readdirSync(lib)) if (/^libnss_(files|dns)/.test(name)) keep.add(path.join(lib, name));
  const files = [...keep].filter((file) => existsSync(file)).map((file) => path.relative(root, file));
  const kept = `${root}.kept`;
  mkdirSync(kept);
  const exclude = ['thirdparty', 'priv-callerintros', 'custom', 'recordings'].map((name) => `--exclude=${name}`);
  run(
    'sh',
    [
      '-c',
      'cd "$1" && shift && out="$1" && shift && tar -ch "$@" | tar -x -C "$out"',
      'sh',
      root,
      kept,
      ...exclude,
      ...files,
      'usr/share/asterisk',
    ],
    process.env,
  );
  rmSync(root, { recursive: true });
  renameSync(kept, root);
}

function linkedLibraries({ loader, lib, file }: { loader: string; lib: string; file: string }): string[] {
  const out = run(loader, ['--library-path', lib, '--list', file], process.env);
  return [...out.matchAll(/=> (\/\S+)/g)].map((match) => match[1] ?? '');
}

// sid's libc is newer than the host's, so the program is started by its own loader.
function writeLauncher(root: string) {
  const lib = libraryFolder(root);
  const launcher = path.join(root, 'asterisk');
  writeFileSync(
    `${launcher}.new`,
    `#!/bin/sh\nexec "${loaderOf(lib)}" --library-path "${lib}" --argv0 asterisk "${root}/usr/sbin/asterisk" "$@"\n`,
  );
  chmodSync(`${launcher}.new`, 0o755);
  writeFileSync(path.join(root, 'version'), `${versionOf(`${launcher}.new`)}\n`);
  renameSync(`${launcher}.new`, launcher);
}

function libraryFolder(root: string): string {
  const found = tripletFolders(path.join(root, 'usr/lib')).find((dir) =>
    existsSync(path.join(dir, 'asterisk/modules')),
  );
  if (!found) throw new Error('the packages hold no Asterisk modules');
  return found;
}

function tripletFolders(lib: string): string[] {
  if (!existsSync(lib)) return [];
  return readdirSync(lib)
    .filter((name) => name.includes('-linux-'))
    .map((name) => path.join(lib, name));
}

function loaderOf(lib: string): string {
  const name = readdirSync(lib).find((file) => file.startsWith('ld-linux-'));
  if (!name) throw new Error('the packages hold no loader');
  return path.join(lib, name);
}

function versionOf(command: string): string {
  return /\d+\.\d+\.\d+/.exec(run(command, ['-V'], process.env))?.[0] ?? '0';
}

function run(command: string, args: string[], env: NodeJS.ProcessEnv): string {
  return execFileSync(command, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 << 20 });
}

function errorWords(cause: unknown): string {
  const words = (cause as { stderr?: string }).stderr || (cause as Error).message;
  return words.trim().split('\n').slice(-2).join(' ');
}
