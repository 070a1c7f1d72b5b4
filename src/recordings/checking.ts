// Files against rows: what should be there and is not, what is there and nobody knows.
import type { Db } from '../store/database.ts';
import { allLeftovers } from '../store/recording-deletion.ts';
import { allRecordingFiles, type RecordingFile } from '../store/recording-places.ts';
import { listStores } from '../store/recording-rules.ts';
import type { Places } from './places.ts';
import type { RecordingStore } from './stores.ts';

export type Finding = {
  kind: 'missing' | 'wrong-size' | 'unknown-file' | 'half-written' | 'store-away';
  /** 'disk', or endpoint/bucket */
  place: string;
  file: string;
  call: string | null;
};
export type CheckResult = { rows: number; files: number; bytes: number; findings: Finding[] };

/** Folders of the recordings folder that hold no recordings in their place. */
const OTHER = /^(raw|decoded|moving)\//;

/** Looks at every place that may hold recordings. Changes nothing. */
export async function checkRecordings(db: Db, places: Places): Promise<CheckResult> {
  const result: CheckResult = { rows: 0, files: 0, bytes: 0, findings: [] };
  const rows = await allRecordingFiles(db);
  const leaving = await allLeftovers(db);
  result.rows = new Set(rows.map(({ id }) => id)).size;
  const stores = [
    { id: null, name: 'disk' },
    ...(await listStores(db)).map((s) => ({ id: s.id, name: `${s.endpoint}/${s.bucket}` })),
  ];
  for (const { id, name } of stores) {
    const here = new Map(rows.filter(({ storeId }) => storeId === id).map((row) => [row.file, row]));
    try {
      const out = new Set(leaving.filter(({ storeId }) => storeId === id).map(({ file }) => file));
      await compare(await places.of(id), { place: name, here, out, result });
    } catch (error) {
      const file = error instanceof Error ? error.message : String(error);
      if (id === null || here.size > 0) result.findings.push({ kind: 'store-away', place: name, file, call: null });
    }
  }
  return result;
}

async function compare(
  store: RecordingStore,
  {
    place,
    here,
    out,
    result,
  }: { place: string; here: Map<string, RecordingFile>; out: Set<string>; result: CheckResult },
): Promise<void> {
  const find = (kind: Finding['kind'], file: string, row?: RecordingFile) =>
    result.findings.push({ kind, place, file, call: row?.callId ?? null });
  const missing = new Map(here);
  for await (const { file, bytes } of store.list()) {
    if (OTHER.test(file) || out.has(file)) continue;
    const row = here.get(file);
    missing.delete(file);
    if (!row) find(file.endsWith('.part') ? 'half-written' : 'unknown-file', file);
    else if (row.bytes !== null && row.bytes !== bytes) find('wrong-size', file, row);
    result.files++;
    result.bytes += bytes;
  }
  for (const row of missing.values()) find('missing', row.file, row);
}
