// Who called, over HTTP: answers and corrections, identities, learning, judging anew, accuracy and doubts.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type {
  AccuracyReport,
  CallAnswers,
  Corrected,
  DoubtList,
  IdentityCreated,
  IdentityList,
  Learned,
  ParametersVersions,
  Reattributed,
  ReattributionPreview,
  VisitChoices,
} from '../../src/api/wire.ts';
import { addRefusals } from '../../src/store/refusals.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import {
  addAccount,
  addCall,
  addSite,
  addVisit,
  answerOf,
  type RecordedSite,
  type Share,
  staticAnswer,
} from '../support/records.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const START = Date.now() - 20 * HOUR_MS;
const at = (minutes: number) => new Date(START + minutes * MINUTE_MS);
const SPRING = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring', term: 'roses' };
const GOOGLE = { channel: 'organic', source: 'google', medium: 'organic' };

let api: TestApi;
let stranger: string;
before(async () => {
  api = await openTestApi();
  stranger = await api.keyFor((await addAccount(api.db)).userId);
});
after(() => api?.close());

const newSite = () => addSite(api.db, { accountId: api.owner.accountId, statics: [{ source: 'radio' }] });
const visit = (site: RecordedSite, minutes: number, source = {}, more: object = {}) =>
  addVisit(api.db, site, {
    at: at(minutes),
    source,
    numberId: site.numbers[0]?.id ?? '',
    activity: [[30, 'tap']],
    ...more,
  });
let callers = 0;
const call = (site: RecordedSite, minutes: number, shares: readonly Share[], more: object = {}) =>
  addCall(api.db, site, {
    at: at(minutes),
    caller: `+7916${2_000_000 + ++callers}`,
    answer: answerOf(shares),
    ...more,
  });

describe('a correction', () => {
  let site: RecordedSite;
  let [spring, google] = [
    { visitId: '', visitorId: '' },
    { visitId: '', visitorId: '' },
  ];
  let callId: string;
  before(async () => {
    site = await newSite();
    [spring, google] = [await visit(site, 0, SPRING), await visit(site, 1, GOOGLE)];
    await addVisit(api.db, site, { at: at(1.5), source: { ...GOOGLE, campaign: 'elsewhere' } });
    callId = await call(site, 2, [
      { ...SPRING, p: 0.6, ...spring },
      { ...GOOGLE, p: 0.3, ...google },
    ]);
  });

  test('is offered the candidates, then the visits that were shown the number or match the words', async () => {
    const choices = async (q = '') =>
      (await api.get<VisitChoices>(`/api/v1/calls/${callId}/visits${q && `?q=${encodeURIComponent(q)}`}`)).items;
    assert.deepEqual(
      (await choices()).map(({ visitId, probability, heldNumber }) => [visitId, probability, heldNumber]),
      [
        [spring.visitId, 0.6, true],
        [google.visitId, 0.3, true],
      ],
    );
    const found = (await choices('elsewhere')).at(-1);
    assert.deepEqual([found?.campaign, found?.heldNumber, found?.probability], ['elsewhere', false, null]);
    assert.equal((await choices('no such thing')).length, 2, 'the candidates are always there');
    assert.equal((await choices(google.visitorId)).length, 2);
    assert.equal((await choices('%')).length, 2, 'a percent sign is a percent sign');
  });

  test('is kept beside the old answer, with who said it; withdrawn it is gone', async () => {
    const url = `/api/v1/calls/${callId}/correction`;
    const said = await api.answer<Corrected>(200, 'POST', url, { body: { visitId: google.visitId } });
    assert.deepEqual(
      [said.correction?.visitId, said.answer?.visit, said.rejudged],
      [google.visitId, { id: google.visitId, probability: 1 }, 0],
    );
    const { correction, answers } = await api.get<CallAnswers>(`/api/v1/calls/${callId}/answers`);
    assert.deepEqual(correction, said.correction);
    assert.deepEqual(
      answers.map(({ version, origin, visit }) => [version, origin, visit?.id]),
      [
        [2, 'correction', google.visitId],
        [1, 'call', spring.visitId],
      ],
    );
    const back = await api.answer<Corrected>(200, 'DELETE', url);
    assert.deepEqual([back.correction, back.answer?.visit?.id], [null, spring.visitId]);
    await api.problem(404, 'not-found', 'DELETE', url);
  });

  test('is refused with what to do', async () => {
    const url = `/api/v1/calls/${callId}/correction`;
    const later = await visit(site, 30);
    await api.problem(409, 'visit-after-call', 'POST', url, { body: { visitId: later.visitId } });
    await api.problem(404, 'no-such-visit', 'POST', url, { body: { visitId: randomUUID() } });
    await api.problem(400, 'invalid', 'POST', url, { body: {} });
    const radio = site.statics[0];
    assert.ok(radio);
    const bound = await call(site, 3, [], { numberId: radio.id, answer: staticAnswer(radio.source) });
    await api.problem(409, 'bound-to-source', 'POST', `/api/v1/calls/${bound}/correction`, { body: { visitId: null } });
    for (const [method, path] of [
      ['GET', 'answers'],
      ['GET', 'visits'],
      ['POST', 'correction'],
      ['DELETE', 'correction'],
    ] as const)
      await api.problem(404, 'not-found', method, `/api/v1/calls/${callId}/${path}`, {
        key: stranger,
        body: method === 'POST' ? { visitId: null } : undefined,
      });
  });
});

