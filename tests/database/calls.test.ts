// The story of calls against a real database, without an engine: who is taken for the caller, what facts make of a call.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { openAttributing } from '../../src/calls/attribution/attributing.ts';
import { openDirectory } from '../../src/calls/directory.ts';
import { routeToLine } from '../../src/calls/routing/routing.ts';
import { openStory } from '../../src/calls/story.ts';
import { openTaking } from '../../src/calls/taking.ts';
import { createPoolState } from '../../src/collect/pool-state.ts';
import { createPools } from '../../src/collect/pools.ts';
import { DEFAULT_PRIOR } from '../../src/core/attribution/default-prior.ts';
import type { Holder } from '../../src/core/attribution/holder.ts';
import type { CallFact, Offer } from '../../src/core/call.ts';
import { DEFAULT_POOL_PARAMETERS } from '../../src/core/pool/pool.ts';
import { campaignKey } from '../../src/core/source/source.ts';
import { type CandidateLine, callLines, candidatesOf, legsOf } from '../../src/reports/calls.ts';
import { seededRandom } from '../../src/simulation/random.ts';
import { journalPlace, type StoredSource } from '../../src/store/calls.ts';
import { holdersAsOf } from '../../src/store/holders.ts';
import { makePartitions } from '../../src/store/partitions.ts';
import { listSitesForCollect } from '../../src/store/sites.ts';
import type { ActivityKind } from '../../src/store/visits.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addSite, addVisit, factsOfCall, type NewVisit, type RecordedSite } from '../support/records.ts';

const DAY = 86_400;
const START = Date.parse('2026-03-10T09:00:00Z') / 1000;
const moment = (seconds: number) => new Date((START + seconds) * 1000);
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const { windowSeconds } = DEFAULT_POOL_PARAMETERS;

const SPRING = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring', term: 'roses' };
const GOOGLE = { channel: 'organic', source: 'google', medium: 'organic' };

let store: TestDatabase;
let accountId: string;
before(async () => {
  store = await openTestDatabase();
  for (const month of ['2026-03', '2026-06']) await makePartitions(store.db, new Date(`${month}-15T00:00:00Z`));
  ({ accountId } = await addAccount(store.db));
});
after(() => store?.close());

const newSite = () => addSite(store.db, { accountId, statics: [{ source: 'radio' }] });

type Shown = NewVisit & { numberId: string };

/** The rooms as main opens them, `seconds` after the start of the story. Opened again, they know what is stored. */
async function openRooms(seconds: number) {
  const clock = { now: START + seconds };
  const { db } = store;
  const pools = await createPools({ db, log: quiet, clock: () => clock.now });
  const attributing = await openAttributing({
    ...{ db, windowSeconds, parametersOf: () => DEFAULT_PRIOR, holdersOf: pools.holdersOf },
    ...{ regionOfCaller: () => null, now: () => new Date(clock.now * 1000) },
  });
  const directory = await openDirectory(db);
  const taking = openTaking({ db, directory, attributing, route: routeToLine, newId: randomUUIDv7 });
  const refused: string[] = [];
  let ends = 0;
  const story = openStory({
    ...{ db, taking, onRefused: (reason, { did }) => refused.push(`${did} ${reason}`), onEnded: () => ends++ },
  });
  const offer = (seconds: number, more: Partial<Offer> & { did: string }): Offer => ({
    ...{ provider: 'asterisk', providerCallId: randomUUIDv7(), callerRaw: '', at: moment(seconds), ...more },
  });
  return {
    ...{ pools, taking, story, refused, directory, offer, ends: () => ends },
    /** a visit that is shown a number: in the log, and in the memory of the pool */
    async show(site: RecordedSite, visit: Shown) {
      const { visitId, visitorId } = await addVisit(store.db, site, visit);
      const { channel = 'direct', source = null, medium = null, campaign = null } = visit.source ?? {};
      const key = campaignKey({ source, medium, campaign });
      const at = visit.at.getTime() / 1000;
      clock.now = Math.max(clock.now, at);
      pools.take(['lease', site.poolId, visit.numberId, visitId, visitorId, channel, key, 'Moscow', false, at]);
      for (const [after, kind] of visit.activity ?? []) pools.take([factKind(kind), site.id, visitId, at + after]);
      return { visitId, visitorId };
    },
    /** a call that rings now */
    async ring(seconds: number, more: Partial<Offer> & { did: string }) {
      const taken = taking.now(offer(seconds, more));
      assert.equal(taken.kind, 'taken');
      return taken.kind === 'taken' ? taken.stored() : '';
    },
    /** a call that is read from the journal later */
    async read(seconds: number, more: Partial<Offer> & { did: string }) {
      const taken = await taking.late(offer(seconds, more));
      assert.equal(taken.kind, 'taken');
      return taken.kind === 'taken' ? taken.stored() : '';
    },
    close: () => pools.close(),
  };
}
type Rooms = Awaited<ReturnType<typeof openRooms>>;

