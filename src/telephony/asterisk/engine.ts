// One Asterisk kept running: started detached, adopted when it is still alive after we were killed, told to reload when
// its trunks change, restarted only when no one talks, started again when it dies.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive, startDaemon, stopDaemon } from '../../machine/daemon.ts';
import type { SystemUser } from '../../machine/system-user.ts';
import { type AsteriskSettings, engineFolders, writeConfiguration } from './configuration.ts';
import type { AsteriskInstall } from './install.ts';

export type Engine = {
  /** writes changed settings and lets the engine follow without harm to a call */
  apply(settings: AsteriskSettings): Promise<void>;
  /** ends the engine, and with it every call */
  stop(): Promise<void>;
};
export type EngineOptions = {
  settings: AsteriskSettings;
  install: AsteriskInstall;
  user: SystemUser | undefined;
  log: (message: string) => void;
  /** called after an engine that died was started again: its calls are over */
  onRestart?: () => Promise<void>;
};

// What calls go on through; registrations with operators are a module of their own.
const RELOADS = [
  'dialplan reload',
  'module reload res_pjsip.so',
  'module reload res_pjsip_outbound_registration.so',
  'moh reload',
];
const BOOT_SECONDS = 20;
const WATCH_MS = 250; // a dead engine refuses calls: notice soon

/** Starts or adopts the Asterisk of `settings.runDir`; answers when it is fully booted. */
export async function startEngine({
  settings,
  install,
  user,
  log,
  onRestart = async () => {},
}: EngineOptions): Promise<Engine> {
  const { runDir } = settings;
  const etc = path.join(engineFolders(runDir).etc, 'asterisk.conf');
  const pidFile = path.join(runDir, 'pid');
  let stopping = false;

  const start = async () => {
    const child = startDaemon({
      command: install.command,
      args: ['-C', etc, '-f', '-n'],
      logFile: path.join(runDir, 'console.log'),
      user,
      cwd: runDir,
    });
    child.on('error', (error) => log(`Asterisk could not be started: ${error.message}`));
    if (child.pid) writeFileSync(pidFile, String(child.pid));
    await booted();
  };
  const runningPid = () => {
    const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0;
    return pid > 0 && isAlive(pid, etc) ? pid : undefined;
  };
  const command = async (line: string) =>
    (await promisify(execFile)(install.command, ['-C', etc, '-rx', line], { timeout: 10_000 })).stdout;
  const booted = async () => {
    for (const until = Date.now() + BOOT_SECONDS * 1000; ; await sleep(50)) {
      const answer = await command('core waitfullybooted').catch(() => '');
      if (answer.includes('fully booted')) return;
      if (Date.now() > until)
        throw new Error(
          `Asterisk did not boot within ${BOOT_SECONDS} s. Its own words are in ${runDir}/console.log and ${runDir}/log/messages.`,
        );
    }
  };
  const follow = async (change: ReturnType<typeof writeConfiguration>) => {
    if (change === 'reload') for (const line of RELOADS) await command(line);
    if (change !== 'restart') return;
    log('Asterisk will take the new settings as soon as nobody talks');
    await command('core stop when convenient'); // the watch below starts it again
  };

  const change = writeConfiguration(settings, install, user);
  if (runningPid()) {
    log('Asterisk is still running from before: taking it over, talks go on');
    await booted();
    await follow(change);
  } else await start();

  const watch = async () => {
    while (!stopping) {
      await sleep(WATCH_MS, undefined, { ref: false });
      if (stopping || runningPid()) continue;
      log('Asterisk has ended: starting it again');
      await start().then(
        () => void onRestart(), // not awaited: it may wait for the database, and the watch must go on
        (error: Error) => log(error.message),
      );
    }
  };
  void watch();

  return {
    apply: async (next) => follow(writeConfiguration(next, install, user)),
    async stop() {
      stopping = true;
      const pid = runningPid();
      if (pid)
        await stopDaemon(pid, etc, [
          ['SIGTERM', 8],
          ['SIGKILL', 2],
        ]);
    },
  };
}
