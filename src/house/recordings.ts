// Recordings, introduced to the machine: where they lie, which programs there are, how an operator's are fetched.
import { randomUUIDv7 } from 'node:crypto';
import path from 'node:path';
import type { Config } from '../config.ts';
import { openRecordings, type Recordings, type RecordingsOptions } from '../recordings/recordings.ts';
import { blotOutOfEngine } from './engine-files.ts';
import type { House } from './house.ts';

const SWEEP_EVERY_MS = 600_000;

type Housed = Pick<House, 'dataDir' | 'say'> & {
  config: Pick<Config, 'recordingStore' | 'programFolders' | 'nodeName'>;
};

/** Begins at once with what was left to be done; `fetch` may be asked as soon as the first call has ended. */
export function openHouseRecordings(
  { dataDir, say, config }: Housed,
  { db, provider, fetch, onKept }: Pick<RecordingsOptions, 'db' | 'provider' | 'fetch' | 'onKept'>,
): Recordings {
  const recordings = openRecordings({
    ...{
      db,
      provider,
      folder: path.join(dataDir, 'recordings'),
      house: config.recordingStore,
      programs: config.programFolders,
    },
    blotOut: (phone) => blotOutOfEngine(db, { dataDir, nodeName: config.nodeName }, phone),
    ...{ fetch, onKept, newId: randomUUIDv7, now: () => new Date(), log: say },
  });
  const sweep = () =>
    void recordings.sweep().catch((error) => say('recordings whose time is over could not be deleted', error));
  const timer = setInterval(sweep, SWEEP_EVERY_MS);
  sweep();
  return {
    ...recordings,
    close() {
      clearInterval(timer);
      return recordings.close();
    },
  };
}
