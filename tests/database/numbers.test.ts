// What becomes of numbers by itself: rest that ends, and word of contracts and licences that do.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { wakeRested } from '../../src/numbers/lifecycle.ts';
import { warnOfEnds } from '../../src/numbers/warnings.ts';
import { type ContractFields, insertContract, updateContract } from '../../src/store/contracts.ts';
import { transaction } from '../../src/store/database.ts';
import { numberHistory } from '../../src/store/inventory.ts';
import { listen } from '../../src/store/listen.ts';
import { dismissNotice, listNotices, markNoticesSeen, openNotice } from '../../src/store/notices.ts';
import { changeNumber } from '../../src/store/number-life.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

let database: TestDatabase;
let site: RecordedSite;
before(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  const { accountId } = await addAccount(database.db);
  site = await addSite(database.db, { accountId, statics: [{ source: 'radio' }] });
});
after(() => database?.close());

const DAY_MS = 86_400_000;

describe('rest', () => {
  const rest = (numberId: string, at: Date) =>
    transaction(database.db, (tx) =>
      changeNumber(tx, { siteId: site.id, numberId, wish: { to: 'resting' }, at, userId: null }),
    );
  const stateOf = async (id: string) =>
    (await database.db.query('select state, static_source, pool_id from numbers where id = $1', [id])).rows[0];

  test('ends by itself after thirty days: the number is ready, its source is forgotten, every node hears of it', async () => {
    const { db } = database;
    const log = (message: string) => assert.fail(message);
    const heard = Promise.withResolvers<string>();
    const channels = { dialtrace_sites: heard.resolve };
    const listening = await listen({ db, channels, onReturn: () => {}, log });
    const [fromPool, fromSource] = [site.numbers[0]!.id, site.statics[0]!.id];
    const at = new Date(Date.now() + 60_000); // after the site was made
    for (const id of [fromPool, fromSource]) await rest(id, at);
    assert.equal(await wakeRested(db, new Date(at.getTime() + 30 * DAY_MS - 1)), 0);
    assert.equal((await stateOf(fromPool)).state, 'resting');
    assert.equal(await wakeRested(db, new Date(at.getTime() + 30 * DAY_MS)), 2);
    for (const id of [fromPool, fromSource])
      assert.deepEqual(await stateOf(id), { state: 'ready', static_source: null, pool_id: null });
    assert.equal(await wakeRested(db, new Date(at.getTime() + 31 * DAY_MS)), 0);
    const [begun, rested, ready] = await numberHistory(db, site.id, fromSource);
    assert.deepEqual([begun?.state, rested?.state, ready?.state], ['static', 'resting', 'ready']);
    assert.deepEqual([rested?.staticSource?.source, ready?.by], ['radio', null]);
    assert.equal(await heard.promise, site.id);
    listening.close();
  });

  test('a number that no pool shows any more, or that is gone, is no matter of notices any more', async () => {
    const { id } = site.numbers[0]!;
    const notice = { accountId: site.accountId, siteId: site.id, subject: id, data: {} };
    for (const kind of ['number-leaked', 'number-out-of-order', 'number-silent'] as const)
      await openNotice(database.db, { ...notice, id: randomUUIDv7(), kind });
    const open = async () => (await listNotices(database.db, site.accountId)).map(({ kind }) => kind);
    await rest(id, new Date());
    assert.deepEqual(await open(), ['number-out-of-order']);
    const question = { siteId: site.id, numberId: id, at: new Date(), userId: null };
    await transaction(database.db, (tx) => changeNumber(tx, { ...question, wish: { to: 'gone' } }));
    assert.deepEqual(await open(), []);
  });

  test('a number is in a pool if and only if its state says so: the tables hold it', async () => {
    const [id] = [site.numbers[0]!.id];
    for (const wrong of ["state = 'ready'", 'pool_id = null', "state = 'gone'", "state = 'static'", "state = 'asleep'"])
      await assert.rejects(database.db.query(`update numbers set ${wrong} where id = $1`, [id]), { code: '23514' });
    await assert.rejects(database.db.query('update numbers set connection_id = null where id = $1', [id]), {
      code: '23514',
    });
  });
});