const factKind = (kind: ActivityKind) => (kind === 'tap' || kind === 'close' ? kind : 'seen');

async function within<T>(seconds: number, work: (rooms: Rooms) => Promise<T>): Promise<T> {
  const rooms = await openRooms(seconds);
  try {
    return await work(rooms);
  } finally {
    await rooms.close();
  }
}

const lineOf = async (callId: string) => (await callLines(store.db, [callId]))[0]!;
const candidates = (callId: string) => candidatesOf(store.db, callId);
const chanceOf = async (callId: string, { visitId }: { visitId: string }) =>
  (await candidates(callId)).find((candidate) => candidate.visitId === visitId)?.probability ?? 0;
const callsOf = async (site: RecordedSite) =>
  (await store.db.query<{ id: string }>('select id from calls where site_id = $1', [site.id])).rows;

describe('taking a call', () => {
  test('the same offer twice is one call with one answer', async () => {
    const site = await newSite();
    const did = site.numbers[0]!.e164;
    await within(0, async (rooms) => {
      const offer = rooms.offer(0, { did, callerRaw: '89161234567' });
      const [first, second] = [rooms.taking.now(offer), rooms.taking.now({ ...offer })];
      assert.equal(first, second);
      await Promise.all(
        [first, second, await rooms.taking.late(offer)].map((taken) => taken.kind === 'taken' && taken.stored()),
      );
      assert.equal((await callsOf(site)).length, 1);
    });
    const { rows } = await store.db.query(
      'select version from attributions a join calls c on c.id = a.call_id where c.site_id = $1',
      [site.id],
    );
    assert.equal(rows.length, 1);
  });

  test('two nodes that are asked at once, and a start in between, still make one call', async () => {
    const site = await newSite();
    const offer = await within(0, async (one) =>
      within(0, async (two) => {
        const offer = one.offer(0, { did: site.numbers[0]!.e164 });
        const [here, there] = [one.taking.now(offer), two.taking.now(offer)];
        assert.ok(here.kind === 'taken' && there.kind === 'taken');
        const ids = await Promise.all([here.stored(), there.stored()]);
        assert.equal(ids[0], ids[1]);
        return offer;
      }),
    );
    await within(60, async (rooms) => {
      const again = rooms.taking.now(offer);
      assert.equal(again.kind === 'taken' && (await again.stored()), (await callsOf(site))[0]?.id);
    });
    assert.equal((await callsOf(site)).length, 1);
  });

  test('the plan rings the site’s line; a number that is not ours is refused with a reason', async () => {
    const site = await newSite();
    await within(0, async (rooms) => {
      const taken = rooms.taking.now(rooms.offer(0, { did: site.numbers[0]!.e164.slice(1) }));
      assert.ok(taken.kind === 'taken');
      assert.deepEqual(
        (await taken.routed).plan?.steps.map(
          (step) => step.do === 'dial' && [step.targets[0]?.phone, step.ringSeconds],
        ),
        [[{ kind: 'sip', uri: 'sip:anna@192.0.2.10' }, 20]],
      );
      for (const [did, reason] of [
        ['+74959999999', 'unknown-number'],
        ['sales', 'not-a-number'],
        ['', 'not-a-number'],
      ] as const) {
        const refused = rooms.taking.now(rooms.offer(0, { did }));
        assert.deepEqual([refused.kind, refused.kind === 'refused' && refused.reason], ['refused', reason]);
        assert.deepEqual(refused.kind === 'refused' && refused.plan.steps, [{ do: 'hangup', cause: 'unallocated' }]);
      }
    });
  });

  test('a caller is one caller however the operator writes the number; without one it is nobody', async () => {
    const site = await newSite();
    await within(0, async (rooms) => {
      const callers: (string | null)[] = [];
      for (const callerRaw of ['+79161234567', '89161234567', '79161234567', '9161234567', 'anonymous', ''])
        callers.push((await lineOf(await rooms.ring(0, { did: site.numbers[0]!.e164, callerRaw }))).caller);
      assert.deepEqual(callers, [...Array(4).fill('+79161234567'), null, null]);
    });
  });

  test('an earlier call that is read later makes the one that was known a repeated one', async () => {
    const site = await newSite();
    const more = { did: site.numbers[0]!.e164, callerRaw: '+79161234567' };
    await within(0, async (rooms) => {
      const known = await rooms.ring(100, more);
      const other = await rooms.ring(100, { ...more, callerRaw: '+79160000000' });
      assert.equal((await lineOf(known)).firstTime, true);
      const earlier = await rooms.read(0, more);
      assert.deepEqual(
        (await Promise.all([earlier, known, other].map(lineOf))).map(({ firstTime }) => firstTime),
        [true, false, true],
      );
    });
  });

  test('the same call told with an earlier time does not make itself a repeated one', async () => {
    const site = await newSite();
    const more = { did: site.numbers[0]!.e164, callerRaw: '+79161234567', providerCallId: 'asked-then-told' };
    const id = await within(0, (rooms) => rooms.ring(1, more));
    assert.equal(await within(0, (rooms) => rooms.read(0, more)), id);
    assert.equal((await lineOf(id)).firstTime, true);
  });
});

