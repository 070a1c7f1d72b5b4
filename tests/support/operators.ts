// Operators over a test database as the house opens them: their requests answered, their facts stored.
import { randomUUIDv7 } from 'node:crypto';
import { pino } from 'pino';
import type { Attributing } from '../../src/calls/attribution/attributing.ts';
import { openDirectory } from '../../src/calls/directory.ts';
import { routeToLine } from '../../src/calls/routing/routing.ts';
import { openStory } from '../../src/calls/story.ts';
import { openTaking, type RouteCall } from '../../src/calls/taking.ts';
import type { CallFact } from '../../src/core/call.ts';
import { openOperatorDesk } from '../../src/house/operator-desk.ts';
import { openOperators } from '../../src/house/operators.ts';
import type { Db } from '../../src/store/database.ts';
import { createRefusalCounter } from '../../src/store/refusal-counter.ts';

export type TestOperators = Awaited<ReturnType<typeof openTestOperators>>;

/** `dataDir`: where facts wait that can't be stored; `route`: instead of the line; `hear`: is told facts that are stored. */
export async function openTestOperators(options: {
  db: Db;
  attributing: Attributing;
  dataDir: string;
  publicUrl: string;
  route?: RouteCall;
  hear?: (facts: readonly CallFact[]) => void;
}) {
  const { db, attributing, dataDir, publicUrl, route = routeToLine, hear = () => {} } = options;
  const log = pino({ level: 'silent' });
  const said: string[] = [];
  const say = (message: string, error?: unknown) => {
    said.push(`${message}${error instanceof Error ? `: ${error.message}` : ''}`);
  };
  const directory = await openDirectory(db);
  const taking = openTaking({ db, directory, attributing, route, newId: randomUUIDv7 });
  const story = openStory({ db, taking, onRefused: () => {}, onEnded: () => {} });
  const telephony = createRefusalCounter({ db, room: 'telephony', log, clock: () => Date.now() / 1000 });
  const house = { dataDir, log, say, config: { publicUrl } };
  const operators = await openOperators({ house, db, directory, taking, story, refusals: { telephony }, hear });
  return {
    ...{ operators, directory, story, telephony, said },
    desk: openOperatorDesk({ db, directory, operators }),
    async reload() {
      await directory.reload();
      await operators.reload();
    },
    async close() {
      await operators.close();
      await telephony.close();
    },
  };
}
