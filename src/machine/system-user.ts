// The unprivileged user that PostgreSQL and Asterisk run as when Dialtrace itself is started by root, and folders that
// this user can reach. PostgreSQL refuses to run as root; Asterisk should not.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';

export type SystemUser = { name: string; uid: number; gid: number };

const USER_NAME = 'dialtrace';

/** The user the engines run as: `undefined` (ourselves) unless we are root. Makes the system user at first use. */
export function engineUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return findUser() ?? makeUser();
}

function findUser(): SystemUser | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, USER_NAME], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { name: USER_NAME, uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function makeUser(): SystemUser {
  try {
    const options = [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
    ];
    execFileSync('useradd', [...options, USER_NAME], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (cause) {
    throw new Error(
      `Dialtrace runs as root and needs a system user "${USER_NAME}" for its engines, but useradd failed. Make the user by hand, or start Dialtrace as an ordinary user.`,
      { cause },
    );
  }
  const user = findUser();
  if (!user) throw new Error(`useradd made "${USER_NAME}" but it can't be found`);
  return user;
}

/**
 * A folder at `wanted` that `user` can reach. Where a parent folder is closed to others (a clone under /root),
 * the real folder is made below /var/lib/dialtrace and `wanted` becomes a link to it, so that it is found at both.
 */
export function reachableFolder(wanted: string, user: SystemUser | undefined): string {
  const folder = path.resolve(wanted);
  if (!user) return makeFolder(folder);
  if (existsSync(folder)) {
    const real = realpathSync(folder);
    if (canReach(path.dirname(real), user)) return makeFolder(real);
    if (lstatSync(folder).isDirectory() && readdirSync(folder).length > 0)
      throw new Error(
        `${folder} can't be reached by the user "${user.name}": a parent folder is closed to others. Move it, set DATA_DIR to a reachable folder, or start Dialtrace as an ordinary user.`,
      );
  }
  if (canReach(path.dirname(folder), user)) return makeFolder(folder);
  const place = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const real = makeFolder(`/var/lib/dialtrace/${place}`);
  if (!existsSync(folder)) symlinkSync(real, folder);
  return real;
}

/** Makes `folder` with exactly this mode, whatever the umask, and gives it to `user`. */
export function folderOf(user: SystemUser | undefined, folder: string, mode = 0o700): string {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, mode);
  if (user) chownSync(folder, user.uid, user.gid);
  return folder;
}

function makeFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

function canReach(folder: string, user: SystemUser): boolean {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(at) && !maySearch(at, user)) return false;
    if (at === path.dirname(at)) return true;
  }
}

function maySearch(folder: string, { uid, gid }: SystemUser): boolean {
  const { mode, uid: owner, gid: group } = statSync(folder);
  if (owner === uid) return (mode & 0o100) !== 0;
  if (group === gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}
