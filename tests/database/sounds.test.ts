// What callers and agents hear: words are spoken once, by a real program, and heard by everybody who asks for them.
import assert from 'node:assert/strict';
import { randomBytes, randomUUIDv7 } from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import Fastify from 'fastify';
import type { Route } from '../../src/core/routing/route.ts';
import { erase } from '../../src/recordings/erasing.ts';
import { prepareHouse, prepareRoutes } from '../../src/sounds/preparing.ts';
import { publicSoundRoutes } from '../../src/sounds/public-routes.ts';
import { openSounds, type Sounds } from '../../src/sounds/sounds.ts';
import { openSpeech, type Speech } from '../../src/sounds/speech.ts';
import { readWav, writeWav } from '../../src/sounds/wav.ts';
import { listNotices } from '../../src/store/notices.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addSite } from '../support/records.ts';

let database: TestDatabase;
let folder: string;
before(async () => {
  database = await openTestDatabase();
});
beforeEach(() => {
  if (folder) rmSync(folder, { recursive: true });
  folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-sounds-'));
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database?.close();
});

const log = (words: string, error?: unknown) => assert.fail(`${words}: ${error}`);
const open = (speech: Speech, at = folder): Promise<Sounds> => openSounds({ db: database.db, folder: at, speech, log });
const espeak = () => openSpeech({ command: undefined });
const nobody = () => openSpeech({ command: path.join(folder, 'no-such-program') });

