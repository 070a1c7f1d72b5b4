// What is done to the house while people call, one fault at a time. Each ends with the house whole again.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../../src/config.ts';
import { installAsterisk } from '../../../src/telephony/asterisk/install.ts';
import { until } from '../system.ts';
import type { FaultHouse } from './house.ts';

const MIB = 1024 * 1024;

export type Fault = {
  name: string;
  /** `seconds`: how long what can last lasts */
  does(house: FaultHouse, seconds: number): Promise<void>;
  /** talks that run through it may be cut: only by Asterisk's own death */
  cuts?: true;
  /** for a moment no engine runs: a call begins when its INVITE, sent again, is heard */
  noEngine?: true;
  /** nothing is recorded meanwhile, and that is told */
  mutes?: true;
  /** what was recorded meanwhile is kept at the next try, 40 s later (recordings/recordings.ts): faults of the store, of the
   * database and of Dialtrace itself come before it, not between */
  keptLater?: true;
};

/** All of them, in the order of the reports. */
export const FAULTS: readonly Fault[] = [
  { name: 'none', does: async (_, seconds) => void (await sleep(seconds * 1000)) },
  {
    name: 'Dialtrace killed',
    async does({ system }, seconds) {
      await system.kill();
      await sleep(seconds * 250);
      await system.start();
      await sleep(seconds * 250);
    },
  },
  {
    name: 'Dialtrace frozen',
    async does({ system }, seconds) {
      await system.kill('SIGSTOP');
      await sleep(seconds * 1000);
      await system.kill('SIGCONT');
      await sleep(1000);
    },
  },
  {
    name: 'PostgreSQL killed',
    async does({ postgresPids }, seconds) {
      process.kill(postgresPids()[0] ?? 0, 'SIGKILL');
      await sleep(seconds * 500);
    },
  },
  {
    name: 'PostgreSQL frozen',
    async does({ postgresPids }, seconds) {
      const pids = postgresPids();
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      await sleep(seconds * 1000);
      for (const pid of pids.toReversed()) process.kill(pid, 'SIGCONT');
      await sleep(1000);
    },
  },
  {
    name: 'database answers in 5 s',
    async does({ slowDatabase }, seconds) {
      slowDatabase(5000);
      await sleep(seconds * 1000);
      slowDatabase(0);
      await sleep(1000);
    },
  },
  {
    name: 'disk full',
    mutes: true,
    async does({ dataDir, hasOwnDisk }, seconds) {
      if (!hasOwnDisk) throw new Error('Filling the disk needs the right to mount one of its own: run as root.');
      const filler = path.join(dataDir, 'filler');
      try {
        fill(filler);
        await sleep(seconds * 1000);
      } finally {
        rmSync(filler, { force: true });
      }
      await sleep(2500);
    },
  },
  {
    name: 'recording store broken',
    keptLater: true,
    async does({ dataDir }, seconds) {
      const folder = path.join(dataDir, 'recordings', String(new Date().getUTCFullYear()));
      rmSync(folder, { recursive: true, force: true });
      writeFileSync(folder, 'a file where a folder should be');
      await sleep(seconds * 1000);
      rmSync(folder);
      mkdirSync(folder);
    },
  },
  {
    name: 'commands to Asterisk cut off',
    async does(house, seconds) {
      tellAsterisk(house, 'module unload -f res_ari_channels.so');
      await sleep(seconds * 1000);
      tellAsterisk(house, 'module load res_ari_channels.so');
    },
  },
  {
    name: 'Asterisk restarted when nobody talks',
    noEngine: true,
    async does(house, seconds) {
      tellAsterisk(house, 'core stop when convenient');
      await sleep(seconds * 500);
    },
  },
  {
    name: 'Asterisk killed',
    cuts: true,
    noEngine: true,
    async does(house, seconds) {
      const pid = house.asteriskPid();
      process.kill(pid, 'SIGKILL');
      await until('another Asterisk runs', () => house.asteriskPid() !== pid);
      await sleep(seconds * 500);
    },
  },
];

// As full as it gets: most of it at once, then piece by piece until there is no room for one more.
function fill(file: string) {
  const { bavail, bsize } = statfsSync(path.dirname(file));
  execFileSync('fallocate', ['--length', String(bavail * bsize - 8 * MIB), file]);
  const piece = Buffer.alloc(MIB / 16);
  try {
    for (;;) appendFileSync(file, piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function tellAsterisk({ dataDir }: FaultHouse, words: string) {
  const etc = path.join(dataDir, 'asterisk/etc/asterisk.conf');
  const { command } = installAsterisk({ cacheDir: readConfig(process.env).cacheDir, log: () => {} });
  execFileSync(command, ['-C', etc, '-rx', words], { stdio: 'ignore' });
}
