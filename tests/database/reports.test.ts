// Reports against a real database: what each source brought, day by day, and the list of calls with its filters.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type CallLine, type CallQuestion, listCalls } from '../../src/reports/calls.ts';
import { reportSources, type SourceLevel, type SourceQuestion } from '../../src/reports/sources.ts';
import { reportTimeline } from '../../src/reports/timeline.ts';
import { insertAttributions } from '../../src/store/attributions.ts';
import type { StoredSource } from '../../src/store/calls.ts';
import { transaction } from '../../src/store/database.ts';
import { makePartitions } from '../../src/store/partitions.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  addAccount,
  addCall,
  addRecording,
  addSite,
  addVisit,
  answerOf,
  type NewCallRecord,
  type RecordedSite,
  type Share,
  staticAnswer,
} from '../support/records.ts';

let store: TestDatabase;
let accountId: string;
before(async () => {
  store = await openTestDatabase();
  for (const month of ['2026-02', '2026-04', '2026-10'])
    await makePartitions(store.db, new Date(`${month}-15T00:00:00Z`));
  ({ accountId } = await addAccount(store.db));
});
after(() => store?.close());

const FROM = new Date('2026-03-01T00:00:00Z');
const TO = new Date('2026-04-01T00:00:00Z');
const NOON = new Date('2026-03-10T12:00:00Z');
const LEVELS: SourceLevel[] = ['channel', 'source', 'medium', 'campaign', 'term'];

const YANDEX = { channel: 'paid-search', source: 'yandex', medium: 'cpc' };
const SPRING = { ...YANDEX, campaign: 'spring' };
const AUTUMN = { ...YANDEX, campaign: 'autumn' };
const VK = { channel: 'paid-social', source: 'vk', medium: 'cpc', campaign: 'spring' };
const GOOGLE = { channel: 'organic', source: 'google', medium: 'organic' };
const RADIO = { channel: 'offline', source: 'radio', campaign: 'morning' };

type Asked = Partial<Omit<SourceQuestion, 'siteId'>>;
const report = (site: RecordedSite, asked: Asked = {}) =>
  reportSources(store.db, {
    siteId: site.id,
    from: FROM,
    to: TO,
    by: 'channel',
    counting: 'fractional',
    within: {},
    ...asked,
  });

const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
/** Rows as 'key calls/visits', 'unknown' for the row of calls whose source is not known. */
const lines = async (site: RecordedSite, asked: Asked = {}) =>
  (await report(site, asked)).rows.map(
    ({ key, unknown, calls, visits }) => `${unknown ? 'unknown' : (key ?? '(none)')} ${rounded(calls)}/${visits}`,
  );

