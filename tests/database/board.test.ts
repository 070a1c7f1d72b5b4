// The live board over a real database: it follows the story of calls, people's hands, shifts and phones.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { openBell } from '../../src/api/bell.ts';
import { type Desk, openDesk } from '../../src/calls/attribution/desk.ts';
import { openDirectory } from '../../src/calls/directory.ts';
import { type Board, type BoardChange, openBoard } from '../../src/calls/routing/board.ts';
import { openStory, type Story } from '../../src/calls/story.ts';
import { openTaking } from '../../src/calls/taking.ts';
import type { CallFact } from '../../src/core/call.ts';
import type { Schedule } from '../../src/core/routing/route.ts';
import { announceAgents, insertAgentChange, removeAgent, saveAgent, setAway } from '../../src/store/agents.ts';
import { transaction } from '../../src/store/database.ts';
import { saveSchedule } from '../../src/store/schedules.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addSite, factsOfCall, type RecordedSite } from '../support/records.ts';

const NOON = new Date('2026-11-02T12:00:00Z'); // a Monday; 15:00 in Moscow
const NO_ROUTE = { plan: null, route: null, trail: null, spam: null };
const quiet = () => {};

let database: TestDatabase;
let desk: Desk;
let story: Story;
let site: RecordedSite;
let board: Board;
let bell: Awaited<ReturnType<typeof openBell>>;
let changes: BoardChange[];
let phones: { login: string; online: boolean }[];
const clock = { at: NOON };
const opened: { close(): Promise<void> | void }[] = [];

before(async () => {
  database = await openTestDatabase();
  const { db } = database;
  desk = await openDesk({
    ...{ db, holdersOf: () => [], windowSeconds: 0, newId: randomUUIDv7, regionOfCaller: () => null },
    ...{ now: () => clock.at, log: quiet },
  });
});
after(async () => {
  await desk.followed();
  await desk.close();
  await database.close();
});

/** A node of Dialtrace: a board that hears what the database notifies. */
async function openNode(now = () => clock.at) {
  const { db } = database;
  const node = await openBoard({ db, now, phones: async () => phones, phonesEveryMs: 20, log: quiet });
  const ears = await openBell({ db, log: quiet, onSites: quiet, onAgents: node.agentsChanged });
  ears.onCallChange({ changed: (_, callId) => node.callChanged(callId), missed: quiet });
  opened.push(ears, node);
  return { node, ears };
}

