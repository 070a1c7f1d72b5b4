// PostgreSQL behind a proxy that can make it slow: each answer comes so many milliseconds later.
import net from 'node:net';

export type DatabaseProxy = { url: string; slowDown(milliseconds: number): void; close(): void };

/** `socket`: the Unix socket of the server. */
export async function startDatabaseProxy(socket: string, port: number): Promise<DatabaseProxy> {
  let delay = 0;
  const open = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const upstream = net.connect(socket);
    for (const end of [client, upstream]) {
      open.add(end);
      end.on('error', () => {});
      end.on('close', () => {
        open.delete(end);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes) => (delay > 0 ? setTimeout(() => client.write(bytes), delay) : client.write(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `postgresql://dialtrace@127.0.0.1:${port}/dialtrace`,
    slowDown(milliseconds) {
      delay = milliseconds;
    },
    close() {
      server.close();
      for (const end of open) end.destroy();
    },
  };
}
