// Sounds for callers and agents: what was uploaded for a site, and what was spoken for everybody.
import type { Route } from '../core/routing/route.ts';
import type { SpokenLanguage } from '../core/spoken-words.ts';
import type { Queryable } from './database.ts';

export type SoundRow = { id: string; name: string; seconds: number; createdAt: string };

const SOUND = `id, name, seconds::float8 as seconds,
  to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "createdAt"`;

/** What was uploaded for the site, newest first. */
export async function listSounds(db: Queryable, siteId: string): Promise<SoundRow[]> {
  const { rows } = await db.query<SoundRow>(
    `select ${SOUND} from sounds where site_id = $1 and removed_at is null order by created_at desc, id`,
    [siteId],
  );
  return rows;
}

export async function insertSound(
  db: Queryable,
  { id, siteId, name, seconds, wav }: { id: string; siteId: string; name: string; seconds: number; wav: Uint8Array },
): Promise<SoundRow> {
  const { rows } = await db.query<SoundRow>(
    `insert into sounds (id, site_id, name, seconds, wav) values ($1, $2, $3, $4, $5) returning ${SOUND}`,
    [id, siteId, name, seconds, wav],
  );
  return rows[0]!;
}

/** Keeps which words a spoken sound has. */
export async function keepSpoken(
  db: Queryable,
  spoken: { id: string; words: string; language: SpokenLanguage; seconds: number; wav: Uint8Array },
): Promise<void> {
  await db.query(
    `insert into sounds (id, site_id, name, words, language, seconds, wav) values ($1, null, '', $2, $3, $4, $5)
     on conflict (id) do update set seconds = excluded.seconds, words = excluded.words, wav = excluded.wav,
       heard_at = now(), removed_at = null`,
    [spoken.id, spoken.words, spoken.language, spoken.seconds, spoken.wav],
  );
}

/** With which names of spoken words are made; nobody else has it. */
export async function soundKey(db: Queryable): Promise<Buffer> {
  const { rows } = await db.query<{ key: Buffer }>('select key from sound_key');
  return rows[0]!.key;
}

/** The WAV of a sound that is not removed; undefined: there is none. */
export async function readSound(db: Queryable, id: string): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ wav: Buffer }>('select wav from sounds where id = $1 and removed_at is null', [id]);
  return rows[0]?.wav;
}

/** What people have uploaded, for all sites. */
export async function listUploaded(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    'select id from sounds where site_id is not null and removed_at is null',
  );
  return rows.map(({ id }) => id);
}

/** Notes that a sound was of use now. */
export async function hearSound(db: Queryable, id: string): Promise<void> {
  await db.query('update sounds set heard_at = now() where id = $1', [id]);
}

/** Forgets spoken words that nobody has heard for so long; their ids stay for a week, to tell other nodes. */
export async function retireSounds(
  db: Queryable,
  { unheardSince, now }: { unheardSince: Date; now: Date },
): Promise<void> {
  await db.query(
    `update sounds set words = '', wav = '', removed_at = $2
     where site_id is null and removed_at is null and heard_at < $1`,
    [unheardSince, now],
  );
  await db.query("delete from sounds where site_id is null and removed_at < $1::timestamptz - interval '7 days'", [
    now,
  ]);
}

/** Those of the ids that are no sounds: removed, or never heard of (`isUnknown`). */
export async function notAmongSounds(
  db: Queryable,
  ids: readonly string[],
): Promise<{ id: string; isUnknown: boolean }[]> {
  const { rows } = await db.query<{ id: string; isUnknown: boolean }>(
    `select given.id, sounds.id is null as "isUnknown"
     from unnest($1::text[]) given(id) left join sounds on sounds.id = given.id
     where sounds.id is null or sounds.removed_at is not null`,
    [ids],
  );
  return rows;
}

/**
 * Forgets words in which a caller was named, by phone (`digits`, as they are spoken) or by the contact's name; the files
 * go with the next sweep. Words of others that are caught by the name are only spoken anew.
 */
export async function forgetWordsOf(
  db: Queryable,
  { siteId, phone, digits }: { siteId: string; phone: string; digits: string },
): Promise<void> {
  await db.query(
    `update sounds set words = '', wav = '', removed_at = now()
     where site_id is null and removed_at is null and (position($3 in words) > 0
       or exists (select 1 from contacts where contacts.site_id = $1 and contacts.phone = $2
                  and contacts.name <> '' and position(contacts.name in sounds.words) > 0))`,
    [siteId, phone, digits],
  );
}

/** Undefined: the site has no such sound. */
export async function renameSound(
  db: Queryable,
  siteId: string,
  sound: { id: string; name: string },
): Promise<SoundRow | undefined> {
  const { rows } = await db.query<SoundRow>(
    `update sounds set name = $3 where site_id = $1 and id = $2 and removed_at is null returning ${SOUND}`,
    [siteId, sound.id, sound.name],
  );
  return rows[0];
}

/** False: the site has no such sound. */
export async function removeSound(db: Queryable, siteId: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    "update sounds set removed_at = now(), wav = '' where site_id = $1 and id = $2 and removed_at is null",
    [siteId, id],
  );
  return rowCount === 1;
}

/** Is it the site's, or one that was spoken? */
export async function isSoundOf(db: Queryable, siteId: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'select from sounds where id = $2 and (site_id = $1 or site_id is null) and removed_at is null',
    [siteId, id],
  );
  return rowCount === 1;
}

// The latest version of each route that is still there is the published one.
const PUBLISHED = `select distinct on (route_id) route_id, route from route_versions order by route_id, version desc`;

/** Routes of the site whose draft or published version plays the sound, by the sound's id. */
export async function soundUses(
  db: Queryable,
  siteId: string,
): Promise<{ sound: string; routeId: string; name: string }[]> {
  const { rows } = await db.query<{ sound: string; routeId: string; name: string }>(
    `select sounds.id as sound, routes.id as "routeId", routes.name
     from sounds join routes on routes.site_id = sounds.site_id and routes.removed_at is null
     left join (${PUBLISHED}) published on published.route_id = routes.id
     where sounds.site_id = $1 and sounds.removed_at is null
       and (position('"' || sounds.id || '"' in routes.draft::text) > 0
         or position('"' || sounds.id || '"' in published.route::text) > 0)
     order by routes.name, routes.id`,
    [siteId],
  );
  return rows;
}

export type PublishedRoute = { siteId: string; accountId: string; language: SpokenLanguage; route: Route };

/** Every route in force, to speak its words beforehand. */
export async function listPublishedRoutes(db: Queryable): Promise<PublishedRoute[]> {
  const { rows } = await db.query<PublishedRoute>(
    `select sites.id as "siteId", sites.account_id as "accountId", sites.language, published.route
     from (${PUBLISHED}) published join routes on routes.id = published.route_id and routes.removed_at is null
     join sites on sites.id = routes.site_id`,
  );
  return rows;
}
