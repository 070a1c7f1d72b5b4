// A site's rules about recordings, and the stores that recordings lie in.
import { type RecordingRules, UNSAID_RULES } from '../core/recording-rules.ts';
import type { Queryable } from './database.ts';

export type Place = 'house' | 'disk' | 'own';
export type SiteRecordingRules = { rules: RecordingRules; place: Place; ownStore: string | null; isSaid: boolean };

/** Of one site; of one that has said nothing, what it was before there were rules. */
export async function recordingRulesOf(db: Queryable, siteId: string): Promise<SiteRecordingRules> {
  const { rows } = await db.query<Omit<SiteRecordingRules, 'isSaid'>>(
    'select rules, place, own_store as "ownStore" from recording_rules where site_id = $1',
    [siteId],
  );
  const [said] = rows;
  if (!said) return { rules: UNSAID_RULES, place: 'house', ownStore: null, isSaid: false };
  return { ...said, rules: { ...UNSAID_RULES, ...said.rules }, isSaid: true };
}

/** Of all sites that have said something. */
export async function allRecordingRules(db: Queryable): Promise<Map<string, RecordingRules>> {
  const { rows } = await db.query<{ siteId: string; rules: RecordingRules }>(
    'select site_id as "siteId", rules from recording_rules',
  );
  return new Map(rows.map(({ siteId, rules }) => [siteId, { ...UNSAID_RULES, ...rules }]));
}

/** Keeps the rules, and gives what was recorded before its new end: none is deleted later than a rule says. */
export async function saveRecordingRules(tx: Queryable, siteId: string, rules: RecordingRules): Promise<void> {
  await tx.query(
    `insert into recording_rules (site_id, rules) values ($1, $2) on conflict (site_id) do update set rules = excluded.rules`,
    [siteId, JSON.stringify(rules)],
  );
  const { talk, voicemail } = rules.keepDays;
  await tx.query(
    `update recordings set delete_after = created_at + make_interval(days => case kind when 'voicemail' then $3::int else $2::int end)
     where site_id = $1 and state in ('ready', 'due')`,
    [siteId, talk, voicemail],
  );
}

/** Where the site's recordings go from now on; those that lie elsewhere follow by and by. */
export async function savePlace(tx: Queryable, siteId: string, place: Place, ownStore: string | null): Promise<void> {
  await tx.query(
    `insert into recording_rules (site_id, rules, place, own_store) values ($1, $4, $2, $3)
     on conflict (site_id) do update set place = excluded.place, own_store = excluded.own_store`,
    [siteId, place, ownStore, JSON.stringify(UNSAID_RULES)],
  );
  await tx.query("update recordings set next_at = now(), attempts = 0 where site_id = $1 and state = 'ready'", [
    siteId,
  ]);
}

export type StoreRow = {
  id: string;
  /** null: the house's */
  siteId: string | null;
  endpoint: string;
  region: string;
  bucket: string;
  prefix: string;
  pathStyle: boolean;
  keyId: string | null;
  secret: string | null;
  direct: boolean;
};

const STORE = `id, site_id as "siteId", endpoint, region, bucket, prefix, path_style as "pathStyle", key_id as "keyId", secret, direct`;

export async function findStore(db: Queryable, id: string): Promise<StoreRow | undefined> {
  const { rows } = await db.query<StoreRow>(`select ${STORE} from recording_stores where id = $1`, [id]);
  return rows[0];
}

/** All that recordings lie in, or may. */
export async function listStores(db: Queryable): Promise<StoreRow[]> {
  const { rows } = await db.query<StoreRow>(`select ${STORE} from recording_stores order by created_at`);
  return rows;
}

/** Adds it, or brings the one in the same place up to date; answers with its id. */
export async function saveStore(db: Queryable, store: StoreRow): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into recording_stores (id, site_id, endpoint, region, bucket, prefix, path_style, key_id, secret, direct)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (site_id, endpoint, bucket, prefix) do update set region = excluded.region, path_style = excluded.path_style,
       key_id = excluded.key_id, secret = excluded.secret, direct = excluded.direct
     returning id`,
    [
      ...[store.id, store.siteId, store.endpoint, store.region, store.bucket, store.prefix, store.pathStyle],
      ...[store.keyId, store.secret, store.direct],
    ],
  );
  return rows[0]?.id ?? store.id;
}

export async function accountOfSite(db: Queryable, siteId: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>('select account_id as id from sites where id = $1', [siteId]);
  return rows[0]?.id;
}

/** Whose recordings go there: the site's own account, or every account where the store is the house's. */
export async function accountsOfStore(
  db: Queryable,
  storeId: string,
): Promise<{ accountId: string; siteId: string | null; bucket: string; endpoint: string }[]> {
  const { rows } = await db.query<{ accountId: string; siteId: string | null; bucket: string; endpoint: string }>(
    `select a.id as "accountId", t.site_id as "siteId", t.bucket, t.endpoint
     from recording_stores t left join sites s on s.id = t.site_id
     join accounts a on s.id is null or a.id = s.account_id where t.id = $1`,
    [storeId],
  );
  return rows;
}
