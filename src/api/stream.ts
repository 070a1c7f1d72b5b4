// A stream of server-sent events that tells one thing as it is now, again after each change.
import type { FastifyReply } from 'fastify';

const KEEP_ALIVE_MS = 15_000; // proxies close what is silent for longer

export type Stream = {
  /** what is told has changed; changes that come while it is read are told together by the next */
  changed(): void;
  end(): void;
  onEnd(listener: () => void): void;
};

/** Takes the answer over. Without an answer of the database the stream ends: the page comes back for a new one. */
export function openStream(reply: FastifyReply, event: string, read: () => Promise<unknown>): Stream {
  reply.hijack();
  const out = reply.raw;
  out.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  let isReading = false;
  let isDue = false;
  const tell = async () => {
    isReading = true;
    do {
      isDue = false;
      const data = await read();
      out.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    } while (isDue && !out.destroyed);
    isReading = false;
  };
  const alive = setInterval(() => out.write(': \n\n'), KEEP_ALIVE_MS);
  out.on('close', () => clearInterval(alive));
  return {
    changed() {
      isDue = true;
      if (!isReading) tell().catch(() => out.destroy());
    },
    end: () => void out.destroy(),
    onEnd: (listener) => void out.on('close', listener),
  };
}
