// Sounds over HTTP: uploaded, heard, renamed, deleted; words tried before a caller hears them.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Sound, Spoken } from '../../src/api/wire.ts';
import { readWav, writeWav } from '../../src/sounds/wav.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addSite } from '../support/records.ts';

let api: TestApi;
let site: string;
let strangers: string;
before(async () => {
  api = await openTestApi();
  site = (await addSite(api.db, { accountId: api.owner.accountId })).id;
  strangers = (await addSite(api.db, { accountId: (await addAccount(api.db)).accountId })).id;
});
after(() => api?.close());

const tone = writeWav(Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(n / 3) / 2));
const at = (path = '') => `/api/v1/sites/${site}/sounds${path}`;
const upload = (name: string, body: unknown = tone, type = 'audio/wav') =>
  [at(`?name=${encodeURIComponent(name)}`), { body, headers: { 'content-type': type } }] as const;
const play = (url: string) =>
  api.app.inject({ url, headers: { host: 'localhost', authorization: `Bearer ${api.apiKey}` } });

test('a WAV is uploaded, listed, heard, renamed and deleted', async () => {
  const made = await api.answer<Sound>(201, 'POST', ...upload('Приветствие'));
  assert.deepEqual([made.name, made.seconds, made.usedBy], ['Приветствие', 2, []]);
  assert.deepEqual(await api.get<Sound[]>(at()), [made]);
  const heard = await play(at(`/${made.id}.wav`));
  assert.deepEqual([heard.statusCode, heard.headers['content-type']], [200, 'audio/wav']);
  const read = await readWav(heard.rawPayload);
  assert.ok(typeof read !== 'string' && read.samples.length === 16_000);
  const renamed = await api.answer<Sound>(200, 'PATCH', at(`/${made.id}`), { body: { name: 'Hello' } });
  assert.equal(renamed.name, 'Hello');
  await api.answer(204, 'DELETE', at(`/${made.id}`));
  assert.deepEqual(await api.get<Sound[]>(at()), []);
  assert.equal((await play(at(`/${made.id}.wav`))).statusCode, 404);
});

test('what is no WAV is refused, with words what to do', async () => {
  const { detail } = await api.problem(400, 'sound-unreadable', 'POST', ...upload('mp3', Buffer.from('ID3 …')));
  assert.match(detail, /not a WAV.*uncompressed WAV/);
  await api.problem(415, 'unsupported-media-type', 'POST', ...upload('mp3', Buffer.from('ID3'), 'audio/mpeg'));
  await api.problem(400, 'sound-unreadable', 'POST', ...upload('none', Buffer.alloc(0)));
});

test('a sound that a route plays is not deleted, and the refusal names the route', async () => {
  const made = await api.answer<Sound>(201, 'POST', ...upload('Music'));
  const route = randomUUIDv7();
  const draft = { start: 'a', steps: { a: { do: 'announce', prompt: { sound: made.id }, next: null } } };
  await api.db.query("insert into routes (id, site_id, name, draft) values ($1, $2, 'Main', $3)", [route, site, draft]);
  assert.deepEqual((await api.get<Sound[]>(at()))[0]?.usedBy, [{ id: route, name: 'Main' }]);
  const { detail } = await api.problem(409, 'sound-in-use', 'DELETE', at(`/${made.id}`));
  assert.match(detail, /“Main”/);
  // The draft has another sound, but the version in force still plays this one.
  await api.db.query('insert into route_versions (route_id, version, route) values ($1, 1, $2)', [route, draft]);
  await api.db.query("update routes set draft = '{}' where id = $1", [route]);
  await api.problem(409, 'sound-in-use', 'DELETE', at(`/${made.id}`));
  await api.db.query('update routes set removed_at = now() where id = $1', [route]);
  await api.answer(204, 'DELETE', at(`/${made.id}`));
});

test('words are spoken to be heard before a caller hears them', async () => {
  const words = { words: 'Добрый день', language: 'ru' };
  const { id } = await api.answer<Spoken>(200, 'POST', at('/speak'), { body: words });
  assert.equal((await play(at(`/${id}.wav`))).statusCode, 200);
  assert.deepEqual(await api.answer<Spoken>(200, 'POST', at('/speak'), { body: words }), { id });
  await api.problem(400, 'speech-wordless', 'POST', at('/speak'), { body: { ...words, words: '…' } });
  assert.deepEqual(await api.get<Sound[]>(at()), []); // what is spoken needs no place in the list
});

test('sounds of others are neither seen, heard nor changed', async () => {
  const made = await api.answer<Sound>(201, 'POST', ...upload('Ours'));
  const theirs = (path: string) => `/api/v1/sites/${strangers}/sounds${path}`;
  await api.problem(404, 'not-found', 'GET', theirs(''));
  await api.problem(404, 'not-found', 'GET', theirs(`/${made.id}.wav`));
  const other = (await addSite(api.db, { accountId: api.owner.accountId })).id;
  const elsewhere = `/api/v1/sites/${other}/sounds/${made.id}`;
  await api.problem(404, 'not-found', 'GET', `${elsewhere}.wav`);
  await api.problem(404, 'not-found', 'PATCH', elsewhere, { body: { name: 'Mine' } });
  await api.problem(404, 'not-found', 'DELETE', elsewhere);
  await api.problem(400, 'invalid', 'GET', at('/..%2F..%2Fetc.wav'));
});
