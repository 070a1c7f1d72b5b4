// Missed callers, calls of ours and spam over the API.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type {
  CallBack,
  CallBackList,
  CallBackOfCall,
  CallBackSettings,
  CallRow,
  ListedCaller,
  MissedReport,
  PlacedCall,
  SpamFigures,
  SpamRulesCard,
} from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';
import { openTelling, type Telling } from '../support/telling.ts';

const CALLER = '+79161234567';
const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);

let api: TestApi;
let tell: Telling;
let site: RecordedSite;
let v1: string;
before(async () => {
  api = await openTestApi();
});
after(() => api?.close());

/** `out`: calls go out through its connection */
async function newSite({ out = true } = {}): Promise<void> {
  site = await addSite(api.db, { accountId: api.owner.accountId });
  if (out)
    await api.db.query('update connections set outbound_uri = $2 where id = $1', [site.connectionId, 'sip:192.0.2.1']);
  api.board.agentsChanged(site.id);
  await api.board.followed();
  tell = await openTelling(api.db);
  v1 = `/api/v1/sites/${site.id}`;
}
const list = (query = '') => api.get<CallBackList>(`${v1}/call-backs${query}`);

describe('missed callers', () => {
  test('are listed as they are due, with figures and what is at stake', async () => {
    await newSite();
    await tell.call(site, { at: at(-60) });
    await tell.call(site, { at: at(-5), caller: '+79160000002' });
    await tell.call(site, { at: at(-4), caller: 'anonymous' });
    const before = await list();
    assert.deepEqual(
      before.items.map(({ phone, isLate }) => [phone, isLate]),
      [
        [CALLER, true],
        ['+79160000002', false],
        [null, false],
      ],
    );
    assert.deepEqual(before.now, { open: 3, late: 1, hidden: 1, newCallers: 2, atStake: null, currency: 'RUB' });
    const wanted: CallBackSettings = {
      ...{ limitMinutes: 30, scheduleId: null, dealValue: 1_500_000, conversion: 0.2, automatic: false },
      ...{ attempts: 2, pauseMinutes: 10, teamId: null },
    };
    assert.deepEqual(await api.answer(200, 'PUT', `${v1}/call-back-settings`, { body: wanted }), wanted);
    assert.equal((await list()).now.atStake, 600_000);
    assert.deepEqual(
      (await list('?state=late')).items.map(({ phone }) => phone),
      [CALLER],
    );
    assert.deepEqual(
      (await list('?q=8916000')).items.map(({ phone }) => phone),
      ['+79160000002'],
    );
    const page = await list('?limit=2');
    assert.deepEqual(
      (await list(`?limit=2&cursor=${page.nextCursor}`)).items.map(({ phone }) => phone),
      [null],
    );
    await api.problem(400, 'bad-cursor', 'GET', `${v1}/call-backs?cursor=x`);
    const report = await api.get<MissedReport>(`${v1}/reports/missed?by=day`);
    assert.deepEqual([report.totals.missed, report.totals.open, report.totals.estimatedLoss], [3, 3, 600_000]);
  });

  test('are assigned, closed with a reason and opened again', async () => {
    await newSite();
    await tell.call(site, { at: at(-60) });
    const [task] = (await list()).items;
    const own = `/api/v1/call-backs/${task!.id}`;
    const agentId = site.targets[0]!.id;
    const assigned = await api.answer<CallBack>(200, 'PATCH', own, { body: { agentId } });
    assert.deepEqual(assigned.agent, { id: agentId, name: 'Anna' });
    assert.equal((await list(`?agent=${agentId}`)).items.length, 1);
    assert.equal((await list('?agent=team')).items.length, 0);
    await api.problem(404, 'not-found', 'PATCH', own, { body: { agentId: randomUUIDv7() } });
    const body = { reason: 'not-a-client', note: 'a supplier' };
    await api.problem(400, 'invalid', 'POST', `${own}/close`, { body: { reason: 'reached' } });
    const closed = await api.answer<CallBack>(200, 'POST', `${own}/close`, { body });
    assert.deepEqual([closed.closeReason, closed.note, closed.isLate], ['not-a-client', 'a supplier', true]);
    await api.problem(409, 'closed-already', 'POST', `${own}/close`, { body });
    assert.equal((await list('?state=closed')).items.length, 1);
    await api.answer(200, 'POST', `${own}/reopen`);
    await api.problem(409, 'not-closed', 'POST', `${own}/reopen`);
    assert.equal((await list()).items[0]?.closeReason, null);
  });

  test('lead from each of their calls to the task, open or closed; an answered call and spam have none', async () => {
    await newSite();
    const calls = [await tell.call(site, { at: at(-60) }), await tell.call(site, { at: at(-50) })];
    const taskOf = async (call: string) => (await api.get<CallBackOfCall>(`/api/v1/calls/${call}/call-back`)).task;
    const [task] = (await list()).items;
    for (const call of calls) assert.deepEqual(await taskOf(call), task);
    await api.answer(200, 'POST', `/api/v1/calls/${calls[1]}/spam`, { body: {} });
    assert.equal(await taskOf(calls[1]!), null);
    const talk = await tell.call(site, { at: at(-5), answeredAfter: 4, endedAfter: 60 });
    assert.equal(await taskOf(talk), null);
    assert.deepEqual((await taskOf(calls[0]!))?.reachedBy, { callId: talk, direction: 'in', agent: 'Anna' });
    await api.problem(404, 'not-found', 'GET', `/api/v1/calls/${randomUUIDv7()}/call-back`);
  });

  test('are called by one click: the agent first, then the client, who sees the number they had dialled', async () => {
    await newSite();
    const dialled = site.numbers[1]!.e164;
    await tell.call(site, { at: at(-60), number: dialled });
    const [task] = (await list()).items;
    const placed = await api.answer<PlacedCall>(201, 'POST', `/api/v1/call-backs/${task!.id}/call`, { body: {} });
    assert.deepEqual([placed.number, placed.phone, placed.agentId], [dialled, CALLER, site.targets[0]!.id]);
    const { agent, callee, number, connectionId } = api.placed.at(-1)!;
    assert.deepEqual(
      [agent.name, agent.phone, callee, number, connectionId],
      [...['Anna', { kind: 'sip', uri: 'sip:anna@192.0.2.10' }, CALLER, dialled, site.connectionId]],
    );
    await api.problem(409, 'client-is-on-the-line', 'POST', `/api/v1/call-backs/${task!.id}/call`, { body: {} });
    await tell.call(site, { at: at(-3), caller: 'anonymous' });
    const hidden = (await list()).items.find(({ phone }) => phone === null)!;
    await api.problem(409, 'nobody-to-call', 'POST', `/api/v1/call-backs/${hidden.id}/call`, { body: {} });
  });

  test('of another account are nobody’s business', async () => {
    await newSite();
    await tell.call(site, { at: at(-60) });
    const [task] = (await list()).items;
    const key = await api.keyFor((await addAccount(api.db)).userId);
    for (const [method, url] of [
      ['GET', `${v1}/call-backs`],
      ['GET', `${v1}/reports/missed`],
      ['POST', `/api/v1/call-backs/${task!.id}/reopen`],
      ['GET', `${v1}/spam/callers`],
    ] as const)
      await api.problem(404, 'not-found', method, url, { key });
    await api.problem(404, 'not-found', 'POST', `/api/v1/call-backs/${task!.id}/call`, { key, body: {} });
    await api.problem(404, 'not-found', 'GET', `/api/v1/calls/${task!.lastCallId}/call-back`, { key });
    await api.problem(404, 'not-found', 'POST', `${v1}/calls/place`, { key, body: { phone: CALLER } });
  });
});

