import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { openEgress } from './egress.ts';
import { Unanswered } from './port.ts';

test('who does not answer in time, cuts off or is not there is told apart', async () => {
  const server = createServer((request) => void (request.url === '/cut' && request.socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const egress = openEgress({ allowed: ['127.0.0.1'] });
  const reasonOf = (path: string) =>
    egress.ask({ method: 'GET', url: url + path, timeout: 50 }).then(
      () => 'answered',
      (error) => (error instanceof Unanswered ? error.reason : String(error)),
    );
  assert.equal(await reasonOf('/never'), 'timed-out');
  assert.equal(await reasonOf('/cut'), 'cut-off');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  assert.equal(await reasonOf('/gone'), 'unreachable');
  await egress.close();
});

const reasonFor = (egress: ReturnType<typeof openEgress>, url: string, headers: Record<string, string> = {}) =>
  egress.ask({ method: 'POST', url, headers, timeout: 500 }).then(
    ({ status }) => status,
    (error) => (error instanceof Unanswered ? error.reason : String(error)),
  );

/** At every address of the loopback. */
async function openServer(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

test('no address of a private network is asked, however it is written', async () => {
  const egress = openEgress({ allowed: [] });
  for (const host of [
    ...['127.0.0.1', '0.0.0.0', '0', '127.1', '2130706433', '0x7f000001', '017700000001', '0x7f.0.0.1', '127.0.0.1.'],
    ...['10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '100.100.100.200', '192.0.0.192'],
    ...['198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '168.63.129.16', '127。0。0。1', '１２７.0.0.1'],
    ...['[::]', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[fe80::1]', '[fec0::1]'],
    ...['[fd00:ec2::254]', '[64:ff9b::7f00:1]', '[64:ff9b:1::a00:1]', '[2002:7f00:1::]', '[2001::1]', '[ff02::1]'],
    ...['localhost', 'LOCALHOST'],
  ])
    assert.equal(await reasonFor(egress, `http://${host}:9000/`), 'private-address', host);
  await egress.close();
});

test('what is no address of a web server is not asked: names and passwords, other ports, other protocols', async () => {
  const server = await openServer((_, response) => void response.end());
  const egress = openEgress({ allowed: ['127.0.0.1'] });
  for (const url of [
    ...[`http://who:what@127.0.0.1:${server.port}/`, 'http://127.0.0.1:25/', 'http://127.0.0.1:22/', 'not an address'],
    ...['ftp://127.0.0.1/', 'file:///etc/passwd', 'javascript:alert(1)', `http://127.0.0.1:${server.port}@[/`],
  ])
    assert.equal(await reasonFor(egress, url), 'unreachable', url);
  assert.equal(await reasonFor(egress, `http://127.0.0.1:${server.port}/`), 200);
  await egress.close();
  await server.close();
});

test('a value with a line break makes no header of its own: nothing is sent', async () => {
  let asked = 0;
  const server = await openServer((request, response) => {
    asked++;
    assert.equal(request.headers['x-more'], undefined);
    response.end();
  });
  const egress = openEgress({ allowed: ['127.0.0.1'] });
  const url = `http://127.0.0.1:${server.port}/`;
  for (const value of ['a\r\nx-more: b', 'a\nx-more: b', 'a\0'])
    assert.equal(await reasonFor(egress, url, { 'x-value': value }), 'unreachable', JSON.stringify(value));
  assert.equal(await reasonFor(egress, url, { 'x-a\r\nx-more': 'b' }), 'unreachable');
  assert.equal(asked, 0);
  assert.equal(await reasonFor(egress, `${url}a\r\nx-more: b`), 200); // what breaks lines is left out of addresses (WHATWG URL)
  await egress.close();
  await server.close();
});

test('a redirect is answered with, never followed', async () => {
  let asked = 0;
  const server = await openServer((_, response) => {
    asked++;
    response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
  });
  const egress = openEgress({ allowed: ['127.0.0.1'] });
  assert.equal(await reasonFor(egress, `http://127.0.0.1:${server.port}/`), 307);
  assert.equal(asked, 1);
  await egress.close();
  await server.close();
});

test('a name is looked up once for each connection, and that answer is connected to: a later one gains nothing', async () => {
  const reached: (string | undefined)[] = [];
  const server = await openServer((request, response) => {
    reached.push(request.socket.localAddress);
    response.writeHead(200, { connection: 'close' }).end();
  });
  const answers: LookupAddress[][] = [];
  let looked = 0;
  // Allowed the first time, private the second: as a name does that is to lead us somewhere else.
  const resolve = ((_host: string, _options: object, callback: (error: null, found: LookupAddress[]) => void) => {
    looked++;
    callback(null, answers.shift() ?? []);
  }) as unknown as NonNullable<Parameters<typeof openEgress>[0]['resolve']>;
  const egress = openEgress({ allowed: ['127.0.0.2'], resolve });
  const url = `http://rebound.example:${server.port}/`;
  answers.push([{ address: '127.0.0.2', family: 4 }], [{ address: '127.0.0.1', family: 4 }]);
  assert.equal(await reasonFor(egress, url), 200);
  assert.deepEqual([looked, reached], [1, ['127.0.0.2']]);
  assert.equal(await reasonFor(egress, url), 'private-address');
  answers.push([
    { address: '127.0.0.1', family: 4 },
    { address: '127.0.0.2', family: 4 },
  ]);
  assert.equal(await reasonFor(egress, url), 200);
  assert.deepEqual([looked, reached], [3, ['127.0.0.2', '127.0.0.2']]);
  answers.push([{ address: '10.0.0.1', family: 4 }]);
  await assert.rejects(egress.addressOf('rebound.example'), { reason: 'private-address' });
  await egress.close();
  await server.close();
});
