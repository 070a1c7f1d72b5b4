// What pages tell out of order, late, twice, and with a number in the person's hand: against a real PostgreSQL.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import type pg from 'pg';
import type { PageAnswer } from '../../src/collect/collect.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { openPageRoom, type PageRoom, SHOP } from '../support/page-room.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

let database: TestDatabase;
let db: pg.Pool;
let room: PageRoom;
let site: RecordedSite;
before(async () => {
  database = await openTestDatabase();
  db = database.db;
  room = await openPageRoom(db);
});
after(async () => {
  await room.close();
  await database.close();
});
beforeEach(async () => {
  site = await addSite(db, { accountId: (await addAccount(db)).accountId, numbers: 5, origins: [SHOP] });
  await room.pools.reload();
});

const PAGE = 1_600_000_000_000; // the browser's clock when the test begins: years behind ours
type Told = { at?: number; ago?: number; ids?: string[] };

/** Activity `at` milliseconds after the test began, by the browser's clock. */
const told = (message: Told) => ({ ...message, ...(message.at === undefined ? {} : { at: PAGE + message.at }) });
async function tell(t: string, { visit }: Pick<PageAnswer, 'visit'>, message: Told = {}, at = room) {
  const answer = await at.tell({ t, site: site.publicKey, visit, ...told(message) });
  assert.equal(answer.statusCode, 204, t);
}
type Viewed = Told & Partial<Pick<PageAnswer, 'visit' | 'visitor'>> & { url?: string; held?: string[] };
const view = (message: Viewed = {}, at = room) => at.view({ site: site.publicKey, ...message, ...told(message) });
const heldBy = ({ visit }: Pick<PageAnswer, 'visit'>, at = room) =>
  site.numbers
    .flatMap(({ id }) => [...at.pools.holdersOf(id, at.clock() + 1)])
    .find((holder) => holder.visit === visit);
const isOpen = (page: Pick<PageAnswer, 'visit'>, at = room) => heldBy(page, at)?.closedAt === null;
async function logged({ visit }: Pick<PageAnswer, 'visit'>) {
  const { rows } = await db.query<{ kind: string; at: number }>(
    'select kind, extract(epoch from at)::float8 as at from activity where visit_id = $1 order by at',
    [visit],
  );
  return rows;
}
const kindsOf = async (page: Pick<PageAnswer, 'visit'>) => (await logged(page)).map(({ kind }) => kind);
const same = ({ visit, visitor }: PageAnswer) => ({ visit, visitor });

describe('what overtook something else on its way', () => {
  test('the close of a page that comes after the view of the next closes nothing, here or after a restart', async () => {
    const first = await view({ at: 0 });
    room.wait(20);
    await view({ ...same(first), at: 20_000 });
    room.wait(3);
    await tell('close', first, { at: 19_990 });
    assert.equal(isOpen(first), true);
    assert.deepEqual(await kindsOf(first), ['view', 'close', 'view']);
    const restarted = await openPageRoom(db);
    try {
      assert.equal(isOpen(first, restarted), true);
    } finally {
      await restarted.close();
    }
    await tell('close', first, { at: 23_000 });
    assert.equal(isOpen(first), false, 'its own close does close it');
  });

  test('a tap or copy that comes after the close counts, with its own time, and opens nothing', async () => {
    for (const kind of ['tap', 'copy', 'hide']) {
      const page = await view({ at: 0 });
      room.wait(10);
      const left = room.clock();
      await tell('close', page, { at: 10_000 });
      room.wait(2);
      await tell(kind, page, { at: 9000 });
      assert.equal(isOpen(page), false, kind);
      const happened = (await logged(page)).find((row) => row.kind === kind)?.at ?? 0;
      assert.ok(Math.abs(happened - (left - 1)) < 0.5, `${kind} ${happened - left}`);
      if (kind === 'tap') assert.ok(Math.abs((heldBy(page)?.tappedAt ?? 0) - happened) < 0.01);
    }
  });

  test('without the browser’s time all is as it comes: a late close closes', async () => {
    const first = await view();
    room.wait(20);
    await view(same(first));
    await tell('close', first);
    assert.equal(isOpen(first), false);
  });
});

