// The room of recordings over a test database and a folder of its own, with a clock that is set by hand.
import { randomUUIDv7 } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FetchRecording } from '../../src/recordings/fetched.ts';
import { openRecordings, type Recordings, type RecordingsOptions } from '../../src/recordings/recordings.ts';
import type { Db } from '../../src/store/database.ts';
import { recordingsOfCall } from '../../src/store/recordings.ts';
import { addCall, type NewCallRecord, type RecordedSite } from './records.ts';

export const RATE = 8000;

/** Raw stereo as Asterisk writes it: a tone on the left, another on the right; 0: silence. */
export function rawTalk(seconds: number, leftHz: number, rightHz: number): Buffer {
  return rawSound(seconds, [leftHz, rightHz]);
}

export function rawSound(seconds: number, tones: readonly number[]): Buffer {
  const raw = Buffer.alloc(seconds * RATE * tones.length * 2);
  for (let at = 0; at < seconds * RATE; at++)
    for (const [channel, hz] of tones.entries())
      raw.writeInt16LE(
        Math.round(hz ? 9000 * Math.sin((2 * Math.PI * hz * at) / RATE) : 0),
        (at * tones.length + channel) * 2,
      );
  return raw;
}

export type RecordingRoom = {
  folder: string;
  /** seconds that the room's clock is ahead of the wall's */
  ahead: number;
  said: string[];
  open(more?: Partial<RecordingsOptions>): Promise<Recordings>;
  /** a call that ended, and the engine's file of its talk */
  talk(site: RecordedSite, raw: Buffer | null, more?: Partial<NewCallRecord>): Promise<string>;
  close(): Promise<void>;
};

export function openRecordingRoom(db: Db, fetch?: FetchRecording): RecordingRoom {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-recordings-'));
  mkdirSync(path.join(folder, 'raw'));
  let open: Recordings | undefined;
  const room: RecordingRoom = {
    ...{ folder, ahead: 0, said: [] },
    async open(more = {}) {
      await open?.close();
      open = openRecordings({
        ...{ db, provider: 'asterisk', folder, programs: (process.env.PATH ?? '').split(':'), fetch },
        ...{ newId: randomUUIDv7, now: () => new Date(Date.now() + room.ahead * 1000) },
        log: (message, error) => room.said.push(`${message} ${error instanceof Error ? error.message : ''}`),
        ...more,
      });
      await open.keep();
      return open;
    },
    async talk(site, raw, more = {}) {
      const providerCallId = `dialtrace-${randomUUIDv7()}`;
      if (raw) writeFileSync(path.join(folder, 'raw', `${providerCallId}.raw`), raw);
      return addCall(db, site, { at: new Date(Date.now() - 60_000), endedAfter: 15, providerCallId, ...more });
    },
    async close() {
      await open?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return room;
}

/** The recording of a call that is played first. */
export const firstOf = async (db: Db, callId: string) => {
  const [first] = await recordingsOfCall(db, callId);
  if (!first) throw new Error(`call ${callId} has no recording`);
  return first;
};
