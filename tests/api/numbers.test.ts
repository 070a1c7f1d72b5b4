// The inventory over HTTP: numbers put into service, moved, given back; what is told of them and their history.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Contract, NumberHistory, TrackingNumber } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addCall, addSite, addVisit, freshE164, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let at: string;
before(async () => {
  api = await openTestApi();
  site = await addSite(api.db, { accountId: api.owner.accountId, statics: [{ source: 'radio' }] });
  await api.pools.reload();
  at = `/api/v1/sites/${site.id}`;
});
after(() => api?.close());

const NOTHING = { source: null, medium: null, campaign: null, adGroup: null, content: null, term: null };
const RADIO = { channel: 'offline', source: 'radio' };

test('numbers are listed with what they brought', async () => {
  const startedAt = new Date(Date.now() - 3_600_000);
  await addCall(api.db, site, { at: startedAt, numberId: site.numbers[0]!.id });
  await addCall(api.db, site, { at: new Date(startedAt.getTime() - 1000), numberId: site.numbers[0]!.id });
  const numbers = await api.get<TrackingNumber[]>(`${at}/numbers`);
  const first = numbers.find(({ id }) => id === site.numbers[0]?.id);
  assert.deepEqual([first?.state, first?.kind, first?.calls, first?.poolId], ['pool', 'geographic', 2, site.poolId]);
  assert.equal(first?.lastCallAt?.slice(0, 19), startedAt.toISOString().slice(0, 19));
  const radio = numbers.find(({ state }) => state === 'static');
  assert.deepEqual([radio?.staticSource?.source, radio?.calls, radio?.lastCallAt], ['radio', 0, null]);
});

const number = (more: object = {}) => ({
  ...{ e164: freshE164(), connectionId: site.connectionId, poolId: site.poolId, region: 'Moscow' },
  ...more,
});

test('a number is put into service and taken out of it', async () => {
  const body = number();
  const made = await api.answer<TrackingNumber>(201, 'POST', `${at}/numbers`, { body });
  assert.deepEqual([made.e164, made.state, made.region, made.calls], [body.e164, 'pool', 'Moscow', 0]);
  assert.equal(api.changed.at(-1), site.id);
  await api.problem(409, 'number-in-use', 'POST', `${at}/numbers`, { body });
  await api.answer(204, 'DELETE', `${at}/numbers/${made.id}`);
  assert.ok(!(await api.get<TrackingNumber[]>(`${at}/numbers`)).some(({ id }) => id === made.id));
  await api.problem(404, 'not-found', 'DELETE', `${at}/numbers/${made.id}`);
});

test('a number that comes back to its site is the same number; its calls are there again', async () => {
  const body = number();
  const made = await api.answer<TrackingNumber>(201, 'POST', `${at}/numbers`, { body });
  await addCall(api.db, site, { at: new Date(), numberId: made.id });
  await api.answer(204, 'DELETE', `${at}/numbers/${made.id}`);
  const radio = { channel: 'offline', source: 'radio' };
  const back = await api.answer<TrackingNumber>(201, 'POST', `${at}/numbers`, {
    body: { ...body, poolId: null, staticSource: radio },
  });
  assert.deepEqual([back.id, back.state, back.calls], [made.id, 'static', 1]);
  assert.deepEqual(back.staticSource, { ...NOTHING, ...radio });
});

test('a number that one site gave up may serve another, and its old calls stay where they were', async () => {
  const other = await addSite(api.db, { accountId: api.owner.accountId });
  const there = `/api/v1/sites/${other.id}/numbers`;
  const body = number();
  const made = await api.answer<TrackingNumber>(201, 'POST', `${at}/numbers`, { body });
  await addCall(api.db, site, { at: new Date(), numberId: made.id });
  await api.problem(409, 'number-in-use', 'POST', there, { body: { ...body, poolId: other.poolId } });
  await api.answer(204, 'DELETE', `${at}/numbers/${made.id}`);
  const moved = await api.answer<TrackingNumber>(201, 'POST', there, { body: { ...body, poolId: other.poolId } });
  assert.deepEqual([moved.e164, moved.calls], [body.e164, 0]);
  await api.problem(409, 'number-in-use', 'POST', `${at}/numbers`, { body });
  await api.answer(204, 'DELETE', `${there}/${moved.id}`);
  const back = await api.answer<TrackingNumber>(201, 'POST', `${at}/numbers`, { body });
  assert.deepEqual([back.id, back.calls], [made.id, 1]);
});

