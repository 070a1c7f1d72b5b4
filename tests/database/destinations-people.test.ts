// What all destinations for people have in common: whatever they can be told can be tried, and looked at without being sent.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import { DESTINATIONS } from '../../src/deliver/destinations.ts';
import { tryDestination } from '../../src/deliver/trying.ts';
import { takeDeals } from '../../src/store/deals.ts';
import { findDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { TOKEN } from '../support/far/telegram.ts';

let room: DeliveryRoom;
before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());

const SETTINGS: Record<string, [settings: Record<string, string>, secrets: Record<string, string>]> = {
  telegram: [{ chatId: '777' }, { botToken: TOKEN }],
  email: [{ to: 'a@example.com', from: 'b@example.com', host: 'mail.example.com' }, {}],
  'chat-webhook': [{}, { url: 'https://hooks.slack.com/services/T/B/X' }],
};

test('each event can be looked at as people would read it, in both languages', async () => {
  const callId = await room.call({ visit: { source: { channel: 'organic', source: 'google' } } });
  room.recordings.set(callId, { bytes: Buffer.from('OggS'), type: 'audio/ogg; codecs=opus', extension: 'opus' });
  const crm = await findDestination(room.db, await room.connect('webhook', {}, { events: [] }));
  assert.ok(crm);
  const now = room.now();
  await takeDeals(room.db, crm, [
    {
      ...{ farId: '7', phones: ['+79161234567'], callId, title: 'Windows', stage: { id: '1', name: 'New' } },
      ...{ status: 'won', amount: { minor: 100, currency: 'RUB' }, createdAt: now, changedAt: now },
    },
  ]);
  const node = await room.openNode();
  for (const [kind, [settings, secrets]] of Object.entries(SETTINGS))
    for (const language of ['en', 'ru'])
      for (const type of DESTINATIONS.get(kind)?.takes ?? []) {
        const to = await room.connect(kind, { ...settings, language }, { secrets, events: [] });
        const tried = await tryDestination(
          { destinationId: to, type, callId, dry: true },
          { ...node.way, kinds: DESTINATIONS, newId: randomUUIDv7 },
        );
        const said = JSON.stringify(tried?.exchanges);
        assert.equal(tried?.outcome, 'not-sent', `${kind} ${type}: ${tried?.outcome} ${tried?.reason}`);
        assert.doesNotMatch(said, /undefined|\[object|NaN/, `${kind} ${type}: ${said}`);
      }
  await node.close();
  assert.deepEqual(room.problems, []);
});
