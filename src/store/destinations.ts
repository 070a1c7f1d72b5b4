// Destinations: outside systems that are told of a site's calls.
import type { DeliveryFilter } from '../core/delivery-filter.ts';
import type { EventType } from '../core/event.ts';
import type { Queryable } from './database.ts';
import { endNotices } from './notices.ts';

export type DestinationRow = {
  id: string;
  siteId: string;
  kind: string;
  name: string;
  settings: Record<string, string>;
  secretsSet: string[];
  events: EventType[];
  filter: DeliveryFilter;
  pausedBy: 'person' | 'refusal' | null;
  pausedWhy: string | null;
  failures: number;
  restsUntil: Date | null;
  /** when it was asked last for deals or spend, and why nothing was had of it; null: never, and nothing */
  polledAt: Date | null;
  pollTrouble: string | null;
  /** of its own address at our side */
  hookToken: string;
};
/** As it is spoken to: `settings` with the secret ones among them. */
export type SpokenDestination = Omit<DestinationRow, 'secretsSet'> & {
  secretNames: string[];
};

const ROW = `d.id, d.site_id as "siteId", d.kind, d.name, d.events, d.filter, d.paused_by as "pausedBy",
  d.paused_why as "pausedWhy", d.failures, d.rests_until as "restsUntil", d.polled_at as "polledAt",
  d.poll_trouble as "pollTrouble", d.hook_token as "hookToken"`;

/** The site's, oldest first. */
export async function listDestinations(db: Queryable, siteId: string): Promise<DestinationRow[]> {
  const { rows } = await db.query<DestinationRow>(
    `select ${ROW}, d.settings, array(select jsonb_object_keys(d.secrets)) as "secretsSet"
     from destinations d where d.site_id = $1 and d.removed_at is null order by d.created_at, d.id`,
    [siteId],
  );
  return rows;
}

/** Undefined: there is none, or it was removed. */
export async function findDestination(db: Queryable, id: string): Promise<SpokenDestination | undefined> {
  const { rows } = await db.query<SpokenDestination>(
    `select ${ROW}, d.settings || d.secrets as settings,
            array(select jsonb_object_keys(d.secrets)) as "secretNames"
     from destinations d where d.id = $1 and d.removed_at is null`,
    [id],
  );
  return rows[0];
}

/** Those with something to send now, or begun by somebody who may be gone. */
export async function destinationsDue(db: Queryable, now: Date): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select d.id from destinations d
     where d.removed_at is null and d.paused_by is null and (d.rests_until is null or d.rests_until <= $1)
       and coalesce( -- one row of an index each, and in its order: else all that is due may be read
         (select true from deliveries e where e.destination_id = d.id and e.state = 'due' and e.next_at is null
          order by e.seq desc limit 1),
         (select true from deliveries e where e.destination_id = d.id and e.state = 'due' and e.next_at <= $1
          order by e.next_at limit 1),
         (select true from deliveries e where e.destination_id = d.id and e.state = 'sending' order by e.seq limit 1), false)`,
    [now],
  );
  return rows.map(({ id }) => id);
}

export type NewDestination = Pick<
  DestinationRow,
  'id' | 'siteId' | 'kind' | 'name' | 'settings' | 'events' | 'filter'
> & {
  secrets: Readonly<Record<string, string>>;
};

export async function insertDestination(db: Queryable, to: NewDestination): Promise<void> {
  await db.query(
    `insert into destinations (id, site_id, kind, name, settings, secrets, events, filter) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[to.id, to.siteId, to.kind, to.name, JSON.stringify(to.settings), JSON.stringify(to.secrets)],
      ...[to.events, JSON.stringify(to.filter)],
    ],
  );
}

/** Deliveries wait until somebody resumes them. A refusal pauses once: false if it was paused before. */
export async function pauseDestination(
  db: Queryable,
  id: string,
  { by, why }: { by: 'person' | 'refusal'; why: string | null },
): Promise<boolean> {
  const { rowCount } = await db.query(
    "update destinations set paused_by = $2, paused_why = $3 where id = $1 and ($2 = 'person' or paused_by is null)",
    [id, by, why],
  );
  return rowCount === 1;
}

/** All that has waited is due at once; the owner's notice of it is over. */
export async function resumeDestination(db: Queryable, id: string): Promise<void> {
  await db.query(
    'update destinations set paused_by = null, paused_why = null, failures = 0, rests_until = null where id = $1',
    [id],
  );
  await endPausedNotice(db, id);
}

