// A stream of server-sent events: each told as it is when its turn comes, one after the other.
import type { FastifyReply } from 'fastify';

const KEEP_ALIVE_MS = 15_000; // proxies close what is silent for longer

export type Stream = {
  /** reads and tells it after all that was asked for before, so that nothing is told as it was earlier; undefined: nothing */
  tell(event: string, read: () => Promise<unknown>): void;
  end(): void;
  onEnd(listener: () => void): void;
};

/** Takes the answer over. Without an answer of the database the stream ends: the page comes back for a new one. */
export function openStream(reply: FastifyReply): Stream {
  reply.hijack();
  const out = reply.raw;
  out.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  const alive = setInterval(() => out.write(': \n\n'), KEEP_ALIVE_MS);
  out.on('close', () => clearInterval(alive));
  let told = Promise.resolve();
  return {
    tell(event, read) {
      told = told
        .then(() => (out.destroyed ? undefined : read()))
        .then(
          (data) => void (data && out.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)),
          () => void out.destroy(),
        );
    },
    end: () => void out.destroy(),
    onEnd: (listener) => void out.on('close', listener),
  };
}

/** Tells one thing at each call as it is now; changes that come before it is read are told together. */
export function tellingLatest(stream: Stream, event: string, read: () => Promise<unknown>): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    stream.tell(event, () => {
      isDue = false;
      return read();
    });
  };
}
