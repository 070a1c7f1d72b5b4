// Notices: what an owner should know, each open once for its kind and subject.
import type { NoticeKind } from '../core/notice.ts';
import { type Queryable, within } from './database.ts';
import { tellEvents } from './events.ts';

/** `subject`: the id of what it is about; `data`: what its sentence names, JSON. */
export type NewNotice = {
  id: string;
  accountId: string;
  siteId: string | null;
  kind: NoticeKind;
  subject: string;
  data: Record<string, unknown>;
};
export type NoticeRow = Omit<NewNotice, 'accountId'> & { at: string; seen: boolean; ended: boolean };

/** Opens a notice, which is told, or brings the open one's data up to date. True: it was not open before. */
export function openNotice(db: Queryable, notice: NewNotice): Promise<boolean> {
  return within(db, async (tx) => {
    const isNew = await upsertNotice(tx, notice);
    if (isNew) await tellNotice(tx, notice);
    return isNew;
  });
}

async function upsertNotice(tx: Queryable, notice: NewNotice): Promise<boolean> {
  const { rows } = await tx.query<{ isNew: boolean }>(
    `insert into notices (id, account_id, site_id, kind, subject, data) values ($1, $2, $3, $4, $5, $6)
     on conflict (account_id, kind, subject) where ended_at is null do update set data = excluded.data
     returning (xmax = 0) as "isNew"`,
    [notice.id, notice.accountId, notice.siteId, notice.kind, notice.subject, notice.data],
  );
  return rows[0]?.isNew ?? false;
}

async function tellNotice(tx: Queryable, { id, accountId, siteId, kind }: NewNotice): Promise<void> {
  const through = siteId ?? (await siteThatTellsNotices(tx, accountId));
  if (!through) return;
  await tellEvents(tx, [
    { type: 'notice.raised', key: id, at: new Date(), about: { noticeId: id, kind }, siteId: through, callId: null },
  ]);
}

/** What is about no site is told once: by the account's oldest site with a destination that takes it. */
async function siteThatTellsNotices(tx: Queryable, accountId: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    `select s.id from sites s join destinations d on d.site_id = s.id
     where s.account_id = $1 and d.removed_at is null and 'notice.raised' = any(d.events)
     order by s.created_at, s.id limit 1`,
    [accountId],
  );
  return rows[0]?.id;
}

/** Ends the open notices of these kinds about a subject: what they told of is over. */
export async function endNotices(
  db: Queryable,
  { accountId, kinds, subject }: { accountId: string; kinds: readonly NoticeKind[]; subject: string },
): Promise<void> {
  await db.query(
    'update notices set ended_at = now() where account_id = $1 and kind = any($2) and subject = $3 and ended_at is null',
    [accountId, kinds, subject],
  );
}

/** Brings an open notice's data up to date; one that a person has put away stays away. */
export async function refreshNotice(db: Queryable, notice: Omit<NewNotice, 'id' | 'siteId'>): Promise<void> {
  await db.query(
    'update notices set data = $4 where account_id = $1 and kind = $2 and subject = $3 and ended_at is null',
    [notice.accountId, notice.kind, notice.subject, notice.data],
  );
}

/** Ends what a node has told of by these kinds (`data.node`), but for notices that stand: `accountId kind subject`. */
export async function endNoticesOfNode(
  db: Queryable,
  { node, kinds, standing }: { node: string; kinds: readonly NoticeKind[]; standing: readonly string[] },
): Promise<void> {
  await db.query(
    `update notices set ended_at = now() where kind = any($1) and data->>'node' = $2 and ended_at is null
     and account_id || ' ' || kind || ' ' || subject <> all($3)`,
    [kinds, node, standing],
  );
}

/** The latest notice of this kind about a subject, open or over; undefined: there was none. */
export async function latestNotice(
  db: Queryable,
  { accountId, kind, subject }: { accountId: string; kind: NoticeKind; subject: string },
): Promise<{ data: Record<string, unknown>; ended: boolean } | undefined> {
  const { rows } = await db.query<{ data: Record<string, unknown>; ended: boolean }>(
    `select data, ended_at is not null as ended from notices where account_id = $1 and kind = $2 and subject = $3
     order by (ended_at is null) desc, at desc limit 1`,
    [accountId, kind, subject],
  );
  return rows[0];
}

const NOTICE = `id, site_id as "siteId", kind, subject, data,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, seen_at is not null as seen, ended_at is not null as ended`;

/** The account's notices, newest first; only the open ones unless asked otherwise. */
export async function listNotices(
  db: Queryable,
  accountId: string,
  { ended = false, limit = 200 }: { ended?: boolean; limit?: number } = {},
): Promise<NoticeRow[]> {
  const { rows } = await db.query<NoticeRow>(
    `select ${NOTICE} from notices where account_id = $1 and ($2 or ended_at is null) order by at desc limit $3`,
    [accountId, ended, limit],
  );
  return rows;
}

/** A person has seen all that is open. */
export async function markNoticesSeen(db: Queryable, accountId: string): Promise<void> {
  await db.query('update notices set seen_at = now() where account_id = $1 and seen_at is null', [accountId]);
}

/** A person has put it away. False: the account has no such open notice. */
export async function dismissNotice(db: Queryable, accountId: string, noticeId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'update notices set ended_at = now(), seen_at = coalesce(seen_at, now()) where account_id = $1 and id = $2 and ended_at is null',
    [accountId, noticeId],
  );
  return rowCount === 1;
}

/** What is told of a notice outside the house. `ended`: it is over, or a person has put it away. */
export type ToldNotice = Pick<NewNotice, 'kind' | 'subject' | 'data'> & { ended: boolean };

/** By their ids. */
export async function findToldNotices(db: Queryable, ids: readonly string[]): Promise<Map<string, ToldNotice>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<ToldNotice & { id: string }>(
    'select id, kind, subject, data, ended_at is not null as ended from notices where id = any($1)',
    [ids],
  );
  return new Map(rows.map(({ id, ...notice }) => [id, notice]));
}