describe('a contract that ends', () => {
  const FIELDS: ContractFields = {
    ...{ operator: 'ООО «Вымысел»', contractNumber: '1', signedOn: null, endsOn: '2026-06-30' },
    ...{ licenceNumber: 'Л-1', licenceIssuedOn: null, licenceEndsOn: null },
  };
  const addContract = async (fields: Partial<ContractFields> = {}) => {
    const contract = { id: randomUUIDv7(), ...FIELDS, ...fields };
    await insertContract(database.db, site.accountId, contract);
    await database.db.query('update numbers set contract_id = $1 where id = $2', [contract.id, site.numbers[0]!.id]);
    return contract;
  };
  const on = async (day: string) => {
    await warnOfEnds(database.db, { now: new Date(`${day}T10:00:00Z`), newId: randomUUIDv7 });
    return listNotices(database.db, site.accountId);
  };
  const said = async (day: string) =>
    (await on(day)).map(({ kind, data, seen }) => `${kind} ${data.stage} ${data.daysLeft}${seen ? ' seen' : ''}`);

  test('is told of sixty, thirty and seven days before and once it has ended, in one notice at a time', async () => {
    await addContract();
    assert.deepEqual(await said('2026-04-30'), []);
    assert.deepEqual(await said('2026-05-01'), ['contract-ends 60 60']);
    await markNoticesSeen(database.db, site.accountId);
    assert.deepEqual(await said('2026-05-02'), ['contract-ends 60 59 seen'], 'brought up to date, not said again');
    assert.deepEqual(await said('2026-05-31'), ['contract-ends 30 30'], 'said anew');
    assert.deepEqual(await said('2026-06-23'), ['contract-ends 7 7']);
    assert.deepEqual(await said('2026-06-30'), ['contract-ends 7 0'], 'its last day');
    assert.deepEqual(await said('2026-07-01'), ['contract-ends ended -1']);
    assert.deepEqual(await said('2026-07-20'), ['contract-ends ended -20']);
    const [{ data } = { data: {} }] = await on('2026-07-20');
    assert.deepEqual(data, {
      ...{ operator: 'ООО «Вымысел»', contractNumber: '1', licenceNumber: 'Л-1', endsOn: '2026-06-30' },
      ...{ daysLeft: -20, stage: 'ended' },
    });
  });

  test('that a person has put away is not told of again before the next stage', async () => {
    await addContract();
    const [notice] = await on('2026-05-10');
    await dismissNotice(database.db, site.accountId, notice!.id);
    assert.deepEqual(await said('2026-05-11'), []);
    assert.deepEqual(await said('2026-06-01'), ['contract-ends 30 29']);
  });

  test('is forgotten when it is prolonged, and told of again near the new end', async () => {
    const contract = await addContract();
    await on('2026-06-29');
    await updateContract(database.db, site.accountId, { ...contract, endsOn: '2027-06-30' });
    assert.deepEqual(await said('2026-06-29'), []);
    assert.deepEqual(await said('2027-06-29'), ['contract-ends 7 1']);
  });

  test('concerns nobody when its numbers are gone', async () => {
    await addContract();
    assert.equal((await on('2026-06-29')).length, 1);
    const question = { siteId: site.id, numberId: site.numbers[0]!.id, at: new Date(), userId: null };
    await transaction(database.db, (tx) => changeNumber(tx, { ...question, wish: { to: 'gone' } }));
    assert.deepEqual(await said('2026-06-29'), []);
  });

  test("an operator's licence is told of the same way, beside its contract", async () => {
    await addContract({ licenceEndsOn: '2026-07-10' });
    assert.deepEqual((await said('2026-06-29')).sort(), ['contract-ends 7 1', 'licence-ends 30 11']);
  });
});
