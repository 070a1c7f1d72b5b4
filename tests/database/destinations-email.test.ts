// E-mail through the whole way, to a real mail server, read back by a mail parser.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { EventType } from '../../src/core/event.ts';
import { DESTINATIONS } from '../../src/deliver/destinations.ts';
import { tryDestination } from '../../src/deliver/trying.ts';
import { replayDeliveries } from '../../src/store/deliveries.ts';
import { findDestination, pauseDestination, resumeDestination } from '../../src/store/destinations.ts';
import { endNotices, openNotice } from '../../src/store/notices.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { type FarMail, type FarMailOptions, openMailServer, PASSWORD, USER } from '../support/far/smtp.ts';
import { until } from '../support/system.ts';

let room: DeliveryRoom;
let far: FarMail;
before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  await room.db.query('update destinations set removed_at = now()'); // events are told to those of this test
  far = await openMailServer();
});
afterEach(async () => {
  await far.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const reopen = async (options: FarMailOptions) => {
  await far.close();
  far = await openMailServer(options);
};
const connect = (
  settings: Record<string, string> = {},
  { password = PASSWORD, events = ['call.finished'] }: { password?: string; events?: EventType[] } = {},
) =>
  room.connect(
    'email',
    {
      ...{ host: 'localhost', port: far.port, security: 'starttls', user: USER },
      ...{ from: 'calls@example.com', to: 'boss@shop.example', ...settings },
    },
    { secrets: { password }, events },
  );
const pausedWhy = (to: string) =>
  until('it is paused', async () => (await findDestination(room.db, to))?.pausedWhy ?? undefined);

test('a missed call is told by letter: encrypted, in both forms, with Cyrillic and without traps', async () => {
  const to = await connect({ language: 'ru', fromName: 'Учёт звонков' });
  const source = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: '<b>Окна</b> & "двери"' };
  const id = await room.call({ answeredAfter: null, visit: { source } });
  await room.tell(room.event(id));
  await room.settled(to, ['done']);
  const [letter] = far.taken;
  assert.ok(letter);
  assert.deepEqual([letter.secure, letter.from, letter.to], [true, 'calls@example.com', ['boss@shop.example']]);
  assert.equal(letter.mail.subject, '❌ Пропущенный звонок: +7 916 123-45-67');
  assert.equal(letter.mail.from?.text, '"Учёт звонков" <calls@example.com>');
  const text = letter.mail.text ?? '';
  for (const line of ['Почему: клиент положил трубку', 'Кампания: <b>Окна</b> & "двери"', 'Ждал: 1:05'])
    assert.ok(text.split('\n').includes(line), `${line} in ${text}`);
  assert.match(text, new RegExp(`Открыть карточку: https://calls.example.test/calls/${id}\n`));
  const html = letter.mail.html || '';
  assert.ok(html.includes('&lt;b&gt;Окна&lt;/b&gt; &amp; &quot;двери&quot;'));
  assert.ok(html.includes(`href="https://calls.example.test/calls/${id}"`));
  assert.equal(letter.mail.headers.get('auto-submitted'), 'auto-generated');
  assert.ok(letter.raw.split('\r\n').every((line) => line.length <= 998));
});

test('what is kept shows what was said on both sides, and no password', async () => {
  const to = await connect();
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['done']);
  const [exchange] = await until('the try is kept', async () => {
    const kept = await room.exchanges(to);
    return kept.length > 0 ? kept : undefined;
  });
  assert.equal(exchange?.request.url, `smtp://localhost:${far.port}`);
  assert.equal(exchange?.request.headers.to, 'boss@shop.example');
  assert.match(exchange?.request.body ?? '', /^Call: \+7 916 123-45-67\n/);
  assert.match(exchange?.response?.body ?? '', /> STARTTLS\n.+> MAIL FROM:<calls@example\.com>\n.+< 354 /s);
  const kept = JSON.stringify(exchange);
  for (const secret of [PASSWORD, Buffer.from(PASSWORD).toString('base64'), plain(USER, PASSWORD)])
    assert.ok(!kept.includes(secret.replace(/=+$/, '')));
});
const plain = (user: string, password: string) => Buffer.from(`\0${user}\0${password}`).toString('base64');

