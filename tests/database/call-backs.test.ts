// Missed callers against a real database: tasks open, are joined and close as calls are told, in whatever order.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { openCallingBack } from '../../src/calls/missed/calling-back.ts';
import { openPlacing } from '../../src/calls/missed/placing.ts';
import type { RoutedOrder } from '../../src/core/routing/place-order.ts';
import type { AgentNow, AgentState } from '../../src/core/routing/route.ts';
import { listTasks, openFigures, reportMissed, type TaskLine } from '../../src/reports/call-backs.ts';
import { callLines } from '../../src/reports/calls.ts';
import { reportSources } from '../../src/reports/sources.ts';
import { reportTimeline } from '../../src/reports/timeline.ts';
import {
  type CallBackSettings,
  closeTask,
  DEFAULT_CALL_BACK_SETTINGS,
  reopenTask,
  saveCallBackSettings,
} from '../../src/store/call-backs.ts';
import { listNotices } from '../../src/store/notices.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';
import { openTelling, PROVIDER, type Telling } from '../support/telling.ts';

const CALLER = '+79161234567';
const START = Date.parse('2026-11-20T10:00:00Z'); // a Friday, 13:00 in Moscow
const at = (minutes: number) => new Date(START + minutes * 60_000);

let store: TestDatabase;
let owner: { accountId: string; userId: string };
let tell: Telling;
before(async () => {
  store = await openTestDatabase();
  owner = await addAccount(store.db);
});
after(() => store?.close());

async function newSite(): Promise<RecordedSite> {
  const site = await addSite(store.db, { accountId: owner.accountId });
  tell = await openTelling(store.db);
  return site;
}
const tasks = async (
  site: RecordedSite,
  state: 'open' | 'late' | 'closed' = 'open',
  now = at(5),
): Promise<TaskLine[]> => (await listTasks(store.db, { siteId: site.id, state, now }, { limit: 50 })).items;
const onlyTask = async (site: RecordedSite, state: 'open' | 'closed' = 'open') => {
  const all = await tasks(site, state);
  assert.equal(all.length, 1, JSON.stringify(all));
  return all[0]!;
};
const settings = (site: RecordedSite, own: Partial<CallBackSettings>) =>
  saveCallBackSettings(store.db, site.id, { ...DEFAULT_CALL_BACK_SETTINGS, ...own });

