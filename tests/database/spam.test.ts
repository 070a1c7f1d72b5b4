// Spam against a real database: held back when it rings, judged when it is over, marked and undone by people.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { openSpamDesk } from '../../src/calls/spam/spam.ts';
import { DEFAULT_SPAM_RULES, type ListedCaller, type SpamRules } from '../../src/core/spam.ts';
import { reportAccuracy } from '../../src/reports/accuracy.ts';
import { listTasks, reportMissed } from '../../src/reports/call-backs.ts';
import { callLines, listCalls } from '../../src/reports/calls.ts';
import { listDoubts } from '../../src/reports/doubts.ts';
import { reportSources } from '../../src/reports/sources.ts';
import { reportTimeline } from '../../src/reports/timeline.ts';
import { creditsAsOf, firstCalls } from '../../src/store/attributions.ts';
import { numberMonths } from '../../src/store/inventory.ts';
import { listNotices } from '../../src/store/notices.ts';
import { makePartitions } from '../../src/store/partitions.ts';
import { silenceFacts } from '../../src/store/silence.ts';
import { listCaller, saveSpamRules, spamFigures } from '../../src/store/spam.ts';
import { siteCalls } from '../../src/store/visit-log.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addSite, addVisit, answerOf, type RecordedSite } from '../support/records.ts';
import { openTelling, PROVIDER, type Telling, type ToldCall } from '../support/telling.ts';

const CALLER = '+79161234567';
const START = Date.now() - 3 * 86_400_000;
const at = (minutes: number) => new Date(START + minutes * 60_000);

let store: TestDatabase;
let owner: { accountId: string; userId: string };
before(async () => {
  store = await openTestDatabase();
  await makePartitions(store.db, at(0));
  owner = await addAccount(store.db);
});
after(() => store?.close());

const newSite = (numbers = 2) => addSite(store.db, { accountId: owner.accountId, numbers });
const list = (site: RecordedSite, entry: ListedCaller) =>
  listCaller(store.db, { ...entry, id: randomUUIDv7(), siteId: site.id, note: '', userId: null });
const rules = (site: RecordedSite, own: Partial<SpamRules>) =>
  saveSpamRules(store.db, site.id, { ...DEFAULT_SPAM_RULES, ...own });
const lineOf = async (callId: string) => (await callLines(store.db, [callId]))[0]!;
const openTasks = async (site: RecordedSite) =>
  (await listTasks(store.db, { siteId: site.id, state: 'open', now: at(0) }, { limit: 50 })).items.map(
    ({ phone }) => phone,
  );

/** A call that rings now: what telephony is told, and the stored line once it has ended as spam or missed. */
async function ring(tell: Telling, site: RecordedSite, caller: string, number = site.numbers[0]!.e164) {
  const id = randomUUIDv7();
  const now = new Date();
  const taken = tell.taking.now({ provider: PROVIDER, providerCallId: id, did: number, callerRaw: caller, at: now });
  assert.ok(taken.kind === 'taken');
  const { plan, spam } = await taken.routed;
  await taken.stored();
  await tell.call(site, { id, at: now, caller, number });
  return { plan, spam, line: await lineOf(await tell.idOf(id)) };
}