describe('click-to-call', () => {
  test('takes the client’s phone as people write it, and calls with whoever is free', async () => {
    await newSite();
    const place = (body: object) => api.answer<PlacedCall>(201, 'POST', `${v1}/calls/place`, { body });
    const placed = await place({ phone: '8 (916) 000-00-07' });
    assert.deepEqual([placed.phone, placed.number], ['+79160000007', site.numbers[0]!.e164]);
    const chosen = await place({ phone: '+79160000008', agent: site.targets[0]!.id, number: site.numbers[1]!.e164 });
    assert.equal(chosen.number, site.numbers[1]!.e164);
  });

  test('says why it can’t be', async () => {
    await newSite({ out: false });
    const refused = (status: number, reason: string, body: object) =>
      api.problem(status, reason, 'POST', `${v1}/calls/place`, { body });
    await refused(409, 'no-number', { phone: CALLER });
    await refused(409, 'number-places-no-calls', { phone: CALLER, number: site.numbers[0]!.e164 });
    await newSite();
    await refused(400, 'not-a-phone', { phone: 'Anna' });
    await refused(409, 'no-such-number', { phone: CALLER, number: '+74950000000' });
    await refused(409, 'no-such-agent', { phone: CALLER, agent: randomUUIDv7() });
    const agent = site.targets[0]!.id;
    await tell.call(site, { at: at(-1), caller: '+79160000009', answeredAfter: 5, endedAfter: null });
    api.board.agentsChanged(site.id);
    await api.board.followed();
    await refused(409, 'agent-is-talking', { phone: CALLER, agent });
    await refused(409, 'nobody-free', { phone: CALLER });
    await refused(409, 'client-is-on-the-line', { phone: '+79160000009' });
  });
});