describe('what the journal tells', () => {
  const place = { fileId: '1', readTo: 1 };
  const factsAt = (site: RecordedSite, seconds: number, more: Partial<Parameters<typeof factsOfCall>[0]> = {}) =>
    factsOfCall({
      ...{ providerCallId: randomUUIDv7(), at: moment(seconds), answeredAfter: 5, endedAfter: 65 },
      ...{ targetId: site.targets[0]!.id, did: site.numbers[0]!.e164, callerRaw: '+79161234567', ...more },
    });
  const everythingOf = async (site: RecordedSite) => {
    const tables = [
      'select * from calls where site_id = $1 order by id',
      'select l.* from legs l join calls c on c.id = l.call_id where c.site_id = $1 order by l.id',
      'select e.* from call_events e join calls c on c.id = e.call_id where c.site_id = $1 order by seq',
      'select a.* from attributions a join calls c on c.id = a.call_id where c.site_id = $1 order by a.call_id',
    ];
    return Promise.all(tables.map(async (sql) => (await store.db.query(sql, [site.id])).rows));
  };

  test('makes a call by itself: it was taken while the server was down', async () => {
    const site = await newSite();
    const facts = factsAt(site, 0);
    const down: CallFact = { ...facts[0]!, key: 'down', kind: 'taken-while-down' };
    await within(3600, async (rooms) => {
      await rooms.story.tell('asterisk', [...facts, down], { fileId: 'f', readTo: 4321 });
      assert.deepEqual(await journalPlace(store.db, 'asterisk'), { fileId: 'f', readTo: 4321 });
      assert.equal(rooms.ends(), 1);
    });
    const [call] = await callsOf(site);
    const line = await lineOf(call!.id);
    assert.deepEqual([line.status, line.whileDown, line.startedAt], ['answered', true, moment(0).toISOString()]);
    assert.deepEqual([line.waitSeconds, line.talkSeconds, line.answeredBy], [5, 60, 'Anna']);
    assert.equal((await legsOf(store.db, call!.id)).length, 1);
  });

  test('told twice changes nothing and announces nothing', async () => {
    const site = await newSite();
    const facts = factsAt(site, 0);
    await within(0, (rooms) => rooms.story.tell('asterisk', facts, place));
    const before = await everythingOf(site);
    const heard: string[] = [];
    const listener = await store.db.connect();
    listener.on('notification', ({ payload = '' }) => heard.push(payload));
    await listener.query('listen dialtrace_calls');
    await within(10, async (rooms) => {
      await rooms.story.tell('asterisk', facts, place);
      await rooms.story.tell('asterisk', facts.slice(3), place);
    });
    await listener.query("select pg_notify('dialtrace_calls', 'last')");
    while (!heard.includes('last')) await listener.query('select 1');
    listener.release(true);
    assert.deepEqual(heard, ['last']);
    assert.deepEqual(await everythingOf(site), before);
  });

  test('told fact by fact makes the same call as told at once', async () => {
    const [slowly, atOnce] = [await newSite(), await newSite()];
    await within(0, async (rooms) => {
      for (const fact of factsAt(slowly, 0)) await rooms.story.tell('asterisk', [fact], place);
      await rooms.story.tell('asterisk', factsAt(atOnce, 0), place);
    });
    const told = await Promise.all(
      [slowly, atOnce].map(async (site) => {
        const [call] = await callsOf(site);
        const { id: _, siteId: _s, number: _n, ...line } = await lineOf(call!.id);
        return [line, (await legsOf(store.db, call!.id)).map(({ id: _, ...leg }) => leg)];
      }),
    );
    assert.deepEqual(told[0], told[1]);
  });

  test('belongs to the call that was taken when the engine asked', async () => {
    const site = await newSite();
    const facts = factsAt(site, 0, { providerCallId: 'asked' });
    await within(0, async (rooms) => {
      const id = await rooms.ring(0.02, {
        did: site.numbers[0]!.e164,
        providerCallId: 'asked',
        callerRaw: '+79161234567',
      });
      await rooms.story.tell('asterisk', facts, place);
      assert.deepEqual(await callsOf(site), [{ id }]);
      assert.equal((await lineOf(id)).status, 'answered');
    });
  });

  test('is stored whole or not at all, with the place in the journal', async () => {
    const site = await newSite();
    const facts = factsAt(site, 0);
    await within(0, async (rooms) => {
      await rooms.story.tell('asterisk', [], { fileId: 'f', readTo: 10 });
      await store.db.query('alter table legs rename to legs_elsewhere');
      try {
        await assert.rejects(rooms.story.tell('asterisk', facts, { fileId: 'f', readTo: 20 }));
      } finally {
        await store.db.query('alter table legs_elsewhere rename to legs');
      }
      assert.deepEqual(await journalPlace(store.db, 'asterisk'), { fileId: 'f', readTo: 10 });
      assert.deepEqual((await everythingOf(site))[2], []);
      await rooms.story.tell('asterisk', facts, { fileId: 'f', readTo: 20 });
    });
    const [calls, legs, events, answers] = await everythingOf(site);
    assert.deepEqual([calls?.length, legs?.length, events?.length, answers?.length], [1, 1, facts.length, 1]);
  });

  test('of a number that is not ours is refused once and left out; calls beside it are stored', async () => {
    const site = await newSite();
    const strange = factsAt(site, 0, { did: '+74959999999' });
    await within(0, async (rooms) => {
      await rooms.story.tell('asterisk', [...strange.slice(0, 3), ...factsAt(site, 0)], place);
      await rooms.story.tell('asterisk', strange.slice(3), place);
      assert.deepEqual(rooms.refused, ['+74959999999 unknown-number']);
    });
    assert.equal((await callsOf(site)).length, 1);
  });

  test('ends in the middle when the engine died: the call is cut off, and old facts do not revive it', async () => {
    const site = await newSite();
    const facts = factsAt(site, 0);
    const talking = facts.slice(0, -3);
    await within(0, async (rooms) => {
      await rooms.story.tell('asterisk', talking, place);
      const [call] = await callsOf(site);
      await rooms.story.cutOff('asterisk', new Set([talking[0]!.providerCallId]), moment(50));
      assert.equal((await lineOf(call!.id)).status, 'talking', 'alive');
      await rooms.story.cutOff('asterisk', new Set(), moment(50));
      const cut = await lineOf(call!.id);
      assert.deepEqual([cut.status, cut.endedAt], ['cut-off', moment(5).toISOString()]);
      assert.ok(rooms.ends() > 0);
      await rooms.story.tell('asterisk', talking, place);
      assert.deepEqual(await lineOf(call!.id), cut);
      await rooms.story.tell('asterisk', facts, place);
      const ended = await lineOf(call!.id);
      assert.deepEqual([ended.status, ended.endedAt], ['answered', moment(65).toISOString()]);
    });
  });

  test('is judged by the log as it was at the call: what came later does not count', async () => {
    const site = await newSite();
    const [number] = site.numbers;
    const shown = { numberId: number!.id };
    const before = {
      ...shown,
      at: moment(-40),
      source: SPRING,
      activity: [
        [30, 'tap'],
        [32, 'close'],
      ] as const,
    };
    const beside = {
      ...shown,
      at: moment(-300),
      source: GOOGLE,
      activity: [
        [30, 'beat'],
        [60, 'close'],
      ] as const,
    };
    const [spring, google] = [await addVisit(store.db, site, before), await addVisit(store.db, site, beside)];
    const asKnownThen = await within(0, async (rooms) => {
      const attribution = rooms.taking.now(rooms.offer(0, { did: number!.e164, callerRaw: '+79160000001' }));
      return attribution.kind === 'taken' ? candidates(await attribution.stored()) : [];
    });
    await store.db.query('delete from calls where site_id = $1', [site.id]); // as if the server had been down

    await addVisit(store.db, site, { ...shown, at: moment(20), source: GOOGLE, activity: [[2, 'tap']] });
    await store.db.query(
      "insert into activity (site_id, visit_id, at, kind) select $1, $2, $3::timestamptz + n * interval '10 s', 'tap' from generate_series(1, 3) n",
      [site.id, google.visitId, moment(0)],
    );
    await within(3600, (rooms) => rooms.story.tell('asterisk', factsAt(site, 0, { callerRaw: '+79160000001' }), place));
    const [call] = await callsOf(site);
    const told = await candidates(call!.id);
    assert.deepEqual(
      told.map(({ visitId, state }) => [visitId, state]),
      [
        [spring.visitId, 'tapped'],
        [google.visitId, 'closed'],
      ],
    );
    assert.deepEqual(told, asKnownThen);
    const line = await lineOf(call!.id);
    assert.ok((line.attribution?.channel?.probability ?? 0) > 0.95);
    assert.deepEqual([line.attribution?.campaign?.campaign, line.attribution?.term], ['spring', 'roses']);
  });
});

