// The house that the faults are done to: Dialtrace, its PostgreSQL and its Asterisk on a small disk of their own, an agent
// who answers, and callers at a steady rate.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallCard, CallList } from '../../../src/api/wire.ts';
import { readConfig } from '../../../src/config.ts';
import { engineUser } from '../../../src/machine/system-user.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { startEmbeddedPostgres } from '../../../src/store/embedded-postgres.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { AGENT_ADDRESS, openPhones } from '../sip.ts';
import { addSite, freePorts, prepareSystem, type TestSystem, until } from '../system.ts';
import { startDatabaseProxy } from './database-proxy.ts';

const DID = '74950000901';
const AGENT_PORT = 5691;
/** What could not be kept at once is tried again after 40 s (recordings/recordings.ts). */
const SETTLED_SECONDS = 90;
const DISK_BYTES = 1024 * 1024 * 1024;

/** One call as its caller saw it. `ended`: the talk went as long as the caller wanted and ended in order. */
export type Offered = { caller: string; at: Date; outcome: 'ended' | 'lost'; seconds: number };
export type FaultHouse = {
  system: TestSystem;
  dataDir: string;
  /** false: there was no right to mount one, so the disk is everybody's */
  hasOwnDisk: boolean;
  /** calls of `talkSeconds` at `perSecond` until `during` is over; resolves when the last has ended */
  callDuring(how: { perSecond: number; talkSeconds: number }, during: () => Promise<void>): Promise<Offered[]>;
  callOnce(talkSeconds: number): Promise<Offered>;
  /** the card of each call, once all are over and kept; undefined: it is not listed */
  listed(offered: readonly Offered[]): Promise<(CallCard | undefined)[]>;
  slowDatabase(milliseconds: number): void;
  /** process ids of PostgreSQL, its main one first */
  postgresPids(): number[];
  asteriskPid(): number;
  close(): Promise<void>;
};

/** Builds and starts it. */
export async function openFaultHouse(): Promise<FaultHouse> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-faults-'));
  const hasOwnDisk = mountOwnDisk(dataDir);
  chmodSync(dataDir, 0o755);
  const { cacheDir } = readConfig(process.env);
  const postgres = await startEmbeddedPostgres({ dataDir, cacheDir, user: engineUser(), log: () => {} });
  const direct = openDatabase({ url: postgres.url });
  await migrate(direct, new Date());
  const [port = 0] = await freePorts(1);
  const socketFolder = new URL(postgres.url).searchParams.get('host') ?? '';
  const proxy = await startDatabaseProxy(path.join(socketFolder, '.s.PGSQL.5432'), port);
  const database = { db: direct, url: proxy.url, close: async () => {} };
  const system = await prepareSystem({ own: { database, dataDir }, env: { LOG_LEVEL: 'warn' } });
  const site = await addSite(system, {
    numbers: [`+${DID}`],
    targets: [{ name: 'Anna', sipUri: `sip:anna@${AGENT_ADDRESS}:${AGENT_PORT}` }],
  });
  const phones = openPhones();
  await phones.agent('agent-answers', AGENT_PORT);
  await system.start();
  let callers = 79160100000;

  const callOnce = async (talkSeconds: number): Promise<Offered> => {
    const caller = `+${callers++}`;
    const at = new Date();
    const outcome = await phones.call({ did: DID, to: system.sipPort, caller, ms: talkSeconds * 1000 }).then(
      () => 'ended' as const,
      () => 'lost' as const,
    );
    return { caller, at, outcome, seconds: talkSeconds };
  };
  const cards = async () => {
    const found = new Map<string, CallCard>();
    let cursor = '';
    do {
      const page = await system.get<CallList>(`/api/v1/sites/${site.siteId}/calls?limit=200${cursor}`);
      for (const row of page.items) if (row.callerRaw) found.set(row.callerRaw, row as CallCard);
      cursor = page.nextCursor ? `&cursor=${encodeURIComponent(page.nextCursor)}` : '';
    } while (cursor);
    return found;
  };

  return {
    ...{ system, dataDir, hasOwnDisk, callOnce },
    async callDuring({ perSecond, talkSeconds }, during) {
      let isOver = false;
      const over = during().finally(() => {
        isOver = true;
      });
      const calls: Promise<Offered>[] = [];
      while (!isOver) {
        calls.push(callOnce(talkSeconds));
        await sleep(1000 / perSecond);
      }
      await over;
      return Promise.all(calls);
    },
    async listed(offered) {
      const isSettled = (card: CallCard | undefined) =>
        card !== undefined && card.endedAt !== null && card.recording.state !== 'recording';
      const all = await until(
        'all calls are listed and kept',
        async () => {
          const found = await cards().catch(() => undefined);
          return found && offered.every(({ caller }) => isSettled(found.get(caller))) ? found : undefined;
        },
        SETTLED_SECONDS,
      ).catch(cards);
      return offered.map(({ caller }) => all.get(caller));
    },
    slowDatabase: proxy.slowDown,
    postgresPids() {
      const main = Number(readFileSync(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
      return [main, ...childrenOf(main)];
    },
    asteriskPid: () => Number(readFileSync(path.join(dataDir, 'asterisk/pid'), 'utf8')),
    async close() {
      await phones.close();
      await system.close();
      await direct.end();
      proxy.close();
      await postgres.stop();
      if (hasOwnDisk) execFileSync('umount', ['--lazy', dataDir]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

// A disk of its own can be filled without harm to the machine.
function mountOwnDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/stat`))
    .filter((name) => {
      try {
        return Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]) === pid;
      } catch {
        return false; // it has ended meanwhile
      }
    })
    .map(Number);
}
