// What the API is given of recordings: main hands in recordings/recordings.ts.
import type { Readable } from 'node:stream';
import type { StoreRow } from '../store/recording-rules.ts';
import type { RecordingRow } from '../store/recordings.ts';

export type Playable = {
  type: string;
  extension: 'wav' | 'opus' | 'mp3';
  size: number;
  /** changes with its content */
  version: string;
  read(range?: { first: number; last: number }): Promise<Readable | undefined>;
  /** an address at the store itself, for a few minutes; null: it is read through us */
  link: string | null;
};
export type PlayRefusal = 'none' | 'gone' | 'no-wav' | 'store-away';
export type Erased = {
  phone: string;
  pseudonym: string;
  calls: number;
  recordings: number;
  files: number;
  contacts: number;
  others: number;
  filesWaiting: number;
  blotted: number | null;
};

export type RecordingDesk = {
  /** false: no encoder is installed, recordings stay WAV */
  encodes: boolean;
  /** the house's store has been named by the environment */
  hasHouseStore: boolean;
  play(recording: RecordingRow, how: { as?: 'wav' | undefined; mayLink?: boolean }): Promise<Playable | PlayRefusal>;
  /** the row stays as a trace; `filesWaiting`: how many files could not be removed yet */
  remove(id: string, by: { userId: string; ip: string }): Promise<{ deleted: boolean; filesWaiting: number }>;
  erase(whose: { siteId: string; phone: string; userId: string | null }): Promise<Erased>;
  /** writes, reads and removes a small file; what went wrong in words, null: nothing */
  tryStore(store: StoreRow): Promise<string | null>;
  /** rules have changed, or recordings lie elsewhere than wanted: begins what follows */
  follow(): void;
};
