// The demo shop as Dialtrace knows it: a site, a trunk, a pool of numbers, two static numbers, an office to ring.

import { insertConnection, listConnections } from '../src/store/connections.ts';
import type { Db } from '../src/store/database.ts';
import { transaction } from '../src/store/database.ts';
import { insertNumber } from '../src/store/numbers.ts';
import { insertPool } from '../src/store/pools.ts';
import { insertSite, listSites, replaceTargets, type SiteRow, updateSite } from '../src/store/sites.ts';
import { OFFICE_ADDRESS } from './office.ts';

/** The shop's own number, as printed on its pages. */
export const SHOP_NUMBER = '+74951234567';
const POOL = Array.from({ length: 10 }, (_, at) => `+7495777000${at}`);
const RADIO = '+74957770101';
const BILLBOARD = '+74957770102';
const TRUNK_NAME = 'Demo operator';

export type DemoOptions = {
  db: Db;
  accountId: string;
  shopOrigins: string[];
  sipUri: (manager: string) => string;
  newId: () => string;
};

/** Makes the demo site at the first start; later starts only follow changed addresses. Answers with the site. */
export async function seedDemo({ db, accountId, shopOrigins, sipUri, newId }: DemoOptions): Promise<SiteRow> {
  const known = (await listSites(db, accountId)).find((site) => site.publicKey === 'demoshop');
  const site: SiteRow = known ?? {
    id: newId(),
    accountId,
    name: 'Ромашка · Daisy flowers',
    publicKey: 'demoshop',
    timeZone: 'Europe/Moscow',
    currency: 'RUB',
    origins: [],
    serveAutomation: true,
  };
  const targets = [
    { id: newId(), name: 'Анна', sipUri: sipUri('anna'), ringSeconds: 20 },
    { id: newId(), name: 'Борис', sipUri: sipUri('boris'), ringSeconds: 25 },
  ];
  await transaction(db, async (tx) => {
    const current = { ...site, origins: [...new Set([...site.origins, ...shopOrigins])] };
    if (known) return updateSite(tx, current);
    await insertSite(tx, current);
    await replaceTargets(tx, site.id, targets);
    const trunk = { id: newId(), name: TRUNK_NAME, kind: 'sip-trunk' as const, addresses: [`${OFFICE_ADDRESS}/32`] };
    if (!(await listConnections(tx, accountId)).some((connection) => connection.name === TRUNK_NAME))
      await insertConnection(tx, accountId, trunk);
    const pool = { id: newId(), siteId: site.id, name: 'Сайт · Website', targetNumber: SHOP_NUMBER };
    await insertPool(tx, pool);
    const connectionId = trunk.id;
    for (const e164 of POOL)
      await insertNumber(tx, {
        id: newId(),
        siteId: site.id,
        connectionId,
        e164,
        poolId: pool.id,
        staticSource: null,
        region: null,
      });
    const offline = { channel: 'offline', adGroup: null, content: null, term: null };
    await insertNumber(tx, {
      id: newId(),
      siteId: site.id,
      connectionId,
      e164: RADIO,
      poolId: null,
      staticSource: { ...offline, source: 'radio', medium: 'spot', campaign: 'morning show' },
      region: null,
    });
    await insertNumber(tx, {
      id: newId(),
      siteId: site.id,
      connectionId,
      e164: BILLBOARD,
      poolId: null,
      staticSource: { ...offline, source: 'billboard', medium: 'outdoor', campaign: 'ring road' },
      region: null,
    });
  });
  return site;
}
