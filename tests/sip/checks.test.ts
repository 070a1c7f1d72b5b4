// Numbers are checked by real test calls through an operator that brings them back, or does not: what is found, what
// follows for the number, its visitors and its owner, and that neither customers nor the business ever notice.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { CallList, CheckList, CheckWaiting, NumberCheck } from '../../src/api/wire.ts';
import type { NoticeKind } from '../../src/core/notice.ts';
import { engineUser } from '../../src/machine/system-user.ts';
import { listNotices } from '../../src/store/notices.ts';
import {
  type Behaviour,
  OPERATOR_ADDRESS,
  OPERATOR_PASSWORD,
  OPERATOR_USER,
  type Operator,
  startOperator,
} from '../support/operator.ts';
import { AGENT_ADDRESS, openPhones, type Phones } from '../support/sip.ts';
import { addSite, freePorts, prepareSystem, type TestSite, type TestSystem, until } from '../support/system.ts';

const CHECK_CALLER = '+74950009000';
const BREAKS = '+74950000501';
const WORKS = '+74950000502';
const WORKS_TOO = '+74950000503';
const CALLED = '+74950000504';
const CLOSED_TO_PAGES = '+74950000505';
const FAILING = ['+74950000511', '+74950000512', '+74950000513'];
/** Each through a connection of its own: a connection makes one test call at a time. */
const BROKEN: [Behaviour, string, string][] = [
  ['unknown', 'bad', 'not-reached'],
  ['busy', 'bad', 'busy'],
  ['refused', 'bad', 'rejected'],
  ['no-room', 'inconclusive', 'operator-unavailable'],
  ['elsewhere', 'bad', 'wrong-did'],
  ['deaf-there', 'bad', 'no-audio-there'],
  ['deaf-back', 'bad', 'no-audio-back'],
  ['rings', 'bad', 'not-reached'],
];
const brokenNumber = (at: number) => `+7495000052${at}`;
const ORIGIN = 'https://shop.example';

let system: TestSystem;
let phones: Phones;
let operator: Operator;
let site: TestSite;
let failing: TestSite;
let broken: TestSite[];
/** checks of the broken numbers, all under way from the beginning */
const asked: string[] = [];

before(async () => {
  system = await prepareSystem();
  const targets = [{ name: 'Anna', sipUri: `sip:anna@${AGENT_ADDRESS}:5621` }];
  const trunkAddress = `${OPERATOR_ADDRESS}/32`;
  const numbers = [BREAKS, WORKS, WORKS_TOO, CALLED, CLOSED_TO_PAGES];
  site = await addSite(system, { numbers, targets, trunkAddress, origins: [ORIGIN] });
  const [port = 0] = await freePorts(1);
  operator = await startOperator({
    dataDir: system.dataDir,
    user: engineUser(),
    port,
    engine: { address: '127.0.0.1', port: system.sipPort },
    other: CLOSED_TO_PAGES,
  });
  await checkedThrough(trunkAddress, CHECK_CALLER);
  // The test phones call from 127.0.0.1, through the same operator.
  await system.db.query(`update connections set addresses = addresses || '127.0.0.1/32'::cidr`);
  failing = await addSite(system, { numbers: FAILING, targets, trunkAddress: '127.0.0.13/32' });
  await checkedThrough('127.0.0.13/32', '+74950009001');
  broken = [];
  for (const at of BROKEN.keys()) {
    const address = `127.0.0.${30 + at}/32`;
    broken.push(await addSite(system, { numbers: [brokenNumber(at)], targets, trunkAddress: address }));
    await checkedThrough(address, `+7495000902${at}`);
  }
  // All were checked a while ago: the schedule leaves them to the tests.
  await system.db.query(
    `insert into number_checks (id, site_id, number_id, at, outcome) select gen_random_uuid(), site_id, id, now() - interval '2 days', 'good' from numbers`,
  );
  phones = openPhones();
  await phones.agent('agent-answers', 5621);
  await system.start();
  for (const [at, [behaviour]] of BROKEN.entries()) {
    operator.treat(brokenNumber(at), behaviour);
    asked.push((await ask(brokenNumber(at), broken[at])).id);
  }
});
after(async () => {
  await phones?.close();
  await operator?.stop(); // it lives in the system's folder
  await system?.close();
});

