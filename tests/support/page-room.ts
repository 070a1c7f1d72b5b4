// The page's room as the public server has it, in process, on a test's database; pages speak to it with `tell`.
import type { LightMyRequestResponse } from 'fastify';
import type pg from 'pg';
import { pino } from 'pino';
import { createServer } from '../../src/api/server.ts';
import type { PageAnswer } from '../../src/collect/collect.ts';
import { createPools, type Pools } from '../../src/collect/pools.ts';
import type { FindRegion } from '../../src/collect/region.ts';
import { collectRoutes } from '../../src/collect/routes.ts';
import { createRefusalCounter } from '../../src/store/refusal-counter.ts';

export const SHOP = 'https://shop.example';
export const DESKTOP =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

export type PageRoom = {
  pools: Pools;
  clock(): number;
  /** Moves the room's clock on. */
  wait(seconds: number): void;
  tell(message: object, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  /** Tells of a view and gives the answer. */
  view(message: object, headers?: Record<string, string>): Promise<PageAnswer>;
  /** What was refused and left out of the site's, by reason. */
  refusals(siteId: string): Promise<Record<string, number>>;
  /** Opens a port on loopback and gives the address. */
  listen(): Promise<string>;
  close(): Promise<void>;
};

/** Opens the room; every address is in Moscow unless `findRegion` says otherwise. */
export async function openPageRoom(
  db: pg.Pool,
  {
    trustedProxies = [],
    hosts = [],
    findRegion,
  }: { trustedProxies?: string[]; hosts?: string[]; findRegion?: FindRegion } = {},
): Promise<PageRoom> {
  let ahead = 0;
  const clock = () => Date.now() / 1000 + ahead;
  const log = pino({ level: 'silent' });
  const pools = await createPools({ db, log, clock });
  const counter = createRefusalCounter({ db, room: 'collect', log, clock });
  const app = await createServer({
    ...{ log, trustedProxies, hosts, publicUrl: 'http://localhost:8080', dashboardFolder: '/nowhere' },
    ...{ ready: async () => {}, metrics: () => '', onWrongHost: () => {} },
  });
  await app.register(collectRoutes, {
    ...{ db, log, clock, pools, refusals: counter },
    findRegion: findRegion ?? (() => ({ country: 'RU', region: 'Moscow', city: null })),
  });

  const tell: PageRoom['tell'] = (message, headers) =>
    app.inject({
      ...{ method: 'POST', url: '/collect', payload: JSON.stringify(message) },
      headers: { 'content-type': 'text/plain;charset=UTF-8', 'user-agent': DESKTOP, origin: SHOP, ...headers },
    });

  return {
    pools,
    clock,
    wait(seconds) {
      ahead += seconds;
    },
    tell,
    async view(message, headers) {
      const answer = await tell({ t: 'view', url: `${SHOP}/`, ...message }, headers);
      if (answer.statusCode !== 200) throw new Error(`The view was answered ${answer.statusCode}: ${answer.body}`);
      return answer.json<PageAnswer>();
    },
    async refusals(siteId) {
      await counter.flush();
      const { rows } = await db.query<{ reason: string; count: number }>(
        'select reason, sum(count)::int as count from refusals where site_id = $1 group by 1',
        [siteId],
      );
      return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
    },
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
    async close() {
      await app.close();
      await pools.close();
      await counter.close();
    },
  };
}
