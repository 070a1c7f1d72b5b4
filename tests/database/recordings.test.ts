// Recordings from the engine's file to where they stay, whatever breaks on the way; how they end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, afterEach, before, describe, test } from 'node:test';
import { UNSAID_RULES } from '../../src/core/recording-rules.ts';
import { checkRecordings } from '../../src/recordings/checking.ts';
import type { Fetched } from '../../src/recordings/fetched.ts';
import { readOggOpus } from '../../src/recordings/ogg.ts';
import type { Recordings } from '../../src/recordings/recordings.ts';
import { wavHeader } from '../../src/recordings/wav.ts';
import { firstOwner } from '../../src/store/access.ts';
import { factsOf, insertFacts } from '../../src/store/calls.ts';
import { transaction } from '../../src/store/database.ts';
import { listNotices, openNotice } from '../../src/store/notices.ts';
import { setHold } from '../../src/store/recording-deletion.ts';
import { accessLog } from '../../src/store/recording-log.ts';
import { savePlace, saveRecordingRules, saveStore } from '../../src/store/recording-rules.ts';
import { recordingsOfCall } from '../../src/store/recordings.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { firstOf, openRecordingRoom, type RecordingRoom, rawSound, rawTalk } from '../support/recording-room.ts';
import { addRecording, addSite, type RecordedSite } from '../support/records.ts';
import { startTestStore, type TestStore } from '../support/s3.ts';
import { until } from '../support/system.ts';
import { listen } from '../support/tones.ts';

const [CALLER_HZ, AGENT_HZ] = [500, 1500];

