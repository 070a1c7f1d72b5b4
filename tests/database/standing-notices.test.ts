// What owners are told of as long as it lasts: told once, with figures, put away when it is over.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { linePlan } from '../../src/calls/directory.ts';
import { openRecordingNotice } from '../../src/calls/routing/recording-notice.ts';
import { SILENT, type Voice } from '../../src/calls/routing/route-sounds.ts';
import { NEW_SITE_RULES } from '../../src/core/recording-rules.ts';
import { openDiskNotices, openUnsaidNotices } from '../../src/house/standing-notices.ts';
import { type DiskRoom, type DiskState, limitsOf, watchDisk } from '../../src/machine/disk.ts';
import { firstOwner } from '../../src/store/access.ts';
import { dismissNotice, listNotices } from '../../src/store/notices.ts';
import { type CallNumber, listCallNumbers } from '../../src/store/numbers.ts';
import { saveRecordingRules } from '../../src/store/recording-rules.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';
import { openSmallDisk } from '../support/small-disk.ts';

const MB = 1_000_000;
const TOTAL = 256 * 1024 * 1024;
const log = (message: string, error?: unknown) => assert.fail(`${message}: ${error}`);

let store: TestDatabase;
let accountId: string;
let site: RecordedSite;
let number: CallNumber;
before(async () => {
  store = await openTestDatabase();
  ({ accountId } = await firstOwner(store.db, { accountId: randomUUIDv7(), userId: randomUUIDv7() }));
  site = await addSite(store.db, { accountId });
  number = (await listCallNumbers(store.db))[0] ?? assert.fail('the site has a number');
});
after(() => store?.close());

const told = async (of = accountId) =>
  (await listNotices(store.db, of)).map(({ kind, siteId, data }) => ({ kind, siteId, data }));
const everTold = async () => (await listNotices(store.db, accountId, { ended: true })).length;

describe('the disk', () => {
  test('running low, full, and with room again', async (context) => {
    const small = openSmallDisk(TOTAL);
    if (!small) return context.skip('a disk of its own needs the right to mount');
    const { folder } = small;
    const disk = watchDisk({
      ...{ folder, reserve: path.join(folder, 'reserve'), growing: [], onChange: () => {} },
    });
    const notices = openDiskNotices({ db: store.db, node: 'dialtrace', log }, disk.room);
    const until = async (state: DiskState) => {
      for (let tries = 0; disk.state() !== state && tries < 200; tries++) await sleep(50);
      assert.equal(disk.state(), state);
      await notices.look();
    };
    try {
      await until('fine');
      assert.deepEqual(await told(), []);
      const { low, reserve } = limitsOf(TOTAL);
      const free = 20 * MB;
      small.fill('recordings', TOTAL - reserve - free);
      await until('low');
      const data = { node: 'dialtrace', free: 10 * MB, missing: 10 * MB }; // 20 million less the file system's own
      assert.ok(low > free);
      assert.deepEqual(await told(), [{ kind: 'disk-low', siteId: null, data }]);
      const { userId: _, ...another } = await addAccount(store.db);
      await notices.look();
      assert.deepEqual(
        (await told(another.accountId)).map(({ kind }) => kind),
        ['disk-low'],
        'it is the whole house’s',
      );
      small.fill('more', 19 * MB);
      await until('full');
      const full = await told();
      assert.deepEqual(
        full.map(({ kind }) => kind),
        ['disk-full'],
      );
      assert.ok(Number(full[0]?.data.missing) >= 20 * MB, JSON.stringify(full));
      for (const name of ['recordings', 'more']) small.remove(name);
      await until('fine');
      assert.deepEqual([await told(), await told(another.accountId)], [[], []]);
    } finally {
      await notices.close();
      disk.stop();
      small.close();
    }
  });

  test('is told of once, its figures follow, and what a person has put away does not come back while it lasts', async () => {
    let room: DiskRoom = { state: 'low', free: 905 * MB, missing: 277 * MB };
    const notices = openDiskNotices({ db: store.db, node: 'north', log }, () => room);
    const before = await everTold();
    await notices.look();
    room = { state: 'low', free: 898 * MB, missing: 284 * MB };
    await notices.look();
    const [notice] = await listNotices(store.db, accountId);
    assert.deepEqual(notice?.data, { node: 'north', free: 890 * MB, missing: 290 * MB });
    assert.equal(await everTold(), before + 1);
    await dismissNotice(store.db, accountId, notice?.id ?? '');
    room = { state: 'low', free: 500 * MB, missing: 674 * MB };
    await notices.look();
    assert.deepEqual(await told(), []);
    room = { state: 'fine', free: 2000 * MB, missing: 0 };
    await notices.look();
    room = { state: 'full', free: 0, missing: 1174 * MB };
    await notices.look();
    assert.deepEqual(
      (await told()).map(({ kind }) => kind),
      ['disk-full'],
    );
    await notices.close();
  });

  test('of one node: another node that has room does not put it away, the node’s own next start does', async () => {
    const fine: DiskRoom = { state: 'fine', free: 2000 * MB, missing: 0 };
    const other = openDiskNotices({ db: store.db, node: 'south', log }, () => fine);
    await other.look();
    await other.close();
    assert.equal((await told()).length, 1);
    const again = openDiskNotices({ db: store.db, node: 'north', log }, () => fine);
    await again.look();
    await again.close();
    assert.deepEqual(await told(), []);
  });
});