/** The connection of this address may be checked at any time, through the operator. */
async function checkedThrough(address: string, checkCaller: string): Promise<void> {
  await system.db.query(
    `update connections set outbound_uri = $1, outbound_user = '${OPERATOR_USER}', outbound_password = '${OPERATOR_PASSWORD}',
       check_caller = $2, check_from_hour = 0, check_to_hour = 24, checks_per_day = 1000, check_every_days = 90
     where $3::cidr = any(addresses)`,
    [operator.uri, checkCaller, address],
  );
}

async function numberId(e164: string): Promise<string> {
  const { rows } = await system.db.query<{ id: string }>('select id from numbers where e164 = $1', [e164]);
  return rows[0]?.id ?? '';
}

const ask = async (e164: string, at: TestSite = site, body: object = { now: true }) =>
  system.send<CheckWaiting>('POST', `/api/v1/sites/${at.siteId}/numbers/${await numberId(e164)}/check`, body, 202);

const checksOf = async (e164: string, at: TestSite = site) =>
  system.get<CheckList>(`/api/v1/sites/${at.siteId}/numbers/${await numberId(e164)}/checks`);

const resultOf = (id: string, e164: string, at: TestSite = site): Promise<NumberCheck> =>
  until(`${e164} is checked`, async () => (await checksOf(e164, at)).items.find((item) => item.id === id), 60);

/** A check of the number, at once, while the operator treats it so. */
async function check(e164: string, behaviour: Behaviour, at: TestSite = site): Promise<NumberCheck> {
  operator.treat(e164, behaviour);
  return resultOf((await ask(e164, at)).id, e164, at);
}

const callsOf = async (at: TestSite = site) => (await system.get<CallList>(`/api/v1/sites/${at.siteId}/calls`)).items;

async function noticesAbout(subject: string): Promise<NoticeKind[]> {
  const open = await listNotices(system.db, system.owner.accountId);
  return open.filter((notice) => notice.subject === subject).map((notice) => notice.kind);
}

/** The number that a page view of a new visitor shows. */
async function shown(): Promise<string> {
  const response = await fetch(`${system.url}/collect`, {
    method: 'POST',
    headers: {
      origin: ORIGIN,
      'content-type': 'text/plain',
      'user-agent': 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
    },
    body: JSON.stringify({ t: 'view', site: site.publicKey, url: `${ORIGIN}/?utm_source=s${Math.random()}` }),
  });
  const { numbers } = (await response.json()) as { numbers: { show: string }[] };
  return numbers[0]?.show ?? 'none';
}

async function shownToSome(): Promise<Set<string>> {
  return new Set(await Promise.all(Array.from({ length: 12 }, shown)));
}

test('a number that works: the test call reached us, soon, under its own number, with clean audio both ways', async () => {
  const result = await check(WORKS, 'good');
  assert.deepEqual([result.outcome, result.reason], ['good', null]);
  assert.deepEqual([result.did, result.caller], [WORKS, CHECK_CALLER]);
  assert.ok((result.reachedMs ?? 99_999) < 5000, `reached in ${result.reachedMs} ms`);
  assert.ok((result.toneThere ?? 0) > 25 && (result.toneBack ?? 0) > 25, `${result.toneThere}, ${result.toneBack} dB`);
});