test('a letter that is put off comes again as the same letter', async () => {
  const to = await connect();
  far.say((at, _, n) => (at === 'rcpt' && n === 2 ? [451, '4.7.1 greylisted, come back later'] : undefined));
  const lost: string[] = [];
  await room.tell(room.event(await room.call()));
  await until('it was put off', async () => (await room.states(to))[0]?.startsWith('due: put-off: 451') || undefined);
  far.say((at) => (at === 'data' ? [452, '4.3.1 disk is full'] : undefined));
  room.clock.ahead = 10_000;
  await until('it was put off again', async () => (await room.states(to))[0]?.includes('452') || undefined);
  far.say(() => undefined);
  room.clock.ahead = 60_000;
  await room.settled(to, ['done']);
  for (const { request } of await room.exchanges(to)) lost.push(request.headers['message-id'] ?? '');
  assert.deepEqual([...new Set(lost)], [far.taken[0]?.mail.messageId]);
  assert.equal(far.taken.length, 1);
});

test('each gets a letter of their own; who has it is not sent it again when another’s is put off', async () => {
  const to = await connect({ to: 'a@shop.example\nb@shop.example\nc@shop.example' });
  far.say((at, address) => (at === 'rcpt' && address === 'b@shop.example' ? [450, '4.2.0 busy'] : undefined));
  await room.tell(room.event(await room.call()));
  await until('it was put off', async () => (await room.states(to))[0]?.startsWith('due: put-off') || undefined);
  await room.restart();
  far.say(() => undefined);
  room.clock.ahead = 10_000;
  await room.settled(to, ['done']);
  assert.deepEqual(
    far.taken.map((letter) => letter.to),
    [['a@shop.example'], ['b@shop.example'], ['c@shop.example']],
  );
  assert.equal(new Set(far.taken.map(({ mail }) => mail.messageId)).size, 3);
});

test('killed between two letters it waits for a person; told again it writes only to those it has not written to', async () => {
  const to = await connect({ to: 'a@shop.example b@shop.example' });
  far.say((at, address) => (at === 'rcpt' && address === 'b@shop.example' ? [450, '4.2.0 busy'] : undefined));
  await room.tell(room.event(await room.call()));
  await until('it was put off', async () => (await room.states(to))[0]?.startsWith('due: put-off') || undefined);
  await room.db.query("update deliveries set state = 'sending' where destination_id = $1", [to]); // as a killed node leaves it
  far.say(() => undefined);
  await room.restart();
  await room.settled(to, ['parked: may-have-arrived']);
  assert.equal(far.taken.length, 1);
  await replayDeliveries(room.db, { destinationId: to });
  room.look();
  await room.settled(to, ['done']);
  assert.deepEqual(
    far.taken.map((letter) => letter.to),
    [['a@shop.example'], ['b@shop.example']],
  );
});

test('a letter that everybody has is written again if a person wants it, and is the same letter', async () => {
  const to = await connect();
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['done']);
  await room.db.query("update deliveries set state = 'parked' where destination_id = $1", [to]);
  await replayDeliveries(room.db, { destinationId: to });
  room.look();
  await room.settled(to, ['done']);
  assert.equal(far.taken.length, 2);
  assert.equal(far.taken[0]?.mail.messageId, far.taken[1]?.mail.messageId);
});

test('a mailbox that is not there is parked, and the others are told', async () => {
  const to = await connect({ to: 'nobody@shop.example b@shop.example' });
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['parked: mailbox-refused: 550 5.1.1 no such mailbox']);
  assert.deepEqual(
    far.taken.map((letter) => letter.to),
    [['b@shop.example']],
  );
});

test('a letter the server does not want is parked with its words', async () => {
  const to = await connect();
  far.say((at) => (at === 'data' ? [554, '5.7.1 looks like spam'] : undefined));
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['parked: letter-refused: 554 5.7.1 looks like spam']);
});

test('a server that takes the letter and falls silent is not sent it again', async () => {
  const to = await connect();
  far.cutAfterTaking(true);
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['parked: may-have-arrived']);
  assert.equal(far.taken.length, 1);
});

test('a wrong password, a sender who may not, a stranger’s certificate, no encryption: the owner is asked', async () => {
  const told = async (settings: Record<string, string> = {}, password?: string) => {
    const to = await connect(settings, password === undefined ? {} : { password });
    await room.tell(room.event(await room.call()));
    const why = await pausedWhy(to);
    await room.db.query('update destinations set removed_at = now() where id = $1', [to]);
    return why.split(':')[0];
  };
  assert.equal(await told({}, 'wrong'), 'key-refused');
  far.say((at) => (at === 'mail' ? [553, '5.7.1 not yours'] : undefined));
  assert.equal(await told(), 'sender-refused');
  await reopen({ certificateOf: 'mail.evil.example' });
  assert.equal(await told(), 'certificate-wrong');
  await reopen({ bare: true });
  assert.equal(await told(), 'no-encryption');
  assert.equal(far.taken.length, 0);
});

