// A site's rules about recording as a ringing call meets them; and the commands about recordings, as processes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { linePlan } from '../../src/calls/directory.ts';
import { openRecordingNotice } from '../../src/calls/routing/recording-notice.ts';
import { SILENT, type Voice } from '../../src/calls/routing/route-sounds.ts';
import { NEW_SITE_RULES, UNSAID_RULES } from '../../src/core/recording-rules.ts';
import { firstOwner } from '../../src/store/access.ts';
import { setJournalPlace } from '../../src/store/calls.ts';
import { transaction } from '../../src/store/database.ts';
import { type CallNumber, listCallNumbers } from '../../src/store/numbers.ts';
import { saveRecordingRules } from '../../src/store/recording-rules.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addCall, addRecording, addSite, type RecordedSite } from '../support/records.ts';

let store: TestDatabase;
let site: RecordedSite;
let number: CallNumber;
let folder: string;
before(async () => {
  store = await openTestDatabase();
  const { accountId } = await firstOwner(store.db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
  site = await addSite(store.db, { accountId });
  number = (await listCallNumbers(store.db))[0] ?? assert.fail('the site has a number');
  folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-data-'));
  mkdirSync(path.join(folder, 'recordings'));
});
after(async () => {
  await store?.close();
  if (folder) rmSync(folder, { recursive: true });
});

describe('a call that rings', () => {
  const voice: Voice = {
    ...SILENT,
    builtIn: (name, language) => `${name}-${language}`,
    speakSoon: (words, language) => `${language}: ${words}`,
  };
  const said: string[] = [];
  const openNotice = (by: Voice) =>
    openRecordingNotice({ db: store.db, voice: by, regionOfCaller: () => null, log: (words) => said.push(words) });
  const plan = () => linePlan(number);

  test('to a site that has said nothing is recorded without a word, as before there were rules', async () => {
    const notice = await openNotice(voice);
    assert.deepEqual(notice.finish(plan(), { number, caller: '+4930123456' }), plan());
  });

  test('by the rules of the country: told in Russian, or asked where the caller’s law wants consent', async () => {
    const notice = await openNotice(voice);
    await saveRecordingRules(store.db, site.id, { ...NEW_SITE_RULES, digit: '*' });
    assert.deepEqual(notice.finish(plan(), { number, caller: null }), plan()); // not heard of it yet
    await notice.reload();
    const russian = notice.finish(plan(), { number, caller: '+79161234567' });
    assert.deepEqual(russian.steps[0], { do: 'play', sound: 'notice-ru', what: 'notice', next: 1 });
    const german = notice.finish(plan(), { number, caller: '+4930123456' }).steps[0];
    assert.ok(german?.do === 'consent' && german.digit === '*');
    assert.match(german.sound, /^ru: .*нажмите звёздочку/);
  });

  test('where nobody can speak is not recorded, and that is said once', async () => {
    const notice = await openNotice(SILENT);
    for (let call = 0; call < 3; call++) assert.equal(notice.finish(plan(), { number, caller: null }).record, false);
    assert.deepEqual([said.length, said[0]?.includes('espeak-ng')], [1, true]);
  });

  test('to a site that records nothing is not recorded', async () => {
    await saveRecordingRules(store.db, site.id, { ...UNSAID_RULES, record: false });
    const notice = await openNotice(voice);
    assert.equal(notice.finish(plan(), { number, caller: null }).record, false);
  });
});

describe('the commands', () => {
  const dialtrace = (...words: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = { ...process.env, DATABASE_URL: store.url, DATA_DIR: folder };
      execFile(process.execPath, ['src/cli/main.ts', 'recordings', ...words], { env }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
    });

  test('hold files against rows', async () => {
    const call = await addCall(store.db, site, { at: new Date(), caller: '+79165550111' });
    await addRecording(store.db, call, { file: 'there.wav' });
    writeFileSync(path.join(folder, 'recordings/there.wav'), 'sound');
    assert.match((await dialtrace('check')).out, /1 recordings, 1 files, 0\.0 MB; 0 findings/);
    writeFileSync(path.join(folder, 'recordings/stranger.wav'), '?');
    const { code, out } = await dialtrace('check');
    assert.deepEqual([code, out.split('\n')[0]], [1, 'disk: stranger.wav is no recording that is known']);
    rmSync(path.join(folder, 'recordings/stranger.wav'));
  });

  test('delete all of a phone, but only when told so', async () => {
    assert.match((await dialtrace('delete', '--caller', '+79165550111')).out, /1 calls, 1 recordings .* Add --yes/);
    assert.match((await dialtrace('check')).out, /1 files/);
    const log = path.join(folder, 'asterisk/log');
    mkdirSync(log, { recursive: true });
    writeFileSync(path.join(log, 'messages'), 'WARNING: nothing for +79165550111\n');
    const journal = path.join(log, 'cel.ndjson');
    writeFileSync(journal, '{"Num":"89165550111"}\n{"Num":"79165550112"}\n');
    const { ino, size } = statSync(journal);
    writeFileSync(journal, '{"Num":"89165550111"}\n', { flag: 'a' }); // a call that is not stored yet
    await transaction(store.db, (tx) => setJournalPlace(tx, 'asterisk', { fileId: String(ino), readTo: size }));
    const { code, out } = await dialtrace('delete', '--caller', '+7 916 555-01-11', '--yes', '--json');
    assert.equal(code, 0);
    assert.equal(JSON.parse(out).blotted, 2);
    assert.equal(readFileSync(path.join(log, 'messages'), 'utf8'), 'WARNING: nothing for +xxxxxxxxxxx\n');
    const lines = readFileSync(journal, 'utf8').split('\n', 3);
    assert.deepEqual(lines, ['{"Num":"xxxxxxxxxxx"}', '{"Num":"79165550112"}', '{"Num":"89165550111"}']);
    assert.deepEqual([JSON.parse(out).recordings, JSON.parse(out).calls], [1, 1]);
    assert.match((await dialtrace('check')).out, /0 recordings, 0 files/);
    const other = { fileId: String(ino), readTo: statSync(journal).size }; // the engine's journal is read on
    await transaction(store.db, (tx) => setJournalPlace(tx, 'asterisk', other));
    const again = await dialtrace('delete', '--caller', '+79165550111', '--yes');
    assert.match(again.out, /^Nothing is kept of \+79165550111\. Blotted out 1 times/);
    assert.doesNotMatch(readFileSync(journal, 'utf8'), /9165550111/);
    assert.match((await dialtrace('delete', '--caller', 'Ivan')).err, /no phone number/);
  });
});
