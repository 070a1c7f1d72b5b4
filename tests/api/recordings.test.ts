// Recordings over HTTP: played in parts, drawn, held, deleted; who listened; rules; the store.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type {
  CallCard,
  CallRecordings,
  ErasedReport,
  RecordingPeaks,
  RecordingRulesCard,
  RecordingStoreCard,
} from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { rawTalk } from '../support/recording-room.ts';
import { addAccount, addCall, addRecording, addSite, type RecordedSite } from '../support/records.ts';
import { startTestStore, type TestStore } from '../support/s3.ts';
import { listen } from '../support/tones.ts';

const MINUTE_MS = 60_000;
const START = Date.now() - 60 * MINUTE_MS;
const at = (minutes: number) => new Date(START + minutes * MINUTE_MS);

let api: TestApi;
let site: RecordedSite;
before(async () => {
  api = await openTestApi();
  site = await addSite(api.db, { accountId: api.owner.accountId });
});
after(() => api?.close());

describe('a recording', () => {
  const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
  let url: string;
  let file: string;
  before(async () => {
    const id = await addCall(api.db, site, { at: at(20) });
    url = `/api/v1/calls/${id}/recording`;
    file = `2026/01/02/${id}.wav`;
    mkdirSync(path.join(api.recordingsFolder, '2026/01/02'), { recursive: true });
    writeFileSync(path.join(api.recordingsFolder, file), BYTES);
    await api.problem(404, 'no-recording', 'GET', url);
    await addRecording(api.db, id, { file });
  });
  const part = (range: string) => api.ask('GET', url, { headers: { range } });

  test('is sent whole, as audio, for this person alone', async () => {
    const response = await api.ask('GET', url);
    assert.equal(response.statusCode, 200);
    assert.deepEqual(response.rawPayload, BYTES);
    assert.equal(response.headers['content-type'], 'audio/wav');
    assert.equal(response.headers['content-length'], '1000');
    assert.equal(response.headers['accept-ranges'], 'bytes');
    assert.match(String(response.headers['cache-control']), /^private/);
    assert.equal(response.headers['content-disposition'], undefined);
  });

  test('may be asked for as a file', async () => {
    const { headers } = await api.ask('GET', `${url}?download=1`);
    assert.match(String(headers['content-disposition']), /^attachment; filename="call-[\dT-]+\.wav"$/);
    await api.problem(400, 'invalid', 'GET', `${url}?download=perhaps`);
  });

  test('is sent in parts', async () => {
    const parts: [string, number, number][] = [
      ['bytes=0-0', 0, 0],
      ['bytes=44-143', 44, 143],
      ['bytes=990-', 990, 999],
      ['bytes=-10', 990, 999],
      ['bytes=-5000', 0, 999],
      ['bytes=900-5000', 900, 999],
      ['Bytes=1-2', 1, 2],
    ];
    for (const [range, first, last] of parts) {
      const response = await part(range);
      assert.equal(response.statusCode, 206, range);
      assert.equal(response.headers['content-range'], `bytes ${first}-${last}/1000`);
      assert.equal(response.headers['content-length'], String(last - first + 1));
      assert.deepEqual(response.rawPayload, BYTES.subarray(first, last + 1));
    }
  });

  test('is sent whole for several parts, and for what is no range', async () => {
    for (const range of ['bytes=0-1,5-6', 'bytes=5-2', 'bytes=-', 'bytes', 'seconds=0-1', 'bytes=a-b']) {
      const response = await part(range);
      assert.deepEqual([response.statusCode, response.rawPayload.length], [200, 1000], range);
    }
  });

  test('has no part beyond its end', async () => {
    for (const range of ['bytes=1000-', 'bytes=1000-1001', 'bytes=-0', 'bytes=99999999999999999999-']) {
      const response = await part(range);
      assert.equal(response.headers['content-range'], 'bytes */1000', range);
      await api.problem(416, 'range-not-satisfiable', 'GET', url, { headers: { range } });
    }
  });

  test('whose file is gone, or empty, says so', async () => {
    writeFileSync(path.join(api.recordingsFolder, file), '');
    await api.problem(404, 'recording-gone', 'GET', url);
    rmSync(path.join(api.recordingsFolder, file));
    await api.problem(404, 'recording-gone', 'GET', url);
  });

  test('of a call without one says whether it is still being made', async () => {
    const id = await addCall(api.db, site, { at: at(21) });
    const asked = `/api/v1/calls/${id}/recording`;
    assert.match((await api.problem(404, 'no-recording', 'GET', asked)).detail, /being made/);
    await api.db.query("update calls set recording_state = 'empty' where id = $1", [id]);
    assert.match((await api.problem(404, 'no-recording', 'GET', asked)).detail, /has no recording/);
  });
});