describe('identities', () => {
  test('are told by a form, listed page by page and forgotten', async () => {
    const site = await newSite();
    const url = `/api/v1/sites/${site.id}/identities`;
    const visitors = [await visit(site, 0), await visit(site, 1), await visit(site, 2)];
    const ids: string[] = [];
    for (const [index, { visitorId, visitId }] of visitors.entries()) {
      const who = index === 0 ? { visitorId } : { visitId };
      const body = { phone: `8 916 555-00-0${index}`, origin: 'form', ...who };
      const { identity, rejudged } = await api.answer<IdentityCreated>(201, 'POST', url, { body });
      assert.deepEqual([identity.phone, identity.visitorId, rejudged], [`+7916555000${index}`, visitorId, 0]);
      ids.unshift(identity.id);
    }
    const first = await api.get<IdentityList>(`${url}?limit=2`);
    const second = await api.get<IdentityList>(`${url}?limit=2&cursor=${first.nextCursor}`);
    assert.deepEqual(
      [...first.items, ...second.items].map(({ id }) => id),
      ids,
    );
    assert.equal(second.nextCursor, null);
    await api.answer(204, 'DELETE', `${url}/${ids[0]}`);
    await api.problem(404, 'not-found', 'DELETE', `${url}/${ids[0]}`);
    assert.equal((await api.get<IdentityList>(url)).items.length, 2);
  });

  test('must be a phone and a visitor of the site', async () => {
    const site = await newSite();
    const url = `/api/v1/sites/${site.id}/identities`;
    const { visitorId } = await visit(site, 0);
    const post = (body: object) => ({ body: { origin: 'crm', phone: '+79165550000', visitorId, ...body } });
    await api.problem(400, 'not-a-phone', 'POST', url, post({ phone: 'call me' }));
    await api.problem(404, 'no-such-visitor', 'POST', url, post({ visitorId: randomUUID() }));
    await api.problem(404, 'no-such-visit', 'POST', url, post({ visitId: randomUUID() }));
    await api.problem(400, 'nobody-named', 'POST', url, post({ visitorId: undefined }));
    await api.problem(400, 'invalid', 'POST', url, post({ origin: 'correction' }));
    await api.problem(400, 'bad-cursor', 'GET', `${url}?cursor=nonsense`);
    await api.problem(404, 'not-found', 'POST', url, { ...post({}), key: stranger });
  });
});

