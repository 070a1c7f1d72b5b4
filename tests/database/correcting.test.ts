// People's word on who called, against a real database: corrections and named callers, and what follows from them.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { explainCall } from '../../src/calls/attribution/explaining.ts';
import { judgeStretch } from '../../src/calls/attribution/judging.ts';
import { DEFAULT_PRIOR } from '../../src/core/attribution/default-prior.ts';
import { DEFAULT_POOL_PARAMETERS } from '../../src/core/pool/pool.ts';
import { answersInForce, type StoredAttribution } from '../../src/store/attributions.ts';
import { findCorrection } from '../../src/store/corrections.ts';
import { makePartitions } from '../../src/store/partitions.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Living, openLiving } from '../support/living.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-10T09:00:00Z') / 1000;
const ANNA = '+79161111111';
const BORIS = '+79162222222';
const SPRING = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring', term: 'roses' };
const GOOGLE = { channel: 'organic', source: 'google', medium: 'organic' };
const tapped = [[15, 'tap']] as const;
const open = [[10, 'beat']] as const;

let store: TestDatabase;
let person: { accountId: string; userId: string };
let opened: Living[] = [];
before(async () => {
  store = await openTestDatabase();
  for (const month of ['2026-03', '2026-05']) await makePartitions(store.db, new Date(`${month}-15T00:00:00Z`));
  person = await addAccount(store.db);
});
after(() => store?.close());
afterEach(async () => {
  for (const living of opened) await living.close();
  opened = [];
});

async function newSite() {
  const site = await addSite(store.db, { accountId: person.accountId, numbers: 3, statics: [{ source: 'radio' }] });
  const clock = { now: START };
  const living = await openLiving(store.db, site, clock);
  const other = await openLiving(store.db, site, clock); // another node
  opened.push(living, other);
  return { site, living, other };
}

const answerOf = async (callId: string): Promise<StoredAttribution & { version: number }> =>
  (await answersInForce(store.db, [callId])).get(callId) as StoredAttribution & { version: number };
const versionsOf = async (callId: string) =>
  (
    await store.db.query(
      'select version, origin, visit_id as visit from attributions where call_id = $1 order by version',
      [callId],
    )
  ).rows;
const chanceOf = ({ candidates }: StoredAttribution, visitId: string) =>
  candidates.find((candidate) => candidate.visitId === visitId)?.probability ?? 0;

/** Two visits on one number: one has tapped, the other is only there. Anna calls; days later her phone calls again. */
async function story() {
  const { site, living, other } = await newSite();
  const [number, second] = site.numbers;
  const likely = living.show({ at: START - 20, numberId: number?.id ?? '', source: SPRING, activity: tapped });
  const quiet = living.show({ at: START - 300, numberId: number?.id ?? '', source: GOOGLE, activity: [[280, 'beat']] });
  const first = await living.ring(START, number?.id ?? '', ANNA);
  const later = START + 2 * DAY;
  const again = living.show({
    at: later - HOUR,
    numberId: second?.id ?? '',
    visitorId: quiet.visitorId,
    activity: open,
  });
  const crowd = living.show({ at: later - 30, numberId: second?.id ?? '', source: SPRING, activity: tapped });
  const repeat = await living.ring(later, second?.id ?? '', ANNA);
  await living.write();
  return {
    site,
    living,
    other,
    number: number?.id ?? '',
    second: second?.id ?? '',
    likely,
    quiet,
    again,
    crowd,
    first,
    repeat,
    later,
  };
}
type Story = Awaited<ReturnType<typeof story>>;
const correct = ({ site, living }: Story, callId: string, visitId: string | null) =>
  living.desk.correcting.correct({ siteId: site.id, callId, userId: person.userId, visitId });
const withdraw = ({ site, living }: Story, callId: string) =>
  living.desk.correcting.withdraw({ siteId: site.id, callId });

