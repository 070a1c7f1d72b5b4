// The call log over HTTP: list and card.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { CallCard, CallList } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addCall, addSite, addVisit, answerOf, type RecordedSite, staticAnswer } from '../support/records.ts';

const MINUTE_MS = 60_000;
const START = Date.now() - 60 * MINUTE_MS;
const at = (minutes: number) => new Date(START + minutes * MINUTE_MS);
const SPRING = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring', term: 'roses' };

let api: TestApi;
let site: RecordedSite;
let list: string;
before(async () => {
  api = await openTestApi();
  site = await addSite(api.db, { accountId: api.owner.accountId, statics: [{ source: 'radio' }] });
  list = `/api/v1/sites/${site.id}/calls`;
});
after(() => api?.close());

describe('the list', () => {
  const ids: string[] = [];
  before(async () => {
    for (let minute = 0; minute < 5; minute++)
      ids.unshift(await addCall(api.db, site, { at: at(minute), caller: `+7916000000${minute}` }));
  });

  test('is newest first and pages by cursor to its end', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: CallList = await api.get(`${list}?limit=2${cursor && `&cursor=${cursor}`}`);
      assert.equal(page.total, 5);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    assert.deepEqual(seen, ids);
  });

  test('says of each call what is to be said', async () => {
    const { items } = await api.get<CallList>(`${list}?limit=1`);
    assert.deepEqual(items, [
      {
        ...{ id: ids[0], siteId: site.id, number: site.numbers[0]?.e164, numberKind: 'pool' },
        ...{ direction: 'in', spam: null, contact: null },
        ...{ caller: '+79160000004', callerRaw: '+79160000004', firstTime: true },
        ...{ status: 'answered', missedReason: null, hungUpBy: 'caller', whileDown: false, answeredBy: 'Anna' },
        ...{ startedAt: at(4).toISOString(), waitSeconds: 5, talkSeconds: 60 },
        answeredAt: new Date(at(4).getTime() + 5000).toISOString(),
        endedAt: new Date(at(4).getTime() + 65_000).toISOString(),
        ...{ recording: { state: 'recording', seconds: null }, tags: [], category: null, attribution: null },
      },
    ]);
  });

  test('takes filters as words', async () => {
    const total = async (filter: string) => (await api.get<CallList>(`${list}?${filter}`)).total;
    assert.equal(await total('status=missed'), 0);
    assert.equal(await total('status=answered&firstTime=true'), 5);
    assert.equal(await total('firstTime=no'), 0);
    assert.equal(await total('recorded=1'), 0);
    assert.equal(await total(`from=${encodeURIComponent(at(3).toISOString())}`), 2);
    assert.equal(await total(`to=${encodeURIComponent(at(3).toISOString())}`), 3);
    assert.equal(await total('q=%2B7916000000%204'), 1);
    assert.equal(await total('q=%00%2B79160000004%09'), 1);
  });

  test('refuses a question it can’t read, and names the word', async () => {
    const wrong: [string, RegExp][] = [
      ['limit=0', /^limit: /],
      ['limit=201', /^limit: /],
      ['limit=many', /^limit: /],
      ['status=odd', /^status: /],
      ['firstTime=perhaps', /^firstTime: /],
      ['from=yesterday', /^from: /],
      ['from=2026-02-30T00:00:00Z', /^from: /],
      ['from=2026-02-03T00:00:00', /^from: /], // no offset: whose midnight?
      [`q=${'x'.repeat(81)}`, /^q: /],
      ['source=%00', /^source: /],
    ];
    for (const [question, says] of wrong)
      assert.match((await api.problem(400, 'invalid', 'GET', `${list}?${question}`)).detail, says, question);
    await api.problem(400, 'invalid', 'GET', '/api/v1/sites/x/calls');
  });

  test('refuses a cursor that it did not give out', async () => {
    const id = randomUUID();
    const forged = [
      ...[
        'nonsense',
        '',
        '!!',
        `9999-99-99 99:99:99+99 ${id}`,
        `1 ${'-'.repeat(36)}`,
        `${'9'.repeat(17)} ${id}`,
        `1 ${id}`.slice(1),
      ],
    ];
    for (const text of forged) {
      const cursor = Buffer.from(text).toString('base64url');
      await api.problem(400, 'bad-cursor', 'GET', `${list}?cursor=${cursor}`);
    }
    await api.problem(400, 'invalid', 'GET', `${list}?cursor=${'x'.repeat(201)}`);
  });

  test('shows a clock that was set back as no time at all, not as less', async () => {
    const call = await addCall(api.db, site, { at: at(9), caller: '+79160000099' });
    await api.db.query(
      "update calls set answered_at = started_at - interval '2 seconds', ended_at = started_at - interval '3 seconds' where id = $1",
      [call],
    );
    await api.db.query("update legs set answered_at = started_at - interval '2 seconds' where call_id = $1", [call]);
    const [row] = (await api.get<CallList>(`${list}?limit=1`)).items;
    assert.deepEqual([row?.id, row?.waitSeconds, row?.talkSeconds], [call, 0, 0]);
    assert.equal((await api.get<CallCard>(`/api/v1/calls/${call}`)).legs[0]?.ringSeconds, 0);
  });
});