describe('versions of the parameters', () => {
  let site: RecordedSite;
  let url: string;
  before(async () => {
    site = await newSite();
    url = `/api/v1/sites/${site.id}/attribution`;
    for (let round = 0; round < 40; round++) {
      await visit(site, 20 * round, SPRING);
      await visit(site, 20 * round, GOOGLE, { numberId: site.numbers[1]?.id, activity: [[60, 'beat']] });
      await call(site, 20 * round + 0.6, [{ ...SPRING, p: 1 }]);
    }
  });

  test('begin with the default, which tells its curve', async () => {
    const { inForce, items, default: prior } = await api.get<ParametersVersions>(`${url}/versions`);
    assert.deepEqual([inForce, items, prior.model], ['default', [], 'posterior-1/default-1']);
    assert.ok(prior.curve.tapped.length === 8 && prior.curve.closed.length === 20);
    assert.deepEqual(prior.curve.closed[0]?.fromSeconds, 0);
    const few = await newSite();
    const learned = await api.answer<Learned>(200, 'POST', `/api/v1/sites/${few.id}/attribution/learn`);
    assert.deepEqual(learned, { outcome: 'too-few-calls', calls: 0, needed: 30, version: null });
  });

  test('are learned, put in force, and put back', async () => {
    const learned = await api.answer<Learned>(200, 'POST', `${url}/learn`);
    assert.deepEqual([learned.outcome, learned.calls, learned.version?.version], ['in-force', 40, 1]);
    assert.deepEqual([learned.version?.calls, learned.version?.heldOutCalls, learned.version?.inForce], [32, 8, true]);
    const { curve } = learned.version as NonNullable<Learned['version']>;
    assert.equal(curve.channels[0]?.channel, 'paid-search');
    assert.deepEqual([curve.campaigns[0]?.campaign, curve.campaigns[0]?.source], ['spring', 'yandex']);
    assert.deepEqual(curve.regions, [{ region: 'Moscow', share: 1 }]);

    const back = await api.answer<ParametersVersions>(200, 'POST', `${url}/versions/default/use`);
    assert.deepEqual([back.inForce, back.chosenBy !== null, back.items[0]?.whyNot], ['default', true, 'replaced']);
    const again = await api.answer<ParametersVersions>(200, 'POST', `${url}/versions/1/use`);
    assert.deepEqual([again.inForce, again.items[0]?.inForce], [1, true]);
    await api.problem(404, 'not-found', 'POST', `${url}/versions/7/use`);
    await api.problem(400, 'invalid', 'POST', `${url}/versions/latest/use`);
    await api.problem(404, 'not-found', 'POST', `${url}/versions/1/use`, { key: stranger });
  });

  test('judge a period anew: first shown, then done', async () => {
    const body = { from: at(-60).toISOString(), to: at(2000).toISOString(), version: 1 };
    const preview = await api.answer<ReattributionPreview>(200, 'POST', `${url}/preview`, { body });
    assert.deepEqual([preview.calls, preview.changed], [40, 40], 'the stored answers of this test were certain');
    assert.equal(preview.examples.length, 40);
    assert.equal(preview.channels.at(-1)?.channel, null);
    const applied = await api.answer<Reattributed>(200, 'POST', `${url}/apply`, { body });
    assert.deepEqual(applied, { calls: 40, changed: 40 });
    const { answers } = await api.get<CallAnswers>(`/api/v1/calls/${preview.examples[0]?.callId}/answers`);
    assert.deepEqual(
      answers.map(({ origin, model }) => [origin, model]),
      [
        ['reattribution', 'posterior-1/site-1'],
        ['call', 'posterior-1/test'],
      ],
    );
    assert.equal((await api.answer<Reattributed>(200, 'POST', `${url}/apply`, { body })).changed, 0);
  });

  test('refuse a period that is empty or too long, and a version there is not', async () => {
    const body = { from: at(0).toISOString(), to: at(60).toISOString(), version: 1 };
    const ask = (more: object) => ({ body: { ...body, ...more } });
    for (const route of ['preview', 'apply']) {
      await api.problem(400, 'empty-period', 'POST', `${url}/${route}`, ask({ to: body.from }));
      await api.problem(400, 'period-too-long', 'POST', `${url}/${route}`, ask({ from: at(-150_000).toISOString() }));
      await api.problem(404, 'not-found', 'POST', `${url}/${route}`, ask({ version: 9 }));
      await api.problem(404, 'not-found', 'POST', `${url}/${route}`, { ...ask({}), key: stranger });
    }
  });
});

