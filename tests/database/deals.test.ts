// Deals as destinations tell them, and as they are told on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FarDeal } from '../../src/core/deal.ts';
import { fieldsOf } from '../../src/deliver/fields.ts';
import { readTold, readToldForTrial } from '../../src/deliver/told.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';

let room: DeliveryRoom;
let receiver: Receiver;
before(async () => {
  room = await openDeliveryRoom();
  receiver = await openReceiver();
});
after(async () => {
  await room.close();
  await receiver.close();
  assert.deepEqual(room.problems, []);
});

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const connect = () =>
  room.connect('webhook', { url: receiver.url }, { events: ['deal.changed'], secrets: { secret: SECRET } });
const deal = (more: Partial<FarDeal> = {}): FarDeal => {
  const createdAt = new Date(Date.now() - 30_000);
  const common = { farId: 'D-1', phones: [], title: null, stage: null, amount: null, createdAt, changedAt: createdAt };
  return { ...common, status: 'open', ...more };
};

test('a deal is told on with its call, in major units where people write templates', async () => {
  const to = await connect();
  const caller = '+79166000001';
  const call = await room.call({ caller });
  const { way } = await room.wayOf(to);
  const told = deal({
    ...{ phones: [caller], title: 'Окна', stage: { id: '5', name: 'Договор' }, status: 'won' },
    ...{ amount: { minor: 150_050, currency: 'RUB' }, url: 'https://crm.example/1' },
  });
  await way.takeDeals([told]);
  await way.takeDeals([told, told]);
  await room.settled(to, ['done']);
  assert.equal(receiver.got.length, 1);
  const { type, data } = JSON.parse(receiver.got[0]?.body ?? '') as {
    type: string;
    data: { call: { id: string }; deal: { id: string } };
  };
  const { id, ...shown } = data.deal;
  assert.deepEqual([type, data.call.id], ['deal.changed', call]);
  assert.deepEqual(shown, {
    ...{ farId: 'D-1', title: 'Окна', stage: { id: '5', name: 'Договор' }, status: 'won' },
    ...{ amount: { minor: 150_050, currency: 'RUB' }, url: 'https://crm.example/1' },
  });
  await way.takeDeals([{ ...told, title: 'Двери' }]);
  const { rows } = await room.db.query<{ id: string }>("select id from events where type = 'deal.changed'");
  assert.equal(rows.length, 1, 'another title is kept, and no news');
  const about = (await readTold(room.db, [rows[0]!.id])).get(rows[0]!.id);
  assert.ok(about);
  const { deal_id, deal_title, deal_status, deal_stage, deal_amount, deal_currency, deal_url } = fieldsOf(about);
  assert.deepEqual(
    [deal_id, deal_title, deal_status, deal_stage, deal_amount, deal_currency, deal_url],
    ['D-1', 'Двери', 'won', 'Договор', '1500.50', 'RUB', 'https://crm.example/1'],
  );
  const asked = { siteId: room.site.id, callId: call, id, at: new Date() };
  const trial = await readToldForTrial(room.db, { ...asked, type: 'deal.changed' });
  assert.equal(trial?.deal?.id, id, 'a destination is tried with the deal of the call');
  assert.equal((await readToldForTrial(room.db, { ...asked, type: 'call.finished' }))?.deal, undefined);
});

test("a CRM's odd words are kept as far as they can be, and never stop the others", async () => {
  const { way } = await room.wayOf(await connect());
  await way.takeDeals([
    deal({
      farId: 'odd\0',
      title: 'half \ud800 pair\0',
      callId: 'no id at all',
      amount: { minor: 0.4, currency: 'RUB' },
    }),
    deal({ farId: 'ahead', changedAt: new Date('2999-01-01') }),
  ]);
  await way.takeDeals([deal({ farId: 'ahead', status: 'won', changedAt: new Date(Date.now() + 1000) })]);
  const { rows } = await room.db.query(
    "select far_id, title, status, changed_at <= now() as past from deals where far_id <> 'D-1' order by far_id",
  );
  assert.deepEqual(rows, [
    { far_id: 'ahead', title: null, status: 'won', past: true },
    { far_id: 'odd', title: 'half \ufffd pair', status: 'open', past: true },
  ]);
});

test('two CRMs may call their deals alike', async () => {
  for (const _ of [1, 2]) await (await room.wayOf(await connect())).way.takeDeals([deal({ farId: 'same' })]);
  const { rows } = await room.db.query("select 1 from deals where far_id = 'same'");
  assert.equal(rows.length, 2);
});
