// A disk of its own, so that it can be filled without harm to the machine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export type SmallDisk = {
  folder: string;
  /** takes so much of it, under a name */
  fill(name: string, bytes: number): void;
  remove(name: string): void;
  close(): void;
};

/** undefined: there is no right to mount one. */
export function openSmallDisk(bytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    fill: (name, size) => void execFileSync('fallocate', ['--length', String(size), path.join(folder, name)]),
    remove: (name) => rmSync(path.join(folder, name), { force: true }),
    close() {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}