describe('when it rings', () => {
  test('a caller on the list is rejected before anything is answered, and leaves nothing but a line', async () => {
    const site = await newSite();
    await list(site, { list: 'blocked', match: 'phone', phone: CALLER });
    const tell = await openTelling(store.db);
    const { plan, line } = await ring(tell, site, CALLER);
    assert.deepEqual(plan, { record: false, steps: [{ do: 'hangup', cause: 'rejected' }] });
    assert.deepEqual(line.spam, { reasons: ['blacklisted'], by: 'rules', heldBack: true });
    assert.deepEqual(await openTasks(site), []);
    const day = await reportTimeline(store.db, { siteId: site.id, timeZone: 'UTC', from: at(-60), to: new Date() });
    assert.equal(
      day.reduce((sum, { calls }) => sum + calls, 0),
      0,
    );
    const honest = await ring(tell, site, '+79160000002');
    assert.deepEqual([honest.spam, honest.line.spam, honest.line.firstTime], [null, null, true]);
    assert.deepEqual(await openTasks(site), ['+79160000002']);
  });

  describe('and the number is being flooded', () => {
    const KNOWN = '+79161111111';
    const NEW = '+79162222222';
    /** A thousand calls within a minute; of every hundred one is the client's and one somebody's who never called. */
    const flood = async (own: Partial<SpamRules>, flooding: (at: number) => string) => {
      const site = await newSite();
      await rules(site, own);
      const before = await openTelling(store.db);
      await before.call(site, { at: at(0), caller: KNOWN, answeredAfter: 5, endedAfter: 65 });
      const { judgement } = await openTelling(store.db);
      const { screen, foresee } = judgement.screening;
      const of = { siteId: site.id, numberId: site.numbers[0]!.id, provider: PROVIDER };
      const call = (caller: string, ms: number) => ({ ...of, caller, callerRaw: caller, at: new Date(START + ms) });
      const held = { known: 0, fresh: 0, flooding: 0 };
      const note = (who: keyof typeof held, caller: string, ms: number) => {
        if (screen({ ...call(caller, ms), providerCallId: randomUUIDv7() })?.isRejected) held[who]++;
      };
      for (let n = 0; n < 1000; n++) {
        note('flooding', flooding(n), n * 50);
        if (n % 100 === 99) note('known', KNOWN, n * 50 + 1);
        if (n % 100 === 99) note('fresh', `+7916222${2200 + n}`, n * 50 + 2);
      }
      return { held, foresee: (caller: string) => foresee(call(caller, 50_000)) };
    };

    test('by a thousand callers: no client is held back, and nobody who is only one of many', async () => {
      const { held, foresee } = await flood({}, (n) => `+7903${String(1_000_000 + n)}`);
      assert.deepEqual(held, { known: 0, fresh: 0, flooding: 0 });
      assert.deepEqual([foresee(KNOWN), foresee(NEW)], [null, null]);
    });

    test('by one caller: who is held back, and nobody else', async () => {
      const { held, foresee } = await flood({}, () => '+79031000000');
      assert.deepEqual([held.known, held.fresh, held.flooding > 900], [0, 0, true]);
      assert.deepEqual([foresee(KNOWN), foresee(NEW)], [null, null]);
      assert.deepEqual(foresee('+79031000000')?.reasons, ['flood-of-caller', 'flood-of-number']);
    });

    test('and the site holds everybody back then: its clients are let through nevertheless', async () => {
      const { held, foresee } = await flood({ weights: { 'flood-of-number': 100 } }, (n) => `+7903${1_000_000 + n}`);
      assert.deepEqual([held.known, held.flooding > 900], [0, true]);
      assert.equal(foresee(KNOWN), null);
      assert.equal(foresee(NEW)?.isRejected, true);
    });
  });

  test('what would be said of a call is known without counting it', async () => {
    const site = await newSite();
    const { judgement } = await openTelling(store.db);
    const { screen, foresee } = judgement.screening;
    const call = { siteId: site.id, numberId: site.numbers[0]!.id, caller: CALLER, callerRaw: CALLER, at: new Date() };
    for (let n = 0; n < 40; n++) assert.equal(foresee(call), null);
    for (let n = 0; n < 9; n++) screen({ ...call, provider: PROVIDER, providerCallId: randomUUIDv7() });
    assert.deepEqual(foresee(call), { reasons: ['flood-of-caller'], isRejected: true }, 'the tenth in ten minutes');
  });

  test('beginnings of numbers and callers who show none are held back where the site wants that, and nowhere else', async () => {
    const [site, other] = [await newSite(), await newSite()];
    await list(site, { list: 'blocked', match: 'prefix', phone: '+7800' });
    await list(site, { list: 'blocked', match: 'hidden', phone: null });
    const tell = await openTelling(store.db);
    const reasons = async (where: RecordedSite, caller: string) => (await ring(tell, where, caller)).spam?.reasons;
    assert.deepEqual(await reasons(site, '88005553535'), ['blacklisted-prefix']);
    assert.deepEqual(await reasons(site, 'anonymous'), ['hidden-blocked']);
    assert.equal(await reasons(site, CALLER), undefined);
    assert.equal(await reasons(other, '88005553535'), undefined);
    assert.equal(await reasons(other, 'anonymous'), undefined);
  });

  test('contacts, and callers with a talk of half a minute, are let through; a shorter talk does not help', async () => {
    const site = await newSite();
    await list(site, { list: 'blocked', match: 'prefix', phone: '+7916' });
    let tell = await openTelling(store.db);
    await tell.call(site, { at: at(0), caller: '+79160000001', answeredAfter: 5, endedAfter: 35 });
    await tell.call(site, { at: at(0), caller: '+79160000002', answeredAfter: 5, endedAfter: 34 });
    await store.db.query('insert into contacts (id, site_id, phone) values ($1, $2, $3)', [
      randomUUIDv7(),
      site.id,
      '+79160000003',
    ]);
    tell = await openTelling(store.db);
    const isSpam = async (caller: string) => (await ring(tell, site, caller)).spam !== null;
    assert.deepEqual(
      [await isSpam('+79160000001'), await isSpam('+79160000002'), await isSpam('+79160000003')],
      [false, true, false],
    );
  });

  test('whom a person has put on the list by the whole number is held back although they have talked', async () => {
    const site = await newSite();
    let tell = await openTelling(store.db);
    await tell.call(site, { at: at(0), answeredAfter: 5, endedAfter: 95 });
    await list(site, { list: 'blocked', match: 'phone', phone: CALLER });
    tell = await openTelling(store.db);
    assert.equal((await ring(tell, site, CALLER)).line.spam?.heldBack, true);
  });

  test('who has talked since the start is known as soon as memory is refreshed', async () => {
    const site = await newSite();
    await list(site, { list: 'blocked', match: 'prefix', phone: '+7916' });
    const tell = await openTelling(store.db);
    await tell.call(site, { at: new Date(Date.now() - 60_000), caller: CALLER, answeredAfter: 5, endedAfter: 55 });
    await tell.judgement.screening.refresh();
    assert.equal((await ring(tell, site, CALLER)).spam, null);
  });

  test('the tenth call within ten minutes is a flood, and the same call asked twice counts once', async () => {
    const site = await newSite();
    const tell = await openTelling(store.db);
    for (let call = 1; call <= 9; call++) assert.equal((await ring(tell, site, CALLER)).spam, null);
    assert.deepEqual((await ring(tell, site, CALLER)).spam, { reasons: ['flood-of-caller'], isRejected: true });
    assert.equal((await ring(tell, site, '+79160000002')).spam, null);
  });

  test('where the site only wants to know, a flood is let through and marked', async () => {
    const site = await newSite();
    await rules(site, { holdsBack: false, callerCalls: 2 });
    const tell = await openTelling(store.db);
    await ring(tell, site, CALLER);
    const { plan, line } = await ring(tell, site, CALLER);
    assert.equal(plan?.steps[0]?.do, 'dial');
    assert.deepEqual(line.spam, { reasons: ['flood-of-caller'], by: 'rules', heldBack: false });
  });

  test('a robot that dials one of our numbers after the other from a number that no plan has is held back', async () => {
    const site = await newSite(4);
    const tell = await openTelling(store.db);
    const heldBack: boolean[] = [];
    for (const { e164 } of site.numbers)
      heldBack.push((await ring(tell, site, '+70001234567', e164)).line.spam?.heldBack ?? false);
    assert.deepEqual(heldBack, [false, false, true, true]);
  });

  test('the owner is told of a number that is being flooded', async () => {
    const site = await newSite();
    await rules(site, { numberCalls: 3 });
    const tell = await openTelling(store.db);
    for (let call = 0; call < 5; call++) await ring(tell, site, `+791600000${10 + call}`);
    const flood = async () =>
      (await listNotices(store.db, owner.accountId)).find(
        ({ kind, subject }) => kind === 'number-flood' && subject === site.numbers[0]!.id,
      );
    while (!(await flood())) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([(await flood())?.data.number, (await flood())?.data.calls], [site.numbers[0]!.e164, 3]);
  });
});