describe('accuracy', () => {
  let site: RecordedSite;
  let calls: string[];
  before(async () => {
    site = await newSite();
    const [spring, google] = [await visit(site, 0, SPRING), await visit(site, 1, GOOGLE)];
    const shares: Share[][] = [
      [{ ...SPRING, p: 0.95, ...spring }],
      [
        { ...SPRING, p: 0.75, ...spring },
        { ...GOOGLE, p: 0.2, ...google },
      ],
      [
        { ...SPRING, p: 0.72, ...spring },
        { ...GOOGLE, p: 0.28, ...google },
      ],
      [{ ...GOOGLE, p: 0.3, ...google }],
    ];
    calls = [];
    for (const [index, of] of shares.entries()) calls.push(await call(site, 2 + index, of));
    const radio = site.statics[0];
    assert.ok(radio);
    await call(site, 9, [], { numberId: radio.id, answer: staticAnswer(radio.source) });
    const day = new Date().toISOString().slice(0, 10);
    await addRefusals(api.db, 'collect', [
      { day, siteId: site.id, reason: 'automation', count: 3 },
      { day, siteId: site.id, reason: 'crawler', count: 5 },
      { day, siteId: site.id, reason: 'unknown-visit', count: 100 },
    ]);
    const correct = (index: number, visitId: string | null) =>
      api.answer(200, 'POST', `/api/v1/calls/${calls[index]}/correction`, { body: { visitId } });
    await correct(1, spring.visitId); // 0.75 and right
    await correct(2, google.visitId); // 0.72 and wrong
    await correct(3, null); // unknown with 0.7 and right
  });
  const report = () => api.get<AccuracyReport>(`/api/v1/sites/${site.id}/accuracy`);

  test('tells confidence by level over calls of pool numbers', async () => {
    const { calls: all, levels, sureShare, sureFrom } = await report();
    assert.deepEqual([all, sureFrom], [4, 0.9]);
    assert.equal(sureShare, 0.75, 'one by itself, two by correction');
    assert.deepEqual(
      levels.map(({ level, known, unknown }) => [level, known, unknown]),
      [
        ['channel', 3, 1],
        ['campaign', 3, 1],
        ['visit', 3, 1],
      ],
    );
    assert.deepEqual(levels[2]?.histogram.at(-1), { from: 0.9, to: 1, calls: 3 });
    assert.ok(Math.abs((levels[2]?.meanConfidence ?? 0) - (0.95 + 1 + 1) / 3) < 1e-9);
  });

  test('judges confidence by the answers that were in force before people said who it was', async () => {
    const { levels } = await report();
    for (const { level, calibration } of levels) {
      assert.deepEqual([calibration.labels, calibration.right], [3, 2], level);
      const bin = calibration.bins[7];
      assert.deepEqual([bin?.calls, bin?.right], [3, 2 / 3], level);
      assert.ok(Math.abs((bin?.meanConfidence ?? 0) - (0.75 + 0.72 + 0.7) / 3) < 1e-9);
      assert.ok((bin?.rightFrom ?? 1) < 2 / 3 && (bin?.rightTo ?? 0) > 2 / 3);
      assert.ok(Math.abs((calibration.brier ?? 0) - (0.25 ** 2 + 0.72 ** 2 + 0.3 ** 2) / 3) < 1e-9);
      assert.ok(Math.abs((calibration.ece ?? 0) - Math.abs(2.17 / 3 - 2 / 3)) < 1e-9);
    }
  });

  test('a form that names the visitor after the call is a label too', async () => {
    const own = await newSite();
    const [anna, boris] = [await visit(own, 0, SPRING), await visit(own, 1, GOOGLE)];
    const caller = '+79165557777';
    await call(
      own,
      2,
      [
        { ...SPRING, p: 0.55, ...anna },
        { ...GOOGLE, p: 0.4, ...boris },
      ],
      { caller },
    );
    const body = { phone: caller, visitorId: boris.visitorId, origin: 'form' };
    await api.answer(201, 'POST', `/api/v1/sites/${own.id}/identities`, { body });
    const { levels } = await api.get<AccuracyReport>(`/api/v1/sites/${own.id}/accuracy`);
    assert.deepEqual(
      levels.map(({ calibration }) => [calibration.labels, calibration.right]),
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
    );
    assert.equal(levels[0]?.calibration.bins[5]?.calls, 1);
  });

  test('tells calls without a visit, pages without a number, and how fresh it is', async () => {
    const { withoutVisit, pages, freshness } = await report();
    assert.ok(Math.abs(withoutVisit.expected - 1.05) < 1e-9, 'one by correction, 0.05 of the first call');
    assert.deepEqual([withoutVisit.byNumber.length, withoutVisit.byNumber[0]?.calls], [1, 4]);
    assert.deepEqual(pages, {
      served: 2,
      withoutNumber: [
        { reason: 'crawler', count: 5, share: 0.5 },
        { reason: 'automation', count: 3, share: 0.3 },
      ],
    });
    assert.equal(freshness.lastViewAt, at(1).toISOString());
    assert.equal(freshness.lastCallAt, at(9).toISOString());
    assert.deepEqual([freshness.lastLearnedAt, freshness.parameters], [null, 'posterior-1/default-1']);
  });

  test('of a site where nothing has happened is empty, not broken', async () => {
    const { id } = await newSite();
    const {
      calls: all,
      sureShare,
      levels,
      withoutVisit,
      pages,
    } = await api.get<AccuracyReport>(`/api/v1/sites/${id}/accuracy`);
    assert.deepEqual([all, sureShare, withoutVisit.share, pages.served], [0, null, null, 0]);
    assert.ok(levels.every(({ meanConfidence, calibration }) => meanConfidence === null && calibration.ece === null));
    await api.problem(404, 'not-found', 'GET', `/api/v1/sites/${id}/accuracy`, { key: stranger });
  });
});

