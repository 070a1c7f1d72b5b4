// The process under test of bench/deliveries.ts: `node deliveries-sender.ts URL PER_SECOND PARALLEL` sends what is due, or,
// as `node deliveries-sender.ts URL peer PARALLEL`, runs jobs of graphile-worker that ask for the same.
import { randomUUIDv7 } from 'node:crypto';
import { run } from 'graphile-worker';
import { Agent, request } from 'undici';
import { webhook } from '../src/deliver/destinations/webhook.ts';
import { openDispatching } from '../src/deliver/dispatching.ts';
import { openEgress } from '../src/deliver/egress.ts';
import { drain } from '../src/deliver/sending.ts';
import { openDatabase } from '../src/store/database.ts';

const [url = '', rate = '', parallel = ''] = process.argv.slice(2);
const CONNECTIONS = 10; // of both
const db = openDatabase({ url, connections: CONNECTIONS });
process.on('disconnect', () => process.exit());

if (rate === 'peer') {
  const agent = new Agent({ connections: 32 });
  const silent = { debug() {}, info() {}, warn: console.error, error: console.error };
  const { Logger } = await import('graphile-worker');
  await run({
    ...{
      pgPool: db,
      concurrency: Number(parallel),
      noHandleSignals: true,
      logger: new Logger(() => (level, message) => {
        if (level === 'error' || level === 'warning') silent.error(message);
      }),
    },
    taskList: {
      async tell(payload) {
        const { to, headers, body } = payload as { to: string; headers: Record<string, string>; body: string };
        const answer = await request(to, { method: 'POST', headers, body, dispatcher: agent });
        await answer.body.dump();
        if (answer.statusCode !== 200) throw new Error(`HTTP ${answer.statusCode}`);
      },
    },
  });
} else {
  const kind = { ...webhook, limits: { perSecond: Number(rate), parallel: Number(parallel) } };
  const now = () => new Date();
  const common = {
    ...{
      db,
      egress: openEgress({ allowed: ['127.0.0.0/8'] }),
      kinds: new Map([['webhook', kind]]),
      newId: randomUUIDv7,
    },
    ...{
      publicUrl: 'https://calls.example.test',
      now,
      recordingOf: async () => undefined,
      filesFolder: '/nowhere',
      chance: Math.random,
    },
    ...{ onPaused: (_: unknown, why: string) => console.error('paused', why), log: console.error },
  };
  await openDispatching({
    ...{ db, now, log: console.error },
    drain: (id, turn) => drain(id, { ...common, ...turn }),
  });
}
process.send?.('ready');