test('many who ask for one number at once: one gets it', async () => {
  const body = number();
  const ask = () => api.ask('POST', `${at}/numbers`, { body });
  const statuses = (await Promise.all(Array.from({ length: 6 }, ask))).map(({ statusCode }) => statusCode);
  assert.deepEqual(statuses.sort(), [201, 409, 409, 409, 409, 409]);
});

test('a number is in a pool of this site or bound to one source, on a connection of this account', async () => {
  const stranger = await addAccount(api.db);
  const theirs = await addSite(api.db, { accountId: stranger.accountId });
  const source = { channel: 'offline', source: 'radio' };
  const invalid: [object, RegExp][] = [
    [{ poolId: null }, /exactly one/],
    [{ staticSource: source }, /exactly one/],
    [{ e164: '84951234567' }, /^e164: /],
    [{ e164: '+7 495 123-45-67' }, /^e164: /],
    [{ connectionId: 'x' }, /^connectionId: /],
    [{ poolId: null, staticSource: { ...source, channel: '' } }, /^staticSource channel: /],
    [{ poolId: null, staticSource: { ...source, term: '' } }, /^staticSource term: /],
    [{ poolId: null, staticSource: { ...source, campaign: 'a\u001eb' } }, /^staticSource campaign: /],
    [{ poolId: null, staticSource: { ...source, campaign: 'x'.repeat(201) } }, /^staticSource campaign: /],
    [{ region: 'x'.repeat(81) }, /^region: /],
  ];
  for (const [more, says] of invalid)
    assert.match((await api.problem(400, 'invalid', 'POST', `${at}/numbers`, { body: number(more) })).detail, says);
  for (const more of [{ poolId: theirs.poolId }, { connectionId: theirs.connectionId }])
    await api.problem(404, 'not-found', 'POST', `${at}/numbers`, { body: number(more) });
});