describe('the report by source', () => {
  let site: RecordedSite;
  before(async () => {
    site = await addSite(store.db, { accountId, statics: [RADIO] });
    const visits: [number, Partial<StoredSource>][] = [
      [4, { ...SPRING, term: 'roses' }],
      [2, AUTUMN],
      [1, VK],
      [2, GOOGLE],
      [3, {}],
    ];
    for (const [times, source] of visits)
      for (let n = 0; n < times; n++) await addVisit(store.db, site, { at: NOON, source, newVisitor: n === 0 });
    const shares: Share[][] = [
      [
        { ...SPRING, term: 'roses', p: 0.5 },
        { ...GOOGLE, p: 0.25 },
        { ...SPRING, term: 'tulips', p: 0.125 },
      ],
      [{ p: 0.5 }, { ...VK, p: 0.25 }, { ...AUTUMN, p: 0.25 }],
      [{ ...SPRING, term: 'roses', p: 0.25 }], // more likely nobody
    ];
    for (const of of shares) await addCall(store.db, site, { at: NOON, answer: answerOf(of) });
    const [radio] = site.statics;
    assert.ok(radio);
    await addCall(store.db, site, { at: NOON, numberId: radio.id, answer: staticAnswer(radio.source) });
    await addCall(store.db, site, { at: NOON, answeredAfter: null });
  });

  test('sums calls by the probability of their source, most calls first, what is unknown last', async () => {
    assert.deepEqual(await lines(site), [
      ...['paid-search 1.125/6', 'offline 1/0', 'direct 0.5/3', 'organic 0.25/2', 'paid-social 0.25/1'],
      'unknown 1.875/0',
    ]);
    assert.deepEqual(await lines(site, { by: 'source' }), [
      ...['yandex 1.125/6', 'radio 1/0', '(none) 0.5/3', 'google 0.25/2', 'vk 0.25/1', 'unknown 1.875/0'],
    ]);
    assert.deepEqual(await lines(site, { by: 'medium' }), [
      ...['(none) 1.5/3', 'cpc 1.375/7', 'organic 0.25/2', 'unknown 1.875/0'],
    ]);
    assert.deepEqual(await lines(site, { by: 'campaign' }), [
      ...['spring 1.125/5', 'morning 1/0', '(none) 0.75/5', 'autumn 0.25/2', 'unknown 1.875/0'],
    ]);
    assert.deepEqual(await lines(site, { by: 'term' }), [
      ...['(none) 2.25/8', 'roses 0.75/4', 'tulips 0.125/0', 'unknown 1.875/0'],
    ]);
  });

  test('counts each call for its best answer where that is asked for', async () => {
    const best = { counting: 'best' } as const;
    assert.deepEqual(await lines(site, best), [
      ...['direct 1/3', 'offline 1/0', 'paid-search 1/6', 'organic 0/2', 'paid-social 0/1', 'unknown 2/0'].toSorted(
        byCalls,
      ),
    ]);
    assert.deepEqual((await lines(site, { ...best, by: 'campaign' })).toSorted(), [
      ...['(none) 1/5', 'autumn 0/2', 'morning 1/0', 'spring 1/5', 'unknown 2/0'],
    ]);
    assert.deepEqual((await lines(site, { ...best, by: 'term' })).toSorted(), [
      ...['(none) 2/8', 'roses 1/4', 'unknown 2/0'],
    ]);
  });

  test('inside a filter shows that part of the calls and nothing unknown', async () => {
    assert.deepEqual(await lines(site, { by: 'campaign', within: { channel: 'paid-search' } }), [
      ...['spring 0.875/4', 'autumn 0.25/2'],
    ]);
    assert.deepEqual(await lines(site, { by: 'channel', within: { campaign: 'spring' } }), [
      ...['paid-search 0.875/4', 'paid-social 0.25/1'],
    ]);
    assert.deepEqual(await lines(site, { by: 'term', within: { source: 'yandex', campaign: 'spring' } }), [
      ...['roses 0.75/4', 'tulips 0.125/0'],
    ]);
    assert.deepEqual(await lines(site, { by: 'campaign', counting: 'best', within: { channel: 'paid-search' } }), [
      ...['spring 1/4', 'autumn 0/2'],
    ]);
    assert.deepEqual(await lines(site, { within: { channel: 'no such channel' } }), []);
  });

  test('inside "(none)" shows what names no such level', async () => {
    assert.deepEqual(await lines(site, { by: 'channel', within: { campaign: '(none)' } }), [
      ...['direct 0.5/3', 'organic 0.25/2'],
    ]);
    assert.deepEqual(await lines(site, { by: 'campaign', within: { medium: '(none)' } }), [
      'morning 1/0',
      '(none) 0.5/3',
    ]);
    assert.deepEqual(await lines(site, { by: 'source', counting: 'best', within: { medium: '(none)' } }), [
      ...['(none) 1/3', 'radio 1/0'],
    ]);
  });

  test('tells first-time, answered and missed calls, talk, new visitors and conversion by the same shares', async () => {
    const { rows, totals } = await report(site);
    const paid = rows.find(({ key }) => key === 'paid-search');
    assert.deepEqual([paid?.visits, paid?.newVisitors, paid?.calls, paid?.answered], [6, 2, 1.125, 1.125]);
    assert.deepEqual([paid?.talkSeconds, paid?.conversion], [1.125 * 60, 1.125 / 6]);
    const offline = rows.find(({ key }) => key === 'offline');
    assert.deepEqual([offline?.visits, offline?.conversion], [0, null]);
    assert.deepEqual(
      [totals.calls, totals.answered, totals.missed, totals.visits, totals.newVisitors],
      [5, 4, 1, 12, 5],
    );
    assert.equal(totals.conversion, 5 / 12);
    assert.equal(totals.firstTimeCalls, 5, 'all began at the same moment: none was before another');
  });

  test('says how far off a sum of probabilities may be: 1.96 deviations of the calls that are not sure', async () => {
    const margins = async (asked: Asked) => {
      const { rows, totals } = await report(site, asked);
      return [...rows.map(({ key, callsMargin }) => [key, callsMargin]), ['totals', totals.callsMargin]];
    };
    const of = (...shares: number[]) => 1.96 * Math.sqrt(shares.reduce((sum, p) => sum + p * (1 - p), 0));
    assert.deepEqual(await margins({}), [
      ['paid-search', of(0.625, 0.25, 0.25)], // two keywords of one call are one doubt
      ['offline', 0],
      ['direct', of(0.5)],
      ['organic', of(0.25)],
      ['paid-social', of(0.25)],
      [null, of(0.125, 0.75)],
      ['totals', 0], // every call is counted somewhere
    ]);
    const inside = { by: 'campaign', within: { channel: 'paid-search' } } as const;
    assert.deepEqual(await margins(inside), [
      ['spring', of(0.625, 0.25)],
      ['autumn', of(0.25)],
      ['totals', of(0.625, 0.25, 0.25)],
    ]);
    assert.ok((await margins({ ...inside, counting: 'best' })).every(([, margin]) => margin === null));
    assert.deepEqual(await margins({ within: { channel: 'no such channel' } }), [['totals', 0]]);
  });

  test('counts what began in the period, its first moment included and its last one not', async () => {
    const other = await addSite(store.db, { accountId });
    for (const at of [FROM, new Date(FROM.getTime() - 1), new Date(TO.getTime() - 1), TO]) {
      await addVisit(store.db, other, { at });
      await addCall(store.db, other, { at, answer: answerOf([{ p: 1 }]) });
    }
    assert.deepEqual(await lines(other), ['direct 2/2']);
  });

  test('counts by the latest answer', async () => {
    const other = await addSite(store.db, { accountId });
    const callId = await addCall(store.db, other, { at: NOON, answer: answerOf([{ ...SPRING, p: 1 }]) });
    const better = { ...answerOf([{ ...GOOGLE, p: 0.5 }]), callId, version: 2 };
    await transaction(store.db, (tx) => insertAttributions(tx, [better]));
    for (const counting of ['fractional', 'best'] as const)
      for (const by of LEVELS) {
        const { rows } = await report(other, { by, counting });
        assert.ok(!rows.some(({ key }) => key === 'paid-search' || key === 'spring'), `${by} ${counting}`);
        assert.equal(rows.find(({ unknown }) => !unknown)?.calls, counting === 'best' ? 1 : 0.5);
      }
  });

  test('puts a call under the channel of its campaign, also when another channel is likelier as a whole', async () => {
    const other = await addSite(store.db, { accountId });
    const organic = [
      { ...GOOGLE, p: 0.3 },
      { channel: 'organic', source: 'bing', medium: 'organic', p: 0.25 },
    ];
    await addCall(store.db, other, { at: NOON, answer: answerOf([{ ...SPRING, term: 'roses', p: 0.4 }, ...organic]) });
    const best = { counting: 'best' } as const;
    assert.deepEqual(await lines(other, best), ['organic 1/0']);
    assert.deepEqual(await lines(other, { ...best, by: 'campaign', within: { channel: 'organic' } }), []);
    for (const [by, key] of [
      ['source', 'yandex'],
      ['campaign', 'spring'],
      ['term', 'roses'],
    ] as const)
      assert.deepEqual(await lines(other, { ...best, by, within: { channel: 'paid-search' } }), [`${key} 1/0`]);
  });

  test('of a site without anything is empty, with totals of nothing', async () => {
    const empty = await addSite(store.db, { accountId });
    const { rows, totals } = await report(empty);
    assert.deepEqual(rows, []);
    assert.deepEqual([totals.calls, totals.visits, totals.conversion], [0, 0, null]);
  });
});

