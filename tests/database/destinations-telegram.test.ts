// Telegram through the whole way: a message a call, changed in place; refusals; a chat found by a word.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { openCallBacks } from '../../src/calls/missed/call-backs.ts';
import { callFromFacts } from '../../src/core/call.ts';
import type { EventType } from '../../src/core/event.ts';
import { telegram } from '../../src/deliver/destinations/telegram.ts';
import { DESTINATIONS } from '../../src/deliver/destinations.ts';
import type { Hook } from '../../src/deliver/port.ts';
import { tryDestination } from '../../src/deliver/trying.ts';
import { transaction } from '../../src/store/database.ts';
import { findDestination, resumeDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { type FarTelegram, openTelegram, TELEGRAM, TOKEN } from '../support/far/telegram.ts';
import { addCall, addSite, factsOfCall } from '../support/records.ts';
import { until } from '../support/system.ts';

let room: DeliveryRoom;
let far: FarTelegram;
before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  await room.db.query('update destinations set removed_at = now()'); // events are told to those of this test
  far = await openTelegram();
  room.lead(TELEGRAM, far.url);
});
afterEach(async () => {
  await far.close();
  assert.deepEqual(room.problems.splice(0), []);
  assert.deepEqual(far.problems, []);
});

const ALL: EventType[] = ['call.offered', 'call.finished', 'call.attributed', 'call.recording-ready', 'call-back.late'];
const connect = (settings: Record<string, string> = {}, events: EventType[] = ALL) =>
  room.connect('telegram', { chatId: '777', ...settings }, { secrets: { botToken: TOKEN }, events });
const pausedWhy = (to: string) =>
  until('it is paused', async () => (await findDestination(room.db, to))?.pausedWhy ?? undefined);
const nextAt = async (to: string): Promise<Date> => {
  const { rows } = await room.db.query<{ at: Date }>(
    "select next_at as at from deliveries where destination_id = $1 and state = 'due'",
    [to],
  );
  assert.ok(rows[0]);
  return rows[0].at;
};
const at = (clock: string, zone = '+03:00') => {
  room.clock.ahead = 0;
  const day = new Date(room.now().getTime() + 2 * 86_400_000).toISOString().slice(0, 10);
  return new Date(`${day}T${clock}${zone}`);
};
const setClock = (moment: Date) => {
  room.clock.ahead = moment.getTime() - Date.now();
};

test('a missed call is told with who called, why it was missed and where they came from', async () => {
  const to = await connect({ language: 'ru' });
  const source = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'Окна <б/у> & двери' };
  const id = await room.call({ answeredAfter: null, visit: { source } });
  await room.tell(room.event(id));
  await room.settled(to, ['done']);
  const [message] = far.messages;
  assert.ok(message);
  const lines = message.text.split('\n');
  assert.equal(lines[0], '❌ Пропущенный звонок: +7 916 123-45-67');
  for (const line of [
    'Почему: клиент положил трубку',
    'Ждал: 1:05',
    'Источник: Контекстная реклама: yandex / cpc, 97 %',
    'Кампания: Окна <б/у> & двери',
    'Страница: shop.example/',
    'Откуда: Moscow',
  ])
    assert.ok(lines.includes(line), `${line} in ${message.text}`);
  assert.deepEqual(message.buttons, [{ text: 'Открыть карточку', url: `https://calls.example.test/calls/${id}` }]);
});

test('one message a call: it rings, ends, is judged anew, and the same message says so', async () => {
  const to = await connect();
  const id = await room.call({ visit: { source: { channel: 'organic', source: 'google' } } });
  await room.tell(room.event(id, 'call.offered'));
  await room.settled(to, ['done']);
  await room.db.query("update calls set answered_by_name = 'Boris' where id = $1", [id]);
  await room.tell(room.event(id, 'call.finished'));
  await room.settled(to, ['done', 'done']);
  await room.tell(room.event(id, 'call.attributed'));
  await room.settled(to, ['done', 'done', 'done']); // nothing in it has changed: Telegram's refusal of that is fine
  assert.deepEqual(
    far.messages.map(({ edits }) => edits),
    [1],
  );
  assert.match(far.messages[0]?.text ?? '', /^✅ Call: \+7 916 123-45-67\n(?:.*\n)*Answered by: Boris\n/);
});