describe('a correction', () => {
  test('is a further answer that is certain; the old one stays', async () => {
    const told = await story();
    const before = await answerOf(told.first);
    assert.equal(before.visit?.id, told.likely.visitId);
    const done = await correct(told, told.first, told.quiet.visitId);
    assert.equal(done.kind, 'corrected');
    const now = await answerOf(told.first);
    assert.deepEqual([now.version, now.origin, now.model, now.nobody], [2, 'correction', 'correction-1', 0]);
    assert.deepEqual(now.visit, { id: told.quiet.visitId, probability: 1 });
    assert.deepEqual(now.channel, { channel: 'organic', probability: 1 });
    assert.deepEqual(
      now.sources.map(({ source, probability }) => [source, probability]),
      [['google', 1]],
    );
    assert.deepEqual(
      (await versionsOf(told.first)).map(({ visit }) => visit),
      [told.likely.visitId, told.quiet.visitId],
    );
  });

  test('is carried to later calls of the caller: they are of the same visitor', async () => {
    const told = await story();
    const before = await answerOf(told.repeat);
    assert.equal(before.visit?.id, told.crowd.visitId);
    const done = await correct(told, told.first, told.quiet.visitId);
    assert.equal(done.kind === 'corrected' && done.rejudged, 1);
    const now = await answerOf(told.repeat);
    assert.deepEqual([now.origin, now.visit?.id], ['identity', told.again.visitId]);
    assert.ok((now.visit?.probability ?? 0) >= 0.99);
  });

  test('teaches every node who calls next', async () => {
    const told = await story();
    await correct(told, told.first, told.quiet.visitId);
    for (const node of [told.living, told.other]) {
      await node.followed();
      const at = told.later + (node === told.living ? HOUR : 2 * HOUR);
      node.show({
        at: at - HOUR / 2,
        numberId: told.second,
        visitorId: told.quiet.visitorId,
        visitId: randomUUIDv7(),
        activity: open,
      });
      const crowd = node.show({ at: at - 20, numberId: told.second, source: SPRING, activity: tapped });
      const answer = await answerOf(await node.ring(at, told.second, ANNA));
      assert.equal(answer.candidates[0]?.visitorId, told.quiet.visitorId);
      const stranger = await answerOf(
        await node.ring(at + 1, told.second, node === told.living ? BORIS : '+79163333333'),
      );
      assert.equal(stranger.visit?.id, crowd.visitId);
    }
  });

  test('frees the visit that was taken for the caller: it may make another’s call', async () => {
    const told = await story();
    const credited = () =>
      new Map(told.living.pool.holders(told.number, START + 5).map((holder) => [holder.visit, holder.credited]));
    assert.ok((credited().get(told.likely.visitId) ?? 0) > 0.9);
    await correct(told, told.first, told.quiet.visitId);
    await told.living.followed();
    assert.ok((credited().get(told.likely.visitId) ?? 1) < 0.01);
    assert.ok((credited().get(told.quiet.visitId) ?? 0) > 0.99);
  });

  test('may say that it was none of our visits', async () => {
    const told = await story();
    await correct(told, told.first, null);
    const now = await answerOf(told.first);
    assert.deepEqual([now.visit, now.channel, now.campaign, now.nobody], [null, null, null, 1]);
    assert.deepEqual([now.sources, now.candidates], [[], []]);
  });

  test('is withdrawn: the answer before it is in force again, and later calls are judged without it', async () => {
    const told = await story();
    const [first, repeat] = [await answerOf(told.first), await answerOf(told.repeat)];
    await correct(told, told.first, told.quiet.visitId);
    const done = await withdraw(told, told.first);
    assert.equal(done.kind === 'corrected' && done.rejudged, 1);
    const same = ({ version: _, origin: _o, ...answer }: StoredAttribution) => answer;
    assert.deepEqual(same(await answerOf(told.first)), same(first));
    assert.deepEqual((await answerOf(told.first)).origin, 'call');
    assert.equal((await answerOf(told.repeat)).visit?.id, repeat.visit?.id);
    assert.equal(await findCorrection(store.db, told.first), undefined);
    assert.deepEqual(await withdraw(told, told.first), { kind: 'refused', reason: 'not-corrected' });
    assert.equal((await store.db.query('select 1 from identities where site_id = $1', [told.site.id])).rowCount, 0);
  });

  test('again takes the place of the one before', async () => {
    const told = await story();
    await correct(told, told.first, told.quiet.visitId);
    await correct(told, told.first, told.likely.visitId);
    assert.equal((await answerOf(told.first)).visit?.id, told.likely.visitId);
    const { rows } = await store.db.query('select visitor_id from identities where site_id = $1', [told.site.id]);
    assert.deepEqual(rows, [{ visitor_id: told.likely.visitorId }]);
    await withdraw(told, told.first);
    assert.equal((await answerOf(told.first)).origin, 'call');
  });

  test('wins over judging anew', async () => {
    const told = await story();
    await correct(told, told.first, told.quiet.visitId);
    await correct(told, told.repeat, null);
    const said = new Map<string, (string | undefined)[]>();
    await judgeStretch({
      ...{ db: store.db, siteId: told.site.id, parameters: DEFAULT_PRIOR, regionOfCaller: () => null },
      ...{ windowSeconds: DEFAULT_POOL_PARAMETERS.windowSeconds },
      ...{ from: new Date((START - DAY) * 1000), to: new Date((START + 5 * DAY) * 1000) },
      onJudged: (call, _, after) => void said.set(call.id, [after.visit?.id, after.model]),
    });
    assert.deepEqual(
      [...said],
      [
        [told.first, [told.quiet.visitId, 'correction-1']],
        [told.repeat, [undefined, 'correction-1']],
      ],
    );
  });

  test('is refused, with the reason, where it can’t be', async () => {
    const told = await story();
    const elsewhere = await story();
    const reason = async (callId: string, visitId: string | null, of = told) => {
      const done = await correct(of, callId, visitId);
      return done.kind === 'refused' && done.reason;
    };
    assert.equal(await reason(told.first, elsewhere.quiet.visitId), 'no-such-visit');
    assert.equal(await reason(told.first, randomUUIDv7()), 'no-such-visit');
    assert.equal(await reason(told.first, told.again.visitId), 'visit-after-call');
    assert.equal(await reason(randomUUIDv7(), null), 'no-such-call');
    assert.equal((await versionsOf(told.first)).length, 1);
  });
});