const byCalls = (one: string, other: string) => {
  const parts = (line: string) => /^(.*) ([\d.]+)\/(\d+)$/.exec(line)?.slice(1) ?? [];
  const [[a = '', ac, av], [b = '', bc, bv]] = [parts(one), parts(other)];
  return (
    Number(a === 'unknown') - Number(b === 'unknown') ||
    Number(bc) - Number(ac) ||
    Number(bv) - Number(av) ||
    a.localeCompare(b)
  );
};

describe('calls that may have been made by many', () => {
  let site: RecordedSite;
  const crowd = Array.from({ length: 60 }, (_, n): Share => {
    const source = [{ ...SPRING, term: `term-${n}` }, { ...GOOGLE }, { ...AUTUMN, term: 'bulbs' }][n % 3]!;
    return { ...source, p: 0.9 / 60 };
  });
  before(async () => {
    site = await addSite(store.db, { accountId });
    for (let n = 0; n < 7; n++) await addCall(store.db, site, { at: NOON, caller: null, answer: answerOf(crowd) });
  });

  test('are summed whole, although only ten of the many are stored', async () => {
    const { rows } = await store.db.query<{ most: number }>(
      `select max(count)::int as most from (select count(*) from attribution_candidates k join calls c on c.id = k.call_id
       where c.site_id = $1 group by k.call_id) counts`,
      [site.id],
    );
    assert.equal(rows[0]?.most, 10);
    assert.deepEqual(await lines(site), ['paid-search 4.2/0', 'organic 2.1/0', 'unknown 0.7/0']);
    assert.deepEqual((await lines(site, { by: 'campaign' })).toSorted(), [
      ...['(none) 2.1/0', 'autumn 2.1/0', 'spring 2.1/0', 'unknown 0.7/0'],
    ]);
  });

  test('have keywords as far as the ten tell; the rest of their campaign has none', async () => {
    const each = (0.9 / 60) * 7;
    const rows = (await report(site, { by: 'term', within: { campaign: 'spring' } })).rows;
    assert.deepEqual(
      rows.map(({ key, calls }) => [key, rounded(calls)]),
      [[null, rounded(each * 16)], ...['term-0', 'term-3', 'term-6', 'term-9'].map((term) => [term, rounded(each)])],
    );
  });

  test('sum to the number of calls at every level, however they are counted', async () => {
    await addCall(store.db, site, {
      at: NOON,
      answer: answerOf([
        { ...VK, p: 1 / 3 },
        { ...SPRING, p: 1 / 3 },
      ]),
    });
    await addCall(store.db, site, { at: NOON, answer: answerOf([{ p: 0.1 }]) });
    await addCall(store.db, site, { at: NOON });
    for (const by of LEVELS)
      for (const counting of ['fractional', 'best'] as const) {
        const { rows, totals } = await report(site, { by, counting });
        assert.equal(rounded(totals.calls), 10, `${by} ${counting}`);
        assert.equal(rounded(totals.answered + totals.missed), 10);
        assert.equal(rounded(rows.reduce((sum, { calls }) => sum + calls, 0)), 10);
        assert.ok(rows.every(({ calls }) => calls >= 0));
      }
  });
});

