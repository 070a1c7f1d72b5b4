// Calls that ring go by the published route of their number, with what is known of them, and wait in order. Against a
// real database, without an engine.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { openDesk } from '../../src/calls/attribution/desk.ts';
import { openDirectory } from '../../src/calls/directory.ts';
import { openBoard } from '../../src/calls/routing/board.ts';
import { openQueueing } from '../../src/calls/routing/queueing.ts';
import { SILENT } from '../../src/calls/routing/route-sounds.ts';
import type { Screening } from '../../src/calls/spam/screening.ts';
import { openTaking } from '../../src/calls/taking.ts';
import type { Holder } from '../../src/core/attribution/holder.ts';
import { DEFAULT_POOL_PARAMETERS } from '../../src/core/pool/pool.ts';
import type { Plan, QueueTurn } from '../../src/core/routing/plan.ts';
import type { Condition, Route, RouteStep, Trail } from '../../src/core/routing/route.ts';
import { campaignKey } from '../../src/core/source/source.ts';
import { openJudgement } from '../../src/house/missed-calls.ts';
import { openHouseRouting } from '../../src/house/routing.ts';
import { saveAgent, setAway } from '../../src/store/agents.ts';
import { NEW_CONTACT, upsertContacts } from '../../src/store/contacts.ts';
import { transaction } from '../../src/store/database.ts';
import { assignRoute, insertRoute, publishRoute } from '../../src/store/routes.ts';
import { listCaller } from '../../src/store/spam.ts';
import { saveTeam } from '../../src/store/teams.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addCall, addSite, addVisit, type RecordedSite } from '../support/records.ts';

let store: TestDatabase;
let accountId: string;
let site: RecordedSite;
let staff: Record<'anna' | 'boris' | 'vera' | 'team', string>;
before(async () => {
  store = await openTestDatabase();
  ({ accountId } = await addAccount(store.db));
});
beforeEach(async () => {
  site = await addSite(store.db, { accountId });
  staff = { anna: site.targets[0]!.id, boris: randomUUIDv7(), vera: randomUUIDv7(), team: randomUUIDv7() };
  for (const [name, skills] of [
    ['boris', { hard: 5 }],
    ['vera', { hard: 1 }],
  ] as const) {
    const phone = { kind: 'sip', uri: `sip:${name}@192.0.2.10` } as const;
    const settings = { name, phone, extension: null, skills, scheduleId: null, wrapUpSeconds: 0, ringSeconds: 20 };
    await transaction(store.db, (tx) => saveAgent(tx, { id: staff[name], siteId: site.id, ...settings }));
  }
  const members = (['vera', 'anna', 'boris'] as const).map((name, at) => ({ agentId: staff[name], priority: at + 1 }));
  await transaction(store.db, (tx) => saveTeam(tx, { id: staff.team, siteId: site.id, name: 'Sales', members }));
});
after(() => store?.close());

const ringing = {
  strategy: 'in-turn',
  skill: null,
  ringSeconds: 20,
  seconds: 60,
  whisper: null,
  acceptKey: null,
} as const;
const dial = (change: Partial<RouteStep & { do: 'dial' }> = {}): RouteStep => ({
  ...{ do: 'dial', to: [{ team: staff.team }], else: null, ...ringing, ...change },
});
const choose = (condition: Condition, to: string, otherwise: string): RouteStep => ({
  do: 'choose',
  // biome-ignore lint/suspicious/noThenProperty: "if … then …" is the route's own word
  rules: [{ if: [condition], then: to }],
  else: otherwise,
});
const route = (steps: Record<string, RouteStep>): Route => ({ start: Object.keys(steps)[0] ?? '', steps });

/** In force for the whole site, or for what is said. */
async function publish(put: Route, serves: { pools?: string[]; numbers?: string[]; site?: boolean } = { site: true }) {
  const id = randomUUIDv7();
  const { db } = store;
  await insertRoute(db, { id, siteId: site.id, name: 'Route', draft: put });
  await transaction(db, async (tx) => {
    await publishRoute(tx, { routeId: id, route: put, userId: null, note: '' });
    await assignRoute(tx, { siteId: site.id, routeId: id, site: false, pools: [], numbers: [], ...serves });
  });
  return id;
}