describe('the life of a number', () => {
  const make = async (more: object = {}) =>
    api.answer<TrackingNumber>(201, 'POST', `${at}/numbers`, { body: number(more) });
  const patch = (id: string, body: object) => api.answer<TrackingNumber>(200, 'PATCH', `${at}/numbers/${id}`, { body });
  const refused = (reason: string, id: string, body: object) =>
    api.problem(409, reason, 'PATCH', `${at}/numbers/${id}`, { body });
  const choices = ({ nextStates }: TrackingNumber) =>
    nextStates.map(({ state, evenIfShown }) => state + (evenIfShown ? '!' : ''));

  test('begins as ordered or ready, with neither pool nor source', async () => {
    const ordered = await make({ poolId: null, state: 'ordered' });
    assert.deepEqual([ordered.state, ordered.poolId, ordered.staticSource], ['ordered', null, null]);
    assert.deepEqual(choices(ordered), ['ready', 'gone']);
    await refused('not-ours-yet', ordered.id, { poolId: site.poolId });
    const ready = await patch(ordered.id, { state: 'ready', reason: 'the operator says it works' });
    assert.deepEqual([ready.state, ready.shownUntil], ['ready', null]);
    const serving = await patch(ordered.id, { poolId: site.poolId });
    assert.deepEqual([serving.state, serving.poolId], ['pool', site.poolId]);
    assert.equal(api.changed.at(-1), site.id);
    await api.problem(400, 'invalid', 'POST', `${at}/numbers`, { body: number({ state: 'ready' }) });
  });

  test('goes from a pool to rest, and serves elsewhere only with a word', async () => {
    const made = await make();
    await refused('in-service', made.id, { state: 'ready' });
    const { detail } = await refused('still-resting', made.id, { staticSource: RADIO });
    assert.match(detail, /evenIfShown/);
    const resting = await patch(made.id, { state: 'resting' });
    assert.deepEqual([resting.state, resting.poolId], ['resting', null]);
    assert.equal(resting.shownUntil, resting.stateSince);
    const rest = Date.parse(resting.restsUntil ?? '') - Date.parse(resting.stateSince);
    assert.equal(rest, 30 * 86_400_000);
    assert.deepEqual(choices(resting), ['pool!', 'static!', 'leaving', 'gone']);
    const moved = await patch(made.id, { staticSource: RADIO, evenIfShown: true });
    assert.deepEqual([moved.state, moved.shownUntil], ['static', resting.shownUntil]);
    assert.deepEqual(moved.staticSource, { ...NOTHING, ...RADIO });
  });

  test('goes back where it served at any time', async () => {
    const made = await make();
    await patch(made.id, { state: 'resting' });
    const back = await patch(made.id, { state: 'pool', poolId: site.poolId });
    assert.deepEqual([back.state, back.shownUntil], ['pool', null]);
  });

  test('a leaked number becomes static on the spot; the answer says until when the pool showed it', async () => {
    const made = await make();
    const before = Date.now();
    const moved = await patch(made.id, { staticSource: RADIO, evenIfShown: true, reason: 'printed on the site' });
    assert.equal(moved.state, 'static');
    assert.ok(Date.parse(moved.shownUntil ?? '') >= before - 1000);
  });

  test('is forwarded until it is gone', async () => {
    const { listCallNumbers } = await import('../../src/store/numbers.ts');
    const taken = async (e164: string) => (await listCallNumbers(api.db)).some((one) => one.e164 === e164);
    const made = await make();
    for (const state of ['resting', 'leaving'] as const) {
      await patch(made.id, { state });
      assert.ok(await taken(made.e164), state);
    }
    await api.answer(204, 'DELETE', `${at}/numbers/${made.id}`);
    assert.ok(!(await taken(made.e164)));
    await api.problem(404, 'not-found', 'PATCH', `${at}/numbers/${made.id}`, { body: { state: 'ready' } });
    await api.problem(404, 'not-found', 'GET', `${at}/numbers/${made.id}`);
  });

  test('every change is told with who and why, and what each month brought', async () => {
    const made = await make();
    await addVisit(api.db, site, { at: new Date(), numberId: made.id });
    const call = { numberId: made.id, caller: '+79161110001' };
    await addCall(api.db, site, { ...call, at: new Date() });
    await addCall(api.db, site, { ...call, at: new Date(Date.now() + 1000), endedAfter: 35 });
    await patch(made.id, { state: 'resting', reason: 'too many' });
    await patch(made.id, { staticSource: RADIO, evenIfShown: true });
    await api.answer(204, 'DELETE', `${at}/numbers/${made.id}`);
    const { states, months } = await api.get<NumberHistory>(`${at}/numbers/${made.id}/history`);
    assert.deepEqual(
      states.map(({ state, reason }) => [state, reason]),
      [
        ['pool', ''],
        ['resting', 'too many'],
        ['static', ''],
        ['gone', ''],
      ],
    );
    assert.deepEqual(states[0]?.pool, { id: site.poolId, name: 'Main' });
    assert.deepEqual(states[2]?.staticSource, { ...NOTHING, ...RADIO });
    assert.ok(states.every(({ by }) => by !== null));
    const times = states.map((line) => line.at);
    assert.deepEqual(times, times.toSorted());
    assert.deepEqual(
      months.map(({ visits, calls, firstTimeCalls, talkSeconds }) => [visits, calls, firstTimeCalls, talkSeconds]),
      [[1, 2, 1, 90]],
    );
  });

  test('two people who change it at once: each change is decided on what the other left', async () => {
    const made = await make({ poolId: null, state: 'ready' });
    const ask = (body: object) => api.ask('PATCH', `${at}/numbers/${made.id}`, { body });
    const answers = await Promise.all([ask({ poolId: site.poolId }), ask({ staticSource: RADIO })]);
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 409]);
  });

  test('a state comes with what it needs, and with nothing else', async () => {
    const made = await make();
    for (const body of [
      { state: 'pool' },
      { state: 'static' },
      { state: 'resting', poolId: site.poolId },
      { poolId: site.poolId, staticSource: RADIO },
      { state: 'gone' },
      { state: 'asleep' },
    ])
      await api.problem(400, 'invalid', 'PATCH', `${at}/numbers/${made.id}`, { body });
    const other = await addSite(api.db, { accountId: api.owner.accountId });
    const url = `${at}/numbers/${made.id}`;
    await api.problem(404, 'not-found', 'PATCH', url, { body: { poolId: other.poolId, evenIfShown: true } });
    await api.problem(404, 'not-found', 'PATCH', `/api/v1/sites/${other.id}/numbers/${made.id}`, { body: {} });
  });
});

