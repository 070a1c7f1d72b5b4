import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { pastMangoCalls } from './mango-api.ts';
import { type ApiRequest, askApi, askJson } from './operator-api.ts';
import { listZadarmaNumbers } from './zadarma-api.ts';

const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});

type Asked = { url: string; headers: Record<string, unknown>; body: string };

/** A host on loopback, and all that was said to it. */
async function host(answer: RequestListener) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
const leadingTo =
  (to: string, status: number): RequestListener =>
  (_, response) =>
    response.writeHead(status, { location: to }).end();
const LISTENING: RequestListener = (_, response) =>
  response.setHeader('content-type', 'application/json').end('{"status":"success","info":[],"key":"k"}');

/** An operator whose API leads to somebody else's server, and that server. */
async function ledAstray(status: number) {
  const stranger = await host(LISTENING);
  const operator = await host(leadingTo(`${stranger.origin}/collect`, status));
  return { stranger, operator };
}

describe('what proves us to an operator goes to nobody its API leads to', () => {
  const REQUESTS: Record<string, ApiRequest> = {
    'a header': { headers: { authorization: 'Bearer s3cret', 'x-auth-token': 's3cret' } },
    'a form': { form: { vpbx_api_key: 's3cret', sign: 's3cret', json: '{}' } },
    'a JSON body': { json: { access_token: 's3cret' } },
  };
  for (const status of [301, 302, 303, 307, 308])
    for (const [what, request] of Object.entries(REQUESTS))
      test(`${what}, ${status}`, async () => {
        const { stranger, operator } = await ledAstray(status);
        const strange = new URL(stranger.origin).host;
        await assert.rejects(
          askApi(`${operator.origin}/api`, request),
          ({ message }: Error) => message.includes(`(${status}) to ${strange}`) && message.includes('not sent there'),
        );
        assert.equal(operator.asked.length, 1);
        assert.deepEqual(stranger.asked, []);
      });

  test('of Mango Office, whose key is in the body', async () => {
    const { stranger, operator } = await ledAstray(307);
    const settings = { apiKey: 's3cret', salt: 'salt', apiUrl: operator.origin };
    const period = { from: new Date(0), to: new Date(1000) };
    await assert.rejects(pastMangoCalls(period, { id: 'c1', kind: 'mango', settings }), /not sent there/);
    assert.match(operator.asked[0]?.body ?? '', /vpbx_api_key=s3cret/);
    assert.deepEqual(stranger.asked, []);
  });

  test('of Zadarma, whose key is in a header', async () => {
    const { stranger, operator } = await ledAstray(302);
    const settings = { key: 'k3y', secret: 's3cret', apiUrl: operator.origin };
    await assert.rejects(listZadarmaNumbers({ id: 'c1', kind: 'zadarma', settings }), /not sent there/);
    assert.match(String(operator.asked[0]?.headers.authorization), /^k3y:/);
    assert.deepEqual(stranger.asked, []);
  });
});

test('an API that leads to no address says so too', async () => {
  const { origin } = await host(leadingTo('http://[bad', 302));
  await assert.rejects(askJson(origin), /\(302\) to no address/);
});

test('a link is an answer where a link was asked for', async () => {
  const { stranger, operator } = await ledAstray(302);
  const answer = await askApi(operator.origin, { form: { key: 's3cret' }, link: true });
  assert.deepEqual([answer.status, answer.headers.get('location')], [302, `${stranger.origin}/collect`]);
  assert.deepEqual(stranger.asked, []);
});

test('other answers than 2xx are the operator’s words', async () => {
  const { origin } = await host((_, response) => response.writeHead(403).end('no  such\nkey'));
  assert.equal((await askApi(origin)).status, 403);
  await assert.rejects(askJson(origin), /answered 403: no such key/);
});