test('a call nobody was told of is not told because it is judged anew', async () => {
  const to = await connect();
  await room.tell(room.event(await room.call(), 'call.attributed'));
  await room.settled(to, ['skipped: not-told-before']);
  assert.equal(far.messages.length, 0);
});

test('a message that was deleted in the chat is sent anew', async () => {
  const to = await connect();
  const id = await room.call();
  await room.tell(room.event(id, 'call.offered'));
  await room.settled(to, ['done']);
  far.messages.splice(0);
  await room.tell(room.event(id, 'call.finished'));
  await room.settled(to, ['done', 'done']);
  assert.equal(far.messages.length, 1);
});

test('a call that turns out to be spam is taken back in the message that told of it', async () => {
  const to = await connect();
  const id = await room.call();
  await room.tell(room.event(id, 'call.offered'));
  await room.settled(to, ['done']);
  await room.db.query("update calls set spam = true, spam_by = 'person' where id = $1", [id]);
  await room.tell(room.event(id, 'call.finished'), room.event(await spamCall()));
  await room.settled(to, ['done', 'done', 'skipped: spam']);
  assert.deepEqual(
    far.messages.map(({ text }) => text.split('\n')[0]),
    ['🚫 Spam: +7 916 123-45-67'],
  );
});
const spamCall = async () => {
  const id = await room.call();
  await room.db.query("update calls set spam = true, spam_by = 'person' where id = $1", [id]);
  return id;
};

test('a talk is a voice message below its call’s, byte for byte; music if it is MP3', async () => {
  const to = await connect();
  const id = await room.call();
  const bytes = Buffer.concat([Buffer.from('OggS'), Buffer.from(Array.from({ length: 700 }, (_, n) => n % 256))]);
  room.recordings.set(id, { bytes, type: 'audio/ogg; codecs=opus', extension: 'opus' });
  await room.tell(room.event(id), room.event(id, 'call.recording-ready'));
  await room.settled(to, ['done', 'done']);
  const [first, voice] = far.messages;
  assert.equal(voice?.method, 'sendVoice');
  assert.deepEqual(voice?.file?.bytes, bytes);
  assert.match(voice?.file?.name ?? '', /\.ogg$/);
  assert.equal(voice?.replyTo, first?.id);
  assert.equal(voice?.text, '🎧 Recording: +7 916 123-45-67');
  room.recordings.set(id, { bytes: Buffer.from('ID3'), type: 'audio/mpeg', extension: 'mp3' });
  await room.tell(room.event(id, 'call.recording-ready', { key: 'again' }));
  await room.settled(to, ['done', 'done', 'done']);
  assert.equal(far.messages[2]?.method, 'sendAudio');
});

test('a talk that is still being encoded is waited for; what is never encoded goes as a file', async () => {
  const to = await connect({}, ['call.recording-ready']);
  const id = await room.call();
  room.recordings.set(id, { bytes: Buffer.from('RIFF'), type: 'audio/wav', extension: 'wav' });
  await room.tell(room.event(id, 'call.recording-ready'));
  await room.settled(to, ['due: recording-not-there']);
  room.clock.ahead = 6 * 60_000;
  await room.settled(to, ['done']);
  assert.equal(far.messages[0]?.method, 'sendDocument');
});

test('too many requests are obeyed to the second', async () => {
  const to = await connect();
  far.interrupt((_, n) =>
    n === 1
      ? {
          status: 429,
          body: {
            ...{ ok: false, error_code: 429, description: 'Too Many Requests: retry after 37' },
            parameters: { retry_after: 37 },
          },
        }
      : undefined,
  );
  await room.tell(room.event(await room.call()));
  const asked = Date.now();
  await room.settled(to, ['due: http-429']);
  const next = (await nextAt(to)).getTime() - asked;
  assert.ok(next > 36_000 && next < 60_000, `${next}`);
  room.clock.ahead = 60_000;
  await room.settled(to, ['done']);
  assert.equal(far.messages.length, 1);
});

