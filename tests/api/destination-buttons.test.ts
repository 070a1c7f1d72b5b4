// A button below a message, from the press to the call: told by the real way out, heard at the public address.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Destination } from '../../src/api/wire.ts';
import { tellEvents } from '../../src/store/events.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { type FarTelegram, openTelegram, TELEGRAM, TOKEN } from '../support/far/telegram.ts';
import { addCall, addSite, type RecordedSite } from '../support/records.ts';
import { until } from '../support/system.ts';

let api: TestApi;
let far: FarTelegram;
let site: RecordedSite;
before(async () => {
  far = await openTelegram();
  api = await openTestApi({ publicUrl: 'https://calls.example.test', instead: new Map([[TELEGRAM, far.url]]) });
  site = await addSite(api.db, { accountId: api.owner.accountId });
});
after(async () => {
  await api?.close();
  await far?.close();
});

const headers = { host: 'calls.example.test' };

test('a call that somebody in the chat says is spam is spam everywhere, and the message says so', async () => {
  const settings = { botToken: TOKEN, chatId: '777', actions: 'yes' };
  const events = ['call.finished', 'call.qualified'];
  const connected = await api.answer<Destination>(201, 'POST', `/api/v1/sites/${site.id}/destinations`, {
    body: { kind: 'telegram', name: 'Sales', settings, events },
    headers,
  });
  const callId = await addCall(api.db, site, { at: new Date(Date.now() - 90_000) });
  await tellEvents(api.db, [{ type: 'call.finished', key: '', at: new Date(), about: {}, siteId: site.id, callId }]);
  const message = await until('the chat is told', async () => far.messages[0]);
  const spam = message.buttons.find(({ callback_data }) => callback_data?.startsWith('spam:'))?.callback_data ?? '';
  const { pathname } = new URL(far.webhook()?.url ?? '');
  const press = far.press(spam);
  const heard = await api.app.inject({
    ...{ method: 'POST', url: pathname, payload: press.body },
    headers: { ...headers, ...press.headers, 'content-type': 'application/json' },
  });
  assert.equal(heard.statusCode, 200, heard.body);
  const call = await api.get<{ spam: { by: string } | null }>(`/api/v1/calls/${callId}`, { headers });
  assert.equal(call.spam?.by, 'person');
  await until('the message says so', async () => message.text.startsWith('🚫 Spam: ') || undefined);
  assert.deepEqual(
    message.buttons.map(({ text }) => text),
    ['Open the card'],
  );
  assert.equal(connected.hookUrl, null); // nobody has to enter it anywhere
  assert.ok(!JSON.stringify(connected).includes(TOKEN));
});