describe('a missed call', () => {
  test('opens a task, due in a quarter of an hour from its end', async () => {
    const site = await newSite();
    const call = await tell.call(site, { at: at(0) });
    const task = await onlyTask(site);
    assert.deepEqual(
      [task.phone, task.why, task.calls, task.lastCallId, task.number, task.agent, task.newCaller, task.isLate],
      [CALLER, 'missed', 1, call, site.numbers[0]!.e164, null, true, false],
    );
    assert.equal(task.dueAt, at(15 + 20 / 60).toISOString());
  });

  test('told twice opens one', async () => {
    const site = await newSite();
    const id = randomUUIDv7();
    await tell.call(site, { at: at(0), id });
    await tell.call(site, { at: at(0), id });
    tell = await openTelling(store.db);
    await tell.call(site, {
      at: at(0),
      id,
      more: () => [{ providerCallId: id, key: 'late', at: at(1), kind: 'ended' }],
    });
    assert.equal((await onlyTask(site)).calls, 1);
  });

  test('of the same caller joins the open task, which stays due when it was', async () => {
    const site = await newSite();
    await tell.call(site, { at: at(0) });
    const second = await tell.call(site, { at: at(3) });
    await tell.call(site, { at: at(2), caller: '+79160000002' });
    const [first, other] = await tasks(site);
    assert.deepEqual([first?.calls, first?.lastCallId, other?.calls], [2, second, 1]);
    assert.equal(first?.dueAt, at(15 + 20 / 60).toISOString());
  });

  test('that was answered, that still goes on, and that was cut off in the talk open none', async () => {
    const site = await newSite();
    await tell.call(site, { at: at(0), answeredAfter: 5, endedAfter: 65 });
    await tell.call(site, { at: at(1), endedAfter: null, caller: '+79160000003' });
    await tell.call(site, { at: at(2), answeredAfter: 5, endedAfter: null, caller: '+79160000004' });
    assert.deepEqual(await tasks(site), []);
    await tell.story.cutOff(PROVIDER, new Set(), at(4));
    const task = await onlyTask(site);
    assert.deepEqual([task.phone, task.why], ['+79160000003', 'cut-off']);
  });

  test('with a wish for a call back, or a message, says so', async () => {
    const site = await newSite();
    const fact = { key: 'wish', at: at(0.2) };
    await tell.call(site, {
      at: at(0),
      more: (providerCallId) => [{ ...fact, providerCallId, kind: 'call-back-asked' }],
    });
    await tell.call(site, {
      ...{ at: at(1), caller: '+79160000002' },
      more: (providerCallId) => [{ ...fact, providerCallId, kind: 'voicemail', file: 'x.raw' }],
    });
    assert.deepEqual(
      (await tasks(site)).map(({ why }) => why),
      ['asked', 'voicemail'],
    );
  });

  test('of callers who show no number has nobody to call, is never late, and all are one task', async () => {
    const site = await newSite();
    await tell.call(site, { at: at(0), caller: 'anonymous' });
    await tell.call(site, { at: at(1), caller: '' });
    const task = await onlyTask(site);
    assert.deepEqual([task.phone, task.calls, task.newCaller], [null, 2, false]);
    assert.deepEqual(await openFigures(store.db, site.id, at(60)), { open: 1, late: 0, hidden: 1, newCallers: 0 });
  });

  test('which turns out to have been answered has no task any more', async () => {
    const site = await newSite();
    const id = randomUUIDv7();
    await tell.call(site, { at: at(0), id });
    await tell.story.tell(PROVIDER, [
      { providerCallId: id, key: 'answer', at: at(0.1), kind: 'leg-answered', leg: `${id}.1` },
    ]);
    assert.deepEqual(await tasks(site), []);
    assert.equal((await openFigures(store.db, site.id, at(60))).open, 0);
  });
});

describe('a talk with the client', () => {
  test('closes the task when they call again and are answered, at the moment of the answer', async () => {
    const site = await newSite();
    await tell.call(site, { at: at(0) });
    const talk = await tell.call(site, { at: at(6), answeredAfter: 6, endedAfter: null });
    const task = await onlyTask(site, 'closed');
    assert.deepEqual([task.closeReason, task.reachedBy], ['reached', { callId: talk, direction: 'in', agent: 'Anna' }]);
    assert.equal(task.closedAt, at(6.1).toISOString());
  });

  test('closes it when we call and the client answers, not when only the agent did', async () => {
    const site = await newSite();
    await tell.call(site, { at: at(0) });
    await tell.callOut(site, { at: at(2), client: CALLER, clientAfter: null });
    const open = await onlyTask(site);
    assert.deepEqual([open.attempts, open.lastAttemptAt], [1, at(2).toISOString()]);
    const talk = await tell.callOut(site, { at: at(4), client: CALLER, clientAfter: 12 });
    assert.deepEqual((await onlyTask(site, 'closed')).reachedBy, { callId: talk, direction: 'out', agent: 'Anna' });
  });

  test('does not close the task of a later missed call, nor that of another caller or site', async () => {
    const site = await newSite();
    const other = await addSite(store.db, { accountId: owner.accountId });
    tell = await openTelling(store.db);
    await tell.call(other, { at: at(0) });
    await tell.call(site, { at: at(0), caller: '+79160000002' });
    await tell.call(site, { at: at(0), answeredAfter: 5, endedAfter: 65 });
    await tell.call(site, { at: at(3) });
    assert.deepEqual(
      (await tasks(site)).map(({ phone }) => phone),
      ['+79160000002', CALLER],
    );
    assert.equal((await tasks(other)).length, 1);
    assert.equal((await onlyTask(other)).newCaller, true);
    assert.deepEqual(
      (await tasks(site)).map(({ newCaller }) => newCaller),
      [true, false],
    );
  });

  test('told before the missed call that it answers closes it all the same', async () => {
    const site = await newSite();
    await tell.call(site, { at: at(4), answeredAfter: 5, endedAfter: 65 });
    await tell.call(site, { at: at(0) });
    await tell.call(site, { at: at(2) });
    assert.deepEqual(await tasks(site), []);
    const task = await onlyTask(site, 'closed');
    assert.deepEqual([task.calls, task.missedAt], [2, at(0).toISOString()]);
  });

  test('told after a missed call that came later leaves the task open', async () => {
    const site = await newSite();
    await tell.call(site, { at: at(0) });
    await tell.call(site, { at: at(10) });
    await tell.call(site, { at: at(5), answeredAfter: 5, endedAfter: 65 });
    assert.equal((await onlyTask(site)).calls, 2);
  });

  test('is followed by a new task when the client is missed once more', async () => {
    const site = await newSite();
    await tell.call(site, { at: at(0) });
    await tell.callOut(site, { at: at(2), client: CALLER, clientAfter: 12 });
    await tell.call(site, { at: at(30) });
    assert.equal((await onlyTask(site)).missedAt, at(30).toISOString());
    assert.equal((await tasks(site, 'closed')).length, 1);
  });
});

