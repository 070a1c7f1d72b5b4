// The sites by their public key, in memory: a page's message must not wait for the database.
import type { Db } from '../store/database.ts';
import { type CollectSite, listSitesForCollect, siteForCollect } from '../store/sites.ts';

export type SiteCache = {
  /** From memory; a key that is not known is looked up once, so that a new site works at once. */
  byKey(publicKey: string): CollectSite | undefined | Promise<CollectSite | undefined>;
  /** Reads all sites again and resolves when `onChange` has seen them. */
  reload(): Promise<void>;
};

const UNKNOWN_KEYS = 1000;
const UNKNOWN_SECONDS = 10; // a key that no site has is looked up once in this time

export function createSiteCache(options: {
  db: Db;
  clock: () => number;
  onChange: (sites: readonly CollectSite[]) => void;
}): SiteCache {
  const { db, clock, onChange } = options;
  let sites = new Map<string, CollectSite>();
  const unknown = new Map<string, number>();
  let reading: Promise<void> = Promise.resolve();

  /** One after the other: a slow, older answer must not replace a newer one. */
  function reload(): Promise<void> {
    const next = reading.then(read, read);
    reading = next;
    return next;
  }

  async function read(): Promise<void> {
    const list = await listSitesForCollect(db);
    sites = new Map(list.map((site) => [site.publicKey, site]));
    unknown.clear();
    onChange(list);
  }

  async function lookUp(publicKey: string): Promise<CollectSite | undefined> {
    if (unknown.size >= UNKNOWN_KEYS) unknown.clear();
    unknown.set(publicKey, clock());
    if (!(await siteForCollect(db, publicKey))) return undefined;
    await reload();
    return sites.get(publicKey);
  }

  return {
    byKey(publicKey) {
      const site = sites.get(publicKey);
      if (site || clock() - (unknown.get(publicKey) ?? Number.NEGATIVE_INFINITY) < UNKNOWN_SECONDS) return site;
      return lookUp(publicKey);
    },
    reload,
  };
}