test('a bot that was blocked waits for its owner, and tells what waited when it is let in again', async () => {
  const to = await connect();
  far.blocked.add('777');
  await room.tell(room.event(await room.call()));
  assert.equal(await pausedWhy(to), 'bot-not-let-in: Forbidden: bot was blocked by the user');
  far.blocked.clear();
  await resumeDestination(room.db, to);
  await room.settled(to, ['done']);
});

test('a token that is not right, a chat that is not there, a template Telegram can’t read: the owner is asked', async () => {
  const told = async (settings: Record<string, string>, secrets: Record<string, string> = { botToken: TOKEN }) => {
    const to = await room.connect('telegram', { chatId: '777', ...settings }, { secrets });
    await room.tell(room.event(await room.call(), 'call.finished', { key: JSON.stringify([settings, secrets]) }));
    return (await pausedWhy(to)).split(':')[0];
  };
  assert.equal(await told({}, { botToken: TOKEN.replace('AAH', 'BBH') }), 'key-refused');
  assert.equal(await told({ chatId: '12' }), 'chat-not-found');
  assert.equal(await told({ template: '<b>{caller}' }), 'template-wrong');
});

test('a group that became a supergroup is followed, and asked there at once from then on', async () => {
  const to = await connect();
  far.move('777', '-1001234567890');
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['done']);
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(
    far.asked.map(({ fields }) => `${fields.chat_id}`),
    ['777', '-1001234567890', '-1001234567890'],
  );
});

test('a message that may have arrived waits for a person; a change that may have is made again', async () => {
  const to = await connect();
  const id = await room.call();
  far.lose(({ method }) => method === 'sendMessage');
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['parked: may-have-arrived']);
  far.lose(() => false);
  await room.tell(room.event(id, 'call.offered'));
  await room.settled(to, ['parked: may-have-arrived', 'done']);
  far.lose(({ method }) => method === 'editMessageText');
  await room.db.query("update calls set answered_by_name = 'Boris' where id = $1", [id]);
  await room.tell(room.event(id));
  await room.settled(to, ['parked: may-have-arrived', 'done', 'due: cut-off']);
  far.lose(() => false);
  room.clock.ahead = 60_000;
  await room.settled(to, ['parked: may-have-arrived', 'done', 'done']);
  assert.equal(far.messages.length, 2);
});

test('the chat is found by the word that only the owner has', async () => {
  const to = await connect({ chatId: '' });
  far.tellUpdates([{ update_id: 1, message: { text: '/start guessed', chat: { id: 666 } } }]);
  await room.tell(room.event(await room.call()));
  const why = await pausedWhy(to);
  const [, word = ''] = /https:\/\/t\.me\/ours_bot\?start=([\w-]{32}) /.exec(why) ?? [];
  assert.ok(word, why);
  far.addChat('888');
  far.tellUpdates([
    { update_id: 1, message: { text: '/start guessed', chat: { id: 666 } } },
    { update_id: 2, message: { text: `/start@ours_bot ${word}`, chat: { id: 888 } } },
  ]);
  const { to: settings, way } = await room.wayOf(to);
  assert.deepEqual(await telegram.check?.(settings, way), { kind: 'done' });
  await resumeDestination(room.db, to);
  await room.settled(to, ['done']);
  assert.deepEqual(
    far.messages.map(({ chat }) => chat),
    ['888'],
  );
  assert.ok(!JSON.stringify(await room.exchanges(to)).includes(TOKEN));
});