describe('a recording notice that nobody can say', () => {
  let voice: Voice = SILENT;
  const speaking: Voice = {
    ...SILENT,
    builtIn: (name, language) => `${name}-${language}`,
    speakSoon: (words) => words,
  };
  const open = async () => {
    const notice = await openRecordingNotice({
      ...{ db: store.db, regionOfCaller: () => null, log: () => {} },
      voice: {
        ...SILENT,
        builtIn: (...said) => voice.builtIn(...said),
        speakSoon: (...said) => voice.speakSoon(...said),
      },
    });
    const numbers = await listCallNumbers(store.db);
    const notices = openUnsaidNotices({ db: store.db, node: 'dialtrace', log }, () => notice.unsaid(numbers));
    return { notice, notices };
  };
  const telling = () => ({
    ...{ kind: 'recording-unsaid', siteId: site.id },
    data: { node: 'dialtrace', number: number.e164, language: 'ru' },
  });

  test('is told for the site from the first plan on, and put away when somebody can', async () => {
    voice = SILENT;
    const { notice, notices } = await open();
    notice.finish(linePlan(number), { number, caller: null });
    await notices.look();
    assert.deepEqual(await told(), [], 'of a site whose rules ask for no notice nothing is missed');
    await saveRecordingRules(store.db, site.id, NEW_SITE_RULES);
    await notice.reload();
    assert.equal(notice.finish(linePlan(number), { number, caller: null }).record, false);
    await notices.look();
    assert.deepEqual(await told(), [telling()]);
    voice = speaking;
    await notices.look();
    assert.deepEqual(await told(), []);
    await notices.close();
  });

  test('is put away when the rules ask for none any more, or the route says it itself', async () => {
    voice = SILENT;
    const { notice, notices } = await open();
    const plan = linePlan(number);
    notice.finish(plan, { number, caller: '+79161234567' });
    await notices.look();
    assert.deepEqual(await told(), [telling()]);
    const own = { ...plan, steps: [{ do: 'play', sound: 'own', what: 'notice', next: 1 } as const, ...plan.steps] };
    assert.equal(notice.finish(own, { number, caller: null }).record, true);
    await notices.look();
    assert.deepEqual(await told(), []);
    notice.finish(plan, { number, caller: null });
    await notices.look();
    assert.deepEqual(await told(), [telling()]);
    await saveRecordingRules(store.db, site.id, { ...NEW_SITE_RULES, record: false });
    await notice.reload();
    await notices.look();
    assert.deepEqual(await told(), []);
    await notices.close();
  });
});
