// Files of a day through the whole way: read back by other readers than the writers, on disk and from a store that checks
// signatures.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { takeSpend } from '../../src/store/spend.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { startTestStore, type TestStore } from '../support/s3.ts';

let room: DeliveryRoom;
let store: TestStore;
before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  store = await startTestStore();
});
afterEach(async () => {
  await store.close();
  assert.deepEqual(room.problems.splice(0), []);
});

// A day of next month, which has its partition; the site's clock is three hours ahead of UTC.
const nextMonth = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 1, 20));
const dayBefore = (n: number) => new Date(nextMonth.getTime() - n * 86_400_000).toISOString().slice(0, 10);
const DAY = dayBefore(0);
const noon = new Date(`${DAY}T09:00:00Z`);
const DISK = { place: 'disk', format: 'csv', calls: 'yes', daysAgain: '0' };
const ended = (day: string) => room.event(null, 'day.ended', { key: `${day} ${Math.random()}`, about: { day } });
const fileOf = (to: string, table: string, day = DAY, extension = 'csv') =>
  path.join(room.filesFolder, to, table, `day=${day}`, `${table}.${extension}`);
const linesOf = (file: string, delimiter = ',') =>
  parse(readFileSync(file), { columns: true, bom: true, delimiter }) as Record<string, string>[];
const connect = (settings: Record<string, string>, secrets: Record<string, string> = {}) =>
  room.connect('files', settings, { events: ['day.ended'], secrets });

test('a day’s calls are the day’s by the site’s clock, line by line, as a spreadsheet reads them', async () => {
  const first = await room.call({ at: new Date(`${dayBefore(1)}T21:00:00Z`), caller: '+79161110001' });
  const visit = { source: { channel: 'paid', source: 'yandex', campaign: '=HYPERLINK("http://x")' } };
  const second = await room.call({ at: noon, caller: '+79161110002', visit });
  await room.call({ at: new Date(`${DAY}T21:00:00Z`) });
  const to = await connect(DISK);
  await room.tell(ended(DAY));
  await room.settled(to, ['done']);
  const lines = linesOf(fileOf(to, 'calls'));
  assert.deepEqual(
    lines.map(({ call_id, caller, talk_seconds, campaign, campaign_probability }) => [
      ...[call_id, caller, talk_seconds, campaign, campaign_probability],
    ]),
    [
      [first, '+79161110001', '60', '', ''],
      [second, '+79161110002', '60', `'=HYPERLINK("http://x")`, '0.97'],
    ],
  );
});

test('Parquet keeps types, and semicolons are for Excel in Russian', async () => {
  await room.call({ at: noon, caller: '+79161110003' });
  const to = await connect({ ...DISK, format: 'parquet', visits: 'yes' });
  await room.tell(ended(DAY));
  await room.settled(to, ['done']);
  const file = readFileSync(fileOf(to, 'calls', DAY, 'parquet'));
  const lines = await parquetReadObjects({
    file: file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer,
  });
  const last = lines.find(({ caller }) => caller === '+79161110003');
  assert.deepEqual([last?.talk_seconds, last?.counts, last?.started_at, last?.tags], [60, true, noon, []]);
  const excel = await connect({ ...DISK, format: 'csv-semicolon' });
  await room.tell(ended(DAY));
  await room.settled(excel, ['done']);
  assert.equal(linesOf(fileOf(excel, 'calls'), ';').length, lines.length);
});

test('what has changed since in the days before is written anew, and a day without lines has a file with its columns', async () => {
  const to = await connect({ ...DISK, spend: 'yes', daysAgain: '2' });
  const row = {
    ...{ day: dayBefore(1), source: 'yandex', medium: 'cpc', campaign: 'Весна', campaignId: '7' },
    ...{ adGroup: null, content: null, term: null, cost: { minor: 125_050, currency: 'RUB' } },
    ...{ vatIncluded: true, clicks: 40, impressions: 900 },
  };
  await takeSpend(room.db, { id: to, siteId: room.site.id }, { from: dayBefore(1), to: dayBefore(1) }, [row]);
  await room.tell(ended(DAY));
  await room.settled(to, ['done']);
  assert.deepEqual(
    linesOf(fileOf(to, 'spend', dayBefore(1))).map(({ campaign, cost_minor, clicks }) => [
      campaign,
      cost_minor,
      clicks,
    ]),
    [['Весна', '125050', '40']],
  );
  assert.match(readFileSync(fileOf(to, 'spend'), 'utf8'), /^\uFEFFsite_id,told_by,day/);
  await takeSpend(room.db, { id: to, siteId: room.site.id }, { from: dayBefore(1), to: dayBefore(1) }, []);
  await room.tell(ended(DAY));
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(linesOf(fileOf(to, 'spend', dayBefore(1))), []);
});

const bucket = ({ settings }: TestStore) => ({
  ...{ place: 's3', format: 'csv', calls: 'yes', daysAgain: '0', pathStyle: 'yes', prefix: 'ночь+день/' },
  ...{ endpoint: settings.endpoint, region: settings.region, bucket: settings.bucket, keyId: settings.keyId },
});

test('a store that speaks S3 gets each file under one name, signed; a store that is down gets it later', async () => {
  const to = await connect(bucket(store), { secret: store.settings.secret });
  store.breaks = 503;
  await room.tell(ended(DAY));
  await room.settled(to, ['due: http-503: SlowDown']);
  store.breaks = 0;
  room.clock.ahead += 60_000;
  await room.settled(to, ['done']);
  room.clock.ahead = 0;
  assert.deepEqual([...store.files.keys()], [`calls/ночь+день/calls/day=${DAY}/calls.csv`]);
});

test('a key that is refused, and a bucket that is not there, wait for the owner', async () => {
  const wrong = await connect(bucket(store), { secret: 'another secret' });
  await room.tell(ended(DAY));
  await room.settled(wrong, ['due: key-refused: SignatureDoesNotMatch']);
  const nowhere = await connect({ ...bucket(store), bucket: 'nobodys' }, { secret: store.settings.secret });
  await room.tell(ended(DAY));
  await room.settled(nowhere, ['due: no-bucket']);
});

test('a folder that can’t be made stops it with words for the owner', async () => {
  const blocked = await connect({ ...DISK, calls: '', visits: 'yes' });
  writeFileSync(path.join(room.filesFolder, blocked), 'a file in the way');
  await room.tell(ended(DAY));
  await room.settled(blocked, ['due: not-writable']);
});
