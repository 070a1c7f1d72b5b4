// The database of the running Dialtrace, for commands that work beside it; and the site they are about.
import { realpathSync } from 'node:fs';
import { readConfig } from '../config.ts';
import { engineUser } from '../machine/system-user.ts';
import { type Db, openDatabase } from '../store/database.ts';
import { embeddedPostgresUrl } from '../store/embedded-postgres.ts';
import { listSites, type SiteRow } from '../store/sites.ts';

/** Opens it, does the work, closes it. */
export async function withOwnDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const { databaseUrl, dataDir } = readConfig(process.env);
  const db = openDatabase({ url: databaseUrl ?? embeddedPostgresUrl(realpathSync(dataDir), engineUser()) });
  try {
    return await work(db);
  } finally {
    await db.end();
  }
}

/** The site with this id, public key or name; without one, the account's only site. */
export async function chosenSite(db: Db, accountId: string, wanted: string | undefined): Promise<SiteRow> {
  const sites = await listSites(db, accountId);
  const found =
    wanted === undefined ? sites : sites.filter(({ id, publicKey, name }) => [id, publicKey, name].includes(wanted));
  const [site, ...others] = found;
  if (site && others.length === 0) return site;
  const known = sites.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
  throw new Error(
    `${wanted === undefined ? 'Say which site' : `No one site is "${wanted}"`} (--site ID). There are:\n${known}`,
  );
}