test('the password is never said before the line is encrypted', async () => {
  await reopen({ bare: true });
  const to = await connect();
  await room.tell(room.event(await room.call()));
  await pausedWhy(to);
  const [exchange] = await until('the try is kept', async () => {
    const kept = await room.exchanges(to);
    return kept.length > 0 ? kept : undefined;
  });
  assert.doesNotMatch(`${exchange?.error?.detail}${exchange?.response?.body}`, /> AUTH/);
});

test('a server that is encrypted from the first byte, and one of the house that wants no password', async () => {
  await reopen({ implicit: true });
  const first = await connect({ security: 'tls' });
  await room.tell(room.event(await room.call()));
  await room.settled(first, ['done']);
  assert.equal(far.taken[0]?.secure, true);
  await room.db.query('update destinations set removed_at = now()');
  await reopen({ bare: true });
  const second = await connect({ security: 'none', user: '' }, { password: '' });
  await room.tell(room.event(await room.call()));
  await room.settled(second, ['done']);
});

test('a server that is away is tried again', async () => {
  const to = await connect({ port: '1' });
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['due: unreachable']);
});

test('a mail server at a private address is reached only if whoever runs the machine allows it', async () => {
  await room.restart([]);
  const to = await connect();
  await room.tell(room.event(await room.call()));
  assert.match(await pausedWhy(to), /^private-address: localhost /);
  await room.restart();
});

test('the day in the morning: calls, missed, by source', async () => {
  const to = await connect({ language: 'ru', dayAt: '00:00' }, { events: ['day.ended'] });
  const source = { channel: 'maps', source: 'yandex-maps' };
  const at = new Date(room.now().getTime() - 90_000);
  await room.call({ at, visit: { source } });
  await room.call({ at, answeredAfter: null, visit: { source } });
  const day = at.toLocaleDateString('sv-SE', { timeZone: 'Europe/Moscow' });
  const over = new Date(room.now().getTime() - 1000);
  await room.tell(room.event(null, 'day.ended', { key: day, at: over, about: { day } }));
  room.clock.ahead = 25 * 3_600_000;
  await room.settled(to, ['done']);
  const { subject = '', text = '' } = far.taken[0]?.mail ?? {};
  assert.match(subject, /^📊 Shop .*: итоги дня, /);
  assert.match(text, /\nПропущено: \d+\n/);
  assert.match(text, /\nПо источникам\n(?:.*\n)*Карты, yandex-maps: 2, пропущено 1\n/);
});

test('what the owner should know is told, unless it is over by then', async () => {
  const to = await connect({}, { events: ['notice.raised'] });
  const { accountId, id: siteId } = room.site;
  const open = (late: number) =>
    openNotice(room.db, {
      ...{ id: randomUUIDv7(), accountId, siteId, kind: 'call-backs-late', subject: siteId, data: { late } },
    });
  await open(3);
  await room.settled(to, ['done']);
  assert.equal(far.taken[0]?.mail.subject, '⚠️ Missed callers wait for too long');
  assert.match(far.taken[0]?.mail.text ?? '', /Nobody has called back in time: 3\./);
  await endNotices(room.db, { accountId, kinds: ['call-backs-late'], subject: siteId });
  await pauseDestination(room.db, to, { by: 'person', why: null });
  await open(1);
  await endNotices(room.db, { accountId, kinds: ['call-backs-late'], subject: siteId });
  await resumeDestination(room.db, to);
  await room.settled(to, ['done', 'skipped: nothing-to-tell']);
});

test('own words: the first line is the subject, and no value makes a header', async () => {
  const to = await connect({ template: '{contact}\n{caller} at {started_at}' });
  await room.db.query(
    "insert into contacts (id, site_id, phone, name) values (gen_random_uuid(), $1, '+79161234567', $2)",
    [room.site.id, 'Ivan\r\nBcc: all@example.com'],
  );
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['done']);
  assert.equal(far.taken[0]?.mail.subject, 'Ivan Bcc: all@example.com');
  assert.equal(far.taken[0]?.mail.bcc, undefined);
  await room.db.query('delete from contacts');
});

test('a letter can be seen without being sent', async () => {
  const to = await connect({}, { events: ['call.finished'] });
  const callId = await room.call();
  const node = await room.openNode();
  const tried = await tryDestination(
    { destinationId: to, type: 'call.finished', callId, dry: true },
    { ...node.way, kinds: DESTINATIONS, newId: randomUUIDv7 },
  );
  assert.deepEqual([tried?.outcome, tried?.exchanges.length], ['not-sent', 1]);
  assert.match(tried?.exchanges[0]?.request.headers.subject ?? '', /^✅ Call/);
  assert.equal(far.taken.length, 0);
  await node.close();
});
