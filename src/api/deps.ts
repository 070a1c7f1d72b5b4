// What the API's routes are given by main.
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Db } from '../store/database.ts';
import type { SiteRow } from '../store/sites.ts';
import { findSite } from '../store/sites.ts';
import type { Bell } from './bell.ts';
import { notFound } from './problem.ts';

/** Fastify that takes its types from zod schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export type ApiDeps = {
  db: Db;
  version: string;
  publicUrl: string;
  recordingsFolder: string;
  newId: () => string;
  /** what the pages hold now */
  poolStats: (poolId: string) => { openPages: number; liveLeases: number };
  /** numbers, targets or connections have changed: everyone who keeps them in memory reads them anew */
  onSettingsChange: (siteId: string) => Promise<void>;
  /** tells a listener of each call that changed, until the returned function is called */
  onCallChange: Bell['onCallChange'];
};

/** The site, if it is of the asking person's account. `asked`: what the person asked for, if it is something of the site. */
export async function siteOf(deps: ApiDeps, accountId: string, siteId: string, asked = 'site'): Promise<SiteRow> {
  const site = await findSite(deps.db, accountId, siteId);
  if (!site) throw notFound(asked);
  return site;
}
