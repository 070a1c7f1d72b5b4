// The places recordings lie in, by the id their rows name: the local disk, the house's store, stores of sites.
import path from 'node:path';
import type { Db } from '../store/database.ts';
import { findStore, type StoreRow, saveStore } from '../store/recording-rules.ts';
import type { RecordingRow } from '../store/recordings.ts';
import { type S3Settings, StoreError, s3Store } from './s3-store.ts';
import { diskStore, type RecordingStore } from './stores.ts';

/** The store that the environment names. `direct`: browsers are sent to it by links that end soon. */
export type HouseStore = S3Settings & { direct: boolean };
export type Places = {
  /** the recordings folder */
  disk: RecordingStore;
  folder: string;
  /** null: the disk. Throws if its keys are not known here. */
  of(storeId: string | null): Promise<RecordingStore>;
  /** the id of the store that the environment names; null: it names none */
  houseStore(): Promise<string | null>;
};

export type PlacesOptions = { db: Db; folder: string; house: HouseStore | undefined; newId: () => string };

/** Nothing is asked of a store before it is needed. */
export function openPlaces({ db, folder, house, newId }: PlacesOptions): Places {
  const disk = diskStore(folder);
  let houseId: Promise<string | null> | undefined;
  return {
    disk,
    folder,
    async of(storeId) {
      if (storeId === null) return disk;
      const row = await findStore(db, storeId);
      if (!row) throw new Error('the store is not known any more');
      return s3Store(settingsOf(row, house));
    },
    houseStore() {
      houseId ??= house
        ? saveStore(db, { ...house, id: newId(), siteId: null, keyId: null, secret: null }).catch((error) => {
            houseId = undefined;
            throw error;
          })
        : Promise.resolve(null);
      return houseId;
    },
  };
}

/** As `s3Store` wants them. */
export function settingsOf(row: StoreRow, house: HouseStore | undefined): S3Settings {
  const { endpoint, region, bucket, prefix, pathStyle, keyId, secret } = row;
  if (keyId && secret) return { endpoint, region, bucket, prefix, pathStyle, keyId, secret };
  if (house && house.endpoint === endpoint && house.bucket === bucket && house.prefix === prefix) return house;
  throw new StoreError(
    `the keys of the store ${bucket} at ${endpoint} are not known here any more: set RECORDINGS_S3_… as they were`,
  );
}

/** 'YYYY/MM/DD/<id>.<codec>': sorted by day, so that no folder grows without end; the id can't be guessed. */
export function fileOf(
  { id, createdAt }: Pick<RecordingRow, 'id' | 'createdAt'>,
  codec: 'wav' | 'opus' | 'mp3',
): string {
  return path.posix.join(createdAt.toISOString().slice(0, 10).replaceAll('-', '/'), `${id}.${codec}`);
}

/** As players know it. */
export const AUDIO_TYPES = { wav: 'audio/wav', opus: 'audio/ogg; codecs=opus', mp3: 'audio/mpeg' } as const;
