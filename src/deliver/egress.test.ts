import assert from 'node:assert/strict';
import { createServer } from 'node:http';
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
