// A phone is taken out of every row of a site that names it.
import type { Queryable, Tx } from './database.ts';
import { erasePhoneFromDeliveries } from './erasure-deliveries.ts';

export async function recordingsOfPhone(
  db: Queryable,
  { siteId, phone }: { siteId: string; phone: string },
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select r.id from recordings r join calls c on c.id = r.call_id where c.site_id = $1 and c.caller = $2 and r.state <> 'deleted'`,
    [siteId, phone],
  );
  return rows.map(({ id }) => id);
}

/**
 * Puts the pseudonym in place of the phone in calls, their facts, trails and plans, and in what outside systems were told;
 * takes it out of notices; deletes the contact,
 * whose phone it is said to be, tasks and lists. The phone's digits alone, as operators send them, are found, too.
 */
export async function erasePhone(
  tx: Tx,
  { siteId, phone, pseudonym }: { siteId: string; phone: string; pseudonym: string },
): Promise<{ calls: number; contacts: number; others: number }> {
  const digits = phone.slice(1);
  const { rows } = await tx.query<{ id: string }>(
    `update calls set caller = null, caller_raw = $3,
            trail = replace(trail::text, $4, $3)::jsonb, plan = replace(plan::text, $4, $3)::jsonb
     where site_id = $1 and caller = $2 returning id`,
    [siteId, phone, pseudonym, digits],
  );
  const ids = rows.map(({ id }) => id);
  await tx.query(
    `update call_events set facts = facts
        || case when facts ? 'callerRaw' then jsonb_build_object('callerRaw', $2::text) else '{}' end
        || case when facts ? 'callee' then jsonb_build_object('callee', $2::text) else '{}' end
     where call_id = any($1) and (facts ? 'callerRaw' or facts ? 'callee')`,
    [ids, pseudonym],
  );
  await tx.query("update notices set data = data - 'phone' where site_id = $1 and data->>'phone' = $2", [
    siteId,
    phone,
  ]);
  const count = async (sql: string) => (await tx.query(sql, [siteId, phone])).rowCount ?? 0;
  const contacts = await count('delete from contacts where site_id = $1 and phone = $2');
  const others =
    (await count('delete from identities where site_id = $1 and caller = $2')) +
    (await count('delete from call_backs where site_id = $1 and phone = $2')) +
    (await count("delete from caller_list where site_id = $1 and phone = $2 and match = 'phone'")) +
    (await erasePhoneFromDeliveries(tx, { siteId, phone, pseudonym, callIds: ids }));
  return { calls: ids.length, contacts, others };
}

/** At which sites there is something of this phone. */
export async function sitesOfPhone(
  db: Queryable,
  phone: string,
): Promise<{ siteId: string; name: string; calls: number; recordings: number }[]> {
  const { rows } = await db.query<{ siteId: string; name: string; calls: number; recordings: number }>(
    `select s.id as "siteId", s.name,
            (select count(*)::int from calls c where c.site_id = s.id and c.caller = $1) as calls,
            (select count(*)::int from recordings r join calls c on c.id = r.call_id
             where c.site_id = s.id and c.caller = $1 and r.state <> 'deleted') as recordings
     from sites s
     where exists (select 1 from calls c where c.site_id = s.id and c.caller = $1)
        or exists (select 1 from contacts k where k.site_id = s.id and k.phone = $1)
        or exists (select 1 from identities i where i.site_id = s.id and i.caller = $1)
     order by s.name`,
    [phone],
  );
  return rows;
}
