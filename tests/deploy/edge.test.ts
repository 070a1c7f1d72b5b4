// deploy/kamailio in front of two real nodes that share one database: real calls with tones through Kamailio and
// rtpengine, spread over both; one node dies and comes back.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallCard, CallList, CallRow } from '../../src/api/wire.ts';
import { noteGone } from '../../src/store/nodes.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { EDGE_ADDRESS, type Edge, startEdge } from '../support/edge.ts';
import { closeNodes, prepareNodes, type TestNodes } from '../support/nodes.ts';
import { AGENT_ADDRESS, AGENT_HZ, CALLER_HZ, openPhones, type Phones } from '../support/sip.ts';
import { callWhere, isKept } from '../support/site.ts';
import { header, openSoftphone, type Softphone } from '../support/softphone.ts';
import { addSite, freePorts, type TestSite, type TestSystem, until } from '../support/system.ts';
import { listen } from '../support/tones.ts';

const NUMBER = '+74950000801';
const ADDED = '+74950000802';
const ADDRESSES = ['127.0.0.21', '127.0.0.22'] as const;
const DEAD_NODE = '127.0.0.23';
let database: TestDatabase;
let nodes: TestNodes;
let phones: Phones;
let operator: Softphone;
let boris: Softphone;
let site: TestSite;
let edge: Edge;

before(async () => {
  database = await openTestDatabase();
  const [sipPort = 0, edgePort = 0] = await freePorts(2);
  nodes = await prepareNodes(database, { addresses: ADDRESSES, sipPort });
  operator = await openSoftphone('127.0.0.12');
  boris = await openSoftphone('127.0.0.4');
  site = await addSite(nodes[0], {
    numbers: [NUMBER],
    targets: [
      { name: 'Anna', sipUri: `sip:anna@${AGENT_ADDRESS}:5671` },
      { name: 'Boris', sipUri: boris.uri },
    ],
    trunkAddress: `${EDGE_ADDRESS}/32`,
  });
  await database.db.query('update connections set outbound_uri = $1', [`sip:${EDGE_ADDRESS}:${edgePort}`]);
  phones = openPhones();
  await phones.agent('agent-answers', 5671);
  await Promise.all(nodes.map((one) => one.start()));
  edge = await startEdge({
    port: edgePort,
    nodes: [`${DEAD_NODE}:${sipPort}`, ...ADDRESSES.map((address) => `${address}:${sipPort}`)],
    operators: [`127.0.0.12:${operator.port}`],
    callers: ['127.0.0.1 32'],
  });
});
after(async () => {
  await edge?.close();
  await phones?.close();
  await operator?.close();
  await boris?.close();
  await closeNodes(nodes);
  await database?.close();
});

const call = (caller: string, ms: number, did = NUMBER) =>
  phones.call({
    ...{ did: did.slice(1), server: EDGE_ADDRESS, to: edge.port, caller, ms, scenario: 'caller-talks-and-hangs-up' },
  });

/** The call of this caller as a node's API tells it. */
const find = (caller: string, when: (row: CallRow) => boolean, at: TestSystem = nodes[0]) =>
  callWhere(at, site, `the call of ${caller} is as expected`, (row) => row.callerRaw === caller && when(row));
/** Which nodes had the calls of these callers. */
async function nodesOf(callers: readonly string[]): Promise<string[]> {
  const { rows } = await database.db.query<{ provider: string }>(
    'select provider from calls where caller_raw = any($1) order by provider',
    [callers],
  );
  return rows.map(({ provider }) => provider.replace('asterisk:', ''));
}
const edgeSees = (address: string, state: 'A' | 'I') =>
  until(`the edge sees ${address} as ${state}`, () =>
    Object.entries(edge.nodes()).some(([uri, seen]) => uri.startsWith(address) && seen.startsWith(state)),
  );