describe('a caller who was named by a form', () => {
  const name = ({ site, living }: Story, visitorId: string, phone = ANNA) =>
    living.desk.correcting.name({
      ...{ siteId: site.id, phone, numbersLike: site.numbers[0]?.e164 ?? null, visitorId },
      ...{ origin: 'form', at: new Date(START * 1000) },
    });

  test('is that visitor: their calls are judged anew, the first one too', async () => {
    const told = await story();
    const done = await name(told, told.quiet.visitorId, '8 (916) 111-11-11');
    assert.equal(done.kind === 'named' && done.rejudged, 2);
    assert.deepEqual(
      [(await answerOf(told.first)).visit?.id, (await answerOf(told.first)).origin],
      [told.quiet.visitId, 'identity'],
    );
    assert.equal((await answerOf(told.repeat)).visit?.id, told.again.visitId);
    assert.deepEqual(
      (await versionsOf(told.first)).map(({ origin }) => origin),
      ['call', 'identity'],
    );
  });

  for (const how of ['rings', 'is read late'] as const)
    test(`on a number they never held has come from their latest visit (the call ${how})`, async () => {
      const told = await story();
      await name(told, told.quiet.visitorId);
      await told.living.followed();
      const third = told.site.numbers[2]?.id ?? '';
      const at = told.later + 10 * DAY;
      told.living.show({ at: at - 20, numberId: third, source: SPRING, activity: tapped });
      await told.living.write();
      const ask = how === 'rings' ? told.living.ring : told.living.read;
      const answer = await answerOf(await ask(at, third, ANNA));
      assert.deepEqual(
        [answer.candidates[0]?.visitId, answer.candidates[0]?.state],
        [told.again.visitId, 'remembered'],
      );
      assert.ok((answer.visit?.probability ?? 0) >= 0.99);
      const late = await answerOf(await ask(told.later + 32 * DAY, third, ANNA));
      assert.notEqual(late.visit?.id, told.again.visitId, 'after a month that says nothing of this call');
    });

  test('is forgotten again when the word is taken back', async () => {
    const told = await story();
    const done = await name(told, told.quiet.visitorId);
    assert.ok(done.kind === 'named');
    assert.equal(
      await told.living.desk.correcting.unname({ siteId: told.site.id, identityId: done.identity.id }),
      true,
    );
    assert.equal((await answerOf(told.first)).visit?.id, told.likely.visitId);
    assert.equal(
      await told.living.desk.correcting.unname({ siteId: told.site.id, identityId: done.identity.id }),
      false,
    );
  });

  test('must be a phone, and a visitor of this site', async () => {
    const told = await story();
    const reason = async (visitorId: string, phone?: string) => {
      const done = await name(told, visitorId, phone);
      return done.kind === 'refused' && done.reason;
    };
    assert.equal(await reason(told.quiet.visitorId, 'hello'), 'not-a-phone');
    assert.equal(await reason(randomUUIDv7()), 'no-such-visitor');
  });
});

