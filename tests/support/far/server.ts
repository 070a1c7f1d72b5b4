// A far side's HTTP server: asked with whole requests, answers with JSON or text.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type FarAsked = { method: string; url: URL; headers: IncomingHttpHeaders; body: string };
/** `body`: a text is sent as it is, anything else as JSON. `null`: the connection is cut. */
export type FarAnswer = { status?: number; headers?: Record<string, string>; body?: unknown } | null;

/** To be closed. `asked` are all requests, in order. */
export async function openFarServer(answer: (asked: FarAsked) => FarAnswer | Promise<FarAnswer>) {
  const asked: FarAsked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const one = {
      method,
      url: new URL(url, `https://${headers.host}`),
      headers,
      body: Buffer.concat(chunks).toString(),
    };
    asked.push(one);
    const said = await answer(one);
    if (!said) return void request.socket.destroy();
    const isText = typeof said.body === 'string';
    response.writeHead(said.status ?? 200, {
      'content-type': isText ? 'text/plain' : 'application/json',
      ...said.headers,
    });
    response.end(isText ? said.body : JSON.stringify(said.body ?? null));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
