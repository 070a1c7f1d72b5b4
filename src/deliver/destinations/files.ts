// Files of each day, made when it is over: calls, visits, deals, spend, as CSV or Parquet, on this machine's disk or in a
// store that speaks S3. A file's name says its day, so making it again makes it anew; what people and late answers have
// changed in the days before is in the files of these days, too.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { AwsClient } from 'aws4fetch';
import { s3Address } from '../../core/s3-address.ts';
import { DAY_TABLES, type DayTable } from '../../reports/day-rows.ts';
import type { Destination, DestinationTold, Item, Outcome, Response, Way } from '../port.ts';
import { whatNow } from '../what-now.ts';
import { extensionOf, type TableFormat, writeTable } from './files/table-file.ts';

const S3 = { name: 'place', is: 's3' } as const;
const DAYS_AGAIN = 3;
const UPLOAD_MS = 120_000;

export const files: Destination = {
  kind: 'files',
  group: 'files',
  fields: [
    { name: 'place', kind: 'choice', required: true, options: ['disk', 's3'], example: 'disk' },
    { name: 'format', kind: 'choice', required: true, options: ['csv', 'csv-semicolon', 'parquet'], example: 'csv' },
    ...DAY_TABLES.map((name) => ({ name, kind: 'flag' as const, required: false, example: 'yes' })),
    {
      ...{ name: 'daysAgain', kind: 'number', required: false, byDefault: `${DAYS_AGAIN}`, example: '7' },
      pattern: '[0-9]|[12][0-9]|30',
    },
    { name: 'endpoint', kind: 'url', required: true, onlyIf: S3, example: 'https://storage.yandexcloud.net' },
    { name: 'region', kind: 'text', required: true, onlyIf: S3, example: 'ru-central1' },
    { name: 'bucket', kind: 'text', required: true, onlyIf: S3, pattern: '[a-z0-9.-]{3,63}', example: 'our-calls' },
    { name: 'prefix', kind: 'text', required: false, onlyIf: S3, example: 'dialtrace/' },
    { name: 'keyId', kind: 'text', required: true, onlyIf: S3, example: 'AKIAIOSFODNN7EXAMPLE' },
    { name: 'secret', kind: 'secret', required: true, onlyIf: S3, example: 'wJalrXUtnFEMI/K7MDENG/…' },
    { name: 'pathStyle', kind: 'flag', required: false, onlyIf: S3, example: 'yes' },
  ],
  takes: ['day.ended'],
  byDefault: ['day.ended'],
  repeats: 'known',
  reasons: ['nothing-chosen', 'no-bucket', 'disk-full', 'not-writable'],
  limits: { perSecond: 1, parallel: 1 },
  faults: ({ calls, visits, deals, spend }) =>
    calls || visits || deals || spend ? [] : [{ field: 'calls', fault: 'choose at least one kind of lines' }],
  deliver: (items, to, way) => Promise.all(items.map((item) => deliver(item, to, way))),
};

async function deliver(item: Item, to: DestinationTold, way: Way): Promise<Outcome> {
  const tables = DAY_TABLES.filter((table) => to.settings[table]);
  if (tables.length === 0) return { kind: 'needs-owner', reason: 'nothing-chosen' };
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dialtrace-files-'));
  try {
    for (const day of daysOf(item, to))
      for (const table of tables) {
        const refused = await put(table, day, { to, way, folder });
        if (refused) return refused;
      }
    return { kind: 'done', ...(to.settings.place === 's3' ? {} : { farId: way.filesFolder() }) };
  } catch (error) {
    return diskOutcome(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The day that is over, and those before it that may have changed, the latest first. */
function daysOf({ told: { event } }: Item, { settings }: DestinationTold): string[] {
  const last = Date.parse(`${event.about.day ?? event.at.toISOString().slice(0, 10)}T00:00:00Z`);
  const again = Number(settings.daysAgain || DAYS_AGAIN);
  return Array.from({ length: again + 1 }, (_, n) => new Date(last - n * 86_400_000).toISOString().slice(0, 10));
}

type Putting = { to: DestinationTold; way: Way; folder: string };

/** Undefined: the file is in its place. */
async function put(table: DayTable, day: string, { to, way, folder }: Putting): Promise<Outcome | undefined> {
  const format = (to.settings.format ?? 'csv') as TableFormat;
  const made = path.join(folder, `${table}.${extensionOf(format)}`);
  await writeTable(made, format, way.dayRows(table, day));
  const name = `${table}/day=${day}/${table}.${extensionOf(format)}`; // a partition, as readers of many files know it
  if (to.settings.place === 's3') return upload(made, name, { to, way });
  const place = path.join(way.filesFolder(), name);
  await mkdir(path.dirname(place), { recursive: true });
  await moveInto(made, place);
  return undefined;
}

/** Whoever reads the folder finds the old file or the new one, never half of it. */
async function moveInto(made: string, place: string): Promise<void> {
  const beside = `${place}.new`;
  await copyFile(made, beside);
  await rename(beside, place);
}

const TYPES = { csv: 'text/csv; charset=utf-8', parquet: 'application/vnd.apache.parquet' };

async function upload(made: string, name: string, { to, way }: Omit<Putting, 'folder'>): Promise<Outcome | undefined> {
  const { endpoint = '', region = '', bucket = '', prefix = '', keyId = '', secret = '', pathStyle } = to.settings;
  const body = await readFile(made);
  const client = new AwsClient({ accessKeyId: keyId, secretAccessKey: secret, region, service: 's3' });
  const url = s3Address(
    { endpoint: endpoint.replace(/\/+$/, ''), bucket, prefix, pathStyle: Boolean(pathStyle) },
    name,
  );
  const { headers } = await client.sign(url, {
    method: 'PUT',
    headers: {
      'content-type': name.endsWith('.parquet') ? TYPES.parquet : TYPES.csv,
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    },
  });
  const answer = await way.ask({ method: 'PUT', url, headers: Object.fromEntries(headers), body, timeout: UPLOAD_MS });
  const outcome = storeOutcome(answer);
  return outcome.kind === 'done' ? undefined : outcome;
}

function storeOutcome(answer: Response): Outcome {
  const [, code = ''] = /<Code>(\w+)<\/Code>/.exec(answer.body) ?? [];
  if (code === 'NoSuchBucket') return { kind: 'needs-owner', reason: 'no-bucket' };
  const outcome = whatNow(answer);
  return 'reason' in outcome && code ? { ...outcome, reason: `${outcome.reason}: ${code}` } : outcome;
}

const NOT_WRITABLE = new Set(['EACCES', 'EROFS', 'EPERM', 'ENOTDIR', 'EEXIST', 'EISDIR']);

function diskOutcome(error: unknown): Outcome {
  const { code = '' } = error as { code?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT') return { kind: 'later', reason: 'disk-full' };
  if (NOT_WRITABLE.has(code)) return { kind: 'needs-owner', reason: 'not-writable' };
  throw error;
}