describe('when it is over', () => {
  const robot = (minutes: number): ToldCall => ({
    at: at(minutes),
    answeredAfter: 5,
    endedAfter: 6,
    caller: '+79990000001',
  });

  test('short talks again and again add up with what else they show, and the task they would open is not there', async () => {
    const site = await newSite();
    const tell = await openTelling(store.db);
    const calls = [0, 10, 20, 30, 40].map((minutes) => () => tell.call(site, robot(minutes)));
    const marks = [];
    for (const call of calls) marks.push((await lineOf(await call())).spam?.reasons ?? null);
    // hung up at the answer 25, short again and again 50, by the clock 50
    assert.deepEqual(marks, [null, null, null, null, ['hung-up-at-answer', 'short-again', 'regular-intervals']]);
  });

  test('a silent recording is added to the rest, and one that has a voice is not', async () => {
    const site = await newSite();
    const tell = await openTelling(store.db);
    const ids = [];
    for (const minutes of [0, 17, 60]) ids.push(await tell.call(site, robot(minutes)));
    const third = ids[2]!;
    assert.equal((await lineOf(third)).spam, null);
    await tell.judgement.spam.heard(third, false);
    assert.equal((await lineOf(third)).spam, null);
    await tell.judgement.spam.heard(third, true);
    assert.deepEqual((await lineOf(third)).spam, {
      ...{ reasons: ['hung-up-at-answer', 'short-again', 'silent'], by: 'rules', heldBack: false },
    });
  });

  test('rules never mark a call of half a minute, of a contact, or one that a person has judged', async () => {
    const site = await newSite();
    await rules(site, { threshold: 20 });
    const tell = await openTelling(store.db);
    assert.equal((await lineOf(await tell.call(site, { ...robot(0), endedAfter: 40 }))).spam, null);
    const marked = await tell.call(site, { ...robot(1), caller: '+79990000002' });
    assert.ok((await lineOf(marked)).spam);
    assert.equal(await tell.judgement.spam.unmark({ callId: marked, userId: owner.userId }), 'unmarked');
    await tell.judgement.spam.heard(marked, true);
    assert.equal((await lineOf(marked)).spam, null);
    assert.equal((await lineOf(await tell.call(site, { ...robot(2), caller: '+79990000002' }))).spam, null);
  });
});