describe('what is said of a number', () => {
  test('its contract, owner, costs and note are kept; what is left out stays', async () => {
    const contract = await api.answer<Contract>(201, 'POST', '/api/v1/contracts', {
      body: { operator: 'ООО «Вымысел Телеком»', contractNumber: '17/2025' },
    });
    const rub = (minor: number) => ({ minor, currency: 'RUB' });
    const said = {
      ...{ contractId: contract.id, capacityOwner: 'Вымысел Телеком', ownedSince: '2025-02-01', note: 'from the fair' },
      ...{ monthlyCost: rub(25_000), minuteCost: rub(150.5), kind: 'geographic' },
    };
    const made = await api.answer<TrackingNumber>(201, 'POST', `${at}/numbers`, { body: number(said) });
    const { contractId: _, ...plain } = said;
    assert.deepEqual(made.contract, { id: contract.id, operator: contract.operator, contractNumber: '17/2025' });
    assert.deepEqual({ ...made, ...plain }, made);
    const url = `${at}/numbers/${made.id}`;
    const changed = await api.answer<TrackingNumber>(200, 'PATCH', url, { body: { note: '', minuteCost: null } });
    assert.deepEqual(changed, { ...made, note: '', minuteCost: null });
    assert.deepEqual(await api.get(url), changed);
    const euro = { monthlyCost: rub(1), minuteCost: { minor: 1, currency: 'EUR' } };
    assert.match((await api.problem(400, 'invalid', 'PATCH', url, { body: euro })).detail, /one currency/);
    await api.problem(404, 'not-found', 'PATCH', url, { body: { contractId: site.id } });
  });

  test('how alike it looks to the number on the page, and its last check', async () => {
    const { targetNumber } = (await api.get<{ targetNumber: string }[]>(`${at}/pools`))[0]!;
    const alike = `${targetNumber.slice(0, -4)}9999`;
    const near = await api.answer<TrackingNumber>(201, 'POST', `${at}/numbers`, { body: number({ e164: alike }) });
    assert.deepEqual([near.likeness, near.kind, near.health], [3, 'geographic', null]);
    const free = { e164: '+78005550199', poolId: null, state: 'ready' };
    const far = await api.answer<TrackingNumber>(201, 'POST', `${at}/numbers`, { body: number(free) });
    assert.deepEqual([far.likeness, far.kind], [0, 'toll-free']);
    await api.db.query(
      `insert into number_checks (id, site_id, number_id, at, outcome, reason)
       select gen_random_uuid(), $1, $2, now() - n * interval '1 day', case n when 0 then 'bad' else 'good' end, case n when 0 then 'wrong-did' end
       from generate_series(0, 2) n`,
      [site.id, near.id],
    );
    const { health } = await api.get<TrackingNumber>(`${at}/numbers/${near.id}`);
    assert.deepEqual([health?.outcome, health?.reason], ['bad', 'wrong-did']);
  });
});