describe('the report by day', () => {
  const days = async (timeZone: string, [from, to]: [string, string], moments: string[]) => {
    const site = await addSite(store.db, { accountId, timeZone });
    for (const moment of moments) {
      await addVisit(store.db, site, { at: new Date(moment) });
      await addCall(store.db, site, { at: new Date(moment), answeredAfter: null });
    }
    const period = { from: new Date(from), to: new Date(to) };
    const rows = await reportTimeline(store.db, { siteId: site.id, timeZone, ...period });
    assert.ok(
      rows.every(({ calls, visits, missed, answered }) => calls === visits && missed === calls && answered === 0),
    );
    return rows.map(({ day, calls }) => `${day} ${calls}`);
  };

  test('begins and ends days at the site’s midnight, also on the days when clocks change', async () => {
    assert.deepEqual(
      await days(
        'Europe/Berlin',
        ['2026-03-28T00:00:00+01:00', '2026-03-31T00:00:00+02:00'],
        [
          ...['2026-03-28T23:59:59+01:00', '2026-03-29T00:00:00+01:00', '2026-03-29T23:59:59+02:00'],
          '2026-03-30T00:00:00+02:00',
        ],
      ),
      ['2026-03-28 1', '2026-03-29 2', '2026-03-30 1'],
    );
    assert.deepEqual(
      await days(
        'America/New_York',
        ['2026-10-31T00:00:00-04:00', '2026-11-03T00:00:00-05:00'],
        [
          ...['2026-10-31T23:30:00-04:00', '2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00'],
          ...['2026-11-01T23:59:59-05:00', '2026-11-02T00:00:00-05:00'],
        ],
      ),
      ['2026-10-31 1', '2026-11-01 3', '2026-11-02 1'],
    );
  });

  test('knows days without a midnight, and zones off the hour', async () => {
    assert.deepEqual(
      await days(
        'Africa/Cairo',
        ['2026-04-23T00:00:00+02:00', '2026-04-25T00:00:00+03:00'],
        [...['2026-04-23T23:59:59+02:00', '2026-04-24T01:00:00+03:00']],
      ),
      ['2026-04-23 1', '2026-04-24 1'],
    );
    assert.deepEqual(
      await days(
        'Asia/Kolkata',
        ['2026-03-01T00:00:00+05:30', '2026-03-03T00:00:00+05:30'],
        [...['2026-03-01T18:29:59Z', '2026-03-01T18:30:00Z']],
      ),
      ['2026-03-01 1', '2026-03-02 1'],
    );
  });

  test('has a row for each day that the period touches, with or without calls', async () => {
    assert.deepEqual(await days('UTC', ['2026-03-01T23:00:00Z', '2026-03-03T01:00:00Z'], ['2026-03-01T22:59:59Z']), [
      ...['2026-03-01 0', '2026-03-02 0', '2026-03-03 0'],
    ]);
    assert.deepEqual(await days('UTC', ['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'], ['2026-03-02T00:00:00Z']), [
      '2026-03-01 0',
    ]);
  });
});

