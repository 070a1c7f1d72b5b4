// What an owner is told of as long as it lasts on this machine: its disk, words that nobody here can say. Each is told once
// when it begins, its figures follow, and it is put away when it is over.
import { randomUUIDv7 } from 'node:crypto';
import type { UnsaidRecording } from '../calls/routing/recording-notice.ts';
import type { NoticeKind } from '../core/notice.ts';
import type { Disk, DiskRoom } from '../machine/disk.ts';
import { listAccountIds } from '../store/access.ts';
import type { Db } from '../store/database.ts';
import { endNoticesOfNode, openNotice, refreshNotice } from '../store/notices.ts';
import { accountsOfSites } from '../store/sites.ts';
import type { House } from './house.ts';

const LOOK_EVERY_MS = 5000;
/** Figures are told in steps of it, so that a disk that fills up is not written to for each byte. */
const STEP_BYTES = 10_000_000;

/** `data.node`: the machine it is about. */
export type Standing = {
  accountId: string;
  siteId: string | null;
  kind: NoticeKind;
  subject: string;
  data: { node: string } & Record<string, unknown>;
};
export type StandingNotices = {
  /** resolves when owners have been told of what is now; rejects if the database does not answer */
  look(): Promise<void>;
  close(): Promise<void>;
};
export type StandingNoticesOptions = {
  db: Db;
  node: string;
  kinds: readonly NoticeKind[];
  /** all that stands now, of these kinds */
  read: () => Promise<Standing[]>;
  log: (message: string, error?: unknown) => void;
};

const keyOf = ({ accountId, kind, subject }: Standing) => `${accountId} ${kind} ${subject}`;

/** Looks every 5 s. What an earlier run of this node has left open is put away if it does not stand any more. */
export function openStandingNotices({ db, node, kinds, read, log }: StandingNoticesOptions): StandingNotices {
  let told: Map<string, string> | undefined; // data by key
  let isFailing = false;

  const lookOnce = async () => {
    const standing = await read();
    const now = new Map(standing.map((one) => [keyOf(one), JSON.stringify(one.data)]));
    for (const one of standing) {
      const before = told?.get(keyOf(one));
      if (before === undefined) await openNotice(db, { ...one, id: randomUUIDv7() });
      else if (before !== now.get(keyOf(one))) await refreshNotice(db, one);
    }
    if (!told || [...told.keys()].some((key) => !now.has(key)))
      await endNoticesOfNode(db, { node, kinds, standing: [...now.keys()] });
    told = now;
  };
  let last: Promise<void> = Promise.resolve();
  const look = () => {
    last = last.catch(() => {}).then(lookOnce);
    return last;
  };
  const lookAgain = () =>
    look().then(
      () => {
        isFailing = false;
      },
      (error) => {
        if (!isFailing) log('what the owner should know could not be written; it is tried again', error);
        isFailing = true;
      },
    );
  const timer = setInterval(lookAgain, LOOK_EVERY_MS);
  timer.unref();
  void lookAgain();
  return {
    look,
    async close() {
      clearInterval(timer);
      await last.catch(() => {});
    },
  };
}

type Given = Pick<StandingNoticesOptions, 'db' | 'node' | 'log'>;

/** The disk of the data folder: it is the whole house's, so every account is told. */
export function openDiskNotices(given: Given, room: () => DiskRoom): StandingNotices {
  const { db, node } = given;
  const read = async () => {
    const { state, free, missing } = room();
    if (state === 'fine') return [];
    const kind = state === 'low' ? ('disk-low' as const) : ('disk-full' as const);
    const data = { node, free: roundedDown(free), missing: roundedDown(missing) + STEP_BYTES };
    return (await listAccountIds(db)).map((accountId) => ({ accountId, siteId: null, kind, subject: node, data }));
  };
  return openStandingNotices({ ...given, kinds: ['disk-low', 'disk-full'], read });
}

const roundedDown = (bytes: number) => Math.floor(bytes / STEP_BYTES) * STEP_BYTES;

/** Sites whose calls are not recorded, since callers can't be told of it. */
export function openUnsaidNotices(given: Given, unsaid: () => readonly UnsaidRecording[]): StandingNotices {
  const { db, node } = given;
  const read = async () => {
    const all = unsaid();
    if (all.length === 0) return [];
    const accountOf = await accountsOfSites(
      db,
      all.map(({ siteId }) => siteId),
    );
    return all.flatMap(({ siteId, number, language }) => {
      const accountId = accountOf.get(siteId);
      const data = { node, number, language };
      const subject = `${siteId} ${node}`; // another node may well have a voice
      return accountId ? [{ accountId, siteId, kind: 'recording-unsaid' as const, subject, data }] : [];
    });
  };
  return openStandingNotices({ ...given, kinds: ['recording-unsaid'], read });
}

/** All of them. `prepared`: what the house says by itself has been spoken, or can't be; before, nothing is missed. */
export function openHouseNotices(
  { config, say }: Pick<House, 'config' | 'say'>,
  {
    db,
    disk,
    unsaid,
    prepared,
  }: { db: Db; disk: Disk; unsaid: () => readonly UnsaidRecording[]; prepared: Promise<void> },
): { close(): Promise<void> } {
  const given = { db, node: config.nodeName, log: say };
  const open = [openDiskNotices(given, disk.room)];
  let isClosed = false;
  void prepared.then(() => {
    if (!isClosed) open.push(openUnsaidNotices(given, unsaid));
  });
  return {
    async close() {
      isClosed = true;
      for (const notices of open) await notices.close();
    },
  };
}