test('a broken number leaves the pool by itself after two bad checks, and comes back after two good ones', async () => {
  const id = await numberId(BREAKS);
  assert.ok((await shownToSome()).has(BREAKS));

  assert.equal((await check(BREAKS, 'unknown')).outcome, 'bad');
  assert.equal((await checksOf(BREAKS)).outOfOrderSince, null);
  await until('a second look is asked for', async () => (await checksOf(BREAKS)).waiting);
  await check(WORKS, 'good');
  assert.equal((await check(BREAKS, 'unknown')).outcome, 'bad');
  await until('it is out of order', async () => (await checksOf(BREAKS)).outOfOrderSince);
  assert.deepEqual(await noticesAbout(id), ['number-out-of-order']);
  await until('pages have other numbers', async () => !(await shownToSome()).has(BREAKS));
  assert.ok((await shownToSome()).has(WORKS));

  assert.equal((await check(BREAKS, 'good')).outcome, 'good');
  assert.notEqual((await checksOf(BREAKS)).outOfOrderSince, null);
  assert.equal((await check(BREAKS, 'good')).outcome, 'good');
  await until('it is back', async () => (await checksOf(BREAKS)).outOfOrderSince === null);
  assert.deepEqual(await noticesAbout(id), ['number-back']);
  await until('pages show it again', async () => (await shownToSome()).has(BREAKS));
});

for (const [at, [behaviour, outcome, reason]] of BROKEN.entries())
  test(`a number that is broken (${behaviour}) is found ${outcome}: ${reason}`, async () => {
    const result = await resultOf(asked[at] ?? '', brokenNumber(at), broken[at]);
    assert.deepEqual([result.outcome, result.reason], [outcome, reason]);
  });

test('test calls are no calls: none is in the list, nobody was rung, and their recordings are gone', async () => {
  assert.deepEqual(await callsOf(), []);
  const { rows } = await system.db.query('select from calls union all select from call_events');
  assert.equal(rows.length, 0);
  const journal = readFileSync(path.join(system.dataDir, 'asterisk/log/cel.ndjson'), 'utf8');
  assert.doesNotMatch(journal, /DT_RING|DT_RECORD|PJSIP\/targets-/);
});

test('a customer who calls a number that is out of order is put through, and shows that it works', async () => {
  await check(BREAKS, 'refused');
  await check(WORKS, 'good');
  await check(BREAKS, 'refused');
  await until('it is out of order', async () => (await checksOf(BREAKS)).outOfOrderSince);
  await phones.call({ did: BREAKS, to: system.sipPort, caller: '+79160000502', ms: 500 });
  await until('the call is in the list', async () =>
    (await callsOf()).find((call) => call.caller === '+79160000502' && call.status === 'answered'),
  );
  await ask(WORKS); // whatever makes it look
  await until('it is back', async () => (await checksOf(BREAKS)).outOfOrderSince === null);
  operator.treat(BREAKS, 'good');
});

test('a customer who calls during a check is put through to the business, and the check gives way', async () => {
  operator.treat(CALLED, 'late');
  const { id } = await ask(CALLED);
  await until('it is being dialled', async () => (await checksOf(CALLED)).waiting?.running);
  await phones.call({ did: CALLED, to: system.sipPort, caller: '+79160000501', ms: 500 });
  const result = await resultOf(id, CALLED);
  assert.deepEqual([result.outcome, result.reason], ['inconclusive', 'line-taken']);
  const calls = (await callsOf()).filter((call) => call.number === CALLED);
  assert.deepEqual(
    calls.map(({ caller, answeredBy }) => [caller, answeredBy]),
    [['+79160000501', 'Anna']],
  );
});

test("the check caller's own phone reaches the business when no check is under way", async () => {
  await phones.call({ did: CALLED, to: system.sipPort, caller: CHECK_CALLER, ms: 500 });
  await until('the call is in the list', async () =>
    (await callsOf()).find((call) => call.caller === CHECK_CALLER && call.answeredBy === 'Anna'),
  );
});

test('an operator that hides who calls: what came is taken for a customer, and the check gives way and says by whom', async () => {
  const result = await check(CALLED, 'other-caller');
  assert.deepEqual([result.outcome, result.reason, result.caller], ['inconclusive', 'line-taken', '+74950009999']);
  assert.equal((await checksOf(CALLED)).outOfOrderSince, null);
});

