// A Chromium of this machine, started for one look at a page: fresh profile, no rights, no secrets, gone at the end.
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, chownSync, constants, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The unprivileged user of a Dialtrace that root has started (machine/system-user.ts). */
export type BrowserUser = { uid: number; gid: number };

export type Chromium = {
  /** where Playwright connects to: ws://127.0.0.1:…/devtools/browser/… */
  endpoint: string;
  /** kills it with all its children, and deletes what it has written */
  kill(): Promise<void>;
};

const USUAL_PLACES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].flatMap((name) => [
  `/usr/bin/${name}`,
  `/usr/local/bin/${name}`,
]);
const START_MS = 10_000;
/** GNU coreutils. */
const TIMEOUT = '/usr/bin/timeout';
const LIFE_S = 60;
/** What Chromium takes for a page or two; with less left the machine would begin to kill, and not only us. */
const NEEDS_BYTES = 500_000_000;
const NEWS_LENGTH = 20_000;

const FLAGS = [
  '--headless=new',
  '--remote-debugging-port=0',
  '--enable-automation', // navigator.webdriver: should a view ever slip past us, /collect drops it as a robot's
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-breakpad',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider',
  '--dns-prefetch-disable',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--metrics-recording-only',
  '--mute-audio',
  '--password-store=basic',
  '--use-mock-keychain',
  '--renderer-process-limit=2',
  '--js-flags=--max-old-space-size=512',
];

/** The browser to use: what is configured, and nothing else then; or the first that is found; undefined: there is none. */
export function findChromium(configured: string | undefined): string | undefined {
  return (configured === undefined ? USUAL_PLACES : [configured]).find(isExecutable);
}

/** Is there memory enough to start it? */
export const hasRoomForChromium = (): boolean => process.availableMemory() > NEEDS_BYTES;

/**
 * Starts it in its sandbox, as `user` if there is one, with all its traffic going through `proxy` (host:port). Where the
 * kernel allows no sandbox it is started without one only as a user who has no rights anyway. Throws when it does not start.
 */
export async function startChromium(asked: {
  executable: string;
  proxy: string;
  user: BrowserUser | undefined;
}): Promise<Chromium> {
  try {
    return await start(asked, []);
  } catch (error) {
    if (!asked.user || !/sandbox/i.test((error as Error).message)) throw error;
    return start(asked, ['--no-sandbox']);
  }
}

async function start(
  { executable, proxy, user }: { executable: string; proxy: string; user: BrowserUser | undefined },
  more: string[],
): Promise<Chromium> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-look-'));
  if (user) chownSync(home, user.uid, user.gid);
  // `<-loopback>`: addresses of this machine go through the proxy as all others do, which refuses them.
  const traffic = [`--proxy-server=http://${proxy}`, '--proxy-bypass-list=<-loopback>'];
  const flags = [...FLAGS, ...traffic, ...more, `--user-data-dir=${home}/profile`, 'about:blank'];
  // Should we be killed ourselves, nobody else would end it.
  const [program, ...args] = existsSync(TIMEOUT)
    ? [TIMEOUT, '--signal=KILL', String(LIFE_S), executable]
    : [executable];
  const child = spawn(program, [...args, ...flags], {
    cwd: home,
    // Ours has secrets.
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, TMPDIR: home, LANG: 'C.UTF-8' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // a group of its own, to be killed whole
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
  });
  dieFirst(child);
  const kill = () => end(child, home);
  try {
    const endpoint = await endpointOf(child);
    return { endpoint, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

function endpointOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) => reject(new Error(`Chromium did not start: ${why}. ${said.slice(-500).trim()}`));
    const timer = setTimeout(() => fail(`nothing heard in ${START_MS / 1000} s`), START_MS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`it ended with ${signal ?? code}`));
    child.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < NEWS_LENGTH) said += chunk; // goes on for ever; read, so that it never waits for us
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (!found) return;
      clearTimeout(timer);
      resolve(found);
    });
  });
}

// Should memory run out, the kernel takes this one, not the database.
function dieFirst({ pid }: ChildProcess): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // Only Linux has it.
  }
}

async function end(child: ChildProcess, home: string): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const isRunning = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    if (isRunning) await gone;
  } catch {
    // It is gone already.
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
