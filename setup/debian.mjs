// The few Debian packages that are needed beside npm's: one library of Node, and what tests and benchmarks use. The
// telephony engine is fetched elsewhere, without root (src/telephony/asterisk/install.ts).
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PACKAGES = {
  node: [
    {
      files: ['/usr/lib/x86_64-linux-gnu/libatomic.so.1', '/usr/lib/aarch64-linux-gnu/libatomic.so.1'],
      name: 'libatomic1',
      why: 'is needed by Node 26',
    },
  ],
  test: [
    { files: ['/usr/bin/sipp'], name: 'sip-tester', why: 'places real SIP calls' },
    { files: ['/usr/bin/chromium'], name: 'chromium', why: 'is the browser of the page tests' },
    { files: ['/usr/bin/firefox-esr'], name: 'firefox-esr', why: 'is the second browser of the page tests' },
    {
      files: ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'],
      name: 'fonts-dejavu-core',
      why: 'gives the browser letters',
    },
  ],
};

/** Installs what is missing with apt-get as root; otherwise says what to install by hand and stops. */
export function ensureDebianPackages(purpose) {
  const missing = PACKAGES[purpose].filter(({ files }) => !files.some((file) => existsSync(file)));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  for (const { name, why } of missing) console.log(`${name} ${why} and is not installed.`);
  const byHand = `Install by hand and run again: apt-get install --no-install-recommends ${names.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) fail(byHand);
  console.log(`Installing ${names.join(', ')} with apt-get (once, up to a minute) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync('apt-get', ['-qq', 'update'], { stdio: ['ignore', 'ignore', 'inherit'], env });
    execFileSync('apt-get', ['-qq', '-y', 'install', '--no-install-recommends', ...names], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    });
  } catch {
    fail(`apt-get failed. Is the network there? ${byHand}`);
  }
}

function fail(words) {
  console.error(words);
  process.exit(1);
}