/** The rooms as main opens them. `holders`: of every number, in the pool's memory. */
type RoomOptions = { holders?: Holder[]; withinMs?: number; now?: Date; foresee?: Screening['foresee'] };
async function openRooms({ holders = [], withinMs = 5000, now = new Date(), foresee }: RoomOptions = {}) {
  const { db } = store;
  const { windowSeconds } = DEFAULT_POOL_PARAMETERS;
  const log = () => {};
  const regionOfCaller = () => 'Moscow';
  const desk = await openDesk({
    ...{ db, windowSeconds, holdersOf: () => holders, newId: randomUUIDv7, regionOfCaller, now: () => now, log },
  });
  const board = await openBoard({ db, now: () => now, phones: async () => [], log });
  const directory = await openDirectory(db);
  const routing = await openHouseRouting({
    ...{ db, directory, board, attributing: desk.attributing, voice: SILENT, regionOfCaller, log, withinMs },
    ...(foresee ? { foresee } : {}),
  });
  const taking = openTaking({
    ...{ db, directory, attributing: desk.attributing, route: routing.routing.route, newId: randomUUIDv7 },
  });
  return {
    ...{ board, directory, ...routing },
    async ring(caller = '+79161234567', did = site.numbers[0]!.e164) {
      const providerCallId = randomUUIDv7();
      const taken = taking.now({ provider: 'asterisk', providerCallId, did, callerRaw: caller, at: now });
      assert.ok(taken.kind === 'taken');
      const routed = await taken.routed;
      return { ...routed, providerCallId, rung: rungBy(routed.plan), stored: taken.stored };
    },
    async close() {
      routing.queueing.close();
      await board.close();
      await desk.close();
    },
  };
}
type Rooms = Awaited<ReturnType<typeof openRooms>>;
async function within<T>(work: (rooms: Rooms) => Promise<T>, options: Parameters<typeof openRooms>[0] = {}) {
  const rooms = await openRooms(options);
  try {
    return await work(rooms);
  } finally {
    await rooms.close();
  }
}
const nameOf = (id: string) => Object.entries(staff).find(([, one]) => one === id)?.[0] ?? id;
const rungBy = (plan: Plan | null) =>
  (plan?.steps ?? []).flatMap((step) =>
    step.do === 'dial' ? [step.targets.map(({ id }) => nameOf(id)).join('+')] : [],
  );
const said = (trail: Trail | null) => (trail ?? []).map((one) => one.said);