test('a chat that was found stays, though members of a group have seen the word', async () => {
  const to = await connect({ chatId: '', actions: 'yes' });
  await room.tell(room.event(await room.call()));
  const [, word = ''] = /\?start=([\w-]{32}) /.exec(await pausedWhy(to)) ?? [];
  far.addChat('888');
  const start = (chat: number) => ({ update_id: 2, message: { text: `/start ${word}`, chat: { id: chat } } });
  far.tellUpdates([start(888)]);
  await resumeDestination(room.db, to);
  await room.settled(to, ['done']);
  const { to: settings, way } = await room.wayOf(to);
  const said = await telegram.receive?.({ ...far.press(''), body: JSON.stringify(start(666)) }, settings, way);
  assert.equal(said?.status, 200);
  assert.equal((await findDestination(room.db, to))?.settings.foundChat, '888');
});

test('nobody is told in quiet hours but of what may pass; what is of the moment is dropped', async () => {
  const settings = { quietFrom: '22:00', quietTo: '08:00', quietPasses: 'vip-missed' };
  const to = await connect(settings, ['call.offered', 'call.finished']);
  setClock(at('23:30:00'));
  const [usual, vip, ringing] = [
    await room.call({ answeredAfter: null, caller: '+79160000001' }),
    await room.call({ answeredAfter: null, caller: '+79160000002' }),
    await room.call({ caller: '+79160000003' }),
  ];
  await room.db.query(
    "insert into contacts (id, site_id, phone, name, vip) values (gen_random_uuid(), $1, '+79160000002', 'Ivan', true)",
    [room.site.id],
  );
  await room.tell(room.event(usual), room.event(vip), room.event(ringing, 'call.offered'));
  await room.settled(to, ['due: quiet-hours', 'done', 'skipped: quiet-hours']);
  assert.match(far.messages[0]?.text ?? '', /^❌ Missed call: Ivan \(VIP\), \+7 916 000-00-02\n/);
  assert.deepEqual(await nextAt(to), new Date(at('08:00:00').getTime() + 86_400_000));
  setClock(new Date(at('08:00:30').getTime() + 86_400_000));
  await room.settled(to, ['done', 'done', 'skipped: quiet-hours']);
});

test('a message of a call that goes on into the quiet hours is changed in them: nobody’s telephone rings for it', async () => {
  const to = await connect({ quietFrom: '22:00', quietTo: '08:00' });
  setClock(at('21:59:00'));
  const id = await room.call();
  await room.tell(room.event(id, 'call.offered'));
  await room.settled(to, ['done']);
  setClock(at('22:03:00'));
  await room.db.query("update calls set answered_by_name = 'Boris' where id = $1", [id]);
  await room.tell(room.event(id));
  await room.settled(to, ['done', 'done']);
  assert.match(far.messages[0]?.text ?? '', /Answered by: Boris/);
});

test('the day is told at the hour that was asked for', async () => {
  const to = await connect({ dayAt: '10:30' }, ['day.ended']);
  const over = at('00:00:00');
  setClock(new Date(over.getTime() + 10 * 60_000));
  const day = new Date(over.getTime() - 86_400_000 + 3 * 3_600_000).toISOString().slice(0, 10);
  await room.tell(room.event(null, 'day.ended', { key: day, at: over, about: { day } }));
  await room.settled(to, ['due: time-of-day']);
  assert.deepEqual(await nextAt(to), at('10:30:00'));
  setClock(at('10:30:30'));
  await room.settled(to, ['done']);
  assert.match(far.messages[0]?.text ?? '', /^📊 Shop/);
});

test('the owner’s own words are told with values that can’t break them', async () => {
  const to = await connect({ template: '<b>{caller}</b> from {campaign}, {talk_seconds} s', topicId: '5' });
  const id = await room.call({ visit: { source: { channel: 'paid-search', source: 'x', campaign: '<i>&co' } } });
  await room.tell(room.event(id));
  await room.settled(to, ['done']);
  assert.equal(far.messages[0]?.text, '+7 916 123-45-67 from <i>&co, 60 s');
  assert.equal(far.messages[0]?.topic, 5);
});

