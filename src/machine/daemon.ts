// A process that outlives us: started in a session of its own with its output in a file, found again by its pid after
// we were killed, stopped with patience. PostgreSQL and Asterisk are such processes.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemUser } from './system-user.ts';

export type DaemonOptions = {
  command: string;
  args: readonly string[];
  logFile: string;
  user: SystemUser | undefined;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
};

/** Starts the process detached: our terminal's Ctrl-C and our own death do not reach it. */
export function startDaemon({ command, args, logFile, user, env, cwd }: DaemonOptions): ChildProcess {
  const log = openSync(logFile, 'a', 0o640);
  try {
    const child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', log, log],
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
      ...(env ? { env } : {}),
      ...(cwd ? { cwd } : {}),
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** Is `pid` alive and is its command line about `mark`? Guards against a pid that was given to a stranger since. */
export function isAlive(pid: number, mark: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8');
    if (/^\d+ \(.*\) Z/s.test(state)) return false; // a zombie has ended
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
  } catch (error) {
    // Without /proc (macOS) the pid alone has to do.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && process.platform !== 'linux';
  }
}

/** Sends each signal in turn, waiting `seconds` for the process to end. True when it has ended. */
export async function stopDaemon(
  pid: number,
  mark: string,
  signals: readonly [NodeJS.Signals, number][],
): Promise<boolean> {
  for (const [signal, seconds] of signals) {
    if (!isAlive(pid, mark)) return true;
    try {
      process.kill(pid, signal);
    } catch {
      // It ended in between.
    }
    const until = Date.now() + seconds * 1000;
    while (isAlive(pid, mark) && Date.now() < until) await sleep(20);
  }
  return !isAlive(pid, mark);
}
