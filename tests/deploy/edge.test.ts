// deploy/kamailio in front of the real house: real calls with tones through Kamailio and rtpengine.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallCard, CallList, CallRow } from '../../src/api/wire.ts';
import { EDGE_ADDRESS, type Edge, startEdge } from '../support/edge.ts';
import { AGENT_ADDRESS, AGENT_HZ, CALLER_HZ, openPhones, type Phones } from '../support/sip.ts';
import { addSite, freePorts, prepareSystem, type TestSite, type TestSystem, until } from '../support/system.ts';
import { listen } from '../support/tones.ts';

const DID = '74950000801';
const NODE = '127.0.0.21';
const DEAD_NODE = '127.0.0.22';
let system: TestSystem;
let phones: Phones;
let site: TestSite;
let edge: Edge;

before(async () => {
  const [nodePort = 0, edgePort = 0] = await freePorts(2);
  system = await prepareSystem({ env: { SIP_LISTEN: `${NODE}:${nodePort}` } });
  site = await addSite(system, {
    numbers: [`+${DID}`],
    targets: [{ name: 'Anna', sipUri: `sip:anna@${AGENT_ADDRESS}:5671` }],
    trunkAddress: `${EDGE_ADDRESS}/32`,
  });
  phones = openPhones();
  await phones.agent('agent-answers', 5671);
  await system.start();
  edge = await startEdge({
    port: edgePort,
    nodes: [`${DEAD_NODE}:${nodePort}`, `${NODE}:${nodePort}`],
    callers: ['127.0.0.1 32'],
  });
});
after(async () => {
  await edge?.close();
  await phones?.close();
  await system?.close();
});

const call = (caller: string, ms: number) =>
  phones.call({ did: DID, server: EDGE_ADDRESS, to: edge.port, caller, ms, scenario: 'caller-talks-and-hangs-up' });

function find(caller: string, when: (row: CallRow) => boolean): Promise<CallCard> {
  return until(`the call of ${caller} is as expected`, async () => {
    const { items } = await system.get<CallList>(`/api/v1/sites/${site.siteId}/calls`);
    const row = items.find((item) => item.callerRaw === caller && when(item));
    return row && system.get<CallCard>(`/api/v1/calls/${row.id}`);
  });
}
const isKept = (row: CallRow) => row.endedAt !== null && row.recording.state !== 'recording';

test('calls are brought to the node that lives, from the first one on; the dead one is left out', async () => {
  await Promise.all([call('+79160000501', 500), call('+79160000502', 500)]);
  for (const caller of ['+79160000501', '+79160000502']) assert.equal((await find(caller, isKept)).status, 'answered');
  await until('the edge has seen which node lives', () => {
    const nodes = Object.entries(edge.nodes());
    return (
      nodes.some(([uri, state]) => uri.startsWith(DEAD_NODE) && state.startsWith('I')) &&
      nodes.some(([uri, state]) => uri.startsWith(NODE) && state.startsWith('A'))
    );
  });
});

test('both voices pass through the edge, each on its side of the recording', async () => {
  await call('+79160000503', 3000);
  const card = await find('+79160000503', isKept);
  assert.equal(card.recording.state, 'ready');
  const response = await fetch(`${system.url}/api/v1/calls/${card.id}/recording?as=wav`, {
    headers: { authorization: `Bearer ${system.apiKey}` },
  });
  const heard = listen(Buffer.from(await response.arrayBuffer()));
  assert.ok(heard.share(0, CALLER_HZ) > 0.9 && heard.share(1, AGENT_HZ) > 0.9);
});

test('the proxy is killed and started in the middle of a talk: the talk goes on, its end arrives', async () => {
  const talk = call('+79160000504', 4000);
  await find('+79160000504', (row) => row.status === 'talking');
  await edge.restartProxy();
  await talk;
  const card = await find('+79160000504', isKept);
  assert.deepEqual([card.status, card.hungUpBy], ['answered', 'caller']);
  assert.ok((card.talkSeconds ?? 0) > 3.5, `talked ${card.talkSeconds} s`);
});

test('a stranger gets no answer at all, to no kind of request', async () => {
  assert.ok((await answersTo('127.0.0.1', 'OPTIONS')) > 0, 'an operator is answered');
  for (const method of ['INVITE', 'OPTIONS', 'REGISTER']) assert.equal(await answersTo('127.0.0.9', method), 0);
});

// How many datagrams come back within a second to one request from this address.
async function answersTo(address: string, method: string): Promise<number> {
  const socket = createSocket('udp4');
  let answers = 0;
  socket.on('message', () => answers++);
  await new Promise<void>((resolve) => socket.bind(0, address, () => resolve()));
  const { port } = socket.address();
  const words = [
    `${method} sip:${DID}@${EDGE_ADDRESS}:${edge.port} SIP/2.0`,
    `Via: SIP/2.0/UDP ${address}:${port};branch=z9hG4bK${port}${method}`,
    `From: <sip:1@${address}>;tag=1\r\nTo: <sip:${DID}@${EDGE_ADDRESS}>`,
    `Call-ID: ${port}-${method}@${address}\r\nCSeq: 1 ${method}\r\nContact: <sip:1@${address}:${port}>`,
    'Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n',
  ];
  socket.send(words.join('\r\n'), edge.port, EDGE_ADDRESS);
  await sleep(1000);
  socket.close();
  return answers;
}
