// A process that sends deliveries and is to be killed in the middle: `node delivering-child.ts URL`. Beside the house's own
// destinations it knows one that can not tell a repeated delivery: `plain`, a GET with the event's id.
import { randomUUIDv7 } from 'node:crypto';
import { DESTINATIONS } from '../../src/deliver/destinations.ts';
import { openDispatching } from '../../src/deliver/dispatching.ts';
import { openEgress } from '../../src/deliver/egress.ts';
import type { Destination } from '../../src/deliver/port.ts';
import { drain } from '../../src/deliver/sending.ts';
import { whatNow } from '../../src/deliver/what-now.ts';
import { openDatabase } from '../../src/store/database.ts';

const plain: Destination = {
  ...{ kind: 'plain', group: 'arbitrage', takes: ['call.finished'], byDefault: ['call.finished'], reasons: [] },
  fields: [{ name: 'url', kind: 'url', required: true, example: 'https://example.com/postback' }],
  repeats: 'unknown',
  limits: { perSecond: 1000, parallel: 8 },
  deliver: (items, { settings }, way) =>
    Promise.all(
      items.map(async ({ told }) =>
        whatNow(await way.ask({ method: 'GET', url: `${settings.url}?id=${told.event.id}` })),
      ),
    ),
};

const [url = ''] = process.argv.slice(2);
const db = openDatabase({ url, connections: 8 });
const egress = openEgress({ allowed: ['127.0.0.0/8'] });
const common = {
  ...{ db, egress, newId: randomUUIDv7, publicUrl: 'https://calls.example.test', now: () => new Date() },
  kinds: new Map([...DESTINATIONS, ['plain', plain]]),
  recordingOf: async () => undefined,
  filesFolder: '',
  ...{ chance: Math.random, onPaused: () => {}, log: console.error },
};
for (;;)
  try {
    await openDispatching({
      ...{ db, now: common.now, log: common.log, everyMs: 50 },
      drain: (id, turn) => drain(id, { ...common, ...turn }),
    });
    break;
  } catch (error) {
    console.error('not opened yet', error);
  }