describe('a call', () => {
  test('of a site without a route goes to the line', () =>
    within(async ({ ring }) => {
      const { rung, route: by, trail } = await ring();
      assert.deepEqual([rung, by, trail], [['anna'], null, null]);
    }));

  test('goes by the published route of its number, else of its pool, else of its site; a draft serves nothing', async () => {
    const draft = randomUUIDv7();
    await insertRoute(store.db, { id: draft, siteId: site.id, name: 'Draft', draft: route({ ring: dial() }) });
    const numbers = [site.numbers[0]!.id];
    await transaction(store.db, (tx) =>
      assignRoute(tx, { siteId: site.id, routeId: draft, site: false, pools: [], numbers }),
    );
    await publish(route({ ring: dial({ to: [{ agent: staff.boris }] }) }), { site: true });
    await within(async ({ ring }) => assert.deepEqual((await ring()).rung, ['boris']));
    await publish(route({ ring: dial({ to: [{ agent: staff.vera }] }) }), { pools: [site.poolId] });
    await within(async ({ ring }) => assert.deepEqual((await ring()).rung, ['vera']));
    await publish(route({ ring: dial({ to: [{ agent: staff.anna }] }) }), { numbers });
    await within(async ({ ring }) => {
      assert.deepEqual((await ring()).rung, ['anna']);
      assert.deepEqual((await ring('+79161234567', site.numbers[1]!.e164)).rung, ['vera']);
    });
  });

  test('is kept with its route, plan and trail', async () => {
    const id = await publish(route({ ring: dial() }));
    await within(async ({ ring }) => {
      const { plan, trail, rung, stored } = await ring();
      assert.deepEqual(rung, ['vera', 'anna', 'boris']);
      const { rows } = await store.db.query('select route_id, route_version, plan, trail from calls where id = $1', [
        await stored(),
      ]);
      assert.deepEqual(rows, [{ route_id: id, route_version: 1, plan, trail }]);
    });
  });

  test('of an important client goes to an experienced manager', async () => {
    await publish(
      route({
        vip: choose({ about: 'caller', is: 'vip' }, 'best', 'team'),
        best: dial({ strategy: 'skill-priority', skill: 'hard', else: 'team' }),
        team: dial(),
      }),
    );
    const vip = { ...NEW_CONTACT, id: randomUUIDv7(), phone: '+79160000001', vip: true };
    await upsertContacts(store.db, site.id, [vip]);
    await within(async ({ ring }) => {
      assert.deepEqual((await ring('+79160000001')).rung.slice(0, 3), ['boris', 'vera', 'anna']);
    });
    await within(async ({ ring }) => {
      assert.deepEqual((await ring('+79160000002')).rung, ['vera', 'anna', 'boris']);
    });
  });

  test('of a known client goes to the manager who last talked with them, if on shift; else to the team', async () => {
    await publish(
      route({
        known: choose({ about: 'manager', who: 'last-manager', is: 'on-shift' }, 'last', 'team'),
        last: dial({ to: [{ is: 'last-manager' }] }),
        team: dial({ strategy: 'all-at-once' }),
      }),
    );
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    await addCall(store.db, site, { at: ago(90) }); // Anna talked with them
    await addCall(store.db, site, { at: ago(60), answeredAfter: null });
    await within(async ({ ring }) => {
      assert.deepEqual((await ring()).rung, ['anna']);
    });
    await within(async ({ ring }) => {
      assert.deepEqual((await ring('+79169999999')).rung, ['vera+anna+boris']);
    });
    await transaction(store.db, (tx) =>
      tx.query("insert into schedules (id, site_id, name) values ($1, $2, 'Never')", [staff.team, site.id]),
    );
    await store.db.query('update agents set schedule_id = $1 where id = $2', [staff.team, staff.anna]);
    await within(async ({ ring }) => assert.deepEqual((await ring()).rung, ['vera+boris']));
    await store.db.query('update agents set removed_at = now(), line_position = null where id = $1', [staff.anna]);
    await within(async ({ ring }) => assert.deepEqual((await ring()).rung, ['vera+boris']));
  });

  test('of a client with a manager of their own, deals and tags', async () => {
    await publish(
      route({
        big: choose({ about: 'value', atLeast: 1000 }, 'own', 'tagged'),
        own: dial({ to: [{ is: 'own-manager' }] }),
        tagged: choose({ about: 'tag', any: ['dealer'] }, 'boris', 'team'),
        boris: dial({ to: [{ agent: staff.boris }] }),
        team: dial(),
      }),
    );
    const contact = (phone: string, fields: object) => ({ ...NEW_CONTACT, id: randomUUIDv7(), phone, ...fields });
    await upsertContacts(store.db, site.id, [
      contact('+79160000001', { value: 5000, managerId: staff.vera }),
      contact('+79160000002', { tags: ['Dealer'] }),
    ]);
    await within(async ({ ring }) => {
      assert.deepEqual((await ring('+79160000001')).rung, ['vera']);
      assert.deepEqual((await ring('+79160000002')).rung, ['boris']);
    });
  });

  test('from an advert, to one page, goes where those calls go', async () => {
    await publish(
      route({
        ad: choose({ about: 'source', field: 'campaign', any: ['spring'], probability: 0.5 }, 'page', 'team'),
        page: choose({ about: 'landing-page', any: ['/'], probability: 0.5 }, 'word', 'team'),
        word: choose({ about: 'source', field: 'term', any: ['roses'], probability: 0.5 }, 'boris', 'team'),
        boris: dial({ to: [{ agent: staff.boris }] }),
        team: dial({ strategy: 'all-at-once' }),
      }),
    );
    const at = new Date(Date.now() - 30_000);
    const source = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring', term: 'roses' };
    const numberId = site.numbers[0]!.id;
    const { visitId, visitorId } = await addVisit(store.db, site, { at, source, numberId });
    const seconds = at.getTime() / 1000;
    const holder: Holder = {
      ...{
        visit: visitId,
        visitor: visitorId,
        number: numberId,
        region: 'Moscow',
        desktop: false,
        channel: 'paid-search',
      },
      ...{ campaign: campaignKey(source), startedAt: seconds, lastActivityAt: seconds + 25, closedAt: null },
      ...{ tappedAt: seconds + 25, credited: 0 },
    };
    await within(async ({ ring }) => assert.deepEqual((await ring()).rung, ['boris']), { holders: [holder] });
    await within(async ({ ring }) => assert.deepEqual((await ring()).rung, ['vera+anna+boris']));
  });

  test('takes turns: who was rung first last time is rung last now', async () => {
    await publish(route({ ring: dial({ strategy: 'round-robin' }) }));
    await within(async ({ ring }) => {
      const first = [];
      for (let call = 0; call < 4; call++) first.push((await ring()).rung[0]);
      assert.deepEqual(first, ['vera', 'anna', 'boris', 'vera']);
    });
  });

  test('rings nobody who is away', async () => {
    await publish(route({ ring: dial() }));
    await setAway(store.db, staff.vera, { since: new Date(), reason: 'lunch' });
    await within(async ({ ring }) => assert.deepEqual((await ring()).rung, ['anna', 'boris']));
  });

  test('does not wait for a database that answers late: it goes on as a stranger’s, and the trail says so', async () => {
    await publish(
      route({
        vip: choose({ about: 'caller', is: 'vip' }, 'boris', 'team'),
        boris: dial({ to: [{ agent: staff.boris }] }),
        team: dial(),
      }),
    );
    await upsertContacts(store.db, site.id, [{ ...NEW_CONTACT, id: randomUUIDv7(), phone: '+79160000001', vip: true }]);
    await within(
      async ({ ring }) => {
        const lock = await store.db.connect();
        try {
          await lock.query('begin');
          await lock.query('lock table contacts in access exclusive mode');
          const { rung, trail } = await ring('+79160000001');
          assert.deepEqual(rung, ['vera', 'anna', 'boris']);
          assert.deepEqual([said(trail)[0], trail?.[0]?.with], ['not-known-in-time', { what: ['caller'] }]);
        } finally {
          await lock.query('rollback');
          lock.release();
        }
        assert.deepEqual((await ring('+79160000001')).rung, ['boris']);
      },
      { withinMs: 100 },
    );
  });
});