test('that nobody has called back is not told any more when somebody has', async () => {
  const to = await connect({}, ['call-back.late']);
  const at = new Date(room.now().getTime() - 90_000);
  const missed = callFromFacts(
    factsOfCall({ ...{ providerCallId: 'm', at, answeredAfter: null, endedAfter: 65 }, targetId: '' }),
  );
  const task = async (caller: string) => {
    const id = await room.call({ at, answeredAfter: null, caller });
    const call = { id, siteId: room.site.id };
    await transaction(room.db, (tx) => openCallBacks({ newId: randomUUIDv7 }).follow(tx, call, missed));
    const { rows } = await room.db.query<{ id: string }>('select id from call_backs where phone = $1', [caller]);
    return { callId: id, taskId: rows[0]?.id ?? '' };
  };
  const [waiting, reached] = [await task('+79160000011'), await task('+79160000012')];
  await room.db.query("update call_backs set closed_at = now(), close_reason = 'reached' where id = $1", [
    reached.taskId,
  ]);
  for (const { callId, taskId } of [waiting, reached])
    await room.tell(room.event(callId, 'call-back.late', { key: taskId, about: { taskId } }));
  await room.settled(to, ['done', 'skipped: nothing-to-tell']);
  assert.match(far.messages[0]?.text ?? '', /^⏰ Not called back in time: \+7 916 000-00-11\n/);
});

test('buttons do what they say, once, for people of the chat', async () => {
  const to = await connect({ actions: 'yes' });
  const id = await room.call({ answeredAfter: null });
  await room.tell(room.event(id));
  await room.settled(to, ['done']);
  assert.match(far.webhook()?.url ?? '', new RegExp(`^https://calls.example.test/in/${to}/`));
  const [, back = '', spam = ''] = far.messages[0]?.buttons.map((button) => button.callback_data ?? '') ?? [];
  const { to: settings, way } = await room.wayOf(to);
  const press = async (hook: Hook) => (await telegram.receive?.(hook, settings, way))?.status;
  const answers = () =>
    far.asked.filter(({ method }) => method === 'answerCallbackQuery').map(({ fields }) => fields.text);
  assert.equal(await press(far.press(back)), 200);
  assert.equal(await press(far.press(back)), 200); // Telegram tells again what it is not sure we heard
  assert.equal(await press(far.press(spam, { id: 'q2' })), 200);
  assert.equal(await press(far.press(spam, { id: 'q3', chat: 666 })), 200);
  assert.equal(await press({ ...far.press(spam, { id: 'q4' }), headers: {} }), 403);
  assert.deepEqual(room.acts.splice(0), [`call-back ${id}`, `spam ${id}`]);
  assert.deepEqual(answers(), [
    'An agent is being rung',
    'Nothing to do: it has been done',
    'Marked as spam',
    'There is no such call any more',
  ]);
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['done', 'done']);
  assert.equal(far.asked.filter(({ method }) => method === 'setWebhook').length, 1);
  assert.ok(!JSON.stringify(await room.exchanges(to)).includes(`/in/${to}/`));
});

test('a message is shown as it would be sent, buttons and all, and nothing is sent', async () => {
  const to = await connect({ actions: 'yes' });
  const callId = await room.call();
  const node = await room.openNode();
  const tried = await tryDestination(
    { destinationId: to, type: 'call.finished', callId, dry: true },
    { ...node.way, kinds: DESTINATIONS, newId: randomUUIDv7 },
  );
  await node.close();
  assert.equal(tried?.outcome, 'not-sent');
  const shown = tried?.exchanges.at(-1)?.request;
  assert.equal(shown?.url, `${TELEGRAM}/bot•••/sendMessage`);
  assert.match(shown?.body ?? '', new RegExp(`"spam:${callId}"`));
  assert.equal(far.messages.length, 0);
});

test('another site’s call can’t be touched', async () => {
  const to = await connect({ actions: 'yes' });
  const other = await addSite(room.db, { accountId: room.site.accountId });
  const id = await addCall(room.db, other, { at: room.now() });
  const { way } = await room.wayOf(to);
  assert.equal(await way.act('spam', id), 'no-such-call');
  assert.deepEqual(room.acts, []);
});
