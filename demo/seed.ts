// The demo shop as Dialtrace knows it: a site, a trunk, a pool of numbers, two static numbers, an office to ring.
// Operators, contracts, licences and costs are invented.

import type { StoredSource } from '../src/store/calls.ts';
import { insertConnection, listConnections, updateConnection } from '../src/store/connections.ts';
import { insertContract } from '../src/store/contracts.ts';
import { type Db, type Tx, transaction } from '../src/store/database.ts';
import { type NumberParticulars, updateParticulars } from '../src/store/inventory.ts';
import { changeNumber } from '../src/store/number-life.ts';
import { insertNumber } from '../src/store/numbers.ts';
import { insertPool } from '../src/store/pools.ts';
import { insertSite, listSites, replaceTargets, type SiteRow, updateSite } from '../src/store/sites.ts';
import { OFFICE_ADDRESS } from './office.ts';

/** The shop's own number, as printed on its pages. */
export const SHOP_NUMBER = '+74951234567';
const POOL = Array.from({ length: 10 }, (_, at) => `+7495777000${at}`);
const RADIO = '+74957770101';
const BILLBOARD = '+74957770102';
const RESTING = '+74957770010';
const ORDERED = '+74957770011';
const TRUNK_NAME = 'Demo operator';
const CHECK_CALLER = '+74957779999';
const CITY = 'ООО «Выдуманный Телеком»';
const FAIR = 'АО «Сказочная Связь»';
const RESTED_DAYS = 12;
const DAY_MS = 86_400_000;
const OFFLINE = { channel: 'offline', adGroup: null, content: null, term: null };

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
    const connectionId = await trunkOf(tx, accountId, newId);
    await leadOut(tx, accountId, { connectionId, uri: sipUri('').replace('@', '') });
    if (known) return updateSite(tx, current);
    await insertSite(tx, current);
    await replaceTargets(tx, site.id, targets);
    const pool = { id: newId(), siteId: site.id, name: 'Сайт · Website', targetNumber: SHOP_NUMBER };
    await insertPool(tx, pool);
    const contracts = await addContracts(tx, accountId, newId);
    const add = addTo(tx, { siteId: site.id, connectionId, newId });
    for (const [at, e164] of POOL.entries())
      await add(e164, { poolId: pool.id }, at < 8 ? ofCity(contracts.city) : ofFair(contracts.fair, at === 8));
    await add(
      RADIO,
      { staticSource: { ...OFFLINE, source: 'radio', medium: 'spot', campaign: 'morning show' } },
      ofCity(contracts.city),
    );
    await add(
      BILLBOARD,
      { staticSource: { ...OFFLINE, source: 'billboard', medium: 'outdoor', campaign: 'ring road' } },
      ofCity(contracts.city),
    );
    await add(ORDERED, { state: 'ordered' }, ofFair(contracts.fair, true));
    const at = new Date(Date.now() - RESTED_DAYS * DAY_MS);
    const resting = await add(
      RESTING,
      { poolId: pool.id, at: new Date(at.getTime() - 90 * DAY_MS) },
      ofCity(contracts.city),
    );
    await changeNumber(tx, { siteId: site.id, numberId: resting, wish: { to: 'resting' }, at, userId: null });
  });
  return site;
}

async function trunkOf(tx: Tx, accountId: string, newId: () => string): Promise<string> {
  const known = (await listConnections(tx, accountId)).find((connection) => connection.name === TRUNK_NAME);
  if (known) return known.id;
  const trunk = { id: newId(), name: TRUNK_NAME, kind: 'sip-trunk' as const, addresses: [`${OFFICE_ADDRESS}/32`] };
  await insertConnection(tx, accountId, trunk);
  return trunk.id;
}

// Test calls to the demo's numbers go out through the office, which brings them back as an operator would.
async function leadOut(tx: Tx, accountId: string, { connectionId, uri }: { connectionId: string; uri: string }) {
  const trunk = (await listConnections(tx, accountId)).find(({ id }) => id === connectionId);
  if (trunk) await updateConnection(tx, accountId, { ...trunk, outboundUri: uri, checkCaller: CHECK_CALLER });
}

// One that is in order, and one that a careful buyer would look at twice: it ends soon, and so does the licence.
async function addContracts(tx: Tx, accountId: string, newId: () => string) {
  const day = (from: number) => new Date(Date.now() + from * DAY_MS).toISOString().slice(0, 10);
  const [city, fair] = [newId(), newId()];
  await insertContract(tx, accountId, {
    ...{ id: city, operator: CITY, contractNumber: 'ГТ-2024/117', signedOn: day(-600), endsOn: null },
    ...{ licenceNumber: 'Л000-00000-00/00000001', licenceIssuedOn: day(-900), licenceEndsOn: day(900) },
  });
  await insertContract(tx, accountId, {
    ...{ id: fair, operator: FAIR, contractNumber: '31', signedOn: day(-340), endsOn: day(25) },
    ...{ licenceNumber: 'Л000-00000-00/00000002', licenceIssuedOn: day(-1700), licenceEndsOn: day(55) },
  });
  return { city, fair };
}

type Bought = Pick<NumberParticulars, 'contractId' | 'capacityOwner' | 'monthlyCost' | 'minuteCost'>;
const ofCity = (contractId: string): Bought => ({
  contractId,
  capacityOwner: CITY,
  monthlyCost: 29_000,
  minuteCost: 150,
});
const ofFair = (contractId: string, isKnown: boolean): Bought => ({
  ...{ contractId, capacityOwner: isKnown ? CITY : null, monthlyCost: 18_000, minuteCost: 95.5 },
});

type Use = { poolId?: string; staticSource?: StoredSource; state?: 'ordered'; at?: Date };
type Place = { siteId: string; connectionId: string; newId: () => string };

function addTo(tx: Tx, { newId, ...place }: Place) {
  return async (e164: string, use: Use, bought: Bought): Promise<string> => {
    const number = { id: newId(), e164, poolId: null, staticSource: null, region: 'Moscow', ...use, ...place };
    await insertNumber(tx, number);
    const about = { kind: 'geographic', ownedSince: null, currency: 'RUB', note: '', ...bought } as const;
    await updateParticulars(tx, number.id, { ...about, connectionId: place.connectionId, region: 'Moscow' });
    return number.id;
  };
}
