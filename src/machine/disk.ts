// Room on the disk for what must never fail to be written: a reserve that is given back when the disk is full, room
// kept for single files, and the word that it runs low, so that what can wait is not written any more.
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, statfsSync, statSync } from 'node:fs';

export type DiskState = 'fine' | 'low' | 'full';
export type Disk = {
  /** low: recordings must not be begun; full: the reserve has been given back, what is left is for calls' facts */
  state(): DiskState;
  /** as it was last looked at */
  room(): DiskRoom;
  stop(): void;
};
/** In bytes: `free` that anybody but root may write; `missing`: how much more must be free until the state is fine. */
export type DiskRoom = { state: DiskState; free: number; missing: number };
export type DiskOptions = {
  /** any folder on the disk */
  folder: string;
  /** the file that takes the reserve's place */
  reserve: string;
  /** files that grow by appending, each of which finds room even when the disk is full */
  growing: readonly string[];
  /** `free`: bytes that anybody but root may write */
  onChange: (state: DiskState, free: number) => void;
};

const MIB = 1024 * 1024;
const LOOK_MS = 1000;
const GROWING_BYTES = 8 * MIB;

/** How much is kept, and below how much of free space the disk counts as low or full. A small disk is kept less of. */
export function limitsOf(total: number) {
  return {
    reserve: Math.min(256 * MIB, Math.floor(total / 20)),
    low: Math.min(1024 * MIB, Math.floor(total / 10)),
    full: Math.min(32 * MIB, Math.floor(total / 100)),
  };
}

/** Once it was low it is fine again only with a tenth more: else recordings would begin and end at the limit. */
export function fineFrom(was: DiskState, { low, reserve }: ReturnType<typeof limitsOf>, kept: boolean): number {
  return (was === 'fine' ? low : low + Math.floor(low / 10)) + (kept ? 0 : reserve);
}

/** Looks each second. */
export function watchDisk({ folder, reserve, growing, onChange }: DiskOptions): Disk {
  const roomOf = new Map<string, { inode: number; until: number }>();
  let room: DiskRoom = { state: 'fine', free: 0, missing: 0 };

  const look = () => {
    const { bavail, bsize, blocks } = statfsSync(folder);
    const free = bavail * bsize;
    const limits = limitsOf(blocks * bsize);
    const kept = existsSync(reserve);
    const fine = fineFrom(room.state, limits, kept);
    const next = free >= fine ? 'fine' : stateOf({ free, kept, limits });
    if (next === 'full') rmSync(reserve, { force: true });
    if (!kept && free > limits.low + limits.reserve) allocate(['--length', String(limits.reserve)], reserve);
    for (const file of growing) keepRoom(file, roomOf);
    const { state } = room;
    room = { state: next, free, missing: next === 'fine' ? 0 : fineFrom(next, limits, kept) - free };
    if (next !== state) onChange(next, free);
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  return {
    state: () => room.state,
    room: () => room,
    stop: () => clearInterval(timer),
  };
}

// Of a disk that is not fine. Without its reserve it stays "full" until there is room for the reserve again: else it would
// go to and fro.
function stateOf({
  free,
  kept,
  limits,
}: {
  free: number;
  kept: boolean;
  limits: ReturnType<typeof limitsOf>;
}): DiskState {
  return free < limits.full || (!kept && free < limits.reserve) ? 'full' : 'low';
}

// Blocks beyond a file's end belong to it: whoever appends writes into them, however full the disk is (fallocate(2),
// FALLOC_FL_KEEP_SIZE). On a file system that can't, there is just no such room.
function keepRoom(file: string, roomOf: Map<string, { inode: number; until: number }>) {
  if (!existsSync(file)) return;
  const { ino, size } = statSync(file);
  const room = roomOf.get(file);
  if (room?.inode === ino && room.until - size > GROWING_BYTES / 2) return;
  roomOf.set(file, { inode: ino, until: size + GROWING_BYTES });
  allocate(['--keep-size', '--offset', String(size), '--length', String(GROWING_BYTES)], file);
}

// util-linux's program: on every Debian. What can't be allocated is tried again when the next look finds room.
function allocate(words: readonly string[], file: string) {
  try {
    execFileSync('fallocate', [...words, file], { stdio: 'ignore', timeout: 5000 });
  } catch {
    // no room, or a file system without fallocate
  }
}
