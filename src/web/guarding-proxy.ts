// The only way out of the browser that looks at pages: a proxy that leads to the public internet and to the site's own
// servers, never into the network this machine stands in. The address that was checked is the one that is connected to,
// so that no redirect and no name that changes its address meanwhile gets past it.
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, isIP, type LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { isPublicAddress, publicOnly } from '../machine/public-address.ts';

export type GuardingProxy = {
  /** host:port */
  address: string;
  /** what was asked for and refused: 'host:port' */
  refused: ReadonlySet<string>;
  close(): Promise<void>;
};

/** More than any page has with its pictures; a page that never ends must. */
const BYTES_LIMIT = 60_000_000;
const CONNECT_MS = 8000;
/** Headers that are said to the proxy, not through it (RFC 9110 § 7.6.1). */
const TO_THE_PROXY = ['proxy-connection', 'proxy-authorization', 'connection', 'keep-alive'];

/** `mayReach`: whether this host and port may be reached although its address is not public. */
export async function startGuardingProxy(mayReach: (host: string, port: number) => boolean): Promise<GuardingProxy> {
  const refused = new Set<string>();
  const sockets = new Set<Duplex>();
  let bytesLeft = BYTES_LIMIT;

  const keep = <T extends Duplex>(socket: T): T => {
    if (sockets.has(socket)) return socket;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  const measured = <T extends Duplex>(upstream: T): T => {
    upstream.on('data', (chunk: Buffer) => {
      bytesLeft -= chunk.length;
      if (bytesLeft < 0) for (const socket of sockets) socket.destroy();
    });
    return keep(upstream);
  };
  /** How to find the address of this host; undefined: it may not be reached. */
  const wayTo = (host: string, port: number): { lookup?: LookupFunction } | undefined => {
    if (mayReach(host, port)) return {};
    if (isIP(host) === 0) return { lookup: publicOnly(() => refused.add(`${host}:${port}`)) };
    if (isPublicAddress(host)) return {};
    refused.add(`${host}:${port}`);
    return undefined;
  };

  const server = http.createServer((request, response) => forward(request, response));
  const forward = (request: IncomingMessage, response: ServerResponse) => {
    keep(request.socket);
    const url = URL.parse(request.url ?? '');
    const port = Number(url?.port || 80);
    const way = url?.protocol === 'http:' && wayTo(bare(url.hostname), port);
    if (!url || !way) return response.writeHead(403).end();
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !TO_THE_PROXY.includes(name)),
    );
    const onward = http.request(
      {
        ...way,
        ...{ host: bare(url.hostname), port, path: url.pathname + url.search, method: request.method, headers },
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(response);
      },
    );
    onward.once('socket', (socket) => measured(socket));
    onward.setTimeout(CONNECT_MS, () => onward.destroy());
    onward.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    response.once('close', () => onward.destroy());
    return request.pipe(onward);
  };
  server.on('connect', (request: IncomingMessage, client: Duplex, first: Buffer) => {
    keep(client);
    const url = URL.parse(`http://${request.url}`);
    const port = Number(/:(\d+)$/.exec(request.url ?? '')?.[1]);
    const way = url && wayTo(bare(url.hostname), port);
    if (!url || !way) return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const upstream = measured(connect({ ...way, host: bare(url.hostname), port }));
    upstream.setTimeout(CONNECT_MS, () => upstream.connecting && upstream.destroy());
    upstream.once('connect', () => {
      client.write('HTTP/1.1 200 Connected\r\n\r\n');
      upstream.write(first);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.once('close', () => client.destroy());
    client.once('close', () => upstream.destroy());
    return client;
  });
  server.on('clientError', (_error, socket) => socket.destroy());

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