test('the log says of a number’s holders, for any moment, what the pool in memory said then', async () => {
  const site = await newSite();
  const random = seededRandom(7);
  const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)]!;
  const kinds: ActivityKind[] = ['beat', 'beat', 'beat', 'hide', 'show', 'copy', 'tap', 'close', 'close', 'view'];
  type Told = { at: number; tell: (state: ReturnType<typeof createPoolState>) => void };
  const told: Told[] = [];
  for (let n = 0; n < 150; n++) {
    const source: Partial<StoredSource> = pick([SPRING, GOOGLE, {}]);
    const startedAt = Math.round(random() * 25 * DAY);
    const numberId = pick(site.numbers).id;
    let after = 0;
    const activity = Array.from({ length: Math.floor(random() * 12) }, () => {
      after += Math.round(random() * 90_000) / 1000;
      return [after, pick(kinds)] as const;
    });
    const { visitId, visitorId } = await addVisit(store.db, site, {
      at: moment(startedAt),
      source,
      numberId,
      activity,
    });
    const { channel = 'direct', source: from = null, medium = null, campaign = null } = source;
    const lease = (number: string, at: number) =>
      told.push({
        at,
        tell: (state) => {
          const key = campaignKey({ source: from, medium, campaign });
          state.take(
            ['lease', site.poolId, number, visitId, visitorId, channel, key, 'Moscow', false, START + at],
            START + at,
          );
        },
      });
    lease(numberId, startedAt);
    if (n % 10 === 0) {
      // The pool was changed, so that the visit's next page was given another number.
      const [other, at] = [site.numbers.find(({ id }) => id !== numberId)!.id, startedAt + 45.5];
      await store.db.query(
        'insert into leases (site_id, visit_id, pool_id, number_id, at) values ($1, $2, $3, $4, $5)',
        [site.id, visitId, site.poolId, other, moment(at)],
      );
      lease(other, at);
    }
    for (const [seconds, kind] of [[0, 'view'] as const, ...activity]) {
      const at = startedAt + seconds;
      told.push({ at, tell: (state) => void state.take([factKind(kind), site.id, visitId, START + at], START + at) });
    }
  }
  told.sort((one, other) => one.at - other.at);
  const sites = await listSitesForCollect(store.db);

  const seen = { held: 0, tapped: 0, closed: 0 };
  const exactly = told.filter((_, index) => index % 40 === 0).map(({ at }) => at);
  const moments = [...exactly, ...Array.from({ length: 30 }, () => random() * 40 * DAY), 14 * DAY, 39 * DAY];
  for (const at of moments) {
    const state = createPoolState();
    state.sync(sites, START);
    const known = Math.round(at * 1000) / 1000;
    for (const fact of told) if (fact.at <= known) fact.tell(state);
    for (const { id: numberId } of site.numbers) {
      const logged = await holdersAsOf(store.db, { siteId: site.id, numberId, at: moment(known), windowSeconds });
      const now = new Date((START + known) * 1000).getTime() / 1000;
      const inMemory = state.holdersOf(numberId, now);
      assert.deepEqual(comparable(logged.map(asHolder)), comparable(inMemory), `${known} s after the start`);
      seen.held += inMemory.length;
      seen.tapped += inMemory.filter(({ tappedAt }) => tappedAt !== null).length;
      seen.closed += inMemory.filter(({ closedAt }) => closedAt !== null).length;
    }
  }
  assert.ok(seen.held > 1000 && seen.tapped > 200 && seen.closed > 200, JSON.stringify(seen));
});

