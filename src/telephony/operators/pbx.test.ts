import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { freeswitch } from './freeswitch.ts';
import { pbx } from './pbx.ts';
import type { Operator } from './port.ts';

const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});

/** A web server on loopback that gives a sound, and what it was asked. */
async function recordings() {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    response.setHeader('content-type', 'audio/wav').end('sound');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { asked, origin: `http://127.0.0.1:${port}` };
}

const KEYS = { recordingsUser: 'dialtrace', recordingsPassword: 's3cret', user: 'dialtrace', password: 's3cret' };
const fetched = (operator: Operator, url: string, settings: Record<string, string>) =>
  operator.fetchRecording?.({ providerCallId: '1', ref: { url } }, { id: 'c1', kind: operator.kind, settings });

for (const operator of [pbx, freeswitch])
  describe(`a recording of ${operator.kind}`, () => {
    test('is fetched with the password from where the settings say that recordings lie', async () => {
      const { asked, origin } = await recordings();
      const file = await fetched(operator, `${origin}/rec/1.wav`, { ...KEYS, recordingsUrl: `${origin}/rec` });
      assert.ok(typeof file === 'object' && file.audio.toString() === 'sound');
      const said = `Basic ${Buffer.from('dialtrace:s3cret').toString('base64')}`;
      assert.deepEqual(
        asked.map(({ url, headers }) => [url, headers.authorization]),
        [['/rec/1.wav', said]],
      );
    });

    test('is fetched from no other address that a request names', async () => {
      const [own, other] = [await recordings(), await recordings()];
      const settings = { ...KEYS, recordingsUrl: own.origin };
      await assert.rejects(
        async () => fetched(operator, `${other.origin}/1.wav`, settings),
        ({ message }: Error) =>
          message.includes(new URL(other.origin).host) &&
          message.includes(new URL(own.origin).host) &&
          message.includes('Address of recordings'),
      );
      // the same host and another port, protocol or user is another server
      const { port } = new URL(own.origin);
      for (const url of [`https://127.0.0.1:${port}/1.wav`, `http://127.0.0.1:${port}@${new URL(other.origin).host}/`])
        await assert.rejects(async () => fetched(operator, url, settings), /Address of recordings/);
      assert.deepEqual([...own.asked, ...other.asked], []);
    });

    test('is fetched from nowhere with a password while the settings name no address', async () => {
      const { asked, origin } = await recordings();
      await assert.rejects(async () => fetched(operator, `${origin}/1.wav`, KEYS), /Address of recordings/);
      assert.deepEqual(asked, []);
    });

    test('without password and address nothing is asked for inside a network of one’s own', async () => {
      const { asked, origin } = await recordings();
      await assert.rejects(async () => fetched(operator, `${origin}/1.wav`, {}), /network of one's own/);
      assert.deepEqual(asked, []);
    });

    test('at no address is gone', async () => {
      assert.equal(await fetched(operator, 'rec/1.wav', KEYS), 'gone');
    });
  });
