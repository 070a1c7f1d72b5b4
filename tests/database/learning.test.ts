// Learning against a real database: what a site's own log teaches, and when it goes into force.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type Learned, learnSite } from '../../src/calls/attribution/learning.ts';
import { parametersOf } from '../../src/calls/attribution/parameters.ts';
import type { AttributionParameters } from '../../src/core/attribution/attribution.ts';
import { sourceKey } from '../../src/core/attribution/holder.ts';
import { campaignKey } from '../../src/core/source/source.ts';
import { seededRandom } from '../../src/simulation/random.ts';
import { insertCorrection } from '../../src/store/corrections.ts';
import { transaction } from '../../src/store/database.ts';
import { choicesInForce, listParameters } from '../../src/store/parameters.ts';
import { makePartitions } from '../../src/store/partitions.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Living, openLiving } from '../support/living.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

const START = Date.parse('2026-03-02T06:00:00Z') / 1000;
const PAID = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring' };
const ORGANIC = { channel: 'organic', source: 'google', medium: 'organic' };
const ROUND_SECONDS = 3 * 3600;

let store: TestDatabase;
let person: { accountId: string; userId: string };
before(async () => {
  store = await openTestDatabase();
  for (const month of ['2026-02', '2026-03', '2026-04'])
    await makePartitions(store.db, new Date(`${month}-15T00:00:00Z`));
  person = await addAccount(store.db);
});
const opened: Living[] = [];
after(async () => {
  for (const living of opened) await living.close();
  await store?.close();
});

type Caller = 'paid' | 'organic' | 'nobody';
type Round = { call: string; paid: string; organic: string };

/**
 * In every round one visit of each source is on the page, on numbers of their own, and somebody calls 25 seconds after
 * it began: who, is said by `callerOf`.
 */
async function liveRounds(
  living: Living,
  site: RecordedSite,
  rounds: number,
  callerOf: (round: number) => Caller,
  first = 0,
) {
  const random = seededRandom(5 + first);
  const told: Round[] = [];
  for (let round = first; round < first + rounds; round++) {
    const at = START + round * ROUND_SECONDS;
    const [one, other] = random() < 0.5 ? site.numbers : site.numbers.toReversed();
    const activity = [
      [20, 'beat'],
      [70, 'close'],
    ] as const;
    const paid = living.show({ at, source: PAID, numberId: one?.id ?? '', activity });
    const organic = living.show({ at, source: ORGANIC, numberId: other?.id ?? '', activity });
    const caller = callerOf(round);
    const call = await living.ring(
      at + 25,
      (caller === 'organic' ? organic : paid).numberId,
      `+7916${1_000_000 + round}`,
    );
    told.push({ call, paid: paid.visitId, organic: organic.visitId });
  }
  await living.write();
  return told;
}

const rateOf = (
  { byCampaign }: AttributionParameters['rates'],
  source: { channel: string; source: string; medium: string },
) => byCampaign[sourceKey({ channel: source.channel, campaign: campaignKey({ campaign: null, ...source }) })] ?? 1;

async function newSite() {
  const site = await addSite(store.db, { accountId: person.accountId, numbers: 2 });
  const living = await openLiving(store.db, site, { now: START });
  opened.push(living);
  return { site, living };
}

const afterRound = (round: number) => new Date((START + round * ROUND_SECONDS) * 1000);
const learn = (siteId: string, round: number, byPerson = false): Promise<Learned> =>
  learnSite({ db: store.db, siteId, regionOfCaller: () => null, now: afterRound(round), byPerson });

test('a site with too few calls learns nothing and says how many there are', async () => {
  const { site, living } = await newSite();
  await liveRounds(living, site, 29, () => 'paid');
  assert.deepEqual(await learn(site.id, 40), { outcome: 'too-few-calls', calls: 29 });
  assert.deepEqual(await listParameters(store.db, site.id), []);
});