describe('recordings of a call', () => {
  const audio = (id: string, more = '') => `/api/v1/recordings/${id}/audio${more}`;
  let call: string;
  let id: string;
  before(async () => {
    call = await addCall(api.db, site, { at: at(30), providerCallId: 'kept-1', endedAfter: 15 });
    mkdirSync(path.join(api.recordingsFolder, 'raw'), { recursive: true });
    writeFileSync(path.join(api.recordingsFolder, 'raw/kept-1.raw'), rawTalk(10, 500, 0));
    await api.recordings.keep();
    id = (await api.get<CallRecordings>(`/api/v1/calls/${call}/recordings`)).recordings[0]?.id ?? '';
  });
  const logOf = async () =>
    (await api.get<CallRecordings>(`/api/v1/calls/${call}/recordings`)).log.map(({ action, userName, ip }) => [
      action,
      userName,
      ip,
    ]);

  test('are told with what is odd about them', async () => {
    const { recordings } = await api.get<CallRecordings>(`/api/v1/calls/${call}/recordings`);
    const [one] = recordings;
    assert.deepEqual(
      [one?.kind, one?.state, one?.codec, one?.channels, one?.seconds, one?.flags, one?.place, one?.hold],
      ['talk', 'ready', 'opus', 2, 10, ['one-way', 'agent-silent'], 'disk', false],
    );
    assert.equal(one?.levels?.length, 2);
  });

  test('are drawn by the server: the caller’s points are loud, the agent’s silent', async () => {
    const { seconds, channels } = await api.get<RecordingPeaks>(`/api/v1/recordings/${id}/peaks`);
    assert.equal(seconds, 10);
    assert.deepEqual(
      channels.map((points) => points.length),
      [500, 500],
    );
    assert.ok(Math.min(...(channels[0] ?? [])) > 0.2 && Math.max(...(channels[1] ?? [])) === 0);
  });

  test('are played as Opus, and as WAV for players that know none', async () => {
    const opus = await api.ask('GET', audio(id));
    assert.equal(opus.headers['content-type'], 'audio/ogg; codecs=opus');
    assert.equal(opus.rawPayload.toString('latin1', 0, 4), 'OggS');
    const wav = await api.ask('GET', audio(id, '?as=wav'));
    assert.equal(wav.headers['content-type'], 'audio/wav');
    assert.equal(listen(wav.rawPayload).share(0, 500), 1);
    assert.notEqual(wav.headers.etag, opus.headers.etag);
    const file = await api.ask('GET', audio(id, '?download=1'));
    assert.match(String(file.headers['content-disposition']), /^attachment; filename="call-.*\.opus"$/);
  });

  test('every listening is noted with who and from where; the pieces of one are one', async () => {
    const before = (await logOf()).length;
    assert.ok(before >= 2);
    for (const range of ['bytes=0-', 'bytes=200-300', 'bytes=900-'])
      await api.ask('GET', audio(id), { headers: { range } });
    assert.equal((await logOf()).length, before); // within the seconds a player begins in
    await api.db.query("update recording_log set at = at - interval '2 minutes'");
    await api.ask('GET', audio(id), { headers: { range: 'bytes=200-300' } });
    assert.equal((await logOf()).length, before); // a jump
    await api.ask('GET', audio(id), { headers: { range: 'bytes=0-' } });
    const log = await logOf();
    assert.equal(log.length, before + 1);
    assert.deepEqual(log[0], ['play', 'Owner', '127.0.0.1']);
  });

  test('are held and released by a person; what is held is not deleted', async () => {
    await api.answer(200, 'PATCH', `/api/v1/recordings/${id}`, { body: { hold: true } });
    await api.problem(409, 'recording-held', 'DELETE', `/api/v1/recordings/${id}`);
    await api.answer(200, 'PATCH', `/api/v1/recordings/${id}`, { body: { hold: false } });
    assert.deepEqual(
      (await logOf()).slice(0, 2).map(([action]) => action),
      ['release', 'hold'],
    );
  });

  test('are no business of another account', async () => {
    const { userId } = await addAccount(api.db);
    const key = await api.keyFor(userId);
    for (const [method, url] of [
      ['GET', `/api/v1/calls/${call}/recordings`],
      ['GET', audio(id)],
      ['GET', `/api/v1/recordings/${id}/peaks`],
      ['DELETE', `/api/v1/recordings/${id}`],
      ['GET', `/api/v1/sites/${site.id}/recording-rules`],
      ['GET', `/api/v1/sites/${site.id}/recording-store`],
    ] as const)
      await api.problem(404, 'not-found', method, url, { key });
  });

  test('are deleted: a trace stays, and says who and why', async () => {
    assert.deepEqual(await api.answer(200, 'DELETE', `/api/v1/recordings/${id}`), { filesWaiting: 0 });
    await api.problem(410, 'recording-deleted', 'GET', audio(id));
    await api.problem(404, 'no-recording', 'GET', `/api/v1/calls/${call}/recording`);
    await api.problem(409, 'recording-deleted', 'DELETE', `/api/v1/recordings/${id}`);
    const { recordings, log } = await api.get<CallRecordings>(`/api/v1/calls/${call}/recordings`);
    assert.deepEqual([recordings[0]?.state, recordings[0]?.deletedWhy], ['deleted', 'person']);
    assert.deepEqual([log[0]?.action, log[0]?.userName], ['delete', 'Owner']);
    assert.equal((await api.get<CallCard>(`/api/v1/calls/${call}`)).recording.state, 'none');
  });
});

