// Two nodes on one database: a test call that one dials comes back at the other, one falls silent, and nobody's call is
// ended that may still be going on.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { openAttributing } from '../../src/calls/attribution/attributing.ts';
import { openDirectory } from '../../src/calls/directory.ts';
import { openBoard } from '../../src/calls/routing/board.ts';
import { routeToLine } from '../../src/calls/routing/routing.ts';
import { openStory } from '../../src/calls/story.ts';
import { openTaking } from '../../src/calls/taking.ts';
import { createPools } from '../../src/collect/pools.ts';
import { DEFAULT_PRIOR } from '../../src/core/attribution/default-prior.ts';
import type { CallFact, Offer } from '../../src/core/call.ts';
import { DEFAULT_POOL_PARAMETERS } from '../../src/core/pool/pool.ts';
import { TONE_BACK_HZ, TONE_THERE_HZ, toneSamples } from '../../src/core/tone.ts';
import { LOST_SECONDS, openNodes } from '../../src/house/nodes.ts';
import { type Checks, type Dialled, openChecks } from '../../src/numbers/checks.ts';
import { callLines } from '../../src/reports/calls.ts';
import { factsOf } from '../../src/store/calls.ts';
import { findCheck, findCheckState, requestCheck, startCheck } from '../../src/store/checks.ts';
import { beat, listNodes, noteGone } from '../../src/store/nodes.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addCall, addSite, factsOfCall, type RecordedSite } from '../support/records.ts';
import { until } from '../support/system.ts';

const CHECK_CALLER = '+74950009000';
const CUSTOMER = '+79161234567';
let store: TestDatabase;
let accountId: string;
before(async () => {
  store = await openTestDatabase();
  ({ accountId } = await addAccount(store.db));
});
after(() => store?.close());

async function siteWithWayOut(): Promise<RecordedSite> {
  const site = await addSite(store.db, { accountId, numbers: 2 });
  await store.db.query(
    "update connections set outbound_uri = 'sip:operator.example', check_caller = $2, check_from_hour = 0, check_to_hour = 24 where id = $1",
    [site.connectionId, CHECK_CALLER],
  );
  // checked a moment ago: the schedule leaves them to the tests
  await store.db.query(
    `insert into number_checks (id, site_id, number_id, at, outcome)
     select gen_random_uuid(), site_id, id, now() - interval '2 days', 'good' from numbers where site_id = $1`,
    [site.id],
  );
  return site;
}

