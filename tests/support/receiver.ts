// A system on the far side: a real HTTP server that answers as a test says and remembers what it was asked.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
};
/** `null`: the connection is cut without an answer. */
export type ReceiverAnswer = {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  afterMs?: number;
  /** answered when this is over */
  after?: Promise<unknown>;
} | null;
export type Receiver = Awaited<ReturnType<typeof openReceiver>>;

/** `answer` is asked for each request; 200 without it. */
export async function openReceiver(
  answer: (request: Received, n: number) => ReceiverAnswer | Promise<ReceiverAnswer> = () => ({}),
) {
  const got: Received[] = [];
  const waiting = new Set<() => void>();
  let answering = answer;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const one = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
    got.push(one);
    const said = await answering(one, got.length);
    for (const look of waiting) look();
    if (!said) return void request.socket.destroy();
    await said.after;
    if (said.afterMs) await new Promise((resolve) => setTimeout(resolve, said.afterMs));
    response.writeHead(said.status ?? 200, said.headers).end(said.body ?? '');
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return {
    got,
    url: `http://127.0.0.1:${port}`,
    answer(next: typeof answer) {
      answering = next;
    },
    /** resolves when so many requests have come */
    async reached(count: number): Promise<void> {
      if (got.length >= count) return;
      await new Promise<void>((resolve) => {
        const look = () => {
          if (got.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
      });
    },
    /** nobody answers at its address until it is back */
    down: close,
    back: () => listen(port),
    close,
  };
}