let store: TestDatabase;
let owner: { accountId: string; userId: string };
let site: RecordedSite;
let room: RecordingRoom;
let offered: (Fetched | 'later' | 'gone' | Error)[] = [];
const fetched: string[] = [];
before(async () => {
  store = await openTestDatabase();
  owner = await firstOwner(store.db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
  site = await addSite(store.db, { accountId: owner.accountId });
  room = openRecordingRoom(store.db, async (connectionId, { ref }) => {
    fetched.push(`${connectionId} ${ref.id}`);
    const next = offered.shift() ?? 'later';
    if (next instanceof Error) throw next;
    return next;
  });
});
after(async () => {
  await room?.close();
  await store?.close();
});
afterEach(() => {
  offered = [];
});

const stateOf = async (call: string) =>
  (await store.db.query<{ state: string }>('select recording_state as state from calls where id = $1', [call])).rows[0]
    ?.state;
const at = (file: string | null) => path.join(room.folder, file ?? '');
const filesNow = () =>
  readdirSync(room.folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length;
const heard = async (recordings: Recordings, call: string) => {
  const audio = await recordings.desk.play(await firstOf(store.db, call), { as: 'wav' });
  assert.ok(typeof audio === 'object', String(audio));
  return listen(await buffer((await audio.read()) as Readable));
};
const tell = (call: string, ...facts: { kind: string; [more: string]: unknown }[]) =>
  transaction(store.db, async (tx) => {
    const [first] = await factsOf(tx, call);
    const common = { providerCallId: first?.providerCallId ?? '', at: first?.at ?? new Date() };
    await insertFacts(tx, call, facts.map((fact, n) => ({ ...common, key: `${fact.kind}-${n}`, ...fact })) as never);
  });
const notices = async (kind: string) =>
  (await listNotices(store.db, owner.accountId)).filter((notice) => notice.kind === kind);

describe('a talk', () => {
  test('is kept as Opus with both sides apart, its WAV beside it, and the engine’s file is gone', async () => {
    const call = await room.talk(site, rawTalk(10, CALLER_HZ, AGENT_HZ));
    await room.open();
    const recording = await firstOf(store.db, call);
    assert.deepEqual(
      [recording.state, recording.codec, recording.channels, recording.seconds],
      ['ready', 'opus', 2, 10],
    );
    assert.deepEqual([await stateOf(call), recording.flags, recording.encoded], ['ready', [], true]);
    assert.deepEqual(
      recording.levels?.map(({ peakDb }) => Math.round(peakDb)),
      [-11, -11],
    );
    assert.deepEqual(await readOggOpus(at(recording.file)), { kind: 'whole', channels: 2, seconds: 10 });
    assert.ok((recording.bytes ?? 0) < 100_000, `${recording.bytes} bytes`);
    assert.ok(existsSync(at(recording.wavFile)));
    assert.deepEqual(readdirSync(path.join(room.folder, 'raw')), []);
    assert.ok(recording.deleteAfter && recording.deleteAfter.getTime() > Date.now() + 179 * 86_400_000);
  });

  test('can be heard as WAV when only Opus is left: caller left, agent right, not a trace of the other', async () => {
    const call = await room.talk(site, rawTalk(6, CALLER_HZ, AGENT_HZ));
    const recordings = await room.open();
    room.ahead = 8 * 86_400;
    await recordings.sweep();
    room.ahead = 0;
    assert.equal((await firstOf(store.db, call)).wavFile, null);
    const sound = await heard(recordings, call);
    assert.ok(sound.share(0, CALLER_HZ) > 0.9 && sound.share(1, AGENT_HZ) > 0.9);
    assert.deepEqual([sound.share(0, AGENT_HZ), sound.share(1, CALLER_HZ)], [0, 0]);
  });

  test('where a side was not heard says so', async () => {
    const call = await room.talk(site, rawTalk(8, 0, AGENT_HZ));
    await room.open();
    assert.deepEqual((await firstOf(store.db, call)).flags, ['one-way', 'caller-silent']);
  });

  test('that was paused has silence in the pause’s place, so that times fit', async () => {
    const started = new Date(Date.now() - 60_000);
    const call = await room.talk(site, rawTalk(6, CALLER_HZ, CALLER_HZ), { at: started, answeredAfter: 5 });
    const after = (seconds: number) => new Date(started.getTime() + (5 + seconds) * 1000);
    await tell(call, { kind: 'recording-paused', at: after(2) }, { kind: 'recording-resumed', at: after(6) });
    const recordings = await room.open();
    const recording = await firstOf(store.db, call);
    assert.deepEqual([recording.seconds, recording.pauses], [10, [{ at: 2, seconds: 4 }]]);
    const wav = readFileSync(at(recording.wavFile));
    const loudest = (from: number, to: number) =>
      Math.max(
        ...Array.from({ length: (to - from) * 8000 }, (_, n) => Math.abs(wav.readInt16LE(44 + (from * 8000 + n) * 4))),
      );
    assert.ok(loudest(0, 2) > 8000 && loudest(6, 10) > 8000);
    assert.equal(loudest(2, 6), 0);
    assert.equal((await heard(recordings, call)).seconds, 10);
  });

  test('that nobody answered leaves nothing', async () => {
    const call = await room.talk(site, Buffer.alloc(0), { answeredAfter: null });
    await room.open();
    assert.equal(await stateOf(call), 'empty');
  });

  test('whose caller did not agree is not kept: what was written is gone', async () => {
    const call = await room.talk(site, rawTalk(3, CALLER_HZ, AGENT_HZ));
    await store.db.query('update calls set consent = false where id = $1', [call]);
    const recordings = await room.open();
    await recordings.sweep();
    const recording = await firstOf(store.db, call);
    assert.deepEqual(
      [recording.state, recording.deletedWhy, await stateOf(call)],
      ['deleted', 'consent-refused', 'none'],
    );
    assert.deepEqual(readdirSync(path.join(room.folder, 'raw')), []);
  });

  test('whose file is lost is told to the owner, and kept after all when the file is there again', async () => {
    const call = await room.talk(site, null);
    await room.open();
    assert.equal(await stateOf(call), 'failed');
    assert.deepEqual(
      (await notices('recording-lost')).map(({ subject }) => subject),
      [call],
    );
    const { rawFile } = await firstOf(store.db, call);
    writeFileSync(path.join(room.folder, 'raw', rawFile ?? ''), rawTalk(10, CALLER_HZ, AGENT_HZ));
    await room.open();
    assert.equal(await stateOf(call), 'ready');
  });

  test('stays WAV where no encoder is, and that is said once', async () => {
    const call = await room.talk(site, rawTalk(4, CALLER_HZ, AGENT_HZ));
    room.said.length = 0;
    await room.open({ programs: ['/nowhere'] });
    const recording = await firstOf(store.db, call);
    assert.deepEqual(
      [recording.state, recording.codec, recording.encoded, recording.wavFile],
      ['ready', 'wav', true, null],
    );
    assert.deepEqual(room.said.filter((line) => line.includes('opusenc')).length, 1);
  });
});

test('a WAV from before recordings had rows of their own is encoded and drawn like any other', async () => {
  const call = await room.talk(site, null);
  const raw = rawTalk(6, CALLER_HZ, AGENT_HZ);
  writeFileSync(at(`${call}.wav`), Buffer.concat([wavHeader({ bytes: raw.length, channels: 2, rate: 8000 }), raw]));
  const id = await addRecording(store.db, call, { file: `${call}.wav`, seconds: 6 });
  await store.db.query('update recordings set encoded = false where id = $1', [id]);
  await room.open();
  const recording = await firstOf(store.db, call);
  assert.deepEqual([recording.codec, recording.wavFile, recording.levels?.length], ['opus', `${call}.wav`, 2]);
});

test('what a caller left on the tape is a recording of its own, in mono, also of a missed call', async () => {
  const call = await room.talk(site, Buffer.alloc(0), { answeredAfter: null });
  writeFileSync(path.join(room.folder, 'raw', `${call}-voicemail.raw`), rawSound(5, [CALLER_HZ]));
  await tell(call, { kind: 'voicemail', file: `/somewhere/raw/${call}-voicemail.raw` });
  await room.open();
  const [tape] = await recordingsOfCall(store.db, call);
  assert.deepEqual(
    [tape?.kind, tape?.state, tape?.codec, tape?.channels, tape?.seconds],
    ['voicemail', 'ready', 'opus', 1, 5],
  );
  assert.equal(await stateOf(call), 'empty'); // there was no talk
});

describe('killed in the middle of encoding', () => {
  let programs: string;
  before(() => {
    programs = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-programs-'));
    // Writes half of something, and stays.
    const program =
      '#!/bin/sh\nfor to in "$@"; do :; done\nprintf OggS-half > "$to"\necho $$ > "$(dirname "$0")/pid"\nsleep 60\n';
    for (const name of ['opusenc', 'opusdec']) {
      writeFileSync(path.join(programs, name), program);
      chmodSync(path.join(programs, name), 0o755);
    }
  });
  after(() => rmSync(programs, { recursive: true, force: true }));

  test('the talk can be played at once, and the next start encodes it whole', async () => {
    const call = await room.talk(site, rawTalk(10, CALLER_HZ, AGENT_HZ));
    const child = spawn(process.execPath, ['tests/support/keeping-child.ts', store.url, room.folder, programs], {
      stdio: 'ignore',
    });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    await until('it encodes', async () => existsSync(path.join(programs, 'pid')));
    child.kill('SIGKILL');
    await gone;
    process.kill(Number(readFileSync(path.join(programs, 'pid'), 'utf8')), 'SIGKILL');
    const between = await firstOf(store.db, call);
    assert.deepEqual([between.state, between.codec, await stateOf(call)], ['ready', 'wav', 'ready']);
    assert.equal(listen(readFileSync(at(between.file))).seconds, 10);
    const half = at(between.file?.replace('.wav', '.opus.part') ?? '');
    assert.ok(existsSync(half));
    await room.open();
    const end = await firstOf(store.db, call);
    assert.deepEqual([end.codec, (await readOggOpus(at(end.file))).kind, existsSync(half)], ['opus', 'whole', false]);
  });

  test('an encoder that makes rubbish is not trusted: the WAV stays', async () => {
    writeFileSync(path.join(programs, 'opusenc'), '#!/bin/sh\nfor to in "$@"; do :; done\nprintf rubbish > "$to"\n');
    const call = await room.talk(site, rawTalk(3, CALLER_HZ, AGENT_HZ));
    await room.open({ programs: [programs] });
    const recording = await firstOf(store.db, call);
    assert.deepEqual([recording.codec, recording.encoded, recording.attempts], ['wav', false, 1]);
    assert.match(recording.error ?? '', /faulty/);
    assert.ok(existsSync(at(recording.file)));
    await store.db.query('update recordings set next_at = now()');
    await room.open();
    assert.equal((await firstOf(store.db, call)).codec, 'opus');
  });
});

describe('an operator’s recording', () => {
  const offer = async (...answers: (Fetched | 'later' | 'gone' | Error)[]) => {
    offered = answers;
    const call = await room.talk(site, null);
    await tell(call, { kind: 'recording-offered', ref: { id: `R-${call}` } });
    return call;
  };
  const wav = (raw: Buffer) => Buffer.concat([wavHeader({ bytes: raw.length, channels: 2, rate: 8000 }), raw]);

  test('is fetched through its connection, its sides are put right, and it is encoded', async () => {
    const call = await offer({
      audio: wav(rawTalk(6, AGENT_HZ, CALLER_HZ)),
      type: 'audio/x-wav',
      callerChannel: 'right',
    });
    const recordings = await room.open();
    assert.equal(fetched.at(-1), `${site.connectionId} R-${call}`);
    const recording = await firstOf(store.db, call);
    assert.deepEqual([recording.kind, recording.codec, await stateOf(call)], ['operator', 'opus', 'ready']);
    const sound = await heard(recordings, call);
    assert.ok(sound.share(0, CALLER_HZ) > 0.9 && sound.share(1, AGENT_HZ) > 0.9);
  });

  test('of another kind is kept as it came', async () => {
    const mp3 = Buffer.concat([Buffer.from('ID3'), Buffer.alloc(500, 1)]);
    const call = await offer({ audio: mp3, type: 'application/octet-stream', callerChannel: 'right' });
    await room.open();
    const recording = await firstOf(store.db, call);
    assert.deepEqual([recording.codec, recording.encoded, recording.flags], ['mp3', true, ['caller-right']]);
    assert.deepEqual(readFileSync(at(recording.file)), mp3);
  });

  test('that is not ready is asked for again after 40 s, 2, 5, 15 and 60 minutes; then its owner is told', async () => {
    const call = await offer('later', new Error('the operator is away'), 'later', 'later', 'later', 'later');
    const recordings = await room.open();
    for (const seconds of [40, 120, 300, 900, 3600]) {
      const before = fetched.length;
      room.ahead += seconds - 5;
      await recordings.keep();
      assert.equal(fetched.length, before, `asked before ${seconds} s were over`);
      assert.equal(await stateOf(call), 'recording');
      room.ahead += 10;
      await recordings.keep();
      assert.equal(fetched.length, before + 1, `not asked after ${seconds} s`);
    }
    room.ahead = 0;
    assert.equal(await stateOf(call), 'failed');
    assert.ok((await notices('recording-lost')).some(({ subject }) => subject === call));
  });

  test('that the operator has no more is given up at once', async () => {
    const call = await offer('gone');
    await room.open();
    assert.equal(await stateOf(call), 'failed');
  });

  test('that is no audio is not kept as if it were', async () => {
    const call = await offer({ audio: Buffer.from('<html>sign in</html>'), type: 'text/html', callerChannel: 'left' });
    await room.open();
    assert.match((await firstOf(store.db, call)).error ?? '', /neither WAV, MP3 nor Opus/);
  });
});

describe('a store', () => {
  let far: TestStore;
  let own: RecordedSite;
  let storeId: string;
  let recordings: Recordings;
  before(async () => {
    far = await startTestStore();
    own = await addSite(store.db, { accountId: owner.accountId });
    storeId = await saveStore(store.db, { ...far.settings, id: randomUUIDv7(), siteId: own.id, direct: false });
    await savePlace(store.db, own.id, 'own', storeId);
  });
  after(() => far?.close());

  test('takes what its site records, and the local file goes only after it was read back', async () => {
    const call = await room.talk(own, rawTalk(6, CALLER_HZ, AGENT_HZ));
    recordings = await room.open();
    await recordings.sweep();
    const recording = await firstOf(store.db, call);
    assert.equal(recording.storeId, storeId);
    assert.ok(far.files.has(`calls/shop/${recording.file}`));
    assert.equal(existsSync(at(recording.file)), false);
    const audio = await recordings.desk.play(recording, {});
    assert.ok(typeof audio === 'object');
    assert.equal(audio.size, recording.bytes);
    const part = await buffer((await audio.read({ first: 0, last: 3 })) as Readable);
    assert.equal(part.toString('latin1'), 'OggS');
    assert.ok((await heard(recordings, call)).share(0, CALLER_HZ) > 0.9);
  });

  for (const breaks of [503, 'lies'] as const)
    test(`that ${breaks === 'lies' ? 'changes files' : 'is down'} loses nothing: it is tried again, and the owner is told`, async () => {
      far.breaks = breaks;
      const call = await room.talk(own, rawTalk(6, CALLER_HZ, AGENT_HZ));
      await recordings.keep();
      room.ahead += 31;
      await recordings.keep();
      const recording = await firstOf(store.db, call);
      assert.deepEqual([recording.state, recording.storeId, existsSync(at(recording.file))], ['ready', null, true]);
      assert.deepEqual(
        (await notices('recording-store-failing')).map(({ subject, data }) => [subject, data.waiting]),
        [[storeId, 1]],
      );
      assert.ok((await heard(recordings, call)).seconds > 5.9);
      far.breaks = 0;
      room.ahead += 600;
      await recordings.keep();
      room.ahead = 0;
      assert.equal((await firstOf(store.db, call)).storeId, storeId);
      assert.deepEqual(await notices('recording-store-failing'), []);
    });

  test('that is down and not wanted any more is not told of any more', async () => {
    const leaving = await addSite(store.db, { accountId: owner.accountId });
    const settings = { ...far.settings, prefix: 'leaving/', siteId: leaving.id, direct: false };
    const left = await saveStore(store.db, { ...settings, id: randomUUIDv7() });
    await savePlace(store.db, leaving.id, 'own', left);
    far.breaks = 503;
    const call = await room.talk(leaving, rawTalk(6, CALLER_HZ, AGENT_HZ));
    await recordings.keep();
    room.ahead += 31;
    await recordings.keep();
    assert.deepEqual(
      (await notices('recording-store-failing')).map(({ subject }) => subject),
      [left],
    );
    await savePlace(store.db, leaving.id, 'disk', left);
    await recordings.keep();
    assert.deepEqual(await notices('recording-store-failing'), []);
    assert.equal((await firstOf(store.db, call)).storeId, null);
    far.breaks = 0;
    room.ahead = 0;
  });

  test('whose file was deleted while it was down loses it as soon as it is back', async () => {
    const call = await room.talk(own, rawTalk(6, CALLER_HZ, AGENT_HZ));
    await recordings.keep();
    const { id, file } = await firstOf(store.db, call);
    far.breaks = 503;
    assert.deepEqual(await recordings.desk.remove(id, { userId: owner.userId, ip: '192.0.2.9' }), {
      deleted: true,
      filesWaiting: 1,
    });
    assert.equal(await recordings.desk.play(await firstOf(store.db, call), {}), 'none');
    far.breaks = 0;
    room.ahead += 61;
    await recordings.sweep();
    room.ahead = 0;
    assert.equal(far.files.has(`calls/shop/${file}`), false);
  });

  test('is held against the rows: nothing is missing, and what nobody knows is found', async () => {
    const { files, findings } = await checkRecordings(store.db, recordings.places);
    assert.ok(files > 5);
    assert.deepEqual(findings, []);
    const call = await room.talk(own, rawTalk(6, CALLER_HZ, AGENT_HZ));
    await recordings.keep();
    const { id, file } = await firstOf(store.db, call);
    far.files.delete(`calls/shop/${file}`);
    far.files.set('calls/shop/stranger.opus', Buffer.from('?'));
    writeFileSync(at('stranger.wav'), '?');
    const found = (await checkRecordings(store.db, recordings.places)).findings;
    rmSync(at('stranger.wav'));
    assert.deepEqual(found.map(({ kind, file: name, call: of }) => [kind, name, of]).sort(), [
      ['missing', file, call],
      ['unknown-file', 'stranger.opus', null],
      ['unknown-file', 'stranger.wav', null],
    ]);
    await recordings.desk.remove(id, { userId: owner.userId, ip: '192.0.2.9' });
  });

  test('can be left: everything comes home', async () => {
    await savePlace(store.db, own.id, 'disk', storeId);
    await recordings.keep();
    await recordings.sweep();
    far.files.delete('calls/shop/stranger.opus');
    assert.deepEqual([...far.files.keys()], []);
    assert.deepEqual((await checkRecordings(store.db, recordings.places)).findings, []);
  });
});

describe('a recording ends', () => {
  let recordings: Recordings;
  let kept: RecordedSite;
  const keep = async (more = {}) => {
    const call = await room.talk(kept, rawTalk(3, CALLER_HZ, AGENT_HZ), more);
    await recordings.keep();
    return { call, ...(await firstOf(store.db, call)) };
  };
  before(async () => {
    recordings = await room.open();
    kept = await addSite(store.db, { accountId: owner.accountId });
  });

  test('when its site’s days are over, not before, and not while it is on hold', async () => {
    const [one, held] = [await keep(), await keep()];
    await setHold(store.db, held.id, true);
    await saveRecordingRules(store.db, kept.id, { ...UNSAID_RULES, keepDays: { talk: 30, voicemail: 30, wav: 0 } });
    room.ahead = 29 * 86_400;
    await recordings.sweep();
    assert.equal((await firstOf(store.db, one.call)).state, 'ready');
    const files = filesNow();
    room.ahead = 31 * 86_400;
    await recordings.sweep();
    room.ahead = 0;
    assert.deepEqual([(await firstOf(store.db, one.call)).deletedWhy, await stateOf(one.call)], ['rule', 'none']);
    assert.equal(existsSync(at(one.file)), false);
    assert.equal((await firstOf(store.db, held.call)).state, 'ready');
    assert.ok(filesNow() < files);
    assert.deepEqual(
      (await accessLog(store.db, one.call)).map(({ action, userName }) => [action, userName]),
      [['delete', null]],
    );
  });

  test('with no WAV beside it where the site wants none', async () => {
    const { codec, wavFile, file } = await keep();
    await recordings.sweep();
    assert.deepEqual([codec, wavFile, existsSync(at(file?.replace('.opus', '.wav') ?? ''))], ['opus', null, false]);
  });

  test('when a person says its call is spam', async () => {
    const { call } = await keep();
    await store.db.query("update calls set spam = true, spam_by = 'person' where id = $1", [call]);
    await recordings.sweep();
    assert.equal((await firstOf(store.db, call)).deletedWhy, 'spam');
  });

  test('when its caller bears a tag whose calls the site does not keep', async () => {
    const phone = '+79165550166';
    const { call } = await keep({ caller: phone });
    const rules = { ...UNSAID_RULES, notKept: { spam: true, tags: ['private'] } };
    await saveRecordingRules(store.db, kept.id, rules);
    await recordings.sweep();
    assert.equal((await firstOf(store.db, call)).state, 'ready');
    await store.db.query("insert into contacts (id, site_id, phone, tags) values ($1, $2, $3, '{vip,private}')", [
      ...[randomUUIDv7(), kept.id, phone],
    ]);
    await recordings.sweep();
    assert.equal((await firstOf(store.db, call)).deletedWhy, 'tag');
  });

  test('when its caller asks: nothing of the phone is left, and the calls stay as figures', async () => {
    const phone = '+79165550177';
    const { call, id, file, wavFile } = await keep({ caller: phone });
    const other = await keep({ caller: '+79165550178' });
    await setHold(store.db, id, true);
    await store.db.query("insert into contacts (id, site_id, phone, name) values ($1, $2, $3, 'Ivan')", [
      randomUUIDv7(),
      kept.id,
      phone,
    ]);
    const late = { kind: 'call-backs-late', subject: kept.id, data: { late: 1, phone } } as const;
    await openNotice(store.db, { ...late, id: randomUUIDv7(), accountId: owner.accountId, siteId: kept.id });
    const report = await recordings.desk.erase({ siteId: kept.id, phone, userId: owner.userId });
    assert.deepEqual([report.calls, report.recordings, report.contacts, report.filesWaiting], [1, 1, 1, 0]);
    assert.deepEqual([existsSync(at(file)), wavFile !== null && existsSync(at(wavFile))], [false, false]);
    const { rows: tables } = await store.db.query<{ table: string }>(
      "select quote_ident(table_name) as table from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    );
    assert.ok(tables.length > 40, 'every table is looked at');
    for (const { table } of tables) {
      const { rows } = await store.db.query(`select 1 from ${table} t where t::text like '%9165550177%'`);
      assert.equal(rows.length, 0, `${table} still has the phone`);
    }
    const { rows } = await store.db.query('select caller, caller_raw as raw from calls where id = $1', [call]);
    assert.deepEqual(rows, [{ caller: null, raw: report.pseudonym }]);
    assert.equal((await firstOf(store.db, other.call)).state, 'ready');
  });
});