describe('a test call behind an edge', () => {
  /** A node with its checks; what it dials is the operator's, that is: the test's. */
  async function openNode(name: string) {
    await beat(store.db, { name, provider: `asterisk:${name}` });
    const { rows } = await store.db.query<{ id: string; e164: string }>('select id, e164 from numbers');
    const ended = Promise.withResolvers<{ cause: number | null; lost: boolean }>();
    const seen = { dialled: [] as string[], hungUp: 0, expected: new Set<string>(), later: 0 };
    const dialled: Dialled = {
      ended: ended.promise,
      hangUp: async () => void seen.hungUp++,
      heard: async () => ({ there: new Int16Array(), back: toneSamples(TONE_BACK_HZ, 4) }),
    };
    const checks = await openChecks({
      ...{ db: store.db, node: name, maxCalls: 10, newId: randomUUIDv7, log: () => {} },
      clock: () => Date.now() / 1000 + seen.later,
      numberIdOf: (did) => rows.find(({ e164 }) => e164 === did)?.id,
      async dialOut({ number }) {
        seen.dialled.push(number);
        return dialled;
      },
      expect({ number, callerId }) {
        seen.expected.add(`${number} ${callerId}`);
        return () => void seen.expected.delete(`${number} ${callerId}`);
      },
      heardThere: async () => toneSamples(TONE_THERE_HZ, 4),
    });
    return { name, checks, seen, end: () => ended.resolve({ cause: 16, lost: false }) };
  }
  type Node = Awaited<ReturnType<typeof openNode>>;

  const offer = (did: string, callerRaw: string): Offer => ({
    ...{ provider: 'asterisk', providerCallId: randomUUIDv7(), did, callerRaw, at: new Date() },
  });
  const factsOfTest = ({ providerCallId, did, callerRaw, at }: Offer): CallFact[] => [
    { providerCallId, key: 'offered', at, kind: 'offered', did, callerRaw },
    { providerCallId, key: 'end', at, kind: 'ended' },
  ];

  let site: RecordedSite;
  let nodes: Node[];
  beforeEach(async () => {
    await store.db.query('delete from nodes');
    site = await siteWithWayOut();
    nodes = [await openNode('one'), await openNode('two')];
  });
  afterEach(async () => {
    for (const { end } of nodes) end();
    await Promise.all(nodes.map(({ checks }) => checks.close()));
    await store.db.query('delete from check_requests');
  });

  /** One of the nodes dials the site's first number; the other is the one the call may come to. */
  async function dialled(): Promise<{ id: string; did: string; dialling: Node; other: Node }> {
    const number = site.numbers[0]!;
    const id = await requestCheck(store.db, {
      ...{ id: randomUUIDv7(), numberId: number.id, origin: 'person', notBefore: new Date(), now: true, force: true },
    });
    const dialling = await until('one node dials', () => nodes.find(({ seen }) => seen.dialled.includes(number.e164)));
    const other = nodes.find((node) => node !== dialling)!;
    assert.deepEqual(other.seen.dialled, []);
    return { id, did: number.e164, dialling, other };
  }
  const resultOf = (id: string) => until('the check is over', () => findCheck(store.db, id));
  const noted = (id: string) =>
    until('where it came back is noted', async () => {
      const { rows } = await store.db.query('select from check_requests where id = $1 and reached_at is not null', [
        id,
      ]);
      return rows.length;
    });
  const isKnown = async (checks: Checks, test: Offer) =>
    (await checks.withoutTestCalls(factsOfTest(test))).length === 0;

  test('that comes back at the other node is known there, and the check is judged by what was heard there', async () => {
    const { id, did, dialling, other } = await dialled();
    const test = offer(did, CHECK_CALLER);
    assert.deepEqual(other.checks.now(test), { record: false, steps: [{ do: 'check', id }] });
    assert.ok(await isKnown(other.checks, test), 'its facts are of no call');
    dialling.end();
    const { outcome, reason, reachedMs, toneThere, toneBack, caller } = await resultOf(id);
    assert.deepEqual([outcome, reason, caller], ['good', null, CHECK_CALLER]);
    assert.ok((reachedMs ?? -1) >= 0 && (reachedMs ?? 99_999) < 5000, `reached in ${reachedMs} ms`);
    assert.ok((toneThere ?? 0) > 25 && (toneBack ?? 0) > 25, `${toneThere}, ${toneBack} dB`);
  });

  test('is known to the engine of the other node, too, as long as it is under way', async () => {
    const { id, did, dialling, other } = await dialled();
    assert.deepEqual([...other.seen.expected], [`${did} ${CHECK_CALLER}`]);
    dialling.end();
    await resultOf(id);
    await until('it is expected no more', () => other.seen.expected.size === 0);
    assert.equal(other.checks.now(offer(did, CHECK_CALLER)), undefined);
  });

  test('is known at the other node by its caller only: a customer is put through there, and the check gives way', async () => {
    const { id, did, dialling, other } = await dialled();
    assert.equal(other.checks.now(offer(did, CUSTOMER)), undefined);
    await until('the test call is hung up', () => dialling.seen.hungUp === 1);
    dialling.end();
    const { outcome, reason, caller } = await resultOf(id);
    assert.deepEqual([outcome, reason, caller], ['inconclusive', 'line-taken', CUSTOMER]);
  });

  test('comes back once: whoever calls after it is a customer at every node, and disturbs nothing', async () => {
    const { id, did, dialling, other } = await dialled();
    const test = offer(did, CHECK_CALLER);
    assert.ok(dialling.checks.now(test), 'known where it was dialled');
    await noted(id);
    await other.checks.look();
    assert.equal(other.checks.now(offer(did, CHECK_CALLER)), undefined);
    assert.equal(other.checks.now(offer(did, CUSTOMER)), undefined);
    dialling.end();
    assert.notEqual((await resultOf(id)).reason, 'line-taken');
    assert.equal(dialling.seen.hungUp, 0);
  });

  test('says nothing about the number if the node it came back to never says what it heard', async () => {
    const { id, did, dialling, other } = await dialled();
    other.checks.now(offer(did, CHECK_CALLER));
    await until('the other node has noted it', async () => {
      const { rows } = await store.db.query('select from check_requests where id = $1 and reached_at is not null', [
        id,
      ]);
      return rows.length;
    });
    dialling.end();
    const { outcome, reason } = await until('it has waited long enough', () => {
      dialling.seen.later += 3;
      return findCheck(store.db, id);
    });
    assert.deepEqual([outcome, reason], ['inconclusive', 'interrupted']);
  });

  test('goes on while another node starts, and is cut off by a start of its own node', async () => {
    const [first, second] = site.numbers.map((number) => number.id) as [string, string];
    const at = new Date();
    const mine = await startCheck(store.db, { id: randomUUIDv7(), numberId: first, node: 'three', at });
    const others = await startCheck(store.db, { id: randomUUIDv7(), numberId: second, node: 'four', at });
    nodes.push(await openNode('three'));
    assert.equal((await findCheck(store.db, mine ?? ''))?.reason, 'interrupted');
    assert.equal(await findCheck(store.db, others ?? ''), undefined);
    assert.equal((await findCheckState(store.db, site.id, second))?.waiting?.running, true);
  });

  test('that was left by a node which does not return is put down by another, once it can no more be under way', async () => {
    const at = (seconds: number) => new Date(Date.now() - seconds * 1000);
    const [young, old] = await Promise.all(
      [100, 130].map((seconds, place) => {
        const numberId = site.numbers[place]!.id;
        return startCheck(store.db, { id: randomUUIDv7(), numberId, node: 'four', at: at(seconds) });
      }),
    );
    await nodes[0]?.checks.look();
    assert.equal(await findCheck(store.db, young ?? ''), undefined);
    assert.equal((await findCheck(store.db, old ?? ''))?.reason, 'interrupted');
  });

  test('is not dialled while a node is silent whose engine may take calls, and is when that is known to be gone', async () => {
    await beat(store.db, { name: 'three', provider: 'asterisk:three' });
    await store.db.query("update nodes set seen_at = now() - interval '2 minutes' where name = 'three'");
    const numberId = site.numbers[0]!.id;
    await requestCheck(store.db, {
      ...{ id: randomUUIDv7(), numberId, origin: 'person', notBefore: new Date(), now: true, force: true },
    });
    for (const { checks } of nodes) await checks.look();
    assert.deepEqual((await findCheckState(store.db, site.id, numberId))?.waiting?.running, false);
    await noteGone(store.db, 'three', 'stopped');
    for (const { checks } of nodes) await checks.look();
    await until('it is dialled', () => nodes.some(({ seen }) => seen.dialled.length === 1));
  });
});