test('the plan on disk rings all of the team, whatever they do', async () => {
  await publish(
    route({
      vip: choose({ about: 'caller', is: 'vip' }, 'boris', 'team'),
      boris: dial({ to: [{ agent: staff.boris }] }),
      team: dial(),
    }),
  );
  await within(async ({ routing, directory }) => {
    const number = directory.find(site.numbers[0]!.e164)!;
    assert.deepEqual(rungBy(routing.fallbackOf(number)), ['vera+anna+boris']);
  });
});

describe('what would happen', () => {
  test('says that a caller would be held back before any route is asked', async () => {
    await publish(route({ ring: dial() }));
    const judgement = await openJudgement(store.db, () => {});
    const own = { siteId: site.id, note: '', userId: null };
    const robot = '+79160000666';
    await listCaller(store.db, { ...own, id: randomUUIDv7(), list: 'blocked', match: 'phone', phone: robot });
    const { foresee } = (await openJudgement(store.db, () => {})).screening;
    const ask = async (caller: string, by = foresee) =>
      within(
        async ({ desk }) => {
          const asked = { siteId: site.id, draft: null, routeId: null, number: null, caller, visits: null };
          const answer = await desk.wouldHappen({ ...asked, at: new Date() });
          assert.ok(typeof answer === 'object');
          return [answer.spam, answer.facts.caller.isBlocked, said(answer.trail)];
        },
        { foresee: by },
      );
    assert.deepEqual(await ask(robot), [{ reasons: ['blacklisted'], isRejected: true }, true, ['rings']]);
    assert.deepEqual(await ask('+79160000001'), [null, false, ['rings']]);
    const { screen } = judgement.screening;
    const call = { siteId: site.id, numberId: site.numbers[0]!.id, provider: 'asterisk', at: new Date() };
    const caller = '+79160000777';
    for (let n = 0; n < 12; n++) screen({ ...call, caller, callerRaw: caller, providerCallId: `${n}` });
    const flooding = await ask(caller, judgement.screening.foresee);
    assert.deepEqual(flooding, [{ reasons: ['flood-of-caller'], isRejected: true }, true, ['rings']]);
  });
});

