// A process that keeps recordings and is to be killed in the middle: `node keeping-child.ts URL FOLDER PROGRAMS`.
import { randomUUIDv7 } from 'node:crypto';
import { openRecordings } from '../../src/recordings/recordings.ts';
import { openDatabase } from '../../src/store/database.ts';

const [url = '', folder = '', programs = ''] = process.argv.slice(2);
const db = openDatabase({ url });
const recordings = openRecordings({
  ...{
    db,
    provider: 'asterisk',
    folder,
    programs: [programs],
    newId: randomUUIDv7,
    now: () => new Date(),
    log: console.error,
  },
});
await recordings.keep();
