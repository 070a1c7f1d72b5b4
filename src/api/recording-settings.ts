// A site's rules about recordings, the store they lie in, and the wish of a caller to be forgotten.
import { z } from 'zod';
import { countryOf } from '../core/phone.ts';
import { countryRule } from '../core/recording-rules.ts';
import { transaction } from '../store/database.ts';
import { countryNumbers, placeFigures } from '../store/recording-places.ts';
import { findStore, recordingRulesOf, savePlace, saveRecordingRules, saveStore } from '../store/recording-rules.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });

/** The routes about rules and stores of recordings, below /api/v1. */
export function recordingSettingRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;
  const desk = deps.recordings;

  const rulesCard = async (siteId: string) => {
    const { rules, isSaid } = await recordingRulesOf(db, siteId);
    const countries = [...new Set((await countryNumbers(db, siteId)).map((e164) => countryOf(e164)))];
    return {
      ...{ rules, isSaid, encodes: desk.encodes },
      countries: countries.map((country) => ({ country, ...countryRule(country) })),
    };
  };
  api.get(
    '/sites/:site/recording-rules',
    { schema: { params: SiteParams, response: { 200: wire.RecordingRulesCard }, tags: ['recordings'] } },
    async ({ person, params }) => rulesCard((await siteOf(deps, person.accountId, params.site)).id),
  );
  api.put(
    '/sites/:site/recording-rules',
    {
      schema: {
        params: SiteParams,
        body: wire.RecordingRules,
        response: { 200: wire.RecordingRulesCard },
        tags: ['recordings'],
      },
    },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      await transaction(db, (tx) => saveRecordingRules(tx, site.id, body));
      await deps.onSettingsChange(site.id);
      return rulesCard(site.id);
    },
  );

  const storeCard = async (siteId: string) => {
    const { place, ownStore } = await recordingRulesOf(db, siteId);
    const own = ownStore ? await findStore(db, ownStore) : undefined;
    const figures = await placeFigures(db, siteId, place === 'own' ? ownStore : null, place === 'house');
    const { hasHouseStore: houseStore } = desk;
    return {
      ...{ place, houseStore, ...figures },
      own: own
        ? {
            ...{ endpoint: own.endpoint, region: own.region, bucket: own.bucket, prefix: own.prefix },
            ...{ pathStyle: own.pathStyle, direct: own.direct, keyId: own.keyId, hasSecret: own.secret !== null },
          }
        : null,
    };
  };
  api.get(
    '/sites/:site/recording-store',
    { schema: { params: SiteParams, response: { 200: wire.RecordingStoreCard }, tags: ['recordings'] } },
    async ({ person, params }) => storeCard((await siteOf(deps, person.accountId, params.site)).id),
  );
  api.put(
    '/sites/:site/recording-store',
    {
      schema: {
        params: SiteParams,
        body: wire.RecordingStorePut,
        response: { 200: wire.RecordingStoreCard },
        tags: ['recordings'],
      },
    },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const ownStore = await ownStoreOf(site.id, body);
      await transaction(db, (tx) => savePlace(tx, site.id, body.place, ownStore));
      desk.follow();
      return storeCard(site.id);
    },
  );

  // Keys are tried before they are kept: a store that takes nothing would be found out by the first call.
  const ownStoreOf = async (siteId: string, { place, own }: wire.RecordingStorePut): Promise<string | null> => {
    const { ownStore } = await recordingRulesOf(db, siteId);
    if (!own) {
      if (place === 'own' && !ownStore)
        throw new Problem(400, 'store-missing', 'Say which store: its address, bucket and keys.');
      return ownStore;
    }
    const before = ownStore ? await findStore(db, ownStore) : undefined;
    const isSame = before?.endpoint === own.endpoint && before.bucket === own.bucket;
    const secret = own.secret ?? (isSame ? before.secret : null);
    if (!secret) throw new Problem(400, 'store-secret-missing', 'Enter the secret key of the store.');
    const endpoint = own.endpoint.replace(/\/+$/, '');
    const store = { ...own, endpoint, id: deps.newId(), siteId, secret };
    const fault = await desk.tryStore(store);
    if (fault !== null) throw new Problem(400, 'store-refuses', `The store can't be used: ${fault}`);
    return saveStore(db, store);
  };

  api.post(
    '/sites/:site/erase',
    {
      schema: {
        ...{ params: SiteParams, body: wire.EraseWish, response: { 200: wire.ErasedReport }, tags: ['recordings'] },
        description:
          'A person asks that what is kept of their phone be deleted: recordings (held ones, too), the contact, and the phone wherever it stands. The calls stay as figures.',
      },
    },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const report = await desk.erase({ siteId: site.id, phone: body.phone, userId: person.userId });
      await deps.onSettingsChange(site.id);
      return report;
    },
  );
}