describe('rules', () => {
  const url = () => `/api/v1/sites/${site.id}/recording-rules`;

  test('of a site that has said nothing are shown with what is usual in its numbers’ country', async () => {
    const { rules, isSaid, countries, encodes } = await api.get<RecordingRulesCard>(url());
    assert.deepEqual([rules.mode, isSaid, encodes], ['on', false, true]);
    assert.deepEqual(
      countries.map(({ country, mode }) => [country, mode]),
      [['RU', 'notice']],
    );
  });

  test('are kept, followed by everybody, and give what was recorded its end', async () => {
    const call = await addCall(api.db, site, { at: at(31) });
    const recording = await addRecording(api.db, call, { file: 'x.wav' });
    const { rules } = await api.get<RecordingRulesCard>(url());
    const exceptions = [{ country: 'DE', region: null, mode: 'off' as const }];
    const body = { ...rules, mode: 'by-country', exceptions, keepDays: { talk: 30, voicemail: null, wav: 0 } };
    const saved = await api.answer<RecordingRulesCard>(200, 'PUT', url(), { body });
    assert.deepEqual([saved.rules, saved.isSaid], [body, true]);
    assert.equal(api.changed.at(-1), site.id);
    const [row] = (await api.get<CallRecordings>(`/api/v1/calls/${call}/recordings`)).recordings;
    assert.equal(row?.id, recording);
    assert.ok(Math.abs(Date.parse(row?.deleteAfter ?? '') - Date.now() - 30 * 86_400_000) < 60_000);
  });

  test('that can’t be are refused, and the field is named', async () => {
    const { rules } = await api.get<RecordingRulesCard>(url());
    for (const [wrong, says] of [
      [{ digit: '12' }, /^digit/],
      [{ keepDays: { talk: 0, voicemail: 1, wav: 0 } }, /^keepDays talk/],
      [{ exceptions: [{ country: 'Germany', region: null, mode: 'on' }] }, /^exceptions 0 country/],
    ] as const)
      assert.match((await api.problem(400, 'invalid', 'PUT', url(), { body: { ...rules, ...wrong } })).detail, says);
  });
});