describe('two calls of one moment', () => {
  const both = (ring: Rooms['ring']) => Promise.all([ring('+79160000001'), ring('+79160000002')]);

  for (const [strategy, first, second] of [
    ['longest-idle', 'vera', 'anna'],
    ['round-robin', 'vera', 'anna'],
    ['in-turn', 'vera', 'anna'],
    ['skill-priority', 'boris', 'vera'],
  ] as const)
    test(`${strategy}: ring two agents; a third one the third, and the fourth is not lost`, async () => {
      // The route asks the database who calls, so that both calls wait for it before anybody is chosen.
      await publish(
        route({
          known: choose({ about: 'value', atLeast: 1 }, 'ring', 'ring'),
          ring: dial({ strategy, skill: strategy === 'skill-priority' ? 'hard' : null }),
        }),
      );
      await within(async ({ ring }) => {
        const [one, other] = await both(ring);
        assert.deepEqual(new Set([one.rung[0], other.rung[0]]), new Set([first, second])); // who waits longer for the store is not said
        assert.equal(new Set([first, second, (await ring()).rung[0]]).size, 3);
        assert.equal((await ring()).rung.length, 3);
      });
    });

  test('all at once: the second rings who is left', async () => {
    await publish(
      route({
        vip: choose({ about: 'caller', is: 'vip' }, 'best', 'all'),
        best: dial({ to: [{ agent: staff.boris }] }),
        all: dial({ strategy: 'all-at-once' }),
      }),
    );
    await upsertContacts(store.db, site.id, [{ ...NEW_CONTACT, id: randomUUIDv7(), phone: '+79160000001', vip: true }]);
    await within(async ({ ring }) => {
      const [one, other] = [await ring('+79160000001'), await ring('+79160000002')];
      assert.deepEqual([one.rung, other.rung], [['boris'], ['vera+anna']]);
    });
  });

  test('an agent whose call has ended is free for the next', async () => {
    await publish(route({ ring: dial() }));
    await within(async ({ ring, board }) => {
      const { providerCallId } = await ring();
      board.hear([{ providerCallId, key: 'end', at: new Date(), kind: 'ended' }]);
      assert.equal((await ring()).rung[0], 'vera');
    });
  });

  test('one of a queue and one of a step ring two agents', async () => {
    const queue: RouteStep = {
      ...{ do: 'queue', team: staff.team, music: null, announcePosition: false, leave: null, else: null },
      ...{ ...ringing, seconds: 300 },
    };
    await publish(route({ by: choose({ about: 'caller', is: 'vip' }, 'ring', 'wait'), ring: dial(), wait: queue }));
    await upsertContacts(store.db, site.id, [{ ...NEW_CONTACT, id: randomUUIDv7(), phone: '+79160000001', vip: true }]);
    await within(async ({ ring, queueing }) => {
      const [dialled, waiting] = [await ring('+79160000001'), await ring('+79160000002')];
      const step = waiting.plan?.steps[0];
      assert.ok(step?.do === 'queue');
      const turn = await queueing.turn({ providerCallId: 'waits', queue: step.queue, step: 0, waited: 0 });
      assert.ok(turn.do === 'ring');
      assert.deepEqual([dialled.rung[0], turn.targets.map(({ id }) => nameOf(id))], ['vera', ['anna']]);
      assert.equal((await ring('+79160000001')).rung[0], 'boris');
    });
  });
});