beforeEach(async () => {
  const { db } = database;
  clock.at = NOON;
  phones = [];
  site = await addSite(db, { accountId: (await addAccount(db)).accountId });
  const directory = await openDirectory(db);
  const { attributing } = desk;
  const taking = openTaking({ db, directory, attributing, route: async () => NO_ROUTE, newId: randomUUIDv7 });
  story = openStory({ db, taking, onRefused: quiet, onEnded: quiet } as Parameters<typeof openStory>[0]);
  ({ node: board, ears: bell } = await openNode());
  changes = [];
  board.onChange((change) => changes.push(change));
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const anna = () => site.targets[0]?.id ?? '';
const stateOf = (id = anna()) => board.now().get(id)?.state;
const lineOf = (id = anna()) => board.lines(site.id).find((line) => line.id === id);
const later = (seconds: number) => new Date(NOON.getTime() + seconds * 1000);

/** Resolves when the board says so; the test's own time limit is the only one. */
async function until(holds: () => boolean, on = board): Promise<void> {
  if (holds()) return;
  await new Promise<void>((resolve) => {
    const off = on.onChange(() => {
      if (!holds()) return;
      off();
      resolve();
    });
  });
}

const callTo = (targetId: string, shape: { answeredAfter: number | null; endedAfter: number | null }) =>
  factsOfCall({
    ...{ providerCallId: randomUUIDv7(), at: NOON, targetId, did: site.numbers[0]?.e164 ?? '' },
    ...{ callerRaw: '+79161234567', ...shape },
  });
const tell = (facts: readonly CallFact[]) => story.tell('asterisk', facts);
const upTo = (facts: readonly CallFact[], key: string) => facts.slice(0, facts.findIndex((f) => f.key === key) + 1);

async function changeAgent(change: Partial<Parameters<typeof saveAgent>[1]>) {
  const before = {
    ...{ id: anna(), siteId: site.id, name: 'Anna', phone: { kind: 'sip', uri: 'sip:anna@192.0.2.10' } as const },
    ...{ extension: null, skills: {}, scheduleId: null, wrapUpSeconds: 0, ringSeconds: 20 },
  };
  await saveAgent(database.db, { ...before, ...change }, 'secret');
  await announceAgents(database.db, site.id);
}

async function historyOf(id = anna()) {
  await board.followed();
  const { rows } = await database.db.query<{ state: string; at: Date }>(
    'select state, at from agent_history where agent_id = $1 order by at',
    [id],
  );
  return rows.map(({ state, at }) => [state, (at.getTime() - NOON.getTime()) / 1000]);
}

describe('a call', () => {
  test('rings an agent, is talked in, and leaves the agent free, each with its time', async () => {
    const facts = callTo(anna(), { answeredAfter: 5, endedAfter: 65 });
    assert.equal(stateOf(), 'free');
    await tell(upTo(facts, 'leg'));
    await until(() => lineOf()?.isRinging === true);
    assert.equal(stateOf(), 'free');
    await tell(facts.filter(({ key }) => key === 'answer'));
    await until(() => stateOf() === 'talking');
    const talking = lineOf();
    assert.deepEqual([talking?.since, talking?.isRinging], [later(5), false]);
    assert.ok(talking?.callId);
    await tell(facts.slice(-3));
    await until(() => stateOf() === 'free');
    const free = lineOf();
    assert.deepEqual([free?.since, free?.idleSince, free?.callId], [later(65), later(65), null]);
    assert.deepEqual(await historyOf(), [
      ['free', 0],
      ['talking', 5],
      ['free', 65],
    ]);
    assert.ok(changes.every(({ siteIds, agentIds }) => siteIds.has(site.id) && agentIds.has(anna())));
  });

  test('is followed by wrap-up, which ends by the clock or by hand', async () => {
    await changeAgent({ wrapUpSeconds: 60 });
    clock.at = later(70);
    await tell(callTo(anna(), { answeredAfter: 5, endedAfter: 65 }));
    await until(() => stateOf() === 'wrap-up');
    assert.deepEqual([lineOf()?.since, lineOf()?.until], [later(65), later(125)]);
    clock.at = later(125);
    assert.equal(stateOf(), 'free');
    clock.at = later(80);
    const { db } = database;
    const { userId } = await addAccount(db);
    await insertAgentChange(db, {
      ...{ agentId: anna(), at: clock.at, state: 'free', reason: '', userId, callId: null },
    });
    await announceAgents(db, site.id);
    await until(() => stateOf() === 'free');
  });

  test('ends, and those who ring hear of it when the wrap-up after it is over', async () => {
    await changeAgent({ wrapUpSeconds: 1 });
    const { node } = await openNode(() => new Date());
    const at = new Date(Date.now() - 3000);
    const shape = { answeredAfter: 1, endedAfter: 2.9, targetId: anna(), did: site.numbers[0]?.e164 ?? '' };
    await tell(factsOfCall({ providerCallId: randomUUIDv7(), at, ...shape }));
    await until(() => node.now().get(anna())?.state === 'wrap-up', node);
    await until(() => node.now().get(anna())?.state === 'free', node);
  });

  test('rung to two agents makes only the one talk who answered', async () => {
    const boris = randomUUIDv7();
    await changeAgent({ id: boris, name: 'Boris' });
    await until(() => board.now().has(boris));
    const facts = callTo(anna(), { answeredAfter: 5, endedAfter: null });
    const { providerCallId } = facts[0] as CallFact;
    const second: CallFact = {
      providerCallId,
      key: 'leg2',
      at: later(0.1),
      kind: 'leg-started',
      leg: 'b',
      targetId: boris,
    };
    const gone: CallFact = { providerCallId, key: 'end2', at: later(5), kind: 'leg-ended', leg: 'b', cause: 26 };
    await tell([...upTo(facts, 'leg'), second]);
    await until(() => board.lines(site.id).every(({ isRinging }) => isRinging));
    await tell([...facts.filter(({ key }) => key === 'answer'), gone]);
    await until(() => stateOf() === 'talking' && lineOf(boris)?.isRinging === false);
    assert.equal(stateOf(boris), 'free');
  });

  test('that goes on is on the board of a node that starts, and of another one', async () => {
    const facts = callTo(anna(), { answeredAfter: 5, endedAfter: 65 });
    await tell(upTo(facts, 'answer'));
    const { node } = await openNode();
    assert.equal(node.now().get(anna())?.state, 'talking');
    await tell(facts.slice(-3));
    await until(() => node.now().get(anna())?.state === 'free', node);
    await until(() => stateOf() === 'free');
    await node.followed();
    assert.deepEqual(
      (await historyOf()).map(([state]) => state),
      ['free', 'talking', 'free'],
    );
  });

  test('that was cut off with the engine frees the agent', async () => {
    await tell(upTo(callTo(anna(), { answeredAfter: 5, endedAfter: null }), 'answer'));
    await until(() => stateOf() === 'talking');
    await story.cutOff('asterisk', new Set(), later(30));
    await until(() => stateOf() === 'free');
  });
});

describe('an agent', () => {
  test('is away when a person says so, also after a restart, and back', async () => {
    const { db } = database;
    await setAway(db, anna(), { since: later(-60), reason: 'lunch' });
    await announceAgents(db, site.id);
    await until(() => stateOf() === 'away');
    assert.deepEqual([lineOf()?.awayReason, lineOf()?.since], ['lunch', later(-60)]);
    assert.equal((await openNode()).node.now().get(anna())?.state, 'away');
    await setAway(db, anna(), null);
    await announceAgents(db, site.id);
    await until(() => stateOf() === 'free');
  });

  test('is off shift outside the hours of the schedule, in the time zone of the site', async () => {
    const weekly: Schedule['weekly'] = [{ days: [1], from: '09:00', to: '15:30' }];
    const id = randomUUIDv7();
    await saveSchedule(database.db, { id, siteId: site.id, name: 'Day', weekly, dates: [] });
    await changeAgent({ scheduleId: id, name: 'Anna on shift' });
    await until(() => lineOf()?.name === 'Anna on shift');
    assert.equal(stateOf(), 'free');
    clock.at = later(30 * 60);
    assert.equal(stateOf(), 'off-shift');
    assert.equal(board.now().get(anna())?.isOnShift, false);
    const longer: Schedule['weekly'] = [{ days: [1], from: '09:00', to: '16:00' }];
    await saveSchedule(database.db, { id, siteId: site.id, name: 'Day', weekly: longer, dates: [] });
    board.agentsChanged(site.id);
    await board.followed();
    assert.equal(stateOf(), 'free');
  });

  test('whose phone is not registered is shown so, and is away to those who ring', async () => {
    const login = `agent-${randomUUIDv7().slice(-6)}`;
    phones = [{ login, online: false }];
    await changeAgent({ phone: { kind: 'registered', login } });
    await until(() => lineOf()?.isOnline === false);
    assert.equal(stateOf(), 'away');
    assert.equal(lineOf()?.state, 'free');
    phones = [{ login, online: true }];
    await until(() => lineOf()?.isOnline === true);
    assert.equal(stateOf(), 'free');
  });

  test('that was removed leaves the board', async () => {
    await transaction(database.db, (tx) => removeAgent(tx, anna()));
    await announceAgents(database.db, site.id);
    await until(() => !board.now().has(anna()));
    assert.ok(changes.some(({ agentIds }) => agentIds.has(anna())));
  });

  test('is read anew when notifications may have been missed', async () => {
    await setAway(database.db, anna(), { since: NOON, reason: '' });
    assert.equal(stateOf(), 'free');
    board.agentsChanged('');
    await until(() => stateOf() === 'away');
    assert.ok(bell);
  });
});