/** A program of the owner's that speaks: it notes what it was asked, and says a tone. */
function ownVoice(): { speech: Speech; asked(): string[] } {
  const [program, tone, notes] = ['voice.sh', 'tone.wav', 'asked.txt'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(tone, writeWav(Float32Array.from({ length: 8000 }, (_, n) => Math.sin(n / 3) / 2)));
  writeFileSync(notes, '');
  writeFileSync(program, `#!/bin/sh\necho "$1 $2 $(cat)" >> ${notes}\ncat ${tone}\n`);
  chmodSync(program, 0o755);
  const asked = () => readFileSync(notes, 'utf8').split('\n').filter(Boolean);
  return { speech: openSpeech({ command: `${program}  --slow` }), asked };
}

describe('words', () => {
  test('are spoken in both languages as telephony plays them: 8 kHz, mono, 16 bit, loud enough', async () => {
    const sounds = await open(espeak());
    for (const [words, language] of [
      ['Здравствуйте, вы позвонили в цветочный магазин.', 'ru'],
      ['Hello, this is the flower shop.', 'en'],
    ] as const) {
      const id = await sounds.speak(words, language);
      assert.ok(typeof id === 'string' && /^[a-z0-9]{32}$/.test(id));
      const heard = await readWav(readFileSync(sounds.fileOf(id)));
      assert.ok(typeof heard !== 'string');
      assert.equal(heard.rate, 8000);
      assert.ok(heard.samples.length > 8000 * 1.2 && heard.samples.length < 8000 * 8, `${heard.samples.length}`);
      assert.ok(Math.max(...heard.samples) > 0.2);
    }
  });

  test('are spoken once: the same words have the same sound, at a restart too; other words or languages have others', async () => {
    const { speech, asked } = ownVoice();
    const sounds = await open(speech);
    assert.equal(sounds.spoken('Hello', 'en'), null);
    const both = await Promise.all([sounds.speak('Hello', 'en'), sounds.speak('  Hello\n', 'en')]);
    assert.equal(both[0], both[1]);
    assert.notEqual(await sounds.speak('Hello', 'ru'), both[0]);
    assert.equal((await open(speech)).spoken('Hello', 'en'), both[0]);
    assert.deepEqual(asked(), ['--slow en Hello', '--slow ru Hello']);
  });

  test('are never taken for options or commands of the program that speaks', async () => {
    const { speech, asked } = ownVoice();
    const sounds = await open(speech);
    await sounds.speak('--help; $(touch x) `id`\u0000\u0007 [[h@"l0U]]', 'en');
    assert.deepEqual(asked(), ['--slow en --help; $(touch x) `id` h@"l0U']);
    for (const words of ['', ' ', '...', 'a'.repeat(1001)])
      assert.deepEqual(await sounds.speak(words, 'en'), { refused: 'wordless' });
    assert.equal(asked().length, 1);
  });

  test('of a ringing call have their name at once, and are there a moment later', async () => {
    const sounds = await open(espeak());
    const id = sounds.speakSoon('advert: Yandex, spring', 'en');
    assert.ok(id && !sounds.has(id));
    await sounds.settled();
    assert.ok(sounds.has(id));
    assert.equal(sounds.speakSoon('advert: Yandex, spring', 'en'), id);
    assert.equal(sounds.speakSoon('...', 'en'), null);
  });

  test('that nobody can speak are no sound; a program that fails leaves nothing behind', async () => {
    const sounds = await open(nobody());
    assert.deepEqual(await sounds.speak('Hello', 'en'), { refused: 'missing' });
    assert.equal(sounds.speakSoon('Hello again', 'en'), null);
    for (const command of ['false', 'echo no-wav', 'true']) {
      const failing = await open(openSpeech({ command }));
      assert.deepEqual(await failing.speak('Hello', 'en'), { refused: 'failed' });
    }
    assert.deepEqual(readdirSync(folder), []);
  });

  test('that nobody has heard for a month are forgotten; those of use stay', async () => {
    const sounds = await open(espeak());
    const [old, used] = [await sounds.speak('old', 'en'), await sounds.speak('used', 'en')];
    assert.ok(typeof old === 'string' && typeof used === 'string');
    await sounds.settled();
    await database.db.query("update sounds set heard_at = now() - interval '31 days' where id = any($1)", [
      [old, used],
    ]);
    const restarted = await open(espeak());
    assert.equal(restarted.spoken('used', 'en'), used);
    await restarted.settled();
    await restarted.sweep(new Date());
    assert.equal(restarted.spoken('old', 'en'), null);
    assert.ok(restarted.has(used));
    const { rows } = await database.db.query('select words from sounds where id = any($1) order by words', [
      [old, used],
    ]);
    assert.deepEqual(rows, [{ words: '' }, { words: 'used' }]);
  });

  test('that named somebody are forgotten when they ask for it', async () => {
    const { db } = database;
    const { accountId } = await addAccount(db);
    const site = await addSite(db, { accountId });
    const phone = '+79161112233';
    await db.query("insert into contacts (id, site_id, phone, name) values ($1, $2, $3, 'Mrs Client')", [
      ...[randomUUIDv7(), site.id, phone],
    ]);
    const sounds = await open(espeak());
    const said = ['a call from 916 111 22 33', 'a call from Mrs Client', 'a call from 916 111 22 34'];
    for (const words of said) await sounds.speak(words, 'en');
    await erase(
      { db, now: () => new Date(), removeFiles: async () => ({ waiting: 0 }), blotOut: async () => 0, log: () => {} },
      { siteId: site.id, phone, userId: null },
    );
    await sounds.sweep(new Date());
    assert.deepEqual(
      said.map((words) => sounds.spoken(words, 'en') !== null),
      [false, false, true],
    );
    const { rows } = await db.query(
      "select 1 from sounds where words like '%916 111 22 33%' or words like '%Mrs Client%'",
    );
    assert.equal(rows.length, 0);
    await sounds.speak(said[0] ?? '', 'en'); // they call again
    await sounds.sweep(new Date());
    assert.ok(sounds.spoken(said[0] ?? '', 'en'));
  });

  test('of the house are ready in both languages: positions in a queue, and what is said without a route', async () => {
    const { speech, asked } = ownVoice();
    const sounds = await open(speech);
    await prepareHouse({ sounds });
    assert.equal(asked().length, 52);
    for (const language of ['ru', 'en'] as const) {
      assert.ok(sounds.position(1, language) && sounds.position(20, language) && sounds.builtIn('notice', language));
      assert.equal(sounds.position(21, language), null);
    }
    await prepareHouse({ sounds });
    assert.equal(asked().length, 52);
  });
});

describe('a published route', () => {
  const route: Route = {
    start: 'a',
    steps: {
      a: { do: 'announce', prompt: { text: 'Добрый день', language: 'ru' }, next: 'b' },
      b: { do: 'voicemail', prompt: null, seconds: 60, next: null },
    },
  };
  const publish = async () => {
    const { db } = database;
    const { accountId } = await addAccount(db);
    const site = await addSite(db, { accountId });
    const id = randomUUIDv7();
    await db.query("insert into routes (id, site_id, name, draft) values ($1, $2, 'Main', $3)", [id, site.id, route]);
    await db.query('insert into route_versions (route_id, version, route) values ($1, 1, $2)', [id, route]);
    return { accountId, siteId: site.id };
  };

  test('has its words spoken; where nobody can, the owner is told, until somebody can', async () => {
    const { db } = database;
    const { accountId, siteId } = await publish();
    await prepareRoutes({ db, sounds: await open(nobody()), newId: randomUUIDv7 });
    const [notice] = await listNotices(db, accountId);
    assert.deepEqual(
      [notice?.kind, notice?.siteId, notice?.data],
      ['speech-missing', siteId, { count: 1, words: 'Добрый день' }],
    );
    const sounds = await open(espeak());
    await prepareRoutes({ db, sounds, newId: randomUUIDv7 });
    assert.ok(sounds.spoken('Добрый день', 'ru'));
    assert.deepEqual(await listNotices(db, accountId), []);
  });
});

test('what is uploaded is kept as telephony plays it, and is gone when it is deleted', async () => {
  const { db } = database;
  const { accountId } = await addAccount(db);
  const site = await addSite(db, { accountId });
  const sounds = await open(nobody());
  const file = writeWav(Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(n / 3) / 2));
  const added = await sounds.add({ siteId: site.id, name: 'Hello', file });
  assert.ok(!('refused' in added));
  assert.equal(added.seconds, 2);
  assert.equal(sounds.of({ sound: added.id }), added.id);
  assert.equal(statSync(sounds.fileOf(added.id)).mode & 0o444, 0o444); // Asterisk's user reads it
  assert.equal(await sounds.remove(site.id, 'anothersound'), false);
  assert.equal(await sounds.remove(site.id, added.id), true);
  assert.equal(sounds.of({ sound: added.id }), null);
  assert.deepEqual(await sounds.add({ siteId: site.id, name: 'No', file: Buffer.from('ID3') }), {
    refused: 'not-a-wav',
  });
  const short = writeWav(new Float32Array(700));
  assert.deepEqual(await sounds.add({ siteId: site.id, name: 'No', file: short }), { refused: 'too-short' });
});

