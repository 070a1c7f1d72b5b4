// Sites and their targets.
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { NEW_SITE_RULES } from '../core/recording-rules.ts';
import { listAgents } from '../store/agents.ts';
import { transaction } from '../store/database.ts';
import { saveRecordingRules } from '../store/recording-rules.ts';
import { listRefusals } from '../store/refusals.ts';
import {
  insertSite,
  lastViewAt,
  listSites,
  listTargets,
  replaceTargets,
  type SiteRow,
  updateSite,
} from '../store/sites.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { known } from './known.ts';
import { poolCards } from './pools.ts';
import { Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });

/** The routes about sites, below /api/v1. */
export function siteRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get('/me', { schema: { response: { 200: wire.Me }, tags: ['people'] } }, async ({ person }) => ({
    user: { id: person.userId, name: person.userName },
    account: { id: person.accountId, name: person.accountName },
    sites: (await listSites(db, person.accountId)).map(({ id, name, publicKey, timeZone, currency }) => ({
      id,
      name,
      publicKey,
      timeZone,
      currency,
    })),
    version: deps.version,
  }));

  api.post(
    '/sites',
    { schema: { body: wire.SiteCreate, response: { 201: wire.Site }, tags: ['sites'] } },
    async ({ person, body }, reply) => {
      const site: SiteRow = {
        id: deps.newId(),
        accountId: person.accountId,
        publicKey: newPublicKey(),
        timeZone: 'UTC',
        currency: 'USD',
        origins: [],
        serveAutomation: false,
        ...known(body),
      };
      checkTimeZone(site.timeZone);
      await insertSite(db, site);
      await saveRecordingRules(db, site.id, NEW_SITE_RULES);
      await deps.onSettingsChange(site.id);
      return reply.code(201).send(await siteCard(deps, site));
    },
  );

  api.get(
    '/sites/:site',
    { schema: { params: SiteParams, response: { 200: wire.Site }, tags: ['sites'] } },
    async ({ person, params }) => siteCard(deps, await siteOf(deps, person.accountId, params.site)),
  );

  api.patch(
    '/sites/:site',
    { schema: { params: SiteParams, body: wire.SitePatch, response: { 200: wire.Site }, tags: ['sites'] } },
    async ({ person, params, body }) => {
      const site = { ...(await siteOf(deps, person.accountId, params.site)), ...known(body) };
      checkTimeZone(site.timeZone);
      await updateSite(db, site);
      await deps.onSettingsChange(site.id);
      return siteCard(deps, site);
    },
  );

  api.put(
    '/sites/:site/targets',
    { schema: { params: SiteParams, body: wire.TargetsPut, response: { 200: z.array(wire.Target) }, tags: ['sites'] } },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const agents = new Set((await listAgents(db, site.id)).map((agent) => agent.id));
      const own = new Set(agents);
      const targets = body.targets.map((target) => ({
        ...target,
        id: target.id && own.delete(target.id) ? target.id : deps.newId(), // an id named twice is one target's only
      }));
      if (targets.some(({ id, sipUri }) => sipUri === null && !agents.has(id)))
        throw new Problem(400, 'invalid', 'targets: a new one needs a SIP address. Other phones are set at agents.');
      await transaction(db, (tx) => replaceTargets(tx, site.id, targets));
      await deps.onSettingsChange(site.id);
      return listTargets(db, site.id);
    },
  );

  api.get(
    '/sites/:site/refusals',
    { schema: { params: SiteParams, response: { 200: z.array(wire.Refusal) }, tags: ['sites'] } },
    async ({ person, params }) => listRefusals(db, (await siteOf(deps, person.accountId, params.site)).id),
  );
}

async function siteCard(deps: ApiDeps, site: SiteRow): Promise<wire.Site> {
  const [pools, targets, lastView] = await Promise.all([
    poolCards(deps, site.id),
    listTargets(deps.db, site.id),
    lastViewAt(deps.db, site.id),
  ]);
  const { accountId: _, ...settings } = site;
  return {
    ...settings,
    pools,
    targets,
    script: `<script async src="${deps.publicUrl}/dt.js" data-site="${site.publicKey}"></script>`,
    lastViewAt: lastView?.toISOString() ?? null,
  };
}

const KEY_LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'; // nothing that people confuse

function newPublicKey(): string {
  return Array.from({ length: 12 }, () => KEY_LETTERS[randomInt(KEY_LETTERS.length)]).join('');
}

// Offsets are refused: Intl reads "+03:00" as east of Greenwich, PostgreSQL (as POSIX does) as west of it.
function checkTimeZone(timeZone: string) {
  try {
    if (/^[+-]/.test(timeZone)) throw new RangeError('an offset, not a name');
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new Problem(
      400,
      'invalid',
      `timeZone: "${timeZone}" is not a time zone. Use an IANA name such as Europe/Moscow.`,
    );
  }
}