const asHolder = ({ source, medium, campaign, ...holder }: Awaited<ReturnType<typeof holdersAsOf>>[0]): Holder => ({
  ...holder,
  campaign: campaignKey({ source, medium, campaign }),
});
const milliseconds = (seconds: number | null) => seconds && Math.round((seconds - START) * 1000);
const comparable = (holders: readonly Holder[]) =>
  holders
    .map(({ startedAt, lastActivityAt, closedAt, tappedAt, ...holder }) => ({
      ...holder,
      times: [startedAt, lastActivityAt, closedAt, tappedAt].map(milliseconds),
    }))
    .sort((one, other) => one.visit.localeCompare(other.visit));

describe('the memory of callers', () => {
  const ANNA = '+79161111111';
  const tapped = [[10, 'tap']] as const;
  const open = [[10, 'beat']] as const;
  /** Anna's visit taps and calls: from now on her phone is known. */
  async function firstCall(rooms: Rooms, site: RecordedSite, seconds: number) {
    const [number] = site.numbers;
    const visit = { numberId: number!.id, at: moment(seconds - 20), source: SPRING, activity: tapped };
    const anna = await rooms.show(site, visit);
    const call = await rooms.ring(seconds, { did: number!.e164, callerRaw: ANNA });
    assert.ok((await chanceOf(call, anna)) > 0.9);
    return anna;
  }
  /** Somebody else taps the number that Anna dials now. */
  const crowd = (rooms: Rooms, site: RecordedSite, numberId: string, seconds: number) =>
    rooms.show(site, { numberId, at: moment(seconds - 20), source: GOOGLE, activity: open });

  for (const how of ['live', 'after a start', 'read late'] as const) {
    const next = <T>(rooms: Rooms, seconds: number, work: (rooms: Rooms) => Promise<T>) =>
      how === 'after a start' ? within(seconds, work) : work(rooms);
    const ask = (rooms: Rooms, seconds: number, more: Partial<Offer> & { did: string }) =>
      how === 'read late' ? rooms.read(seconds, more) : rooms.ring(seconds, more);

    test(`finds the visitor again by another visit and another number, days later (${how})`, async () => {
      const site = await newSite();
      await within(0, async (rooms) => {
        const anna = await firstCall(rooms, site, 0);
        const [, number] = site.numbers;
        const later = 5 * DAY;
        const { visitorId } = anna;
        await next(rooms, later - 7200, async (rooms) => {
          const again = await rooms.show(site, { numberId: number!.id, at: moment(later - 7000), visitorId });
          const other = await crowd(rooms, site, number!.id, later);
          const call = await ask(rooms, later, { did: number!.e164, callerRaw: ANNA });
          const [first] = await candidates(call);
          assert.deepEqual([first?.visitId, first?.visitorId, first?.state], [again.visitId, visitorId, 'remembered']);
          const line = await lineOf(call);
          assert.deepEqual([line.attribution?.repeat, line.attribution?.visit?.id], [true, again.visitId]);
          const stranger = await ask(rooms, later, { did: number!.e164, callerRaw: '+79162222222' });
          assert.ok((await chanceOf(stranger, other)) > (await chanceOf(stranger, again)));
        });
      });
    });

    test(`finds the first visit when the number is dialled again after a month (${how})`, async () => {
      const site = await newSite();
      await within(0, async (rooms) => {
        const anna = await firstCall(rooms, site, 0);
        const [number] = site.numbers;
        const later = 33 * DAY;
        await next(rooms, later - 60, async (rooms) => {
          await crowd(rooms, site, number!.id, later);
          const call = await ask(rooms, later, { did: number!.e164, callerRaw: ANNA });
          const [first] = await candidates(call);
          assert.deepEqual([first?.visitId, first?.state], [anna.visitId, 'remembered']);
          assert.deepEqual(
            [first?.campaign, first?.term, first?.landingPage],
            ['spring', 'roses', 'https://shop.example/'],
          );
          const { attribution } = await lineOf(call);
          assert.deepEqual([attribution?.campaign?.campaign, attribution?.term], ['spring', 'roses']);
          assert.ok((attribution?.visit?.probability ?? 0) > 0.8);
          await assertWhole(call);
        });
      });
    });

    test(`of a number bound to a source teaches nothing (${how})`, async () => {
      const site = await newSite();
      await within(0, async (rooms) => {
        const radio = await rooms.ring(0, { did: site.statics[0]!.e164, callerRaw: ANNA });
        assert.deepEqual((await lineOf(radio)).attribution?.channel, { channel: 'offline', probability: 1 });
        await assertWhole(radio);
        await next(rooms, 500, async (rooms) => {
          const [number] = site.numbers;
          const visit = await rooms.show(site, { numberId: number!.id, at: moment(1000), activity: tapped });
          const call = await ask(rooms, 1020, { did: number!.e164, callerRaw: ANNA });
          assert.equal((await lineOf(call)).attribution?.repeat, false);
          assert.ok((await chanceOf(call, visit)) > 0.9);
        });
      });
    });
  }

  test('does not know callers who withhold their numbers, nor those of other sites', async () => {
    const [site, other] = [await newSite(), await newSite()];
    await within(0, async (rooms) => {
      await firstCall(rooms, site, 0);
      for (const [at, callerRaw] of [
        [site, 'anonymous'],
        [site, 'anonymous'],
        [other, ANNA],
      ] as const) {
        const call = await rooms.ring(10, { did: at.numbers[0]!.e164, callerRaw });
        assert.equal((await lineOf(call)).attribution?.repeat, false);
      }
    });
  });

  test('is taught by a caller’s first call only, and the first one stays the first after a start', async () => {
    const site = await newSite();
    const [one, two] = site.numbers;
    const anna = await within(0, async (rooms) => {
      const { visitorId } = await firstCall(rooms, site, 0);
      const stranger = await rooms.show(site, { numberId: two!.id, at: moment(980), source: GOOGLE, activity: tapped });
      const call = await rooms.ring(1000, { did: two!.e164, callerRaw: ANNA });
      assert.ok((await chanceOf(call, stranger)) > 0.5, 'she was not on this number: it is judged like any call');
      return { visitorId };
    });
    await within(2000, async (rooms) => {
      const again = await rooms.show(site, { numberId: one!.id, at: moment(2980), visitorId: anna.visitorId });
      await crowd(rooms, site, one!.id, 3000);
      const call = await rooms.ring(3000, { did: one!.e164, callerRaw: ANNA });
      assert.equal((await candidates(call))[0]?.visitId, again.visitId);
    });
  });
});