async function endPausedNotice(db: Queryable, id: string): Promise<void> {
  const accountId = await accountOfDestination(db, id);
  if (accountId) await endNotices(db, { accountId, kinds: ['destination-paused'], subject: id });
}

/** Undefined: there is none. */
export async function accountOfDestination(db: Queryable, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ accountId: string }>(
    'select s.account_id as "accountId" from destinations d join sites s on s.id = d.site_id where d.id = $1',
    [id],
  );
  return rows[0]?.accountId;
}

/** How many requests in a row nobody has answered well, and until when nothing is tried there; of several wishes the longest counts. */
export async function noteHealth(
  db: Queryable,
  id: string,
  { failures, restsUntil }: { failures: number; restsUntil: Date | null },
): Promise<void> {
  await db.query(
    `update destinations set failures = case when $2 = 0 then 0 else greatest(failures, $2) end,
            rests_until = greatest(rests_until, $3) where id = $1`,
    [id, failures, restsUntil],
  );
}

/** Writes what its form says; secrets that are not given stay, but those to be forgotten. */
export async function updateDestination(
  db: Queryable,
  to: Pick<DestinationRow, 'id' | 'name' | 'settings' | 'events' | 'filter'> & {
    secrets: Readonly<Record<string, string>>;
    forget: readonly string[];
  },
): Promise<void> {
  await db.query(
    `update destinations set name = $2, settings = $3, secrets = (secrets - $7::text[]) || $4::jsonb, events = $5, filter = $6
     where id = $1`,
    [
      ...[to.id, to.name, JSON.stringify(to.settings), JSON.stringify(to.secrets), to.events],
      ...[JSON.stringify(to.filter), to.forget],
    ],
  );
}

/** What is due is not sent any more; what was sent stays to be looked at. */
export async function removeDestination(db: Queryable, id: string): Promise<void> {
  await db.query("update destinations set removed_at = now(), secrets = '{}' where id = $1", [id]);
  await endPausedNotice(db, id);
}

/** Undefined: the account has no such destination. */
export async function siteOfDestination(db: Queryable, accountId: string, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ siteId: string }>(
    `select d.site_id as "siteId" from destinations d join sites s on s.id = d.site_id
     where s.account_id = $1 and d.id = $2 and d.removed_at is null`,
    [accountId, id],
  );
  return rows[0]?.siteId;
}

/** Is it one of the destination's deliveries? */
export async function deliveryOf(db: Queryable, destinationId: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query('select from deliveries where destination_id = $1 and id = $2', [
    destinationId,
    id,
  ]);
  return rowCount === 1;
}

/** Writes secrets that the destination itself has given us: new tokens. */
export async function keepSecrets(db: Queryable, id: string, secrets: Readonly<Record<string, string>>): Promise<void> {
  await db.query('update destinations set secrets = secrets || $2::jsonb where id = $1', [id, JSON.stringify(secrets)]);
}

/** What the destination calls something of ours; undefined: it was not told of it. */
export async function findLink(
  db: Queryable,
  destinationId: string,
  { what, key }: { what: string; key: string },
): Promise<string | undefined> {
  const { rows } = await db.query<{ farId: string }>(
    'select far_id as "farId" from destination_links where destination_id = $1 and what = $2 and key = $3',
    [destinationId, what, key],
  );
  return rows[0]?.farId;
}

/** The latest word counts. */
export async function insertLink(
  db: Queryable,
  destinationId: string,
  { what, key, farId }: { what: string; key: string; farId: string },
): Promise<void> {
  await db.query(
    `insert into destination_links (destination_id, what, key, far_id) values ($1, $2, $3, $4)
     on conflict (destination_id, what, key) do update set far_id = excluded.far_id`,
    [destinationId, what, key, farId],
  );
}

/** The destination of this kind whose turn it is to be asked, if any is due; it is noted as asked now. */
export async function claimPoll(
  tx: Queryable,
  { kind, now, every }: { kind: string; now: Date; every: number },
): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    `update destinations set polled_at = $2 where id = (
       select id from destinations
       where kind = $1 and removed_at is null and paused_by is null
         and (polled_at is null or polled_at <= $2::timestamptz - make_interval(secs => $3))
       order by polled_at nulls first limit 1 for update skip locked)
     returning id`,
    [kind, now, every / 1000],
  );
  return rows[0]?.id;
}

/** How it went when the destination was asked; `trouble` null: well. */
export async function notePoll(db: Queryable, id: string, trouble: string | null): Promise<void> {
  await db.query('update destinations set poll_trouble = $2 where id = $1 and poll_trouble is distinct from $2', [
    id,
    trouble,
  ]);
}