test('when all numbers of a connection fail, the connection is blamed and every number stays', async () => {
  for (const e164 of [...FAILING, ...FAILING]) assert.equal((await check(e164, 'unknown', failing)).outcome, 'bad');
  const { rows } = await system.db.query<{ id: string }>('select connection_id as id from numbers where e164 = $1', [
    FAILING[0],
  ]);
  const connection = rows[0]?.id ?? '';
  await until('the owner is told', async () => (await noticesAbout(connection)).includes('connection-failing'));
  for (const e164 of FAILING) {
    assert.equal((await checksOf(e164, failing)).outOfOrderSince, null);
    assert.deepEqual(await noticesAbout(await numberId(e164)), []);
  }
});

test('one command checks numbers and says what was found', async () => {
  operator.treat(WORKS, 'good');
  const { lines, code } = await dialtrace(['numbers', 'check', '8 495 000-05-02', '--now', '--json']);
  const result = JSON.parse(lines) as NumberCheck & { number: string };
  assert.deepEqual([result.number, result.outcome, code], [WORKS, 'good', 0]);
  operator.treat(WORKS_TOO, 'busy');
  const busy = await dialtrace(['numbers', 'check', WORKS_TOO, '--now']);
  assert.match(busy.lines, /\+74950000503 bad \(busy\)/);
  assert.equal(busy.code, 1);
});

test('the daily limit holds unless somebody insists', async () => {
  await system.db.query('update connections set checks_per_day = 1');
  const refused = await fetch(`${system.url}/api/v1/sites/${site.siteId}/numbers/${await numberId(WORKS)}/check`, {
    method: 'POST',
    headers: { authorization: `Bearer ${system.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ now: true }),
  });
  assert.deepEqual([refused.status, ((await refused.json()) as { reason: string }).reason], [409, 'check-limit']);
  const { id } = await ask(WORKS, site, { now: true, force: true });
  assert.equal((await resultOf(id, WORKS)).outcome, 'good');
  await system.db.query('update connections set checks_per_day = 1000');
});

test('Dialtrace is killed in the middle of a check: the test call rings nobody, a customer is put through all the same', async () => {
  const journalFile = path.join(system.dataDir, 'asterisk/log/cel.ndjson');
  const before = readFileSync(journalFile, 'utf8').length;
  operator.treat(CALLED, 'late');
  const { id } = await ask(CALLED);
  await until('it is being dialled', async () => (await checksOf(CALLED)).waiting?.running);
  await system.kill();
  const journal = () => readFileSync(journalFile, 'utf8').slice(before);
  await until('the test call came and was refused', () => /"HANGUP".*PJSIP\/trunk-/.test(journal()));
  assert.doesNotMatch(journal(), /DT_RING|DT_DOWN|PJSIP\/targets-/);
  await phones.call({ did: CALLED, to: system.sipPort, caller: '+79160000503', ms: 500 });
  assert.match(journal(), /DT_DOWN/);
  await system.start();
  const call = await until('the customer is in the list', async () =>
    (await callsOf()).find(({ caller }) => caller === '+79160000503'),
  );
  assert.deepEqual([call.whileDown, call.answeredBy], [true, 'Anna']);
  const result = await resultOf(id, CALLED);
  assert.deepEqual([result.outcome, result.reason], ['inconclusive', 'interrupted']);
  assert.equal((await callsOf()).filter(({ caller }) => caller === CHECK_CALLER).length, 1); // that of the test above
});

function dialtrace(args: string[]): Promise<{ lines: string; code: number | null }> {
  const { connectionString } = (system.db as unknown as { options: { connectionString: string } }).options;
  const child = spawn(process.execPath, ['src/cli/main.ts', ...args], {
    env: { ...process.env, DATABASE_URL: connectionString, DATA_DIR: system.dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let lines = '';
  child.stdout.on('data', (chunk) => {
    lines += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ lines, code })));
}
