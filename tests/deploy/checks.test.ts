// Number checks behind the edge: real test calls through Kamailio, rtpengine and an operator, which come back at whichever
// of two nodes the edge likes; nobody is rung, whatever node it is and whether its Dialtrace lives.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { CallList, CheckList, CheckWaiting, NumberCheck } from '../../src/api/wire.ts';
import { engineUser } from '../../src/machine/system-user.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { EDGE_ADDRESS, type Edge, startEdge } from '../support/edge.ts';
import { closeNodes, prepareNodes, type TestNodes } from '../support/nodes.ts';
import {
  OPERATOR_ADDRESS,
  OPERATOR_PASSWORD,
  OPERATOR_USER,
  type Operator,
  startOperator,
} from '../support/operator.ts';
import { AGENT_ADDRESS, openPhones, type Phones } from '../support/sip.ts';
import { addSite, freePorts, type TestSite, type TestSystem, until } from '../support/system.ts';

const NUMBER = '+74950000811';
const CHECK_CALLER = '+74950009011';
const ADDRESSES = ['127.0.0.25', '127.0.0.26'] as const;
let database: TestDatabase;
let folder: string;
let nodes: TestNodes;
let phones: Phones;
let operator: Operator;
let site: TestSite;
let numberId: string;
let edge: Edge;

before(async () => {
  database = await openTestDatabase();
  folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-operator-'));
  chmodSync(folder, 0o755);
  const [sipPort = 0, edgePort = 0, operatorPort = 0] = await freePorts(3);
  nodes = await prepareNodes(database, { addresses: ADDRESSES, sipPort });
  operator = await startOperator({
    ...{ dataDir: folder, user: engineUser(), port: operatorPort },
    engine: { address: EDGE_ADDRESS, port: edgePort },
  });
  const targets = [{ name: 'Anna', sipUri: `sip:anna@${AGENT_ADDRESS}:5691` }];
  site = await addSite(nodes[0], { numbers: [NUMBER], targets, trunkAddress: `${EDGE_ADDRESS}/32` });
  await database.db.query(
    `update connections set outbound_uri = $1, outbound_user = $2, outbound_password = $3, check_caller = $4,
       check_from_hour = 0, check_to_hour = 24, checks_per_day = 1000, check_every_days = 90`,
    [`sip:${EDGE_ADDRESS}:${edgePort}`, OPERATOR_USER, OPERATOR_PASSWORD, CHECK_CALLER],
  );
  const { rows } = await database.db.query<{ id: string }>('select id from numbers');
  numberId = rows[0]?.id ?? '';
  // It was checked a while ago: the schedule leaves it to the tests.
  await database.db.query(
    `insert into number_checks (id, site_id, number_id, at, outcome) select gen_random_uuid(), site_id, id, now() - interval '2 days', 'good' from numbers`,
  );
  phones = openPhones();
  await phones.agent('agent-answers', 5691);
  await Promise.all(nodes.map((one) => one.start()));
  edge = await startEdge({
    port: edgePort,
    nodes: ADDRESSES.map((address) => `${address}:${sipPort}`),
    operators: [`${OPERATOR_ADDRESS}:${operatorPort}`],
    callers: ['127.0.0.1 32', `${OPERATOR_ADDRESS} 32`],
  });
});
after(async () => {
  await edge?.close();
  await phones?.close();
  await operator?.stop();
  await closeNodes(nodes);
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (at: TestSystem): Promise<string> =>
  (await at.send<CheckWaiting>('POST', `/api/v1/sites/${site.siteId}/numbers/${numberId}/check`, { now: true }, 202))
    .id;
const resultOf = (id: string, at: TestSystem = nodes[0]): Promise<NumberCheck> =>
  until('the check is over', async () => {
    const { items } = await at.get<CheckList>(`/api/v1/sites/${site.siteId}/numbers/${numberId}/checks`);
    return items.find((item) => item.id === id);
  });
/** The nodes of a check under way: who dials it, and, once it has, where it came back. */
async function wayOf(id: string): Promise<{ node: string; reached: string | null } | undefined> {
  const { rows } = await database.db.query<{ node: string; reached: string | null }>(
    'select node, reached_node as reached from check_requests where id = $1 and started_at is not null',
    [id],
  );
  return rows[0];
}
const journals = () => nodes.map(({ dataDir }) => readFileSync(path.join(dataDir, 'asterisk/log/cel.ndjson'), 'utf8'));
const calls = async (at: TestSystem = nodes[0]) => (await at.get<CallList>(`/api/v1/sites/${site.siteId}/calls`)).items;

test('a check that comes back at the other node is good by what was heard there, and nobody is rung', async () => {
  const ways = new Set<string>();
  for (let time = 0; time < 6 && ways.size < 2; time++) {
    const id = await ask(nodes[0]);
    const { node, reached } = await until('it has come back', async () => {
      const way = await wayOf(id);
      return way?.reached ? way : undefined;
    });
    ways.add(node === reached ? 'its own node' : 'the other');
    const { outcome, reason, did, caller, toneThere, toneBack } = await resultOf(id);
    assert.deepEqual([outcome, reason, did, caller], ['good', null, NUMBER, CHECK_CALLER]);
    assert.ok((toneThere ?? 0) > 25 && (toneBack ?? 0) > 25, `${toneThere}, ${toneBack} dB`);
  }
  assert.deepEqual([...ways].sort(), ['its own node', 'the other']);
  assert.deepEqual(await calls(), []);
  assert.doesNotMatch(journals().join(), /DT_RING|DT_RECORD|PJSIP\/targets-/);
});

test('customers who call meanwhile are put through at either node, and the check gives way', async () => {
  operator.treat(NUMBER, 'late');
  const id = await ask(nodes[1]);
  await until('it is being dialled', () => wayOf(id));
  const callers = ['+79160000811', '+79160000812'];
  await Promise.all(
    callers.map((caller) =>
      phones.call({ did: NUMBER.slice(1), server: EDGE_ADDRESS, to: edge.port, caller, ms: 500 }),
    ),
  );
  const { outcome, reason } = await resultOf(id);
  assert.deepEqual([outcome, reason], ['inconclusive', 'line-taken']);
  const answered = await until('both calls are in the list', async () => {
    const all = (await calls()).filter(({ status }) => status === 'answered');
    return all.length === 2 ? all : undefined;
  });
  assert.deepEqual(answered.map(({ caller }) => caller).sort(), callers);
});

test('a node whose Dialtrace was killed lets no test call ring: the edge brings it to the other one', async () => {
  const before = journals().map(({ length }) => length);
  operator.treat(NUMBER, 'late');
  const id = await ask(nodes[0]);
  const { node } = await until('it is being dialled', () => wayOf(id));
  const [dialling, other] = node === 'one' ? nodes : ([nodes[1], nodes[0]] as const);
  const mark = path.join(other.dataDir, 'asterisk/check-marks', NUMBER.slice(1));
  await until('the other node has told its engine', () => existsSync(mark));
  await other.kill();
  const { outcome, reason } = await resultOf(id, dialling);
  assert.deepEqual([outcome, reason], ['good', null]);
  const since = journals().map((words, at) => words.slice(before[at]));
  assert.doesNotMatch(since.join(), /DT_RING|DT_DOWN|PJSIP\/targets-/);
});
