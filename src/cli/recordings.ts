// dialtrace recordings: holds files against rows, and takes a phone out of everything when its owner asks for that.
import { randomUUIDv7 } from 'node:crypto';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { toE164 } from '../core/phone.ts';
import { blotOutOfEngine } from '../house/engine-files.ts';
import { checkRecordings, type Finding } from '../recordings/checking.ts';
import { type Erased, erase } from '../recordings/erasing.ts';
import { openPlaces } from '../recordings/places.ts';
import { removeLeftovers } from '../recordings/sweeping.ts';
import type { Db } from '../store/database.ts';
import { sitesOfPhone } from '../store/erasure.ts';
import { withOwnDatabase } from './own-database.ts';

export function addRecordings(program: Command): void {
  const recordings = program.command('recordings').description('What was recorded of calls.');
  recordings
    .command('check')
    .description('Hold the files in every store against what the database says. Changes nothing.')
    .option('--json', 'print data as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const result = await withOwnDatabase((db) => checkRecordings(db, placesOf(db)));
      const { rows, files, bytes, findings } = result;
      if (json) console.log(JSON.stringify(result));
      else {
        for (const finding of findings) console.log(sentence(finding));
        console.log(`${rows} recordings, ${files} files, ${(bytes / 1e6).toFixed(1)} MB; ${findings.length} findings`);
      }
      if (findings.length > 0) process.exitCode = 1;
    });
  recordings
    .command('delete')
    .description(
      'Delete all that is kept of a phone: recordings (held ones, too), the contact, and the phone wherever it stands. Calls stay as figures.',
    )
    .requiredOption('--caller <phone>', 'in international form, such as +79161234567')
    .option('--site <id>', 'only at this site')
    .option('--yes', 'do it; without it the command only says what there is')
    .option('--json', 'print data as JSON, one line for each site')
    .action(async ({ caller, site, yes = false, json = false }: DeleteOptions) => {
      const phone = toE164(caller, '');
      if (phone.kind !== 'phone')
        throw new Error(`"${caller}" is no phone number in international form, such as +79161234567.`);
      await withOwnDatabase((db) => deleteOf(db, { phone: phone.e164, site, yes, json }));
    });
}

type DeleteOptions = { caller: string; site?: string; yes?: boolean; json?: boolean };

async function deleteOf(
  db: Db,
  { phone, site, yes, json }: { phone: string; site: string | undefined; yes: boolean; json: boolean },
) {
  const found = (await sitesOfPhone(db, phone)).filter(({ siteId }) => site === undefined || siteId === site);
  const places = placesOf(db);
  const now = () => new Date();
  const log = (words: string, error?: unknown) => console.error(words, error);
  const removeFiles = () => removeLeftovers({ db, places, now, log });
  const { dataDir, nodeName } = readConfig(process.env);
  const engine = { dataDir: realpathSync(dataDir), nodeName };
  const blotOut = (whose: string) => blotOutOfEngine(db, engine, whose);
  if (found.length === 0) {
    // Another node may have deleted it: what the engine of this one has written is only reached from here.
    const blotted = yes ? await blotOut(phone) : 0;
    return console.log(json ? JSON.stringify({ phone, blotted }) : nothingKept(phone, blotted));
  }
  for (const { siteId, name, calls, recordings } of found) {
    if (!yes) {
      const words = `${name}: ${calls} calls, ${recordings} recordings of ${phone}. Add --yes to delete.`;
      console.log(json ? JSON.stringify({ siteId, phone, calls, recordings }) : words);
      continue;
    }
    const report = await erase({ db, now, removeFiles, blotOut, log }, { siteId, phone, userId: null });
    console.log(json ? JSON.stringify({ siteId, ...report }) : `${name}: ${told(report)}`);
    if (report.filesWaiting > 0 || report.blotted === null) process.exitCode = 1;
  }
}

function placesOf(db: Db) {
  const { dataDir, recordingStore } = readConfig(process.env);
  const folder = path.join(realpathSync(dataDir), 'recordings');
  return openPlaces({ db, folder, house: recordingStore, newId: randomUUIDv7 });
}

const nothingKept = (phone: string, blotted: number) =>
  `Nothing is kept of ${phone}.${blotted > 0 ? ` ${blottedWords(blotted)}.` : ''}`;

const blottedWords = (times: number) => `Blotted out ${times} times in Asterisk's journal and logs`;

const told = ({ phone, pseudonym, calls, recordings, files, contacts, others, ...more }: Erased) =>
  [
    `${phone} is ${pseudonym} now in ${calls} calls`,
    `${recordings} recordings deleted (${files} files)`,
    `${contacts} contacts, ${others} other rows`,
    ...(more.blotted === null ? ["Asterisk's journal and logs may not be written by this user"] : []),
    ...(more.blotted ? [blottedWords(more.blotted)] : []),
    ...(more.filesWaiting > 0 ? [`${more.filesWaiting} files could not be removed yet: Dialtrace goes on trying`] : []),
  ].join('; ');

const WORDS: Record<Finding['kind'], string> = {
  missing: 'is not there',
  'wrong-size': 'has another size than was written',
  'unknown-file': 'is no recording that is known',
  'half-written': 'was not written to its end',
  'store-away': 'the store does not answer:',
};

const sentence = ({ kind, place, file, call }: Finding) =>
  kind === 'store-away'
    ? `${place}: ${WORDS[kind]} ${file}`
    : `${place}: ${file} ${WORDS[kind]}${call ? ` (call ${call})` : ''}`;