describe('the store', () => {
  const url = () => `/api/v1/sites/${site.id}/recording-store`;
  let far: TestStore;
  before(async () => {
    far = await startTestStore();
  });
  after(() => far?.close());

  test('is tried before it is kept, its secret is never shown, and it may stay when other fields change', async () => {
    const own = { ...far.settings, direct: false };
    const refused = await api.problem(400, 'store-refuses', 'PUT', url(), {
      body: { place: 'own', own: { ...own, secret: 'wrong' } },
    });
    assert.match(refused.detail, /403 SignatureDoesNotMatch/);
    const saved = await api.answer<RecordingStoreCard>(200, 'PUT', url(), { body: { place: 'own', own } });
    assert.deepEqual([saved.place, saved.own?.hasSecret], ['own', true]);
    assert.equal(JSON.stringify(saved).includes(own.secret), false);
    const { secret: _, ...rest } = own;
    await api.answer(200, 'PUT', url(), { body: { place: 'own', own: { ...rest, direct: true } } });
    await api.problem(400, 'store-secret-missing', 'PUT', url(), {
      body: { place: 'own', own: { ...rest, bucket: 'another' } },
    });
    assert.deepEqual([...far.files.keys()], []); // what it was tried with is gone
  });

  test('that browsers may speak to is where they are sent, for a file alone and a few minutes', async () => {
    const call = await addCall(api.db, site, { at: at(40), providerCallId: 'kept-2', endedAfter: 15 });
    writeFileSync(path.join(api.recordingsFolder, 'raw/kept-2.raw'), rawTalk(10, 500, 1500));
    await api.recordings.keep();
    const [one] = (await api.get<CallRecordings>(`/api/v1/calls/${call}/recordings`)).recordings;
    assert.equal(one?.place, 'store');
    const sent = await api.ask('GET', `/api/v1/recordings/${one?.id}/audio`);
    assert.equal(sent.statusCode, 302);
    const bytes = Buffer.from(await (await fetch(String(sent.headers.location))).arrayBuffer());
    assert.equal(bytes.length, one?.bytes);
    const file = await api.ask('GET', `/api/v1/recordings/${one?.id}/audio?download=1`);
    assert.deepEqual(file.rawPayload, bytes); // a copy goes through us: it gets its name
  });

  test('is said to be missing where none was named', async () => {
    const other = await addSite(api.db, { accountId: api.owner.accountId });
    await api.problem(400, 'store-missing', 'PUT', `/api/v1/sites/${other.id}/recording-store`, {
      body: { place: 'own' },
    });
  });
});

test('a phone is erased on its owner’s wish, with a report of what is gone', async () => {
  const phone = '+79165550199';
  const call = await addCall(api.db, site, { at: at(41), caller: phone });
  await addRecording(api.db, call, { file: 'y.wav' });
  const report = await api.answer<ErasedReport>(200, 'POST', `/api/v1/sites/${site.id}/erase`, { body: { phone } });
  assert.deepEqual([report.calls, report.recordings, report.filesWaiting], [1, 1, 0]);
  const card = await api.get<CallCard>(`/api/v1/calls/${call}`);
  assert.deepEqual([card.caller, card.callerRaw, card.recording.state], [null, report.pseudonym, 'none']);
  await api.problem(400, 'invalid', 'POST', `/api/v1/sites/${site.id}/erase`, { body: { phone: '8 916' } });
});