describe('credits', () => {
  const page = [[10, 'beat']] as const;
  async function twoPages(rooms: Rooms, site: RecordedSite, seconds: number) {
    const shown = { numberId: site.numbers[0]!.id, activity: page };
    const likely = await rooms.show(site, {
      ...shown,
      at: moment(seconds - 40),
      source: SPRING,
      activity: [[35, 'tap']],
    });
    const other = await rooms.show(site, {
      ...shown,
      at: moment(seconds - 200),
      source: GOOGLE,
      activity: [[170, 'beat']],
    });
    return { likely, other };
  }

  for (const how of ['rang', 'was read late', 'is known from before a start'] as const)
    test(`a visit that has made a call is less likely to make the next caller’s (the call ${how})`, async () => {
      const site = await newSite();
      const [did, callerRaw] = [site.numbers[0]!.e164, '+79161111111'];
      await within(0, async (rooms) => {
        const { likely, other } = await twoPages(rooms, site, 0);
        const call = { did, callerRaw };
        const first = await (how === 'was read late' ? rooms.read(0, call) : rooms.ring(0, call));
        const taken = await chanceOf(first, likely);
        assert.ok(taken > 0.99);
        const ask = (rooms: Rooms) => rooms.ring(4, { did, callerRaw: '+79162222222' });
        const next = await (how === 'is known from before a start' ? within(1, ask) : ask(rooms));
        assert.ok((await chanceOf(next, likely)) < 0.6, `${await chanceOf(next, likely)} after ${taken}`);
        assert.ok((await chanceOf(next, other)) > 10 * (await chanceOf(first, other)));
        await assertWhole(next);
      });
    });

  test('a repeated call does not count against its visit', async () => {
    const site = await newSite();
    const [did, callerRaw] = [site.numbers[0]!.e164, '+79161111111'];
    await within(0, async (rooms) => {
      const { likely } = await twoPages(rooms, site, 0);
      await rooms.ring(0, { did, callerRaw });
      const credited = () => rooms.pools.holdersOf(site.numbers[0]!.id, START + 10).map((holder) => holder.credited);
      const before = credited();
      const again = await rooms.ring(5, { did, callerRaw });
      assert.deepEqual(credited(), before);
      assert.ok((await chanceOf(again, likely)) > 0.9);
    });
  });
});

