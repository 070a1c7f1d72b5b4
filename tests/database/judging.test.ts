// Judging a period anew against a real database: the log says what memory said, whatever the order it was written in.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { judgeStretch, moved } from '../../src/calls/attribution/judging.ts';
import { parametersOf } from '../../src/calls/attribution/parameters.ts';
import { reattribute } from '../../src/calls/attribution/reattributing.ts';
import type { AttributionParameters } from '../../src/core/attribution/attribution.ts';
import { DEFAULT_PRIOR } from '../../src/core/attribution/default-prior.ts';
import { DEFAULT_POOL_PARAMETERS } from '../../src/core/pool/pool.ts';
import { seededRandom } from '../../src/simulation/random.ts';
import { makeWorld, REFERENCE_WORLD, type WorldEvent } from '../../src/simulation/world.ts';
import { answersInForce, type StoredAttribution } from '../../src/store/attributions.ts';
import { chooseParameters, insertParameters } from '../../src/store/parameters.ts';
import { makePartitions } from '../../src/store/partitions.ts';
import { siteCalls } from '../../src/store/visit-log.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Living, openLiving } from '../support/living.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

const DAY = 86_400;
const DAYS = 24;
const START = Date.parse('2026-03-01T00:00:00Z') / 1000;
const END = START + (DAYS + 1) * DAY;
const { windowSeconds } = DEFAULT_POOL_PARAMETERS;
const moment = (seconds: number) => new Date(seconds * 1000);

const WORLD = { ...REFERENCE_WORLD, days: DAYS, visitsPerDay: 40, numbers: 3, callRate: 0.15 };
/** Where phones are from, as the world has it. */
const regions = new Map<string, string>();
const regionOfCaller = (e164: string) => regions.get(e164) ?? null;

let store: TestDatabase;
let site: RecordedSite;
let living: Living;
const written: Living['rows'] = { visits: [], leases: [], activity: [] };

before(async () => {
  store = await openTestDatabase();
  for (const month of ['2026-02', '2026-03', '2026-04'])
    await makePartitions(store.db, new Date(`${month}-15T00:00:00Z`));
  const { accountId } = await addAccount(store.db);
  site = await addSite(store.db, { accountId, numbers: WORLD.numbers });
  const parameters = { ...DEFAULT_PRIOR, version: 'site-1', regionShares: { R1: 0.45, R2: 0.15, R3: 0.1 } };
  await putInForce(site, 1, parameters);
  living = await openLiving(store.db, site, { now: START }, regionOfCaller);
  await live(living, makeWorld(WORLD, seededRandom(3)));
  await living.followed();
  for (const kind of ['visits', 'leases', 'activity'] as const) written[kind].push(...(living.rows[kind] as never[]));
  await living.write();
});
after(async () => {
  await living?.close();
  await store?.close();
});

async function putInForce(of: RecordedSite, version: number, parameters: AttributionParameters) {
  const made = {
    siteId: of.id,
    learnedFrom: moment(START),
    learnedTo: moment(START),
    calls: 30,
    labelled: 0,
    heldOut: 0,
  };
  await insertParameters(store.db, version, parameters, { ...made, score: null, scoreInForce: null, whyNot: null });
  await chooseParameters(store.db, of.id, { version, userId: null, held: false });
}

/** Visits are ids of this run; a caller is a Russian mobile. */
async function live(on: Living, world: Iterable<WorldEvent>) {
  const visits = new Map<string, { visitId: string; numberId: string }>();
  const visitors = new Map<string, string>();
  for (const event of world) {
    const at = Math.round((START + event.t) * 1000) / 1000;
    if (event.type === 'visit') {
      const visitorId = visitors.get(event.visitor) ?? randomUUIDv7();
      visitors.set(event.visitor, visitorId);
      const source = { channel: event.channel, campaign: event.campaign };
      visits.set(event.visit, on.show({ at, visitorId, source, region: event.region }));
    } else if (event.type === 'call') {
      const numberId = 'dials' in event ? visits.get(event.dials)?.numberId : site.numbers[event.number]?.id;
      if (event.caller && event.region) regions.set(event.caller, event.region);
      await on.ring(at, numberId ?? '', event.caller);
    } else on.tell(visits.get(event.visit)?.visitId ?? '', at, event.type);
  }
}

type Told = { callId: string; before: StoredAttribution | undefined; after: StoredAttribution };
async function judgeAnew(
  of: RecordedSite,
  from: number,
  to: number,
  parameters: AttributionParameters,
): Promise<Told[]> {
  const told: Told[] = [];
  const period = { from: moment(from), to: moment(to) };
  await judgeStretch({
    ...{ db: store.db, siteId: of.id, ...period, parameters, windowSeconds, regionOfCaller },
    onJudged: (call, before, after) => void told.push({ callId: call.id, before, after }),
  });
  return told;
}

const inForce = () => parametersOf(store.db, site.id, 1, moment(END));

test('with the parameters of then, every call is answered as it was when it rang', async () => {
  const told = await judgeAnew(site, START, END, await inForce());
  const kinds = { all: told.length, repeat: 0, even: 0 };
  for (const { callId, before, after } of told) {
    assert.ok(before, callId);
    assert.ok(moved(before, after) < 1e-9, `${callId} moves by ${moved(before, after)}`);
    assert.deepEqual([after.model, after.repeat, after.visit?.id], [before.model, before.repeat, before.visit?.id]);
    assert.deepEqual(
      after.candidates.map(({ visitId, state }) => [visitId, state]),
      before.candidates.map(({ visitId, state }) => [visitId, state]),
    );
    if (after.repeat) kinds.repeat++;
    if ((after.visit?.probability ?? 1) < 0.9) kinds.even++;
  }
  assert.ok(kinds.all > 100 && kinds.repeat > 15 && kinds.even > 10, JSON.stringify(kinds));
});

