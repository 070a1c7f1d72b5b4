// Recordings over HTTP: played in parts, drawn, held, deleted; who listened; rules; the store.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addCall, addRecording, addSite, type RecordedSite } from '../support/records.ts';

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