test('an answer spread over many visits is stored whole by source, with its ten likeliest visits', async () => {
  const site = await newSite();
  await within(0, async (rooms) => {
    const shown = { numberId: site.numbers[0]!.id };
    for (let n = 0; n < 40; n++) {
      const source = [SPRING, GOOGLE, { ...SPRING, term: 'tulips' }, {}][n % 4]!;
      await rooms.show(site, { ...shown, at: moment(-100 - n), source, activity: [[60, 'beat']] });
    }
    const call = await rooms.ring(0, { did: site.numbers[0]!.e164, callerRaw: '+79161111111' });
    assert.equal((await candidates(call)).length, 10);
    await assertWhole(call);
  });
});

/** Sources and nobody sum to one; what the stored visits say is no more than their source has; nothing is above one. */
async function assertWhole(callId: string) {
  const { attribution } = await lineOf(callId);
  const { rows } = await store.db.query<StoredSource & { probability: number }>(
    'select * from attribution_sources where call_id = $1',
    [callId],
  );
  const sum = rows.reduce((total, { probability }) => total + probability, attribution?.nobody ?? 0);
  assert.ok(Math.abs(sum - 1) < 1e-9, `${sum}`);
  assert.ok(rows.every(({ probability }) => probability <= 1));
  const key = (source: Pick<CandidateLine, 'channel' | 'source' | 'medium' | 'campaign'>) =>
    `${source.channel} ${campaignKey(source)}`;
  const known = new Map(rows.map((row) => [key(row), row.probability]));
  for (const [source, group] of Map.groupBy(await candidates(callId), key)) {
    const share = group.reduce((total, { probability }) => total + probability, 0);
    assert.ok(share <= (known.get(source) ?? 0) + 1e-9, `${source}: ${share} of ${known.get(source)}`);
  }
}
