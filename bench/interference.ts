// How much of the machine others use while something is measured: figures taken beside other work are worth little.
import { readdirSync, readFileSync } from 'node:fs';

export type Interference = {
  /** Share of all cores (0…1) that processes outside the measured ones took since the last call; null where unknown. */
  sinceLast(): number | null;
};

/** Watches all processes but this one, its descendants and theirs (`roots`: pids). Linux only; elsewhere it knows nothing. */
export function watchInterference(roots: readonly number[]): Interference {
  let last = read(roots);
  return {
    sinceLast() {
      const now = read(roots);
      const before = last;
      last = now;
      if (!now || !before || now.total === before.total) return null;
      const others = now.busy - before.busy - (now.own - before.own);
      return Math.max(0, others / (now.total - before.total));
    },
  };
}

type Reading = { total: number; busy: number; own: number };

function read(roots: readonly number[]): Reading | null {
  try {
    const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, ...rest] = (
      readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? ''
    )
      .split(/\s+/)
      .slice(1)
      .map(Number);
    const busy = user + nice + system + (rest[0] ?? 0) + (rest[1] ?? 0);
    return { total: busy + idle + wait, busy, own: ownTicks(new Set([process.pid, ...roots])) };
  } catch {
    return null;
  }
}

/** CPU time of these processes and their descendants, those that ended included. */
function ownTicks(roots: ReadonlySet<number>): number {
  const processes = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ').map(Number) ?? [];
      const [, parent = 0] = fields;
      const ticks = [11, 12, 13, 14].reduce((sum, place) => sum + (fields[place] ?? 0), 0);
      processes.set(Number(name), { parent, ticks });
    } catch {
      // it ended between the listing and the reading
    }
  }
  const isOwn = (pid: number): boolean =>
    roots.has(pid) || (processes.has(pid) && isOwn(processes.get(pid)?.parent ?? 0));
  return [...processes].reduce((sum, [pid, { ticks }]) => sum + (isOwn(pid) ? ticks : 0), 0);
}