describe('the list of calls', () => {
  let site: RecordedSite;
  const minute = (n: number) => new Date(NOON.getTime() + n * 60_000);
  const add = (n: number, more: Partial<NewCallRecord>) => addCall(store.db, site, { at: minute(n), ...more });
  const names = new Map<string, string>();
  before(async () => {
    site = await addSite(store.db, { accountId, statics: [RADIO] });
    const spring = answerOf([{ ...SPRING, term: '100% roses_pink', p: 0.9 }]);
    names.set(await add(0, { caller: '+79161234567', answer: spring }), 'spring');
    const again = answerOf([{ ...GOOGLE, p: 0.9 }]);
    names.set(await add(1, { caller: '+79161234567', answeredAfter: null, answer: again }), 'google');
    const radio = { numberId: site.statics[0]!.id, answer: staticAnswer(site.statics[0]!.source) };
    names.set(await add(2, { caller: '+442071838750', ...radio }), 'radio');
    names.set(await add(3, { caller: null, endedAfter: null, answer: answerOf([{ p: 0.2 }]) }), 'nobody');
    const recorded = await add(4, { caller: '+79031112233', answer: answerOf([{ ...VK, campaign: 'a\\b', p: 1 }]) });
    names.set(recorded, 'vk');
    await addRecording(store.db, recorded, { file: 'x.wav', seconds: 1 });
  });
  const ask = async (question: Partial<CallQuestion>) => {
    const { items, total } = await listCalls(store.db, { siteId: site.id, ...question }, { limit: 50 });
    assert.equal(items.length, total);
    return items.map(({ id }) => names.get(id)).join(' ');
  };

  test('is newest first', async () => {
    assert.equal(await ask({}), 'vk nobody radio google spring');
  });

  test('can be narrowed by each thing that is known of a call', async () => {
    const answers: [Partial<CallQuestion>, string][] = [
      [{ from: minute(3) }, 'vk nobody'],
      [{ to: minute(1) }, 'spring'],
      [{ from: minute(1), to: minute(3) }, 'radio google'],
      [{ status: 'missed' }, 'google'],
      [{ status: 'talking' }, 'nobody'],
      [{ status: 'answered' }, 'vk radio spring'],
      [{ channel: 'organic' }, 'google'],
      [{ source: 'yandex' }, 'spring'],
      [{ campaign: 'morning' }, 'radio'],
      [{ term: '100% roses_pink' }, 'spring'],
      [{ firstTime: false }, 'google'],
      [{ firstTime: true }, 'vk nobody radio spring'],
      [{ recorded: true }, 'vk'],
      [{ recorded: false, status: 'answered' }, 'radio spring'],
      [{ channel: 'paid-search', status: 'missed' }, ''],
    ];
    for (const [question, expected] of answers) assert.equal(await ask(question), expected, JSON.stringify(question));
  });

  test('"(none)" asks for calls whose answer names no such level, not for those without an answer', async () => {
    assert.equal(await ask({ campaign: '(none)' }), 'google');
    assert.equal(await ask({ term: '(none)' }), 'vk radio google');
    assert.equal(await ask({ source: '(none)' }), '');
  });

  test('finds a phone number however it is written', async () => {
    for (const q of [
      '+79161234567',
      '79161234567',
      '89161234567',
      '8 (916) 123-45-67',
      '+7 916 123 45 67',
      '8.916.123.45.67',
    ])
      assert.equal(await ask({ q }), 'google spring', q);
    for (const q of ['916 123', '(916)', '45-67', ' 4567 ']) assert.equal(await ask({ q }), 'google spring', q);
    assert.equal(await ask({ q: '+44 20 7183 8750' }), 'radio');
    assert.equal(await ask({ q: '8 903 111' }), 'vk');
    assert.equal(await ask({ q: site.statics[0]!.e164.replace('+7495', '8 (495) ') }), 'radio');
    assert.equal(await ask({ q: '89169999999' }), '');
  });

  test('finds campaigns, keywords, sources and who answered, in any case', async () => {
    assert.equal(await ask({ q: 'SPRING' }), 'spring');
    assert.equal(await ask({ q: 'roses' }), 'spring');
    assert.equal(await ask({ q: 'Radio' }), 'radio');
    assert.equal(await ask({ q: 'anna' }), 'vk nobody radio spring');
    assert.equal(await ask({ q: '   ' }), 'vk nobody radio google spring');
  });

  test('takes signs in the search for what they are', async () => {
    assert.equal(await ask({ q: '100%' }), 'spring');
    assert.equal(await ask({ q: '%' }), 'spring');
    assert.equal(await ask({ q: 'roses_pink' }), 'spring');
    assert.equal(await ask({ q: 'rose__pink' }), '');
    assert.equal(await ask({ q: '_' }), 'spring');
    assert.equal(await ask({ q: '\\' }), 'vk');
    assert.equal(await ask({ q: 'a\\b' }), 'vk');
    assert.equal(await ask({ q: "'" }), '');
  });

  test('is one site’s', async () => {
    const other = await addSite(store.db, { accountId });
    assert.deepEqual(await listCalls(store.db, { siteId: other.id }, { limit: 50 }), {
      items: [],
      nextCursor: null,
      total: 0,
    });
  });
});

