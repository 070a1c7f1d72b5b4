// The few Debian packages that are needed beside npm's: one library of Node, what callers are spoken to with, what
// encodes recordings, and what tests and benchmarks use. The telephony engine is fetched elsewhere, without root (src/telephony/asterisk/install.ts).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const SPEAKS = {
  files: ['/usr/bin/espeak-ng'],
  name: 'espeak-ng',
  why: 'speaks to callers the words of routes; without it they hear only uploaded sounds',
};

const ENCODES = {
  files: ['/usr/bin/opusenc'],
  name: 'opus-tools',
  why: 'makes recordings ten times smaller; without it they stay WAV',
};

const PACKAGES = {
  node: [
    {
      files: ['/usr/lib/x86_64-linux-gnu/libatomic.so.1', '/usr/lib/aarch64-linux-gnu/libatomic.so.1'],
      name: 'libatomic1',
      why: 'is needed by Node 26',
    },
  ],
  // Dialtrace works without them: it says so and goes on.
  start: [SPEAKS, ENCODES],
  test: [
    SPEAKS,
    ENCODES,
    { files: ['/usr/bin/sipp'], name: 'sip-tester', why: 'places real SIP calls' },
    { files: ['/usr/bin/chromium'], name: 'chromium', why: 'is the browser of the page tests' },
    { files: ['/usr/bin/firefox-esr'], name: 'firefox-esr', why: 'is the second browser of the page tests' },
    {
      files: ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'],
      name: 'fonts-dejavu-core',
      why: 'gives the browser letters',
    },
    { files: ['/usr/bin/openssl'], name: 'openssl', why: 'makes the certificates of the proxy tests' },
    {
      files: ['/usr/lib/x86_64-linux-gnu/libpcre2-8.so.0', '/usr/lib/aarch64-linux-gnu/libpcre2-8.so.0'],
      name: 'libpcre2-8-0',
      why: 'is needed by nginx, which the proxy tests run',
    },
  ],
};

// Programs that are tried with the files in deploy/. Installed as packages they would start daemons, so they are only
// unpacked, beside npm's packages; `whole`: with those of the packages they depend on that the machine does not have.
const UNPACKED = {
  node: [],
  start: [],
  test: [
    { files: ['/usr/sbin/nginx', unpacked('usr/sbin/nginx')], name: 'nginx' },
    { files: ['/usr/bin/caddy', unpacked('usr/bin/caddy')], name: 'caddy' },
    { files: [unpacked('usr/sbin/kamailio')], name: 'kamailio', whole: true },
    {
      files: [
        unpacked('usr/lib/x86_64-linux-gnu/kamailio/modules/tmx.so'),
        unpacked('usr/lib/aarch64-linux-gnu/kamailio/modules/tmx.so'),
      ],
      name: 'kamailio-extra-modules',
      whole: true,
    },
    { files: [unpacked('usr/bin/rtpengine')], name: 'rtpengine-daemon', whole: true },
  ],
};

/** Where a program of an unpacked package lies. */
export function unpacked(file) {
  return path.join(import.meta.dirname, '../node_modules/.cache/debian', file);
}

/** Installs what is missing with apt-get as root; otherwise says what to install by hand and stops. */
export function ensureDebianPackages(purpose) {
  install(purpose);
  unpack(purpose);
}

function install(purpose) {
  const missing = PACKAGES[purpose].filter(({ files }) => !files.some((file) => existsSync(file)));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  for (const { name, why } of missing) console.log(`${name} ${why} and is not installed.`);
  const byHand = `Install by hand and run again: apt-get install --no-install-recommends ${names.join(' ')}`;
  const giveUp = purpose === 'start' ? console.log : fail;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return giveUp(byHand);
  console.log(`Installing ${names.join(', ')} with apt-get (once, up to a minute) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync('apt-get', ['-qq', 'update'], { stdio: ['ignore', 'ignore', 'inherit'], env });
    execFileSync('apt-get', ['-qq', '-y', 'install', '--no-install-recommends', ...names], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    });
  } catch {
    giveUp(`apt-get failed. Is the network there? ${byHand}`);
  }
}

function unpack(purpose) {
  const missing = UNPACKED[purpose].filter(({ files }) => !files.some((file) => existsSync(file)));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  console.log(`Fetching ${names.join(', ')} for the tests of deploy/, without installing (once, up to 50 MB) …`);
  const folder = unpacked('');
  const packages = path.join(folder, 'packages');
  try {
    mkdirSync(packages, { recursive: true });
    // Not as the user _apt, who may not write here.
    const wanted = () => [
      ...new Set([...names, ...missing.flatMap(({ name, whole }) => (whole ? lacking(name) : []))]),
    ];
    const download = () => ['-qq', '-o', 'APT::Sandbox::User=root', 'download', ...wanted()];
    const run = (words, stderr) =>
      execFileSync('apt-get', words, { cwd: packages, stdio: ['ignore', 'ignore', stderr] });
    try {
      run(download(), 'ignore');
    } catch {
      run(['-qq', 'update'], 'inherit'); // a fresh machine's apt knows no package, and old lists name files that are gone
      run(download(), 'inherit');
    }
    for (const name of readdirSync(packages)) {
      execFileSync('dpkg-deb', ['-x', path.join(packages, name), folder]);
    }
  } catch {
    fail(
      `${names.join(', ')} could not be fetched. Is the network there? Run apt-get update as root, or install them.`,
    );
  } finally {
    rmSync(packages, { recursive: true, force: true });
  }
}

/** What apt would install for a package, itself included. */
function lacking(name) {
  const plan = execFileSync('apt-get', ['-s', '--no-install-recommends', 'install', name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return [...plan.matchAll(/^Inst (\S+)/gm)].map(([, one]) => one);
}

function fail(words) {
  console.error(words);
  process.exit(1);
}