describe('the card', () => {
  test('tells who the caller probably was, and why', async () => {
    const visit = await addVisit(api.db, site, {
      ...{ at: at(10), source: SPRING, numberId: site.numbers[0]!.id },
      activity: [
        [30, 'beat'],
        [40, 'tap'],
        [60, 'close'],
      ],
    });
    const other = await addVisit(api.db, site, { at: at(9), source: { channel: 'direct' } });
    const answer = answerOf([
      { ...SPRING, p: 0.8, ...visit },
      { p: 0.15, ...other },
    ]);
    const first = await addCall(api.db, site, { at: at(8), caller: '+79165550001', answeredAfter: null });
    const id = await addCall(api.db, site, { at: at(11), caller: '+79165550001', answer });
    const card = await api.get<CallCard>(`/api/v1/calls/${id}`);

    assert.equal(card.firstTime, false);
    assert.deepEqual(card.earlierCalls, [{ id: first, startedAt: at(8).toISOString(), status: 'missed' }]);
    assert.deepEqual(card.attribution?.channel, { channel: 'paid-search', probability: 0.8 });
    assert.deepEqual(card.attribution?.campaign, {
      ...{ source: 'yandex', medium: 'cpc', campaign: 'spring', probability: 0.8 },
    });
    assert.equal(card.attribution?.term, 'roses');
    assert.deepEqual(
      card.candidates.map(({ visitId, probability, campaign, landingPage, visitStartedAt }) => [
        ...[visitId, probability, campaign, landingPage, visitStartedAt],
      ]),
      [
        [visit.visitId, 0.8, 'spring', 'https://shop.example/', at(10).toISOString()],
        [other.visitId, 0.15, null, 'https://shop.example/', at(9).toISOString()],
      ],
    );
    assert.deepEqual([card.visit?.id, card.visit?.visitorId], [visit.visitId, visit.visitorId]);
    assert.deepEqual(card.visit?.clickIds, { yclid: '7' });
    assert.deepEqual(
      card.visit?.activity.map(({ kind }) => kind),
      ['view', 'beat', 'tap', 'close'],
    );
    assert.deepEqual(
      card.legs.map(({ target, outcome, hangupCause, ringSeconds }) => [target, outcome, hangupCause, ringSeconds]),
      [['Anna', 'answered', 16, 4.95]],
    );
    assert.equal(card.hangupCause, 16);
  });

  test('of a call to a number bound to a source names the source and no visit', async () => {
    const [radio] = site.statics;
    assert.ok(radio);
    const answer = staticAnswer(radio.source);
    const id = await addCall(api.db, site, { at: at(12), numberId: radio.id, answer });
    const card = await api.get<CallCard>(`/api/v1/calls/${id}`);
    assert.deepEqual([card.numberKind, card.visit, card.attribution?.visit], ['static', null, null]);
    assert.deepEqual([card.attribution?.channel?.channel, card.attribution?.nobody], ['offline', 0]);
    assert.deepEqual(
      card.candidates.map(({ state, source, probability }) => [state, source, probability]),
      [['static', 'radio', 1]],
    );
  });

  test('of a call of somebody who withholds the number, to nobody, still going on', async () => {
    const id = await addCall(api.db, site, {
      ...{ at: at(13), caller: null, answeredAfter: null, endedAfter: null, answer: answerOf([]) },
    });
    const card = await api.get<CallCard>(`/api/v1/calls/${id}`);
    assert.deepEqual([card.caller, card.status, card.endedAt, card.waitSeconds], [null, 'ringing', null, null]);
    assert.deepEqual([card.attribution?.channel, card.attribution?.nobody], [null, 1]);
    assert.deepEqual(card.earlierCalls, []);
  });

  test('shows the answer in force, which is the latest', async () => {
    const id = await addCall(api.db, site, { at: at(14), answer: answerOf([{ ...SPRING, p: 0.6 }]) });
    const { insertAttributions } = await import('../../src/store/attributions.ts');
    const { transaction } = await import('../../src/store/database.ts');
    const better = { ...answerOf([{ channel: 'organic', source: 'google', p: 0.9 }]), callId: id, version: 2 };
    await transaction(api.db, (tx) => insertAttributions(tx, [better]));
    const card = await api.get<CallCard>(`/api/v1/calls/${id}`);
    assert.equal(card.attribution?.channel?.channel, 'organic');
    assert.deepEqual(
      card.candidates.map(({ source }) => source),
      ['google'],
    );
  });

  test('of a call that never was is refused', async () => {
    await api.problem(404, 'not-found', 'GET', `/api/v1/calls/${randomUUID()}`);
    await api.problem(400, 'invalid', 'GET', '/api/v1/calls/last');
  });
});
