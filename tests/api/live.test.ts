// Calls as they happen, over a real connection: server-sent events.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { CallRow, LiveSnapshot } from '../../src/api/wire.ts';
import { CallRow as CallRowSchema, LiveSnapshot as SnapshotSchema } from '../../src/api/wire.ts';
import { callFromFacts } from '../../src/core/call.ts';
import { announceCalls, insertFacts, updateCall } from '../../src/store/calls.ts';
import { transaction } from '../../src/store/database.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addCall, addSite, factsOfCall, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let url: string;
before(async () => {
  api = await openTestApi();
  site = await addSite(api.db, { accountId: api.owner.accountId });
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
});
after(() => api?.close());

type Told = { event: string; data: unknown };

/** Listens to a site's calls; `next` waits for the next event. */
async function listenTo(siteId: string, key = api.apiKey) {
  const stop = new AbortController();
  const response = await fetch(`${url}/api/v1/sites/${siteId}/live`, {
    headers: { authorization: `Bearer ${key}` },
    signal: stop.signal,
  });
  const events = read(response);
  return {
    response,
    async next(): Promise<Told> {
      const { value } = await events.next();
      assert.ok(value, 'the stream has ended');
      return value;
    },
    ended: async () => (await events.next()).done === true,
    stop: () => stop.abort(),
  };
}

async function* read(response: Response): AsyncGenerator<Told, void> {
  let text = '';
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (event && data) yield { event, data: JSON.parse(data) };
    }
  }
}

const announce = (id: string, of: { id: string } = site) =>
  transaction(api.db, (tx) => announceCalls(tx, [{ siteId: of.id, id }]));

test('first come the calls in progress, then each call that changes', async () => {
  const at = new Date();
  const providerCallId = 'live-1';
  const ringing = { at, answeredAfter: null, endedAfter: null };
  const id = await addCall(api.db, site, { ...ringing, providerCallId });
  await addCall(api.db, site, { at: new Date(at.getTime() - 90_000) });
  const live = await listenTo(site.id);
  assert.match(String(live.response.headers.get('content-type')), /^text\/event-stream/);
  assert.match(String(live.response.headers.get('cache-control')), /no-cache/);

  const snapshot = await live.next();
  assert.equal(snapshot.event, 'snapshot');
  const { calls } = SnapshotSchema.parse(snapshot.data) satisfies LiveSnapshot;
  assert.deepEqual(
    calls.map((call) => [call.id, call.status]),
    [[id, 'ringing']],
  );

  const facts = factsOfCall({ ...ringing, providerCallId, answeredAfter: 4, targetId: site.targets[0]!.id });
  await transaction(api.db, async (tx) => {
    await insertFacts(tx, id, facts);
    await updateCall(tx, id, callFromFacts(facts));
    await announceCalls(tx, [{ siteId: site.id, id }]);
  });
  const change = await live.next();
  assert.equal(change.event, 'call');
  const row: CallRow = CallRowSchema.parse(change.data);
  assert.deepEqual(change.data, row, 'the event says what is documented and nothing else');
  assert.deepEqual([row.id, row.status, row.answeredBy], [id, 'talking', 'Anna']);
  live.stop();
});

test('calls of other sites are not told', async () => {
  const other = await addSite(api.db, { accountId: api.owner.accountId });
  const theirs = await addCall(api.db, other, { at: new Date() });
  const mine = await addCall(api.db, site, { at: new Date() });
  const live = await listenTo(site.id);
  await live.next();
  await announce(theirs, other);
  await announce(mine);
  assert.equal(((await live.next()).data as CallRow).id, mine);
  live.stop();
});

test('however fast calls change, they are told in order and after the snapshot', async () => {
  const calls = await Promise.all(Array.from({ length: 20 }, () => addCall(api.db, site, { at: new Date() })));
  const opening = listenTo(site.id);
  for (const id of calls) await announce(id);
  const live = await opening;
  assert.equal((await live.next()).event, 'snapshot');
  const last = calls.at(-1)!;
  await announce(last);
  const told: string[] = [];
  while (told.at(-1) !== last) {
    const { event, data } = await live.next();
    assert.equal(event, 'call');
    told.push((data as CallRow).id);
  }
  const order = told.map((id) => calls.indexOf(id));
  assert.deepEqual(
    order,
    [...order].sort((one, other) => one - other),
  );
  live.stop();
});

test('if the database fails the stream ends, so that the page comes back for a new snapshot', async () => {
  const live = await listenTo(site.id);
  await live.next();
  await api.db.query('alter table legs rename to legs_elsewhere');
  await api.db.query('alter table calls rename to calls_elsewhere');
  try {
    await api.db.query("select pg_notify('dialtrace_calls', $1)", [`${site.id} ${site.id}`]);
    await assert.rejects(live.ended());
  } finally {
    await api.db.query('alter table calls_elsewhere rename to calls');
    await api.db.query('alter table legs_elsewhere rename to legs');
  }
});

test('a page that left is not told any more', async () => {
  const live = await listenTo(site.id);
  await live.next();
  const listening = api.listeners();
  live.stop();
  while (api.listeners() >= listening) await new Promise((resolve) => setTimeout(resolve, 5));
});

test('a stranger hears nothing', async () => {
  const { userId } = await addAccount(api.db);
  const refused = await listenTo(site.id, await api.keyFor(userId));
  assert.equal(refused.response.status, 404);
  assert.match(String(refused.response.headers.get('content-type')), /problem\+json/);
  const nobody = await listenTo(site.id, 'wrong');
  assert.equal(nobody.response.status, 401);
});

test('asking for the headers only does not open a stream', async () => {
  const response = await fetch(`${url}/api/v1/sites/${site.id}/live`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${api.apiKey}` },
  });
  assert.equal(response.status, 404);
});

test('when changes may have gone by unheard the stream ends, so that its page comes back for a new snapshot', async () => {
  const listening = await listenTo(site.id);
  await listening.next();
  await api.db.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'",
  );
  await assert.rejects(listening.next(), 'the connection is ended');
  const again = await listenTo(site.id);
  assert.equal((await again.next()).event, 'snapshot');
  again.stop();
});