describe('pages of the list', () => {
  async function pages(question: CallQuestion, limit: number): Promise<CallLine[]> {
    const seen: CallLine[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listCalls(store.db, question, { cursor, limit });
      seen.push(...page.items);
      assert.ok(page.items.length === limit || page.nextCursor === null);
      if (page.nextCursor === null) return seen;
      cursor = page.nextCursor;
    }
  }

  test('lose and double nothing when many calls began at one moment, to the microsecond', async () => {
    const site = await addSite(store.db, { accountId });
    const ids: string[] = [];
    for (let n = 0; n < 23; n++)
      ids.push(await addCall(store.db, site, { at: NOON, caller: null, answer: answerOf([]) }));
    await store.db.query(
      "update calls set started_at = started_at + (n % 3) * interval '1 microsecond' from unnest($1::uuid[]) with ordinality as t (id, n) where calls.id = t.id",
      [ids],
    );
    for (const limit of [1, 2, 5, 22, 23, 24]) {
      const seen = (await pages({ siteId: site.id }, limit)).map(({ id }) => id);
      assert.deepEqual([seen.length, new Set(seen).size], [23, 23], `pages of ${limit}`);
    }
  });

  test('go on where they were when new calls come in on top', async () => {
    const site = await addSite(store.db, { accountId });
    for (let n = 0; n < 6; n++) await addCall(store.db, site, { at: new Date(NOON.getTime() + n), caller: null });
    const question = { siteId: site.id };
    const first = await listCalls(store.db, question, { limit: 3 });
    await addCall(store.db, site, { at: TO, caller: null });
    const second = await listCalls(store.db, question, { limit: 3, cursor: first.nextCursor ?? '' });
    const seen = [...first.items, ...second.items].map(({ id }) => id);
    assert.deepEqual([new Set(seen).size, second.nextCursor, second.total], [6, null, 7]);
  });

  test('keep their filters', async () => {
    const site = await addSite(store.db, { accountId });
    for (let n = 0; n < 9; n++)
      await addCall(store.db, site, {
        ...{ at: new Date(NOON.getTime() + n), caller: null, providerCallId: randomUUIDv7() },
        answeredAfter: n % 2 ? 5 : null,
      });
    const missed = await pages({ siteId: site.id, status: 'missed' }, 2);
    assert.equal(missed.length, 5);
    assert.ok(missed.every(({ status }) => status === 'missed'));
  });
});