test('a stretch from the middle goes on from what was answered before it', async () => {
  const told = await judgeAnew(site, START + 16 * DAY, END, await inForce());
  assert.ok(told.length > 30, `${told.length}`);
  for (const { callId, before, after } of told)
    assert.ok(moved(before, after) < 1e-6, `${callId} ${moved(before, after)}`);
});

test('the probabilities of every answer sum to one', async () => {
  for (const { after } of await judgeAnew(site, START, END, DEFAULT_PRIOR)) {
    const sum = after.sources.reduce((total, { probability }) => total + probability, after.nobody);
    assert.ok(Math.abs(sum - 1) < 1e-9, `${sum}`);
  }
});

test('the order in which events came into the log does not matter', async () => {
  const { accountId } = await addAccount(store.db);
  const other = await addSite(store.db, { accountId, numbers: WORLD.numbers });
  const numberOf = new Map(site.numbers.map(({ id }, at) => [id, other.numbers[at]?.id ?? '']));
  const late = await openLiving(store.db, other, { now: START }, regionOfCaller);
  const random = seededRandom(11);
  const shuffled = <T>(all: readonly T[]) =>
    all
      .map((one) => [random(), one] as const)
      .sort(([a], [b]) => a - b)
      .map(([, one]) => one);
  late.rows.visits.push(...shuffled(written.visits));
  late.rows.leases.push(
    ...shuffled(written.leases).map((lease) => ({ ...lease, numberId: numberOf.get(lease.numberId) ?? '' })),
  );
  late.rows.activity.push(...shuffled(written.activity));
  await late.write();
  const calls = await siteCalls(store.db, { siteId: site.id, from: START, to: END });
  for (const call of shuffled(calls)) await late.read(call.at, numberOf.get(call.numberId) ?? '', call.caller);
  await late.close();
  const parameters = await inForce();
  const [told, toldLate] = [
    await judgeAnew(site, START, END, parameters),
    await judgeAnew(other, START, END, parameters),
  ];
  const plain = ({ after: { callId: _, ...answer } }: Told) => answer;
  assert.deepEqual(toldLate.map(plain), told.map(plain));
  assert.ok(told.length > 100);
});

describe('re-attribution', () => {
  const asked = () => ({
    ...{
      db: store.db,
      siteId: site.id,
      from: moment(START + 10 * DAY),
      to: moment(END),
      windowSeconds,
      regionOfCaller,
    },
  });
  const inLog = async () => [
    ...(
      await answersInForce(
        store.db,
        (await siteCalls(store.db, { siteId: site.id, from: START, to: END })).map(({ id }) => id),
      )
    ).values(),
  ];

  test('changes nothing where the same parameters judge', async () => {
    const judged = await reattribute({ ...asked(), version: 1, apply: true });
    assert.deepEqual(judged.kind === 'judged' && [judged.changed, judged.examples], [0, []]);
    assert.ok((await inLog()).every(({ version }) => version === 1));
  });

  test('says before what it then does; the old answers stay', async () => {
    const eager = { byCampaign: {}, byChannel: { paid: 0.05, organic: 4 } };
    await insertVersion(2, { ...DEFAULT_PRIOR, version: 'site-2', rates: eager });
    const before = await inLog();
    const preview = await reattribute({ ...asked(), version: 2, apply: false });
    assert.deepEqual(await inLog(), before, 'a preview changes nothing');
    assert.ok(preview.kind === 'judged' && preview.changed > 20 && preview.changes.channel > 0);
    const organic = preview.channels.find(({ channel }) => channel === 'organic');
    assert.ok(organic && organic.after > organic.before + 1, JSON.stringify(preview.channels));
    const sum = (when: 'before' | 'after') => preview.channels.reduce((total, row) => total + row[when], 0);
    assert.ok(Math.abs(sum('before') - preview.calls) < 1e-6 && Math.abs(sum('after') - preview.calls) < 1e-6);
    assert.ok(preview.examples.length > 0 && preview.examples.length <= 50);

    const applied = await reattribute({ ...asked(), version: 2, apply: true });
    assert.deepEqual(applied.kind === 'judged' && [applied.calls, applied.changed], [preview.calls, preview.changed]);
    const now = await inLog();
    const anew = now.filter(({ version }) => version === 2);
    assert.equal(anew.length, preview.changed);
    assert.ok(anew.every(({ origin, model }) => origin === 'reattribution' && model === 'posterior-1/site-2'));
    const { rows } = await store.db.query(
      'select count(*)::int as n from attributions a join calls c on c.id = a.call_id where c.site_id = $1 and a.version = 1 and a.origin = $2',
      [site.id, 'call'],
    );
    assert.equal(rows[0].n, before.length);
    const again = await reattribute({ ...asked(), version: 2, apply: true });
    assert.equal(again.kind === 'judged' && again.changed, 0, 'twice is once');
  });

  test('refuses what is too long or unknown, with a reason', async () => {
    const refused = async (more: object) => {
      const judged = await reattribute({ ...asked(), version: 1, apply: true, ...more });
      return judged.kind === 'refused' && judged.reason;
    };
    assert.equal(await refused({ from: moment(END - 101 * DAY) }), 'period-too-long');
    assert.equal(await refused({ version: 99 }), 'no-such-version');
  });

  async function insertVersion(version: number, parameters: AttributionParameters) {
    const made = {
      siteId: site.id,
      learnedFrom: moment(START),
      learnedTo: moment(START),
      calls: 30,
      labelled: 0,
      heldOut: 0,
    };
    await insertParameters(store.db, version, parameters, {
      ...made,
      score: null,
      scoreInForce: null,
      whyNot: 'explains-worse',
    });
  }
});