describe('callers who wait', () => {
  const queue = (change: Partial<RouteStep & { do: 'queue' }> = {}): RouteStep => ({
    ...{ do: 'queue', team: staff.team, music: null, announcePosition: true, leave: null, else: null },
    ...{ ...ringing, strategy: 'longest-idle', seconds: 300, ...change },
  });
  /** Asks as telephony does. */
  const open = async (rooms: Rooms, put: Route) => {
    await publish(put);
    await rooms.book.reload();
    await rooms.directory.reload();
    const { plan } = await rooms.ring();
    const step = plan?.steps[0];
    assert.ok(step?.do === 'queue', JSON.stringify(plan));
    return (caller: string, waited = 0) =>
      rooms.queueing.turn({ providerCallId: caller, queue: step.queue, step: 0, waited });
  };
  const told = (turn: QueueTurn) =>
    turn.do === 'ring' ? `ring ${turn.targets.map(({ id }) => nameOf(id)).join('+')}` : turn.do;

  test('get one agent each, in the order in which they came', () =>
    within(async (rooms) => {
      const ask = await open(rooms, route({ wait: queue() }));
      const turns = [await ask('first'), await ask('second'), await ask('third')].map(told);
      assert.deepEqual(new Set(turns), new Set(['ring anna', 'ring boris', 'ring vera']));
      assert.equal(rooms.queueing.waiting(staff.team), 3);
    }));

  test('wait while all are busy; who came first is rung first when somebody is free', () =>
    within(async (rooms) => {
      const busy = async (name: 'anna' | 'boris' | 'vera', isAway: boolean) => {
        await setAway(store.db, staff[name], isAway ? { since: new Date(Date.now() - 60_000), reason: '' } : null);
        rooms.board.agentsChanged(site.id);
        await rooms.board.followed();
      };
      for (const name of ['anna', 'boris', 'vera'] as const) await busy(name, true);
      const ask = await open(rooms, route({ wait: queue() }));
      const asked = [ask('first', 40), ask('second', 30)];
      while (rooms.queueing.waiting(staff.team) < 2) await new Promise(setImmediate);
      await busy('boris', false);
      assert.equal(told(await asked[0]!), 'ring boris');
      await busy('anna', false);
      assert.equal(told(await asked[1]!), 'ring anna');
    }));

  test('are rung through to another agent when one did not take the call', () =>
    within(async (rooms) => {
      const ask = await open(rooms, route({ wait: queue() }));
      const turns = [await ask('first'), await ask('first', 21), await ask('first', 42)].map(told);
      assert.deepEqual(new Set(turns), new Set(['ring anna', 'ring boris', 'ring vera']));
    }));

  test('all at once: all who are free ring for the first', () =>
    within(async (rooms) => {
      const ask = await open(rooms, route({ wait: queue({ strategy: 'all-at-once' }) }));
      assert.equal(told(await ask('first')), 'ring vera+anna+boris');
    }));

  test('are told their place at the beginning and when it has changed, but not all the time; who stops asking has left', () =>
    within(async (rooms) => {
      await store.db.query("update agents set away_since = now() - interval '1 hour' where site_id = $1", [site.id]);
      rooms.board.agentsChanged(site.id);
      await rooms.board.followed();
      const { book, board } = rooms;
      const clock = { at: Date.now() };
      const voice = { ...SILENT, builtIn: (name: string) => name, position: (n: number) => `place${n}` };
      const now = () => new Date(clock.at);
      const queueing = openQueueing({ ...{ db: store.db, book, board, voice, now, longPollMs: 10 } });
      const id = await publish(route({ wait: queue() }));
      const ask = (providerCallId: string, waited = 0) =>
        queueing.turn({ providerCallId, queue: `${id}-1-0`, step: 0, waited });
      try {
        assert.deepEqual(await ask('first'), { do: 'wait', say: ['queue', 'place1'] });
        assert.deepEqual(await ask('second'), { do: 'wait', say: ['queue', 'place2'] });
        assert.deepEqual(await ask('second'), { do: 'wait', say: [] });
        queueing.left('first');
        clock.at += 10_000;
        assert.deepEqual(await ask('second', 10), { do: 'wait', say: [] });
        clock.at += 10_000;
        assert.deepEqual(await ask('second', 20), { do: 'wait', say: ['place1'] });
        assert.deepEqual(await ask('restarted', 90), { do: 'wait', say: [] }); // and comes first: waits longer
        assert.equal(queueing.waiting(staff.team), 2);
        clock.at += 12_001;
        assert.equal(queueing.waiting(staff.team), 0);
      } finally {
        queueing.close();
      }
    }));

  test('whose agent is shown talking before their leaving is told: after the talk the agent is rung again', () =>
    within(async (rooms) => {
      const { book, board } = rooms;
      await store.db.query('update agents set away_since = now() where id in ($1, $2)', [staff.boris, staff.vera]);
      const shown = () => {
        board.agentsChanged(site.id);
        return board.followed();
      };
      await shown();
      const clock = { at: Date.now() };
      const now = () => new Date(clock.at);
      const queueing = openQueueing({ ...{ db: store.db, book, board, voice: SILENT, now, longPollMs: 10 } });
      const id = await publish(route({ wait: queue() }));
      const ask = (providerCallId: string) => queueing.turn({ providerCallId, queue: `${id}-1-0`, step: 0, waited: 0 });
      try {
        assert.equal(told(await ask('first')), 'ring anna');
        const at = new Date(clock.at - 10_000);
        const call = await addCall(store.db, site, { at, providerCallId: 'first', endedAfter: null });
        await shown();
        assert.equal(told(await ask('second')), 'wait');
        board.hear([{ providerCallId: 'first', key: 'end', at: now(), kind: 'ended' }]);
        queueing.left('first');
        await store.db.query('update legs set ended_at = now() where call_id = $1', [call]);
        await store.db.query("update calls set ended_at = now(), status = 'answered' where id = $1", [call]);
        await shown();
        clock.at += 2001;
        assert.equal(told(await ask('second')), 'ring anna');
      } finally {
        queueing.close();
      }
    }));

  test('leave when nobody is on shift any more, and when their time is up', () =>
    within(async (rooms) => {
      const ask = await open(rooms, route({ wait: queue() }));
      assert.equal(told(await ask('late', 300)), 'leave');
      const never = randomUUIDv7();
      await store.db.query("insert into schedules (id, site_id, name) values ($1, $2, 'Never')", [never, site.id]);
      await store.db.query('update agents set schedule_id = $1 where site_id = $2', [never, site.id]);
      rooms.board.agentsChanged(site.id);
      await rooms.board.followed();
      assert.equal(told(await ask('first')), 'leave');
      assert.equal(rooms.queueing.waiting(staff.team), 0);
    }));

  test('are known again by a new start; a queue that never was is refused', () =>
    within(async (rooms) => {
      const put = route({ hi: dial({ to: [{ is: 'last-manager' }], else: 'wait' }), wait: queue() });
      const ask = await open(rooms, put);
      await ask('first');
      await within(async (again) => {
        const id = again.directory.find(site.numbers[0]!.e164)!.routeId!;
        const turn = await again.queueing.turn({ providerCallId: 'first', queue: `${id}-1-1`, step: 0, waited: 30 });
        assert.equal(turn.do, 'ring');
        await assert.rejects(
          again.queueing.turn({ providerCallId: 'x', queue: `${id}-1-0`, step: 0, waited: 0 }),
          /no queue/,
        );
      });
    }));
});