describe('spam', () => {
  test('has rules with usual weights, which a site may change', async () => {
    await newSite();
    const usual = await api.get<SpamRulesCard>(`${v1}/spam/rules`);
    assert.deepEqual([usual.holdsBack, usual.threshold, usual.weights], [true, 100, {}]);
    assert.ok(usual.usual.some(({ reason, weight }) => reason === 'flood-of-number' && weight === 40));
    const { usual: _, ...rules } = usual;
    const body = { ...rules, threshold: 80, weights: { 'flood-of-number': 100 } };
    const saved = await api.answer<SpamRulesCard>(200, 'PUT', `${v1}/spam/rules`, { body });
    assert.deepEqual([saved.threshold, saved.weights], [80, { 'flood-of-number': 100 }]);
    await api.problem(400, 'invalid', 'PUT', `${v1}/spam/rules`, { body: { ...body, weights: { luck: 3 } } });
  });

  test('has lists of callers, written as people write phones', async () => {
    await newSite();
    const put = (body: object) => api.answer<ListedCaller>(201, 'POST', `${v1}/spam/callers`, { body });
    const phone = await put({ list: 'blocked', match: 'phone', phone: '8 916 123-45-67', note: 'sells windows' });
    assert.deepEqual([phone.phone, phone.note, phone.list], [CALLER, 'sells windows', 'blocked']);
    assert.equal((await put({ list: 'blocked', match: 'prefix', phone: '+7 800' })).phone, '+7800');
    assert.equal((await put({ list: 'blocked', match: 'hidden' })).phone, null);
    const moved = await put({ list: 'safe', match: 'phone', phone: CALLER });
    const all = await api.get<ListedCaller[]>(`${v1}/spam/callers`);
    assert.deepEqual(all.map(({ list, match }) => `${list} ${match}`).sort(), [
      'blocked hidden',
      'blocked prefix',
      'safe phone',
    ]);
    await api.answer(204, 'DELETE', `${v1}/spam/callers/${moved.id}`);
    await api.problem(404, 'not-found', 'DELETE', `${v1}/spam/callers/${moved.id}`);
    const refuse = (reason: string, body: object) => api.problem(400, reason, 'POST', `${v1}/spam/callers`, { body });
    await refuse('not-a-phone', { list: 'blocked', match: 'phone', phone: '12' });
    await refuse('not-a-prefix', { list: 'blocked', match: 'prefix', phone: '800' });
    await refuse('invalid', { list: 'safe', match: 'prefix', phone: '+7800' });
    await refuse('invalid', { list: 'blocked', match: 'hidden', phone: CALLER });
    await api.db.query('insert into contacts (id, site_id, phone) values ($1, $2, $3)', [
      randomUUIDv7(),
      site.id,
      CALLER,
    ]);
    await api.problem(409, 'is-a-contact', 'POST', `${v1}/spam/callers`, {
      body: { list: 'blocked', match: 'phone', phone: CALLER },
    });
  });

  test('is marked and undone by a click on the call, and found by the list’s filter', async () => {
    await newSite();
    const call = await tell.call(site, { at: at(-60) });
    const honest = await tell.call(site, { at: at(-50), caller: '+79160000002' });
    const marked = await api.answer<CallRow>(200, 'POST', `/api/v1/calls/${call}/spam`, { body: { block: true } });
    assert.deepEqual(marked.spam, { reasons: [], by: 'person', heldBack: false });
    assert.equal((await api.get<ListedCaller[]>(`${v1}/spam/callers`))[0]?.phone, CALLER);
    const ids = async (query: string) =>
      (await api.get<{ items: CallRow[] }>(`${v1}/calls?${query}`)).items.map(({ id }) => id);
    assert.deepEqual(
      [await ids('spam=true'), await ids('spam=false'), await ids('direction=out')],
      [[call], [honest], []],
    );
    assert.deepEqual(
      (await list()).items.map(({ phone }) => phone),
      ['+79160000002'],
    );
    assert.equal((await api.get<SpamFigures>(`${v1}/spam/figures`)).marked, 1);
    const undone = await api.answer<CallRow>(200, 'DELETE', `/api/v1/calls/${call}/spam`);
    assert.equal(undone.spam, null);
    await api.problem(409, 'not-marked', 'DELETE', `/api/v1/calls/${call}/spam`);
    assert.equal((await list()).items.length, 2);
    const ours = await tell.callOut(site, { at: at(-5), client: CALLER, clientAfter: null });
    await api.problem(409, 'call-of-ours', 'POST', `/api/v1/calls/${ours}/spam`, { body: {} });
    assert.deepEqual(await ids('direction=out'), [ours]);
  });
});