describe('a person', () => {
  test('closes a task with a reason, and opens it again', async () => {
    const site = await newSite();
    await tell.call(site, { at: at(0) });
    const { id } = await onlyTask(site);
    const said = { at: at(9), userId: owner.userId, reason: 'went-elsewhere', note: 'bought at ours' } as const;
    assert.deepEqual([await closeTask(store.db, id, said), await closeTask(store.db, id, said)], [true, false]);
    const closed = await onlyTask(site, 'closed');
    assert.deepEqual(
      [closed.closeReason, closed.closedBy, closed.note],
      ['went-elsewhere', "Another's", 'bought at ours'],
    );
    assert.equal(await reopenTask(store.db, id), 'open');
    assert.equal((await onlyTask(site)).id, id);
    await closeTask(store.db, id, said);
    await tell.call(site, { at: at(20) });
    assert.equal(await reopenTask(store.db, id), 'newer');
  });
});

describe('the task is', () => {
  test('of the contact’s own manager, if on shift; else of who talked with them last; else of the team', async () => {
    const site = await newSite();
    const [anna] = site.targets;
    const boris = randomUUIDv7();
    await store.db.query(
      "insert into agents (id, site_id, name, sip_uri) values ($1, $2, 'Boris', 'sip:b@192.0.2.1')",
      [boris, site.id],
    );
    await tell.call(site, { at: at(-60), answeredAfter: 5, endedAfter: 65, agentId: anna!.id });
    await store.db.query(
      'insert into contacts (id, site_id, phone, name, vip, manager_id) values ($1, $2, $3, $4, true, $5)',
      [...[randomUUIDv7(), site.id, CALLER, 'Vera', boris]],
    );
    const agentNow = async () => {
      const call = await tell.call(site, { at: at(0) });
      const task = await onlyTask(site);
      await store.db.query('delete from calls where id = $1', [call]);
      await store.db.query('delete from call_backs where id = $1', [task.id]);
      return task.agent?.name;
    };
    assert.equal(await agentNow(), 'Boris');
    const night = JSON.stringify([{ days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' }]);
    const schedule = randomUUIDv7();
    await store.db.query("insert into schedules (id, site_id, name, weekly) values ($1, $2, 'Night', $3)", [
      schedule,
      site.id,
      night,
    ]);
    await store.db.query('update agents set schedule_id = $2 where id = $1', [boris, schedule]);
    assert.equal(await agentNow(), 'Anna');
    await store.db.query('update agents set away_since = now() where id = $1', [anna!.id]);
    assert.equal(await agentNow(), undefined);
    await tell.call(site, { at: at(0) });
    assert.deepEqual((await onlyTask(site)).contact, { name: 'Vera', vip: true });
  });

  test('due when so many minutes of the chosen schedule are over', async () => {
    const site = await newSite();
    const schedule = randomUUIDv7();
    const weekly = JSON.stringify([{ days: [1, 2, 3, 4, 5], from: '09:00', to: '13:10' }]);
    await store.db.query("insert into schedules (id, site_id, name, weekly) values ($1, $2, 'Office', $3)", [
      schedule,
      site.id,
      weekly,
    ]);
    await settings(site, { limitMinutes: 30, scheduleId: schedule });
    await tell.call(site, { at: at(0), endedAfter: 60 }); // ends 13:01 on a Friday: nine minutes are left
    assert.equal((await onlyTask(site)).dueAt, '2026-11-23T06:21:00.000Z');
  });
});

describe('what reports say', () => {
  test('missed callers are counted with those reached again, in time or not, and those lost', async () => {
    const site = await newSite();
    const missed = (minutes: number, caller: string) => tell.call(site, { at: at(minutes), caller });
    await missed(0, '+79160000001');
    await missed(1, '+79160000001');
    await tell.callOut(site, { at: at(4), client: '+79160000001', clientAfter: 60 });
    await missed(0, '+79160000002');
    await tell.callOut(site, { at: at(40), client: '+79160000002', clientAfter: 60 });
    await missed(0, '+79160000003');
    await missed(1441, '+79160000004');
    const lost = (await tasks(site)).find(({ phone }) => phone === '+79160000003')!;
    await closeTask(store.db, lost.id, { at: at(50), userId: owner.userId, reason: 'could-not-reach', note: '' });
    const question = { siteId: site.id, from: at(-1440), to: at(2880), timeZone: 'Europe/Moscow' };
    const byDay = await reportMissed(store.db, { ...question, by: 'day' });
    assert.deepEqual(byDay.totals, {
      ...{ missed: 4, calls: 5, reached: 2, withinLimit: 1, medianSeconds: (5 * 60 + 41 * 60) / 2 },
      ...{ open: 1, lost: 1, newOpenOrLost: 2 },
    });
    assert.deepEqual(
      byDay.rows.map(({ key, missed, reached }) => [key, missed, reached]),
      [
        ['2026-11-20', 3, 2],
        ['2026-11-21', 1, 0],
      ],
    );
    const byAgent = await reportMissed(store.db, { ...question, by: 'agent' });
    assert.deepEqual(
      byAgent.rows.map(({ key, missed, reached }) => [key, missed, reached]),
      [
        ['Anna', 2, 2],
        [null, 2, 0],
      ],
    );
    const nobody = await reportMissed(store.db, { ...question, from: at(5000), to: at(6000), by: 'channel' });
    assert.deepEqual([nobody.rows, nobody.totals.missed, nobody.totals.medianSeconds], [[], 0, null]);
  });

  test('calls of ours are listed, and counted nowhere', async () => {
    const site = await newSite();
    const period = { siteId: site.id, from: at(-60), to: at(60) };
    const ours = await tell.callOut(site, { at: at(0), client: CALLER, clientAfter: 12 });
    const [line] = await callLines(store.db, [ours]);
    assert.deepEqual(
      [line?.direction, line?.caller, line?.firstTime, line?.status, line?.answeredBy, line?.attribution],
      ['out', CALLER, false, 'answered', 'Anna', null],
    );
    const days = await reportTimeline(store.db, { ...period, timeZone: 'UTC' });
    assert.deepEqual(
      days.map(({ calls, answered }) => [calls, answered]),
      [[0, 0]],
    );
    const sources = await reportSources(store.db, { ...period, by: 'channel', counting: 'fractional', within: {} });
    assert.equal(sources.totals.calls, 0);
    const theirs = await tell.call(site, { at: at(10), answeredAfter: 5 });
    assert.equal((await callLines(store.db, [theirs]))[0]?.firstTime, true);
  });
});

describe('without a click', () => {
  const agent = (id: string, state: AgentState, idleMinutes = 10): AgentNow => ({
    ...{ id, name: id, phone: { kind: 'sip', uri: 'sip:a@192.0.2.1' }, skills: {}, state, isOnShift: true },
    idleSince: at(-idleMinutes),
  });
  const robot = (
    agents: AgentNow[],
    clock: { now: Date },
    regionOf: (phone: string) => string | null = () => 'Moscow',
  ) => {
    const orders: RoutedOrder[] = [];
    const [now, newId, agentsOf] = [() => clock.now, randomUUIDv7, () => agents];
    const placing = openPlacing({
      ...{ db: store.db, newId, now, agentsOf, canPlace: () => true, whisper: () => null },
      async place(order) {
        orders.push(order);
        return { providerCallId: order.id };
      },
    });
    return { orders, ...openCallingBack({ db: store.db, placing, agentsOf, regionOf, now, newId }) };
  };
  const forget = () =>
    store.db.query('update call_backs set closed_at = now(), close_reason = $1 where closed_at is null', [
      'not-a-client',
    ]);

  test('the longest idle of the free agents is rung, and the client sees the number they had dialled', async () => {
    await forget();
    const site = await newSite();
    await settings(site, { automatic: true });
    await tell.call(site, { at: at(0), number: site.numbers[1]!.e164 });
    const { orders, call } = robot(
      [agent('busy', 'talking', 99), agent('fresh', 'free', 1), agent('idle', 'free', 30)],
      { now: at(1) },
    );
    await call();
    assert.deepEqual(
      orders.map(({ agent, callee, number }) => [agent.id, callee, number]),
      [['idle', CALLER, site.numbers[1]!.e164]],
    );
  });

  test('it is tried so often, each pause twice the one before, and no more when somebody has talked with them', async () => {
    await forget();
    const site = await newSite();
    await settings(site, { automatic: true, attempts: 3, pauseMinutes: 5 });
    await tell.call(site, { at: at(0) });
    const clock = { now: at(1) };
    const { orders, call } = robot([agent('a', 'free')], clock);
    const tried: number[] = [];
    for (let minute = 1; minute < 60; minute++) {
      clock.now = at(minute);
      const before = orders.length;
      await call();
      if (orders.length > before) tried.push(minute);
    }
    assert.deepEqual(tried, [1, 6, 16]);
    assert.equal((await onlyTask(site)).automatic.attempts, 3);
  });

  test('nobody is rung at night in the client’s region, while nobody is free, or where it is not wanted', async () => {
    await forget();
    const site = await newSite();
    await settings(site, { automatic: true });
    await tell.call(site, { at: at(0) });
    const far = robot([agent('a', 'free')], { now: at(1) }, () => 'Kamchatka Krai');
    await far.call();
    assert.deepEqual([far.orders.length, (await onlyTask(site)).automatic.refusal], [0, 'night']);
    const clock = { now: at(12) };
    const busy = robot([agent('a', 'talking'), agent('b', 'away')], clock);
    await busy.call();
    assert.equal(busy.orders.length, 0);
    await settings(site, { automatic: false });
    const unwanted = robot([agent('a', 'free')], clock);
    await unwanted.call();
    assert.equal(unwanted.orders.length, 0);
  });

  test('two nodes make one call of it', async () => {
    await forget();
    const site = await newSite();
    await settings(site, { automatic: true });
    await tell.call(site, { at: at(0) });
    const nodes = [1, 2].map(() => robot([agent('a', 'free')], { now: at(1) }));
    await Promise.all(nodes.map(({ call }) => call()));
    assert.equal(nodes.flatMap(({ orders }) => orders).length, 1);
  });

  test('the owner is told once of tasks that are late, and no more when none is', async () => {
    await forget();
    const site = await newSite();
    await tell.call(site, { at: at(0) });
    const clock = { now: at(10) };
    const { warn } = robot([], clock);
    const notices = async () =>
      (await listNotices(store.db, owner.accountId)).filter(
        ({ kind, siteId }) => kind === 'call-backs-late' && siteId === site.id,
      );
    await warn();
    assert.deepEqual(await notices(), []);
    clock.now = at(16);
    await warn();
    await warn();
    const [notice, ...more] = await notices();
    assert.deepEqual([notice?.data.late, notice?.data.phone, more.length], [1, CALLER, 0]);
    await tell.callOut(site, { at: at(17), client: CALLER, clientAfter: 12 });
    await warn();
    assert.deepEqual(await notices(), []);
  });
});