describe('a deferred call', () => {
  /** A number that is shown to a hundred visits a day of one campaign, for eight days; all pages are closed long since. */
  async function campaign() {
    const { site, living } = await newSite();
    const number = site.numbers[0]?.id ?? '';
    for (let visit = 0; visit < 800; visit++) {
      const at = START + (visit * DAY) / 100;
      living.show({ at, numberId: number, source: visit % 20 === 0 ? GOOGLE : SPRING, activity: [[40, 'close']] });
    }
    await living.write();
    return { living, number };
  }

  for (const how of ['rings', 'is read late'] as const) {
    test(`days after the page was closed gets its source (it ${how})`, async () => {
      const { living, number } = await campaign();
      const ask = how === 'rings' ? living.ring : living.read;
      const answer = await answerOf(await ask(START + 9.5 * DAY, number, ANNA));
      assert.deepEqual([answer.channel?.channel, answer.campaign?.campaign], ['paid-search', 'spring']);
      assert.ok((answer.campaign?.probability ?? 0) > 0.6, `${answer.campaign?.probability}`);
      assert.ok(answer.candidates.every(({ state }) => state === 'closed'));
      assert.ok((answer.visit?.probability ?? 0) < 0.1, 'which of the visits it was nobody can know');
    });

    test(`of somebody who called weeks ago is theirs (it ${how})`, async () => {
      const { living, number } = await campaign();
      const ask = how === 'rings' ? living.ring : living.read;
      const at = START + 9 * DAY;
      const visit = living.show({
        at: at - 20,
        numberId: number,
        source: { ...GOOGLE, campaign: 'brand' },
        activity: tapped,
      });
      await living.write();
      await ask(at, number, ANNA);
      const answer = await answerOf(await ask(at + 30 * DAY, number, ANNA));
      assert.deepEqual([answer.visit?.id, answer.candidates[0]?.state], [visit.visitId, 'remembered']);
      assert.equal(answer.campaign?.campaign, 'brand');
    });
  }
});

describe('an explanation', () => {
  const explain = (callId: string) =>
    explainCall({
      ...{ db: store.db, callId, regionOfCaller: () => null },
      windowSeconds: DEFAULT_POOL_PARAMETERS.windowSeconds,
    });

  test('weighs as the answer did: factors multiply to weights, weights to probabilities', async () => {
    const told = await story();
    const stranger = await told.living.ring(START + 30, told.number, BORIS);
    await told.living.write();
    const explained = await explain(stranger);
    assert.ok(typeof explained === 'object');
    const answer = await answerOf(stranger);
    assert.ok(Math.abs(explained.nobody - answer.nobody) < 1e-9);
    const sum = explained.candidates.reduce((total, { weight }) => total + weight, explained.background);
    for (const candidate of explained.candidates) {
      const { hazard, sourceRate, regionFactor, credited, weight, probability, memory } = candidate;
      assert.ok(Math.abs(hazard * sourceRate * regionFactor * (1 - credited) - weight) < 1e-15);
      assert.ok(Math.abs(weight / sum - probability) < 1e-9);
      assert.ok(Math.abs(chanceOf(answer, candidate.visit) - probability) < 1e-9);
      assert.equal(memory, 0);
    }
    const likely = explained.candidates.find(({ visit }) => visit === told.likely.visitId);
    assert.ok((likely?.credited ?? 0) > 0.9 && likely?.state === 'tapped');
  });

  test('tells what is due to memory', async () => {
    const told = await story();
    await correct(told, told.first, told.quiet.visitId);
    const explained = await explain(told.repeat);
    assert.ok(typeof explained === 'object' && explained.repeat);
    assert.equal(explained.candidates[0]?.visit, told.again.visitId);
    assert.ok((explained.candidates[0]?.memory ?? 0) > 0.99);
  });

  test('says what there is none of', async () => {
    const { site, living } = await newSite();
    assert.equal(await explain(randomUUIDv7()), 'no-such-call');
    const radio = (site as RecordedSite).statics[0];
    const taken = await living.desk.attributing.now({
      ...{ caller: ANNA, at: new Date(START * 1000) },
      number: {
        id: radio?.id ?? '',
        e164: radio?.e164 ?? '',
        siteId: site.id,
        poolId: null,
        staticSource: radio?.source ?? null,
        ...{ connectionId: randomUUIDv7(), routeId: null, line: [] },
      },
    });
    assert.equal((await taken.describe(store.db, randomUUIDv7())).model, 'static-1');
  });
});