describe('two nodes', () => {
  let other: string;
  beforeEach(() => {
    other = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-sounds-'));
  });
  afterEach(() => rmSync(other, { recursive: true }));
  const both = () => Promise.all([open(espeak()), open(espeak(), other)]);
  const file = writeWav(Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(n / 3) / 2));

  test('what is uploaded at one is heard at the other, and is gone there too when it is deleted', async () => {
    const { accountId } = await addAccount(database.db);
    const site = await addSite(database.db, { accountId });
    const [one, two] = await both();
    const added = await one.add({ siteId: site.id, name: 'Hello', file });
    assert.ok(!('refused' in added));
    assert.equal(two.of({ sound: added.id }), null);
    await two.bringUploaded();
    assert.equal(two.of({ sound: added.id }), added.id);
    assert.deepEqual(readFileSync(two.fileOf(added.id)), readFileSync(one.fileOf(added.id)));
    await one.remove(site.id, added.id);
    await two.sweep(new Date());
    assert.equal(two.of({ sound: added.id }), null);
    assert.ok(!readdirSync(other).includes(`${added.id}.wav`));
  });

  test('words have one name, and an operator hears at the other what one has spoken', async () => {
    const [one, two] = await both();
    const id = one.speakSoon('advert: Yandex, winter', 'en') ?? '';
    await one.settled();
    const found = await two.find(id);
    assert.ok(found && readFileSync(found).equals(readFileSync(one.fileOf(id))));
    assert.equal(two.spoken('advert: Yandex, winter', 'en'), id);
  });

  test('a sweep takes nothing that another node uses, nor what the database could not note yet', async () => {
    const [one, two] = await both();
    const id = await one.speak('of use at one', 'en');
    assert.ok(typeof id === 'string');
    const unknown = 'a'.repeat(32);
    writeFileSync(path.join(folder, `${unknown}.wav`), file);
    const again = await open(espeak());
    await two.sweep(new Date());
    await again.sweep(new Date());
    assert.ok(again.has(id) && again.has(unknown));
    const dayAgo = Date.now() / 1000 - 86_401;
    utimesSync(again.fileOf(unknown), dayAgo, dayAgo);
    await again.sweep(new Date());
    assert.ok(again.has(id) && !again.has(unknown));
  });
});

test('an operator fetches a sound by its address without signing in; an address that was guessed has nothing', async () => {
  const sounds = await open(espeak());
  const id = await sounds.speak('Hello', 'en');
  assert.ok(typeof id === 'string');
  const app = Fastify();
  await app.register(publicSoundRoutes, { sounds });
  const fetched = await app.inject(`/sounds/${id}.wav`);
  assert.deepEqual([fetched.statusCode, fetched.headers['content-type']], [200, 'audio/wav']);
  assert.deepEqual(fetched.rawPayload, readFileSync(sounds.fileOf(id)));
  for (const path of ['aaaaaaaaaaaa.wav', '.part.wav', '..%2fetc%2fpasswd.wav', '.part', `${id}.key`])
    assert.equal((await app.inject(`/sounds/${path}`)).statusCode, 404, path);
  await app.close();
  // The same words have another address in another house.
  await database.db.query('update sound_key set key = $1', [randomBytes(32)]);
  assert.notEqual(await (await open(espeak())).speak('Hello', 'en'), id);
});