describe('the list of doubts', () => {
  let site: RecordedSite;
  const ids: Record<string, string> = {};
  let list: string;
  before(async () => {
    site = await newSite();
    list = `/api/v1/sites/${site.id}/doubts`;
    const even = [
      { ...SPRING, p: 0.5 },
      { ...GOOGLE, p: 0.48 },
    ];
    ids.sure = await call(site, 1, [{ ...SPRING, p: 0.95 }]);
    ids.missed = await call(site, 2, even, { answeredAfter: null });
    ids.long = await call(site, 3, even, { endedAfter: 605 });
    ids.short = await call(site, 4, even, { endedAfter: 15 });
    ids.unknown = await call(site, 5, [{ ...SPRING, p: 0.2 }], { endedAfter: 15 });
    ids.nearly = await call(
      site,
      6,
      [
        { ...SPRING, p: 0.85 },
        { ...GOOGLE, p: 0.15 },
      ],
      { endedAfter: 15 },
    );
  });
  const names = (doubts: DoubtList) =>
    doubts.items.map(({ callId }) => Object.keys(ids).find((name) => ids[name] === callId));

  test('has those first from which a word tells most: answered, long, evenly spread', async () => {
    const doubts = await api.get<DoubtList>(list);
    assert.equal(doubts.total, 5);
    assert.deepEqual(names(doubts), ['long', 'short', 'unknown', 'nearly', 'missed']);
    const [first] = doubts.items;
    assert.deepEqual(
      [first?.answered, first?.talkSeconds, first?.confidence, first?.candidates.length],
      [true, 600, 0.5, 2],
    );
    assert.equal(doubts.items.find(({ callId }) => callId === ids.unknown)?.confidence, null);
  });

  test('pages by cursor to its end', async () => {
    const seen: (string | undefined)[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: DoubtList = await api.get(`${list}?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...names(page));
      cursor = page.nextCursor;
    }
    assert.deepEqual(seen, names(await api.get<DoubtList>(list)));
    await api.problem(400, 'bad-cursor', 'GET', `${list}?cursor=nonsense`);
  });

  test('is shorter by a call that was corrected', async () => {
    await api.answer(200, 'POST', `/api/v1/calls/${ids.long}/correction`, { body: { visitId: null } });
    assert.ok(!names(await api.get<DoubtList>(list)).includes('long'));
  });
});
