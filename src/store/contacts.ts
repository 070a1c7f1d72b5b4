// Contacts: whom the business knows, by phone.
import type { Queryable } from './database.ts';

export type ContactFields = {
  name: string;
  vip: boolean;
  tags: string[];
  /** sum of deals, minor units of the site's currency */
  value: number;
  managerId: string | null;
  note: string;
};
export type ContactRow = Omit<ContactFields, 'managerId'> & {
  id: string;
  phone: string;
  manager: { id: string; name: string } | null;
  createdAt: Date;
  updatedAt: Date;
  calls: number;
  lastCallAt: Date | null;
};
export const NEW_CONTACT: ContactFields = { name: '', vip: false, tags: [], value: 0, managerId: null, note: '' };

const CONTACT = `
  select k.id, k.phone, k.name, k.vip, k.tags, k.value, k.note, k.created_at as "createdAt", k.updated_at as "updatedAt",
         case when a.id is not null then json_build_object('id', a.id, 'name', a.name) end as manager,
         c.calls, c.last as "lastCallAt"
  from contacts k left join agents a on a.id = k.manager_id
  cross join lateral (select count(*)::int as calls, max(started_at) as last from calls c
                      where c.site_id = k.site_id and c.caller = k.phone) c`;

export type ContactQuestion = {
  siteId: string;
  /** words of the name, tag or note, or digits of the phone */
  q?: string | undefined;
  vip?: boolean | undefined;
  tag?: string | undefined;
  managerId?: string | undefined;
  after?: { name: string; phone: string } | undefined;
  limit: number;
};

const MATCHES = `k.site_id = $1 and ($2::bool is null or k.vip = $2) and ($3::text is null or $3 = any(k.tags))
  and ($4::uuid is null or k.manager_id = $4)
  and ($5::text is null or k.name ilike $5 or k.note ilike $5 or array_to_string(k.tags, ' ') ilike $5 or k.phone like $6)`;

/** A page of the site's contacts by name, with how many match. */
export async function listContacts(
  db: Queryable,
  { siteId, q, vip, tag, managerId, after, limit }: ContactQuestion,
): Promise<{ items: ContactRow[]; total: number }> {
  const words = q?.trim();
  const like = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const digits = words?.replace(/[\s().+-]/g, '').replace(/^8(?=\d{4})/, ''); // people type 8 for Russia's +7
  const phone = digits && /^\d{3,}$/.test(digits) ? like(digits) : null;
  const values = [siteId, vip ?? null, tag ?? null, managerId ?? null, words ? like(words) : null, phone];
  const [page, count] = [
    await db.query<ContactRow>(
      `${CONTACT} where ${MATCHES} and ($7::text is null or (lower(k.name), k.phone) > (lower($7), $8))
       order by lower(k.name), k.phone limit $9`,
      [...values, after?.name ?? null, after?.phone ?? null, limit],
    ),
    await db.query<{ total: number }>(`select count(*)::int as total from contacts k where ${MATCHES}`, values),
  ];
  return { items: page.rows, total: count.rows[0]?.total ?? 0 };
}

/** One contact of the site; undefined: the phone is not known. */
export async function findContact(db: Queryable, siteId: string, phone: string): Promise<ContactRow | undefined> {
  const { rows } = await db.query<ContactRow>(`${CONTACT} where k.site_id = $1 and k.phone = $2`, [siteId, phone]);
  return rows[0];
}

/** The fields of these contacts, by phone; null: of all. */
export async function contactFields(
  db: Queryable,
  siteId: string,
  phones: readonly string[] | null,
): Promise<Map<string, ContactFields>> {
  const { rows } = await db.query<ContactFields & { phone: string }>(
    `select phone, name, vip, tags, value, manager_id as "managerId", note from contacts
     where site_id = $1 and ($2::text[] is null or phone = any($2)) order by lower(name), phone`,
    [siteId, phones],
  );
  return new Map(rows.map(({ phone, ...fields }) => [phone, fields]));
}

export type NamedContact = ContactFields & { id: string; phone: string };

/** Adds contacts or writes them over, by phone. A manager who is no agent of the site is left out. */
export async function upsertContacts(db: Queryable, siteId: string, contacts: readonly NamedContact[]): Promise<void> {
  await db.query(
    `insert into contacts (id, site_id, phone, name, vip, tags, value, manager_id, note)
     select t.id, $1, t.phone, t.name, t.vip, t.tags, t.value, a.id, t.note
     from jsonb_to_recordset($2) as t (id uuid, phone text, name text, vip boolean, tags text[], value bigint, "managerId" uuid, note text)
     left join agents a on a.id = t."managerId" and a.site_id = $1 and a.removed_at is null
     on conflict (site_id, phone) do update set name = excluded.name, vip = excluded.vip, tags = excluded.tags,
       value = excluded.value, manager_id = excluded.manager_id, note = excluded.note, updated_at = now()`,
    [siteId, JSON.stringify(contacts)],
  );
}

/** Writes who looks after a client; one who is not known yet gets this name. An agent of another site changes nothing. */
export async function setManager(
  db: Queryable,
  siteId: string,
  { id, phone, name, agentId }: { id: string; phone: string; name: string; agentId: string },
): Promise<void> {
  await db.query(
    `insert into contacts as k (id, site_id, phone, name, manager_id)
     select $2, $1, $3, $4, a.id from agents a where a.id = $5 and a.site_id = $1 and a.removed_at is null
     on conflict (site_id, phone) do update set manager_id = excluded.manager_id, updated_at = now(),
       name = case when k.name = '' then excluded.name else k.name end
     where k.manager_id is distinct from excluded.manager_id`,
    [siteId, id, phone, name, agentId],
  );
}

/** Forgets a contact; false: it was not known. */
export async function deleteContact(db: Queryable, siteId: string, phone: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from contacts where site_id = $1 and phone = $2', [siteId, phone]);
  return rowCount === 1;
}

/** The tags of the site's contacts with how many have each, most frequent first. */
export async function contactTags(db: Queryable, siteId: string): Promise<{ tag: string; contacts: number }[]> {
  const { rows } = await db.query<{ tag: string; contacts: number }>(
    `select tag, count(*)::int as contacts from contacts, unnest(tags) as tag
     where site_id = $1 group by tag order by contacts desc, tag limit 500`,
    [siteId],
  );
  return rows;
}

/** A number of the site's business, whose country tells how phones without a country code are read; null: there is none. */
export async function numberOfSite(db: Queryable, siteId: string): Promise<string | null> {
  const { rows } = await db.query<{ e164: string }>(
    `select coalesce((select target_number from pools where site_id = $1 order by position limit 1),
                     (select e164 from numbers where site_id = $1 order by created_at limit 1)) as e164`,
    [siteId],
  );
  return rows[0]?.e164 ?? null;
}
