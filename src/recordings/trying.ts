// A store is tried before it is trusted: a small file goes there, is read back and removed.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { StoreRow } from '../store/recording-rules.ts';
import { settingsOf } from './places.ts';
import { s3Store } from './s3-store.ts';
import { sha256Of } from './stores.ts';

/** What went wrong, in words; null: it can be used. */
export async function tryStore(store: StoreRow, folder: string): Promise<string | null> {
  const local = path.join(folder, `moving/try-${store.id}`);
  const file = `dialtrace-try-${store.id}.txt`;
  try {
    await mkdir(path.dirname(local), { recursive: true });
    await writeFile(local, 'Dialtrace tried whether it may keep recordings here. This file can be deleted.\n');
    const there = s3Store(settingsOf(store, undefined));
    await there.put(file, local, { sha256: await sha256Of(local), type: 'text/plain' });
    await there.remove(file);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await rm(local, { force: true });
  }
}
