import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { download } from './download.ts';
import { fetchFile } from './recording-file.ts';

const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});

/** A host on loopback, and what it was asked. `origin`: by its address; `named`: by its name. */
async function host(answer: RequestListener) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { asked, origin: `http://127.0.0.1:${port}`, named: `http://localhost:${port}` };
}
const giving: RequestListener = (_, response) => response.setHeader('content-type', 'audio/mpeg').end('sound');
const leadingTo =
  (to: string, status = 302): RequestListener =>
  (_, response) =>
    response.writeHead(status, { location: to }).end();
const SECRET = { 'X-AUTH-TOKEN': 'secret', authorization: 'Bearer secret' };

describe('a file of an operator', () => {
  test('is had with the credentials, also where the same host leads on', async () => {
    const { asked, origin } = await host((request, response) =>
      request.url === '/file' ? giving(request, response) : leadingTo('/file', 307)(request, response),
    );
    const { status, audio, type } = await download(`${origin}/a`, { headers: SECRET, own: [origin] });
    assert.deepEqual([status, audio.toString(), type], [200, 'sound', 'audio/mpeg']);
    assert.deepEqual(
      asked.map(({ url, headers }) => [url, headers['x-auth-token'], headers.authorization]),
      [
        ['/a', 'secret', 'Bearer secret'],
        ['/file', 'secret', 'Bearer secret'],
      ],
    );
  });

  test('is had without them from another host, and from the first when that leads back', async () => {
    let first = '';
    const other = await host((_, response) => leadingTo(`${first}/back`)(_, response));
    const own = await host((request, response) =>
      request.url === '/back' ? giving(request, response) : leadingTo(`${other.origin}/b`)(request, response),
    );
    first = own.origin;
    const { status } = await download(`${own.origin}/a`, { headers: SECRET, own: [own.origin, other.origin] });
    assert.equal(status, 200);
    const keys = [...own.asked, ...other.asked].map(({ url, headers }) => [url, headers['x-auth-token']]);
    assert.deepEqual(keys, [
      ['/a', 'secret'],
      ['/back', undefined],
      ['/b', undefined],
    ]);
  });

  test("through an operator's own file store: no secret leaves", async () => {
    const store = await host(giving);
    const operator = await host(leadingTo(`${store.origin}/mp3`));
    const rules = { hosts: ['mts.ru'], apiUrl: operator.origin, headers: { 'X-AUTH-TOKEN': 'secret' } };
    await assert.rejects(fetchFile(`${operator.origin}/api/callRecording`, rules), /without encryption/);
    assert.equal(store.asked.length, 0);
  });
});

describe('nothing leads into a network of one’s own', () => {
  for (const [what, way] of [
    ['by an address', 'origin'],
    ['by a name', 'named'],
  ] as const)
    test(what, async () => {
      const inside = await host(giving);
      await assert.rejects(download(inside[way]), /network of one's own/);
      assert.equal(inside.asked.length, 0);
    });

  for (const to of ['https://169.254.169.254/latest', 'https://10.0.0.1/a', 'https://[::1]/a', 'https://[fd00::1]/a'])
    test(`by a redirect to ${to}`, async () => {
      const operator = await host(leadingTo(to));
      await assert.rejects(download(operator.origin, { own: [operator.origin] }), /network of one's own/);
    });

  test('nor to something that is no file', async () => {
    for (const to of ['file:///etc/passwd', 'ftp://example.com/a', 'http://[bad']) {
      const operator = await host(leadingTo(to));
      await assert.rejects(download(operator.origin, { own: [operator.origin] }), /encryption|no address|is none/);
    }
  });
});

describe('a download ends', () => {
  test('when it leads in a circle', async () => {
    const { origin, asked } = await host(leadingTo('/again'));
    await assert.rejects(download(origin, { own: [origin] }), /on and on/);
    assert.equal(asked.length, 6);
  });

  test('when more comes than a recording has, whatever was said of its length', async () => {
    const { origin } = await host((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    });
    await assert.rejects(download(origin, { own: [origin], largest: 200_000 }), /too large/);
  });

  test('when its time is over', async () => {
    const { origin } = await host((_, response) => void response.write('a'));
    await assert.rejects(download(origin, { own: [origin], withinMs: 50 }), /broke off|does not answer/); // or before it had begun
  });

  test('with the words of who refuses it', async () => {
    const { origin } = await host((_, response) => response.writeHead(403).end('no such token'));
    const { status, refusal } = await download(origin, { own: [origin] });
    assert.equal(status, 403);
    assert.match(refusal.message, /answered 403: no such token/);
  });
});
