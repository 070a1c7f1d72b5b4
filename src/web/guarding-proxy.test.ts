import assert from 'node:assert/strict';
import http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type GuardingProxy, startGuardingProxy } from './guarding-proxy.ts';

let own: http.Server;
let secret: http.Server;
let proxy: GuardingProxy;
const portOf = (server: http.Server) => (server.address() as AddressInfo).port;
let asked = 0;

before(async () => {
  own = http.createServer((request, response) => response.end(`own ${request.url} ${request.headers.host}`));
  secret = http.createServer((_request, response) => {
    asked++;
    response.end('secret');
  });
  for (const server of [own, secret]) await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  proxy = await startGuardingProxy((host, port) => ['127.0.0.1', 'localhost'].includes(host) && port === portOf(own));
});
after(async () => {
  await proxy.close();
  for (const server of [own, secret]) server.close();
});

function get(url: string): Promise<{ status: number | undefined; body: string }> {
  const [host = '', port] = proxy.address.split(':');
  return new Promise((resolve, reject) => {
    const request = http.get({ host, port, path: url, headers: { host: new URL(url).host } }, async (response) => {
      let body = '';
      for await (const part of response) body += part;
      resolve({ status: response.statusCode, body });
    });
    request.on('error', reject);
  });
}

/** The proxy's answer to CONNECT, and what comes through the tunnel after `GET /`. */
function tunnel(target: string): Promise<string> {
  const [host, port] = proxy.address.split(':');
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ host, port: Number(port) }, () => socket.write(`CONNECT ${target} HTTP/1.1\r\n\r\n`));
    socket.on('data', (chunk) => {
      if (heard === '' && String(chunk).includes(' 200 '))
        socket.write('GET /through HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
      heard += chunk;
    });
    socket.on('close', () => resolve(heard));
    socket.on('error', () => {});
  });
}

test('the site’s own server is reached, with its path and its host', async () => {
  assert.deepEqual(await get(`http://127.0.0.1:${portOf(own)}/a?b=c`), {
    status: 200,
    body: `own /a?b=c 127.0.0.1:${portOf(own)}`,
  });
  assert.match(await tunnel(`127.0.0.1:${portOf(own)}`), / 200 [\s\S]*own \/through/);
});

describe('the network around this machine is not reached', () => {
  for (const host of ['127.0.0.1', 'localhost', '0.0.0.0', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])
    test(host, async () => {
      const { status } = await get(`http://${host}:${portOf(secret)}/`);
      assert.ok(status === 403 || status === 502, `${status}`);
      assert.doesNotMatch(await tunnel(`${host}:${portOf(secret)}`), /secret/);
      assert.equal(asked, 0);
    });
  test('and what was asked for is remembered', () => assert.ok(proxy.refused.has(`127.0.0.1:${portOf(secret)}`)));
});

test('a page’s links to files and other things are no business of the proxy', async () => {
  assert.equal((await get('ftp://127.0.0.1/')).status, 403);
});
