// The live board through the API: states, talks and today's figures, at once and as they change.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { AgentSaved, Board } from '../../src/api/wire.ts';
import { insertFacts } from '../../src/store/calls.ts';
import { transaction } from '../../src/store/database.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addCall, addSite, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let at: string;
before(async () => {
  api = await openTestApi();
  site = await addSite(api.db, { accountId: api.owner.accountId, timeZone: noonNow() });
  at = `/api/v1/sites/${site.id}`;
  api.board.agentsChanged('');
  await api.board.followed();
});
after(() => api?.close());

/** A time zone in which it is about noon: the day of the board does not change during the test. */
function noonNow(): string {
  const west = new Date().getUTCHours() - 12;
  return `Etc/GMT${west < 0 ? '' : '+'}${west}`;
}

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

test('tells who talks with whom, since when, and what each has done today', async () => {
  const { db } = api;
  await db.query("insert into contacts (id, site_id, phone, name, vip) values ($1, $2, '+79160000001', 'Ivan', true)", [
    randomUUIDv7(),
    site.id,
  ]);
  const dayBefore = new Date(Date.now() - 86_400_000);
  await addCall(db, site, { at: dayBefore, answeredAfter: 5, endedAfter: 65 });
  const began = ago(20);
  const callId = await addCall(db, site, { at: began, caller: '+79160000001', answeredAfter: 5, endedAfter: null });
  api.board.callChanged(callId);
  await api.board.followed();
  const { agents, today } = await api.get<Board>(`${at}/board`);
  const [anna] = agents;
  assert.deepEqual(
    [anna?.name, anna?.state, anna?.isOnShift, anna?.online, anna?.today],
    ['Anna', 'talking', true, null, { calls: 1, talkSeconds: 0 }],
  );
  assert.deepEqual(anna?.call, {
    ...{ id: callId, caller: '+79160000001', name: 'Ivan', vip: true, ringing: false, direction: 'in' },
    ...{ number: site.numbers[0]?.e164, since: new Date(began.getTime() + 5000).toISOString() },
  });
  assert.deepEqual(today, { calls: 1, answered: 1, missed: 0 });
});

test('tells who waits in the queue of which team', async () => {
  const { db } = api;
  const team = randomUUIDv7();
  await db.query("insert into teams (id, site_id, name) values ($1, $2, 'Sales')", [team, site.id]);
  const call = { at: ago(60), caller: '+79160000002', answeredAfter: null, endedAfter: null };
  const callId = await addCall(db, site, call);
  const plan = { record: true, steps: [{ do: 'play' }, { do: 'queue', queue: team }] };
  await db.query('update calls set plan = $2 where id = $1', [callId, JSON.stringify(plan)]);
  const since = ago(50);
  const queued = { providerCallId: 'x', key: 'q', at: since, kind: 'queued', step: 1 } as const;
  await transaction(db, (tx) => insertFacts(tx, callId, [queued]));
  assert.deepEqual((await api.get<Board>(`${at}/board`)).waiting, [
    { callId, caller: '+79160000002', name: null, vip: false, team: 'Sales', since: since.toISOString() },
  ]);
  const left = { providerCallId: 'x', key: 'l', at: ago(10), kind: 'left-queue', step: 1, reason: 'too-long' } as const;
  await transaction(db, (tx) => insertFacts(tx, callId, [left]));
  assert.deepEqual((await api.get<Board>(`${at}/board`)).waiting, []);
});

test('streams the whole board, again after each change, to people of the account only', async () => {
  const address = await api.app.listen({ port: 0, host: '127.0.0.1' });
  const headers = { authorization: `Bearer ${api.apiKey}` };
  const abort = new AbortController();
  const response = await fetch(`${address}${at}/board/live`, { headers, signal: abort.signal });
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const boardWith = async (holds: (board: Board) => boolean): Promise<void> => {
    for (;;) {
      const told = [...text.matchAll(/^event: board\ndata: (.+)\n\n/gm)].map(([, data]) => JSON.parse(data ?? ''));
      if (told.some(holds)) return;
      const { value, done } = (await reader?.read()) ?? { done: true };
      assert.ok(!done, 'the stream ended');
      text += value ?? '';
    }
  };
  await boardWith((board) => board.agents.length === 1);
  const body = { name: 'Boris', phone: { kind: 'sip', uri: 'sip:boris@192.0.2.10' } };
  const { id } = await api.answer<AgentSaved>(201, 'POST', `${at}/agents`, { body });
  await boardWith((board) => board.agents.some((agent) => agent.id === id && agent.state === 'free'));
  await api.answer(200, 'PUT', `/api/v1/agents/${id}/state`, { body: { state: 'away', reason: 'lunch' } });
  await boardWith((board) => board.agents.some((agent) => agent.reason === 'lunch' && agent.state === 'away'));
  abort.abort();
  const { userId } = await addAccount(api.db);
  await api.problem(404, 'not-found', 'GET', `${at}/board/live`, { key: await api.keyFor(userId) });
});
