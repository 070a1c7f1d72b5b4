// What outside systems were told is forgotten: of a phone whose owner asks for it, and of everybody in time.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { transaction } from '../../src/store/database.ts';
import { sweepDeliveries } from '../../src/store/delivery-sweep.ts';
import { erasePhone } from '../../src/store/erasure.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const DAY = 86_400_000;
let room: DeliveryRoom;
let receiver: Receiver;
before(async () => {
  room = await openDeliveryRoom();
  receiver = await openReceiver(({ body }) => ({
    body: body.includes('9161112233') ? '{"client":"89161112233"}' : '{}',
  }));
});
after(async () => {
  await receiver.close();
  await room.close();
});
afterEach(() => assert.deepEqual(room.problems.splice(0), []));

const TABLES = ['events', 'deliveries', 'attempts', 'destination_links', 'deals'];
/** All that is kept, as text. */
async function kept(): Promise<string> {
  const texts = await Promise.all(
    TABLES.map((table) =>
      room.db.query<{ all: string }>(`select coalesce(json_agg(t)::text, '') as all from ${table} t`),
    ),
  );
  return texts.map(({ rows }) => rows[0]?.all ?? '').join('\n');
}

test('a phone that is erased is in nothing that was told, answered or linked; other phones stay', async () => {
  const to = await room.connect('webhook', { url: receiver.url }, { secrets: { secret: SECRET } });
  const [phone, other] = ['+79161112233', '+79169998877'];
  for (const caller of [phone, other]) {
    const about = { phone: caller };
    await room.tell(room.event(await room.call({ caller }), 'call.finished', { about }));
  }
  await room.settled(to, ['done', 'done']);
  const { way } = await room.wayOf(to);
  for (const key of [phone, other]) await way.link('phone', key, `contact of ${key}`);
  await way.link('hash', createHash('sha256').update(phone).digest('hex'), '5');
  await way.takeDeals([
    {
      ...{ farId: '7', phones: [phone, other], title: 'Roses, +7 916 111-22-33', stage: null, status: 'open' },
      ...{ amount: null, createdAt: room.now(), changedAt: room.now() },
    },
  ]);
  await room.db.query(
    'update deliveries set memo = $1, reason = $2 where call_id in (select id from calls where caller = $3)',
    [{ contact: '9161112233' }, 'http-400: no 79161112233', phone],
  );
  const forms = /916\D?111\D?22\D?33/;
  assert.match(await kept(), forms);
  const erased = await transaction(room.db, (tx) =>
    erasePhone(tx, { siteId: room.site.id, phone, pseudonym: 'erased-0123' }),
  );
  assert.equal(erased.calls, 1);
  assert.ok(erased.others >= 5, `${erased.others}`);
  const rest = await kept();
  assert.doesNotMatch(rest, forms);
  assert.ok(!rest.includes(createHash('sha256').update(phone).digest('hex')));
  assert.equal(await way.linked('phone', other), `contact of ${other}`);
  assert.ok((await room.exchanges(to)).some(({ request }) => request.body.includes(other)));
});

test('tries go after a month, events and what became of them after three, but not what still waits', async () => {
  await room.db.query('delete from events; delete from attempts; update destinations set removed_at = now()');
  const [of, waits] = [await room.call(), await room.call()];
  const to = await room.connect('webhook', { url: receiver.url }, { secrets: { secret: SECRET } });
  await room.tell(room.event(of));
  await room.settled(to, ['done']);
  await room.db.query("update destinations set paused_by = 'person'");
  await room.restart(); // nobody has read before that it is not paused
  await room.tell(room.event(waits));
  const left = async (days: number) => {
    const now = Date.now() + days * DAY;
    await sweepDeliveries(room.db, { attemptsUntil: new Date(now - 30 * DAY), eventsUntil: new Date(now - 90 * DAY) });
    const count = async (table: string) => (await room.db.query(`select from ${table}`)).rowCount;
    return [await count('attempts'), await count('events'), await count('deliveries')];
  };
  assert.equal((await left(29))[0], 1);
  assert.deepEqual((await left(31)).slice(0, 1), [0]);
  assert.equal((await left(89))[1], (await left(31))[1]);
  assert.deepEqual((await left(91)).slice(1), [1, 1]);
  assert.deepEqual(await room.states(to), ['due']);
});