describe('a site whose calls all come from one source', () => {
  let site: RecordedSite;
  let living: Living;
  let rounds: Round[];
  before(async () => {
    ({ site, living } = await newSite());
    rounds = await liveRounds(living, site, 80, () => 'paid');
  });
  const byId = async () => new Map((await listParameters(store.db, site.id)).map((row) => [row.version, row]));

  test('learns who calls and when, tests it on newer calls and puts it in force', async () => {
    const learned = await learn(site.id, 90);
    assert.deepEqual(learned, { outcome: 'in-force', calls: 80, version: 1, whyNot: null });
    const row = (await byId()).get(1);
    assert.deepEqual([row?.calls, row?.heldOut, row?.labelled, row?.whyNot], [64, 16, 0, null]);
    assert.ok((row?.score ?? 0) > (row?.scoreInForce ?? 0), `${row?.score} ${row?.scoreInForce}`);
    const { rates, hazards, version } = await parametersOf(store.db, site.id, 1, afterRound(90));
    assert.equal(version, 'site-1');
    const [paid, organic] = [rateOf(rates, PAID), rateOf(rates, ORGANIC)];
    assert.ok(paid > 1.4 && organic < 0.6, `${paid} ${organic}`);
    const [before = 0, at = 0] = [hazards.open.perSecond[1], hazards.open.perSecond[2]]; // 10…20 s and 20…30 s
    assert.ok(at > 2 * before, 'calls came 25 seconds after the visit began');
  });

  test('judges new calls by it at once, on every node; the old answers stay', async () => {
    await living.followed();
    assert.equal(living.desk.parametersOf(site.id).version, 'site-1');
    const { rows } = await store.db.query(
      'select distinct model from attributions a join calls c on c.id = a.call_id where c.site_id = $1',
      [site.id],
    );
    assert.deepEqual(rows, [{ model: 'posterior-1/default-1' }]);
  });

  test('takes a person’s corrections as labels', async () => {
    const said = rounds.slice(0, 45).map(({ call, paid }, at) => ({ callId: call, visitId: at < 40 ? null : paid }));
    for (const { callId, visitId } of said) {
      const { rows } = await store.db.query('select visitor_id as id from visits where id = $1', [visitId]);
      const word = { id: randomUUIDv7(), callId, userId: person.userId, visitId, visitorId: rows[0]?.id ?? null };
      await transaction(store.db, (tx) => insertCorrection(tx, word));
    }
    const before = await parametersOf(store.db, site.id, 1, afterRound(90));
    await learn(site.id, 91, true);
    const row = (await byId()).get(2);
    assert.equal(row?.labelled, 45);
    const [was, is] = [before.backgroundPerSecond, row?.parameters.backgroundPerSecond ?? 0];
    assert.ok(is > 2 * was, `${was} ${is}: forty calls were nobody's`);
    await store.db.query('delete from corrections');
  });

  test('a version chosen by hand stays until a person learns anew', async () => {
    const versions = [...(await byId()).keys()];
    const newest = Math.max(...versions);
    assert.equal(await living.desk.use(site.id, 'default', person.userId), true);
    assert.equal(await living.desk.use(site.id, newest + 100, person.userId), false);
    const [choice] = await choicesInForce(store.db, site.id);
    assert.deepEqual([choice?.version, choice?.held], [null, true]);
    assert.equal(living.desk.parametersOf(site.id).version, 'default-1');
    const byItself = await learn(site.id, 251);
    if (byItself.outcome !== 'kept') assert.fail(JSON.stringify(byItself));
    assert.equal((await choicesInForce(store.db, site.id))[0]?.version, null);
    const asked = await learn(site.id, 252, true);
    assert.equal(
      (await choicesInForce(store.db, site.id))[0]?.version,
      asked.outcome === 'in-force' ? asked.version : null,
    );
  });
});

test('what explains the newest calls worse is kept, but not in force', async () => {
  const { site, living } = await newSite();
  await liveRounds(living, site, 80, (round) => (round < 64 ? 'paid' : 'organic')); // and all at once it is the others
  const learned = await learn(site.id, 90);
  assert.deepEqual(learned, { outcome: 'kept', calls: 80, version: 1, whyNot: 'explains-worse' });
  assert.deepEqual(await choicesInForce(store.db, site.id), []);
});

test('two that learn at once: one does, the other says it is busy', async () => {
  const { site, living } = await newSite();
  await liveRounds(living, site, 40, () => 'paid');
  const outcomes = (await Promise.all([learn(site.id, 50), learn(site.id, 50)])).map(({ outcome }) => outcome);
  assert.deepEqual(outcomes.sort(), ['busy', 'in-force']);
});

test('learning works in a thread of its own', async () => {
  const { site, living } = await newSite();
  await liveRounds(living, site, 40, () => 'paid');
  const learned = await living.desk.learn(site.id, true);
  assert.deepEqual([learned.outcome, learned.calls], ['in-force', 39], 'the last one is ringing now');
  assert.equal(living.desk.parametersOf(site.id).version, 'site-1');
});
