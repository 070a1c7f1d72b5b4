// People's word on who called, and the visits they may mean.
import type { StoredSource } from './calls.ts';
import type { Queryable } from './database.ts';

export type CorrectionRow = {
  id: string;
  callId: string;
  visitId: string | null;
  visitorId: string | null;
  madeAt: Date;
  by: string;
};

const CORRECTION = `k.id, k.call_id as "callId", k.visit_id as "visitId", k.visitor_id as "visitorId", k.made_at as "madeAt", u.name as by`;

/** The correction in force; undefined: nobody has corrected this call, or it was withdrawn. */
export async function findCorrection(db: Queryable, callId: string): Promise<CorrectionRow | undefined> {
  const { rows } = await db.query<CorrectionRow>(
    `select ${CORRECTION} from corrections k join users u on u.id = k.user_id
     where k.call_id = $1 and k.withdrawn_at is null order by k.made_at desc limit 1`,
    [callId],
  );
  return rows[0];
}

export type NewCorrection = {
  id: string;
  callId: string;
  userId: string;
  visitId: string | null;
  visitorId: string | null;
};

/** Keeps a person's word in place of an earlier one. */
export async function insertCorrection(tx: Queryable, correction: NewCorrection): Promise<void> {
  await withdrawCorrection(tx, correction.callId);
  await tx.query('insert into corrections (id, call_id, user_id, visit_id, visitor_id) values ($1, $2, $3, $4, $5)', [
    correction.id,
    correction.callId,
    correction.userId,
    correction.visitId,
    correction.visitorId,
  ]);
}

/** Takes the word back. False: there was none. */
export async function withdrawCorrection(tx: Queryable, callId: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    'update corrections set withdrawn_at = now() where call_id = $1 and withdrawn_at is null',
    [callId],
  );
  return (rowCount ?? 0) > 0;
}

export type KnownVisitRow = StoredSource & {
  id: string;
  visitorId: string;
  /** seconds since the epoch */
  startedAt: number;
};

/** The visit, if the site has it. */
export async function findKnownVisit(
  db: Queryable,
  siteId: string,
  visitId: string,
): Promise<KnownVisitRow | undefined> {
  const { rows } = await db.query<KnownVisitRow>(
    `select id, visitor_id as "visitorId", extract(epoch from at)::float8 as "startedAt",
            channel, source, medium, campaign, ad_group as "adGroup", content, term
     from visits where site_id = $1 and id = $2 limit 1`,
    [siteId, visitId],
  );
  return rows[0];
}

/** Whether the site has a visit of this visitor in the 200 days before `at`. */
export async function visitorExists(db: Queryable, siteId: string, visitorId: string, at: Date): Promise<boolean> {
  const { rows } = await db.query(
    `select 1 from visits where site_id = $1 and visitor_id = $2 and at > $3::timestamptz - interval '200 days' limit 1`,
    [siteId, visitorId, at],
  );
  return rows.length > 0;
}

/** Seconds since the epoch of a visit's last sign of life up to `until`; null: it gave none. */
export async function lastActivityOf(
  db: Queryable,
  { siteId, visitId, startedAt, until }: { siteId: string; visitId: string; startedAt: number; until: number },
): Promise<number | null> {
  const { rows } = await db.query<{ at: number | null }>(
    `select extract(epoch from max(at))::float8 as at from activity
     where site_id = $1 and visit_id = $2 and at >= to_timestamp($3::float8) and at <= to_timestamp(least($4::float8, $3::float8 + 172800))`,
    [siteId, visitId, startedAt, until],
  );
  return rows[0]?.at ?? null;
}