describe('a person’s word', () => {
  /** Everything that counts calls, as one value. */
  async function everything(site: RecordedSite) {
    const { db } = store;
    const period = { siteId: site.id, from: at(-1000), to: new Date(Date.now() + 3_600_000) };
    const number = site.numbers[0]!.id;
    const now = period.to;
    return {
      sources: await reportSources(db, { ...period, by: 'campaign', counting: 'fractional', within: {} }),
      best: await reportSources(db, { ...period, by: 'term', counting: 'best', within: {} }),
      days: await reportTimeline(db, { ...period, timeZone: 'UTC' }),
      accuracy: await reportAccuracy(db, { ...period, sureFrom: 0.9 }),
      doubts: await listDoubts(db, { ...period, limit: 50 }),
      missed: await reportMissed(db, { ...period, by: 'channel', timeZone: 'UTC' }),
      open: (await listTasks(db, { siteId: site.id, state: 'open', now }, { limit: 50 })).items,
      closed: (await listTasks(db, { siteId: site.id, state: 'closed', now }, { limit: 50 })).items,
      months: await numberMonths(db, { siteId: site.id, numberId: number, timeZone: 'UTC' }),
      learned: await siteCalls(db, { siteId: site.id, from: null, to: now.getTime() / 1000 }),
      memory: await firstCalls(db, { since: at(-1000), siteId: site.id }),
      credits: [...(await creditsAsOf(db, { siteId: site.id, numberId: number, at: now, windowSeconds: 30 * 86_400 }))],
      rates: (await silenceFacts(db, site.id, now)).rates,
      firstTimes: (await listCalls(db, { siteId: site.id, firstTime: true, spam: false }, { limit: 50 })).items.map(
        ({ id }) => id,
      ),
    };
  }

  async function storied() {
    const site = await newSite();
    const tell = await openTelling(store.db);
    const visit = await addVisit(store.db, site, {
      ...{
        at: at(-30),
        numberId: site.numbers[0]!.id,
        source: { channel: 'paid-search', source: 'yandex', campaign: 'spring' },
      },
    });
    const answer = answerOf([{ ...visit, p: 0.8, channel: 'paid-search', source: 'yandex', campaign: 'spring' }]);
    const story: ToldCall[] = [
      { at: at(0) },
      { at: at(5), answeredAfter: 5, endedAfter: 25 },
      { at: at(9) },
      { at: at(12), caller: '+79160000002', answeredAfter: 5, endedAfter: 95 },
      { at: at(20), caller: '+79160000002' },
      { at: at(30), caller: 'anonymous' },
    ];
    const calls = [];
    for (const told of story) calls.push(await tell.call(site, told));
    for (const call of calls) await tell.answer(call, answer);
    return { site, calls, tell, spam: tell.judgement.spam };
  }

  test('takes a call out of everything that counts, and undone puts everything back exactly', async () => {
    const { site, calls, spam } = await storied();
    const before = await everything(site);
    for (const callId of calls) {
      assert.equal(await spam.mark({ callId, userId: owner.userId, block: false }), 'marked');
      const marked = await everything(site);
      assert.equal(marked.sources.totals.calls, before.sources.totals.calls - 1);
      assert.equal(marked.learned.length, before.learned.length - 1);
      assert.equal(await spam.unmark({ callId, userId: owner.userId }), 'unmarked');
      assert.deepEqual(await everything(site), before);
    }
  });

  test('about all calls at once leaves nothing, and undone in any order puts everything back', async () => {
    const { site, calls, spam } = await storied();
    const before = await everything(site);
    for (const callId of calls) await spam.mark({ callId, userId: owner.userId, block: false });
    const nothing = await everything(site);
    assert.deepEqual([nothing.sources.totals.calls, nothing.open, nothing.closed, nothing.memory], [0, [], [], []]);
    for (const callId of [3, 0, 5, 1, 4, 2].map((place) => calls[place]!))
      await spam.unmark({ callId, userId: owner.userId });
    assert.deepEqual(await everything(site), before);
  });

  test('makes the next call of the same phone its first one, as long as it holds', async () => {
    const { calls, spam } = await storied();
    const firstTimes = async () => (await Promise.all(calls.slice(0, 3).map(lineOf))).map(({ firstTime }) => firstTime);
    assert.deepEqual(await firstTimes(), [true, false, false]);
    await spam.mark({ callId: calls[0]!, userId: owner.userId, block: false });
    assert.deepEqual((await firstTimes()).slice(1), [true, false]);
    await spam.unmark({ callId: calls[0]!, userId: owner.userId });
    assert.deepEqual(await firstTimes(), [true, false, false]);
  });

  test('that a call held back was none opens the task it should have had', async () => {
    const site = await newSite();
    await list(site, { list: 'blocked', match: 'phone', phone: CALLER });
    const tell = await openTelling(store.db);
    const { line } = await ring(tell, site, CALLER);
    assert.deepEqual(await openTasks(site), []);
    await tell.judgement.spam.unmark({ callId: line.id, userId: owner.userId });
    assert.deepEqual(await openTasks(site), [CALLER]);
    const again = await openTelling(store.db);
    assert.equal((await ring(again, site, CALLER)).spam, null);
  });

  test('blocks the caller with the same click, but neither a contact nor one who showed no number', async () => {
    const { site, calls, spam } = await storied();
    const mark = (place: number) => spam.mark({ callId: calls[place]!, userId: owner.userId, block: true });
    await store.db.query('insert into contacts (id, site_id, phone) values ($1, $2, $3)', [
      randomUUIDv7(),
      site.id,
      '+79160000002',
    ]);
    assert.deepEqual([await mark(0), await mark(3), await mark(5)], ['marked', 'is-a-contact', 'hidden-caller']);
    const tell = await openTelling(store.db);
    assert.equal((await ring(tell, site, CALLER)).line.spam?.heldBack, true);
    assert.equal((await lineOf(calls[3]!)).spam, null);
  });

  test('a call of ours can’t be spam', async () => {
    const site = await newSite();
    const tell = await openTelling(store.db);
    const ours = await tell.callOut(site, { at: at(0), client: CALLER, clientAfter: 12 });
    assert.equal(await tell.judgement.spam.mark({ callId: ours, userId: owner.userId, block: false }), 'no-such-call');
  });

  test('is counted beside what the rules have marked', async () => {
    const site = await newSite();
    await list(site, { list: 'blocked', match: 'phone', phone: CALLER });
    const tell = await openTelling(store.db);
    const { line } = await ring(tell, site, CALLER);
    await ring(tell, site, CALLER);
    await tell.judgement.spam.unmark({ callId: line.id, userId: owner.userId });
    const figures = await spamFigures(store.db, site.id, at(0), new Date(Date.now() + 60_000));
    assert.deepEqual(figures, { marked: 1, heldBack: 1, undone: 1, byReason: [{ reason: 'blacklisted', calls: 1 }] });
  });

  test('fails whole if what follows from it fails', async () => {
    const { site, calls } = await storied();
    const before = await everything(site);
    const spam = openSpamDesk({
      ...{ db: store.db, newId: randomUUIDv7, onMarked: () => Promise.reject(new Error('no room')) },
    });
    await assert.rejects(spam.mark({ callId: calls[0]!, userId: owner.userId, block: true }), /no room/);
    assert.deepEqual(await everything(site), before);
  });
});