describe('what is told again', () => {
  test('counts once, when it happened', async () => {
    const page = await view({ at: 0 });
    room.wait(5);
    const tapped = room.clock();
    await tell('tap', page, { at: 5000 });
    room.wait(600);
    await tell('tap', page, { at: 5000, ago: 600_000 });
    assert.deepEqual(await kindsOf(page), ['view', 'tap']);
    assert.ok(Math.abs((heldBy(page)?.tappedAt ?? 0) - tapped) < 0.5);
    await tell('tap', page, { at: 605_000 });
    assert.deepEqual(await kindsOf(page), ['view', 'tap', 'tap']);
  });

  test('first of all counts as long ago as it says', async () => {
    const page = await view({ at: 0 });
    room.wait(3000);
    const now = room.clock();
    await tell('close', page, { at: 100_000, ago: 2_900_000 });
    assert.ok(Math.abs((heldBy(page)?.closedAt ?? 0) - (now - 2900)) < 0.5);
  });

  test('at once counts once, also where the visit has to be looked up', async () => {
    site = await addSite(db, { accountId: site.accountId, numbers: 0, origins: [SHOP] });
    await room.pools.reload();
    const page = await view({ at: 0 });
    const restarted = await openPageRoom(db);
    restarted.wait(room.clock() - restarted.clock() + 30);
    try {
      const beat = () => tell('beat', page, { at: 30_000 }, restarted);
      await Promise.all([beat(), beat()]);
    } finally {
      await restarted.close();
    }
    assert.deepEqual(await kindsOf(page), ['view', 'beat']);
  });
});

test('another node that heard of the next page’s view knows that a late close is of the page before', async () => {
  const other = await openPageRoom(db);
  other.wait(room.clock() - other.clock());
  try {
    const first = await view({ at: 0 });
    let next = 20_000;
    const isHeard = () =>
      other.pools.order.timeOf(first.visit ?? '', { kind: 'view', pageAt: PAGE + next }, other.clock()) === 'again';
    for (; ; next += 1000) {
      await view({ ...same(first), at: next });
      await new Promise((resolve) => setTimeout(resolve, 200));
      if (isHeard()) break; // else the nodes have not met yet
    }
    await tell('close', first, { at: next - 10 }, other);
    assert.equal(isOpen(first, other), true);
  } finally {
    await other.close();
  }
});

describe('a number that the person has in hand', () => {
  const shownBy = ({ numbers }: PageAnswer) => numbers.map(({ show }) => show);

  test('is shown to the new visit after the old one is over, and both are candidates for a call', async () => {
    const first = await view({ url: `${SHOP}/?utm_source=vk` });
    room.wait(3600);
    await view({ url: `${SHOP}/?utm_source=other` });
    const again = await view({ url: `${SHOP}/?utm_source=yandex`, ...same(first), held: shownBy(first) });
    assert.notEqual(again.visit, first.visit);
    assert.deepEqual(shownBy(again), shownBy(first));
    const number = site.numbers.find(({ e164 }) => e164 === shownBy(first)[0]);
    const { rows } = await db.query('select number_id, shared, sticky from leases where visit_id = $1', [again.visit]);
    assert.deepEqual(rows, [{ number_id: number?.id, shared: null, sticky: null }], 'no decision of the policy');
    const candidates = room.pools.holdersOf(number?.id ?? '', room.clock() + 1).map(({ visit }) => visit);
    assert.deepEqual(candidates, [first.visit, again.visit]);
  });

  test('is not shown once it is out of order', async () => {
    const first = await view();
    const [held = ''] = shownBy(first);
    await db.query('update numbers set out_of_order_since = now() where e164 = $1', [held]);
    await room.pools.reload();
    const again = await view({ ...same(first), held: [held] });
    assert.equal(shownBy(again).length, 1);
    assert.notEqual(shownBy(again)[0], held);
  });
});

test('client ids of counters that load later are kept; the first ones stay', async () => {
  const page = await view({ ids: ['_ga=GA1.1.1.2'] });
  const ids = async () =>
    (await db.query('select client_ids as ids from visits where id = $1', [page.visit])).rows[0]?.ids;
  assert.deepEqual(await ids(), { ga: '1.2' });
  await tell('beat', page, { ids: ['_ga=GA1.1.3.4', '_ga_X=GS2.1.s5$o1', '_ym_uid=6'] });
  assert.deepEqual(await ids(), { ga: '1.2', ga_session: '5', ym: '6' });
  await view({ ...same(page), ids: ['_ym_uid=7', '_fbp=8'] });
  assert.deepEqual(await ids(), { ga: '1.2', ga_session: '5', ym: '6', fbp: '8' });
});

test('a visit that is handed over goes on where the host knows its browser by another visitor', async () => {
  const page = await view();
  const cookie = `dt_visitor=${randomUUID()}`;
  const handed = { t: 'view', site: site.publicKey, url: `${SHOP}/`, ...same(page) };
  assert.deepEqual(same(await room.view(handed, { cookie })), same(page));
  const stranger = await room.view({ ...handed, visitor: randomUUID() }, { cookie });
  assert.notEqual(stranger.visit, page.visit);
});