describe('a node that is lost', () => {
  const BEGAN = new Date(Date.now() - LOST_SECONDS * 3000);
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };

  /** The rooms of the node 'one' that know of calls; `later` is how many seconds its clock goes on. */
  async function openRooms() {
    const { db } = store;
    const clock = { later: 0 };
    const pools = await createPools({ db, log: quiet, clock: () => Date.now() / 1000 });
    const attributing = await openAttributing({
      ...{ db, windowSeconds: DEFAULT_POOL_PARAMETERS.windowSeconds, parametersOf: () => DEFAULT_PRIOR },
      ...{ holdersOf: pools.holdersOf, regionOfCaller: () => null, now: () => new Date() },
    });
    const directory = await openDirectory(db);
    const taking = openTaking({ db, directory, attributing, route: routeToLine, newId: randomUUIDv7 });
    const story = openStory({ db, taking, onRefused: () => {}, onEnded: () => {} });
    const now = () => Date.now() + clock.later * 1000;
    const nodes = await openNodes({ db, name: 'one', provider: 'asterisk:one', story, now, log: () => {} });
    opened.push(nodes, pools);
    return { story, nodes, clock };
  }
  const opened: { close(): Promise<void> }[] = [];
  type Rooms = Awaited<ReturnType<typeof openRooms>>;

  let rooms: Rooms;
  let site: RecordedSite;
  beforeEach(async () => {
    await store.db.query('delete from nodes');
    site = await addSite(store.db, { accountId });
    rooms = await openRooms();
    await beat(store.db, { name: 'two', provider: 'asterisk:two' });
  });
  afterEach(async () => {
    for (const room of opened.splice(0)) await room.close();
    await store.db.query('update calls set ended_at = now() where ended_at is null');
  });

  /** A call that is talked in, at the node 'two'. */
  async function talkAtTwo(at = BEGAN): Promise<{ id: string; facts: CallFact[] }> {
    const providerCallId = `two-${randomUUIDv7()}`;
    const id = await addCall(store.db, site, { at, endedAfter: null, providerCallId });
    await store.db.query("update calls set provider = 'asterisk:two' where id = $1", [id]);
    const given = { providerCallId, at, answeredAfter: 5, endedAfter: 300, targetId: site.targets[0]!.id };
    const { e164: did } = site.numbers[0]!;
    return { id, facts: factsOfCall({ ...given, did }) };
  }
  const silentFor = (seconds: number) =>
    store.db.query("update nodes set seen_at = now() - $1 * interval '1 second' where name = 'two'", [seconds]);
  const lineOf = async (callId: string) => (await callLines(store.db, [callId]))[0]!;
  const statusOf = async (callId: string) => (await lineOf(callId)).status;
  const boardState = async () => {
    const now = () => new Date();
    const board = await openBoard({ db: store.db, now, phones: async () => [], log: () => {} });
    const state = board.lines(site.id)[0]?.state;
    await board.close();
    return state;
  };
  /** Twelve hours of watching, or so. */
  async function watch() {
    await rooms.nodes.look();
    rooms.clock.later += 601;
    await rooms.nodes.look();
  }

  test('whose engine may still talk keeps its calls for twelve hours; then another node tells them as cut off, and why', async () => {
    const { id } = await talkAtTwo();
    await silentFor(LOST_SECONDS - 60);
    await watch();
    assert.equal(await statusOf(id), 'talking');
    assert.equal(await boardState(), 'talking');

    await silentFor(LOST_SECONDS + 60);
    await rooms.nodes.look();
    const line = await lineOf(id);
    assert.equal(line.status, 'cut-off');
    const { rows } = await store.db.query<{ seconds: number }>(
      'select extract(epoch from ended_at - started_at)::float8 as seconds from calls where id = $1',
      [id],
    );
    assert.equal(rows[0]?.seconds, 5); // its last fact: nobody knows of more
    assert.equal((await factsOf(store.db, id)).at(-1)?.kind, 'node-lost');
    assert.equal(await boardState(), 'free');
  });

  test('keeps its calls while nobody can tell silence from a database that was away', async () => {
    const { id } = await talkAtTwo();
    await silentFor(LOST_SECONDS * 2);
    await rooms.nodes.look();
    rooms.clock.later += 500;
    await rooms.nodes.look();
    assert.equal(await statusOf(id), 'talking');
    rooms.clock.later += 101;
    await rooms.nodes.look();
    assert.equal(await statusOf(id), 'cut-off');
  });

  for (const why of ['stopped', 'person'] as const)
    test(`by ${why === 'stopped' ? 'its own' : "a person's"} word has no calls any more, at once`, async () => {
      const { id } = await talkAtTwo();
      await noteGone(store.db, 'two', why);
      await rooms.nodes.look();
      assert.equal(await statusOf(id), 'cut-off');
    });

  test('that lives keeps its calls however long they are', async () => {
    const { id } = await talkAtTwo();
    await watch();
    assert.equal(await statusOf(id), 'talking');
  });

  test('that took a call since its last word is not, whatever keeps it from saying so', async () => {
    const { id } = await talkAtTwo(new Date(Date.now() - 60_000));
    await silentFor(LOST_SECONDS * 2);
    await watch();
    assert.equal(await statusOf(id), 'talking');
  });

  test('and is back after all tells how its calls ended, and that counts', async () => {
    const { id, facts } = await talkAtTwo();
    await noteGone(store.db, 'two', 'person');
    await rooms.nodes.look();
    assert.equal(await statusOf(id), 'cut-off');
    const two = await openRooms();
    await two.story.tell('asterisk:two', facts);
    const { status, talkSeconds } = await lineOf(id);
    assert.deepEqual([status, talkSeconds], ['answered', 295]);
  });

  test('is given up by two nodes at once, and its calls end once', async () => {
    const { id } = await talkAtTwo();
    const three = await openRooms();
    const given = await Promise.all([rooms, three].map(({ story }) => story.giveUp('asterisk:two', new Date())));
    assert.deepEqual(given.sort(), [0, 1]);
    assert.equal((await factsOf(store.db, id)).filter(({ kind }) => kind === 'node-lost').length, 1);
  });

  test('is named by a command, and said to be gone by it; one that lives is not', async () => {
    const { id } = await talkAtTwo();
    const dialtrace = (...args: string[]) =>
      new Promise<{ failed: boolean; out: string; err: string }>((resolve) => {
        const env = { ...process.env, DATABASE_URL: store.url };
        execFile(process.execPath, ['src/cli/main.ts', 'nodes', ...args], { env }, (error, out, err) =>
          resolve({ failed: error !== null, out, err }),
        );
      });
    const refused = await dialtrace('gone', 'two');
    assert.ok(refused.failed);
    assert.match(refused.err, /Node two lives/);
    await silentFor(60);
    assert.match((await dialtrace()).out, /^one: lives.*\ntwo: silent, .*, 1 open calls$/m);
    assert.match((await dialtrace('gone', 'two')).out, /two is gone/);
    assert.match((await dialtrace('gone', 'nine')).err, /There is no node "nine"/);
    await rooms.nodes.look();
    assert.equal(await statusOf(id), 'cut-off');
  });

  test('counts again with its next word', async () => {
    await noteGone(store.db, 'two', 'stopped');
    await beat(store.db, { name: 'two', provider: 'asterisk:two' });
    const two = (await listNodes(store.db)).find(({ name }) => name === 'two');
    assert.deepEqual([two?.goneWhy, two?.isSilent], [null, false]);
  });

  test('leaves by its own word when it is stopped on purpose', async () => {
    await rooms.nodes.gone();
    const one = (await listNodes(store.db)).find(({ name }) => name === 'one');
    assert.equal(one?.goneWhy, 'stopped');
  });
});
