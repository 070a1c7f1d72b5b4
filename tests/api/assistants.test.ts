// Assistants by the Model Context Protocol, with its official client over real HTTP: what they may ask is what their key may.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { CallCard, CallList } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addCall, addSite, addVisit, answerOf, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let callId: string;
let url: URL;
before(async () => {
  api = await openTestApi();
  site = await addSite(api.db, { accountId: api.owner.accountId });
  const at = new Date(Date.now() - 600_000);
  const source = { channel: 'paid', source: 'yandex', medium: 'cpc', campaign: 'Весна' };
  const visit = await addVisit(api.db, site, { at, source });
  callId = await addCall(api.db, site, {
    at: new Date(at.getTime() + 60_000),
    answer: answerOf([{ p: 0.9, ...visit, ...source }]),
  });
  await api.app.listen({ port: 0, host: '127.0.0.1' });
  url = new URL(`http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}/mcp`);
});
after(() => api?.close());

async function connect(key: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(url, { requestInit: { headers: { authorization: `Bearer ${key}` } } }),
  );
  return client;
}
const ownKey = () => api.keyFor(api.owner.userId);

test('every tool is offered with a description and a schema, and only reads', async () => {
  const client = await connect(await ownKey());
  const { tools } = await client.listTools();
  assert.deepEqual(
    tools.map(({ name }) => name).filter((name) => /^list_(sites|calls)|report_/.test(name)),
    ['list_sites', 'report_sources', 'report_timeline', 'report_missed', 'report_accuracy', 'list_calls'],
  );
  for (const { name, description, inputSchema, annotations } of tools) {
    assert.ok(description && inputSchema.type === 'object', name);
    assert.equal(annotations?.readOnlyHint, true, name);
  }
  assert.match(client.getInstructions() ?? '', /probability/);
  await client.close();
});

test('the answers are those of the API', async () => {
  const client = await connect(await ownKey());
  const ask = async (name: string, input: Record<string, unknown>) => {
    const { structuredContent, isError } = await client.callTool({ name, arguments: input });
    assert.ok(!isError, name);
    return structuredContent;
  };
  assert.deepEqual(((await ask('list_sites', {})) as { sites: { id: string }[] }).sites[0]?.id, site.id);
  const list = (await ask('list_calls', { site: site.id, channel: 'paid' })) as CallList;
  assert.deepEqual(
    list.items.map(({ id, attribution }) => [id, attribution?.campaign?.campaign, attribution?.campaign?.probability]),
    [[callId, 'Весна', 0.9]],
  );
  assert.equal(((await ask('get_call', { call: callId })) as CallCard).visit?.source, 'yandex');
  const report = await ask('report_sources', { site: site.id, by: 'campaign' });
  assert.deepEqual(
    report,
    await api.get(
      `/api/v1/sites/${site.id}/reports/sources?by=campaign&to=${(report as { to: string }).to}&from=${(report as { from: string }).from}`,
    ),
  );
  for (const name of [
    'report_timeline',
    'report_missed',
    'report_accuracy',
    'list_numbers',
    'list_destinations',
    'list_missed_callers',
  ])
    assert.ok(await ask(name, { site: site.id, ...(name === 'list_missed_callers' ? { state: 'open' } : {}) }), name);
  await client.close();
});

test('a key sees its own account and no other', async () => {
  const client = await connect(await api.keyFor((await addAccount(api.db)).userId));
  const { isError, content } = await client.callTool({ name: 'list_calls', arguments: { site: site.id } });
  assert.equal(isError, true);
  assert.match(JSON.stringify(content), /not-found/);
  await client.close();
});

test('without a key nothing is told, not even which tools there are', async () => {
  await assert.rejects(connect('dt_wrong'));
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  assert.equal(response.status, 401);
});

test('what the API would refuse is answered with its words', async () => {
  const client = await connect(await ownKey());
  const { isError, content } = await client.callTool({
    name: 'list_calls',
    arguments: { site: site.id, cursor: 'nonsense' },
  });
  assert.equal(isError, true);
  assert.match(JSON.stringify(content), /cursor/);
  await client.close();
});