async function recordingOf(card: CallCard, at: TestSystem) {
  assert.equal(card.recording.state, 'ready');
  const response = await fetch(`${at.url}/api/v1/calls/${card.id}/recording?as=wav`, {
    headers: { authorization: `Bearer ${at.apiKey}` },
  });
  assert.equal(response.status, 200);
  return listen(Buffer.from(await response.arrayBuffer()));
}
const nodeOf = (name: string | undefined) => nodes[name === 'one' ? 0 : 1];

test('calls are brought to the nodes that live, from the first one on, and to all of them', async () => {
  const callers = ['+79160000501', '+79160000502', '+79160000503', '+79160000504'];
  await Promise.all(callers.map((caller) => call(caller, 500)));
  for (const caller of callers) assert.equal((await find(caller, isKept)).status, 'answered');
  assert.deepEqual([...new Set(await nodesOf(callers))], ['one', 'two']);
  await edgeSees(DEAD_NODE, 'I');
  for (const address of ADDRESSES) await edgeSees(address, 'A');
});

test('both voices pass through the edge, each on its side of the recording, at either node', async () => {
  const callers = ['+79160000511', '+79160000512'];
  await Promise.all(callers.map((caller) => call(caller, 2500)));
  for (const caller of callers) {
    const card = await find(caller, isKept);
    const [name] = await nodesOf([caller]);
    const heard = await recordingOf(card, nodeOf(name));
    assert.ok(heard.share(0, CALLER_HZ) > 0.9 && heard.share(1, AGENT_HZ) > 0.9, caller);
  }
  assert.deepEqual(await nodesOf(callers), ['one', 'two']);
});

test('a number that is added through one node works at the other', async () => {
  const { rows } = await database.db.query<{ id: string }>('select id from connections');
  await nodes[0].send(
    'POST',
    `/api/v1/sites/${site.siteId}/numbers`,
    { e164: ADDED, connectionId: rows[0]?.id, poolId: site.pool },
    201,
  );
  await until('the other node has its plan on disk', () =>
    existsSync(path.join(nodes[1].dataDir, `asterisk/plans/${ADDED.slice(1)}.json`)),
  );
  const callers = ['+79160000521', '+79160000522'];
  await Promise.all(callers.map((caller) => call(caller, 500, ADDED)));
  for (const caller of callers) assert.equal((await find(caller, isKept, nodes[1])).number, ADDED);
  assert.deepEqual(await nodesOf(callers), ['one', 'two']);
});

test('the proxy is killed and started in the middle of a talk: the talk goes on, its end arrives', async () => {
  const talk = call('+79160000531', 4000);
  await find('+79160000531', (row) => row.status === 'talking');
  await edge.restartProxy();
  await talk;
  const card = await find('+79160000531', isKept);
  assert.deepEqual([card.status, card.hungUpBy], ['answered', 'caller']);
  assert.ok((card.talkSeconds ?? 0) > 3.5, `talked ${card.talkSeconds} s`);
});

test('a node calls out through the edge: the operator is shown our number, both hear each other', async () => {
  const client = '+79160000541';
  await nodes[1].send(
    'POST',
    `/api/v1/sites/${site.siteId}/calls/place`,
    {
      ...{ agent: site.targets[1]?.id, phone: client, number: NUMBER },
    },
    201,
  );
  const agent = await boris.incoming();
  agent.say(AGENT_HZ);
  agent.answer();
  const rings = await operator.incoming();
  assert.match(rings.request, /^INVITE sip:\+79160000541@/);
  assert.ok(header(rings.request, 'From').includes(NUMBER), header(rings.request, 'From'));
  rings.say(CALLER_HZ);
  rings.answer();
  await until('each hears the other', () => rings.heard(AGENT_HZ) > 0.9 && agent.heard(CALLER_HZ) > 0.3);
  const [talking] = (await nodes[0].get<CallList>(`/api/v1/sites/${site.siteId}/calls?direction=out`)).items;
  assert.equal(talking?.caller, client);
  await agent.hangUp();
  const placed = await until('the call is over and kept', async () => {
    const { items } = await nodes[0].get<CallList>(`/api/v1/sites/${site.siteId}/calls?direction=out`);
    return items.find(isKept);
  });
  const heard = await recordingOf(await nodes[1].get<CallCard>(`/api/v1/calls/${placed.id}`), nodes[1]);
  assert.ok(heard.share(0, CALLER_HZ) > 0.9 && heard.share(1, AGENT_HZ) > 0.9);
});

test('a node dies with its Asterisk: the next calls go to the other, which ends its calls by word, and its recordings come when it is back', async () => {
  const caught = '+79160000551';
  const talk = call(caught, 12_000).catch(() => 'cut');
  await find(caught, (row) => row.status === 'talking');
  const [name] = await nodesOf([caught]);
  const [dead, alive] = name === 'one' ? nodes : ([nodes[1], nodes[0]] as const);
  await until('a second of it is recorded', () =>
    readdirSync(path.join(dead.dataDir, 'recordings/raw')).some(
      (file) => statSync(path.join(dead.dataDir, 'recordings/raw', file)).size > 32_000,
    ),
  );
  await dead.kill();
  process.kill(Number(readFileSync(path.join(dead.dataDir, 'asterisk/pid'), 'utf8')), 'SIGKILL');

  const callers = ['+79160000552', '+79160000553', '+79160000554'];
  await Promise.all(callers.map((caller) => call(caller, 1000)));
  for (const caller of callers) {
    const card = await find(caller, isKept, alive);
    assert.equal(card.status, 'answered');
    assert.ok((await recordingOf(card, alive)).share(0, CALLER_HZ) > 0.9);
  }
  assert.deepEqual([...new Set(await nodesOf(callers))], [name === 'one' ? 'two' : 'one']);

  const goesOn = await find(caught, (row) => row.status === 'talking', alive);
  assert.equal(goesOn.endedAt, null, 'nobody knows whether its Asterisk talks on');
  await noteGone(database.db, name ?? '', 'person');
  await find(caught, (row) => row.status === 'cut-off', alive);

  await dead.start();
  const card = await find(caught, isKept, alive);
  assert.notEqual(card.endedAt, null);
  assert.ok((await recordingOf(card, dead)).share(1, AGENT_HZ) > 0.5, 'what was recorded until then is kept');
  await edgeSees(ADDRESSES[name === 'one' ? 0 : 1], 'A');
  const after = ['+79160000555', '+79160000556'];
  await Promise.all(after.map((caller) => call(caller, 500)));
  for (const caller of after) assert.equal((await find(caller, isKept)).status, 'answered');
  assert.deepEqual(await nodesOf(after), ['one', 'two']);
  assert.equal(await talk, 'cut');
});

test('a stranger gets no answer at all, to no kind of request', async () => {
  const [known, ...strange] = await Promise.all([
    answersTo('127.0.0.1', 'OPTIONS'),
    ...['INVITE', 'OPTIONS', 'REGISTER'].map((method) => answersTo('127.0.0.9', method)),
  ]);
  assert.ok((known ?? 0) > 0, 'an operator is answered');
  assert.deepEqual(strange, [0, 0, 0]);
});

// How many datagrams come back within a second to one request from this address.
async function answersTo(address: string, method: string): Promise<number> {
  const socket = createSocket('udp4');
  let answers = 0;
  socket.on('message', () => answers++);
  await new Promise<void>((resolve) => socket.bind(0, address, () => resolve()));
  const { port } = socket.address();
  const words = [
    `${method} sip:${NUMBER}@${EDGE_ADDRESS}:${edge.port} SIP/2.0`,
    `Via: SIP/2.0/UDP ${address}:${port};branch=z9hG4bK${port}${method}`,
    `From: <sip:1@${address}>;tag=1\r\nTo: <sip:${NUMBER}@${EDGE_ADDRESS}>`,
    `Call-ID: ${port}-${method}@${address}\r\nCSeq: 1 ${method}\r\nContact: <sip:1@${address}:${port}>`,
    'Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n',
  ];
  socket.send(words.join('\r\n'), edge.port, EDGE_ADDRESS);
  await sleep(1000);
  socket.close();
  return answers;
}
