// Spam: what sites want done about it, who is on their lists, and calls that were marked.
import { DEFAULT_SPAM_RULES, type ListedCaller, type PastCall, type SpamReason, type SpamRules } from '../core/spam.ts';
import type { Queryable, Tx } from './database.ts';

export const SPAM_CHANNEL = 'dialtrace_spam';

/** Tells every node that a site's rules or list have changed; delivered when the transaction commits. */
export async function announceSpam(db: Queryable, siteId: string): Promise<void> {
  await db.query(`select pg_notify('${SPAM_CHANNEL}', $1)`, [siteId]);
}

const RULES = `holds_back as "holdsBack", threshold, weights, caller_calls as "callerCalls", caller_minutes as "callerMinutes",
  number_calls as "numberCalls", number_minutes as "numberMinutes"`;

/** The site's own rules, or the usual ones. */
export async function spamRules(db: Queryable, siteId: string): Promise<SpamRules> {
  const { rows } = await db.query<SpamRules>(`select ${RULES} from spam_settings where site_id = $1`, [siteId]);
  return rows[0] ?? DEFAULT_SPAM_RULES;
}

/** Of every site that has its own, or of one. */
export async function allSpamRules(
  db: Queryable,
  siteId: string | null = null,
): Promise<{ siteId: string; rules: SpamRules }[]> {
  const { rows } = await db.query<SpamRules & { siteId: string }>(
    `select site_id as "siteId", ${RULES} from spam_settings where $1::uuid is null or site_id = $1`,
    [siteId],
  );
  return rows.map(({ siteId: site, ...rules }) => ({ siteId: site, rules }));
}

/** Writes the site's rules. */
export async function saveSpamRules(db: Queryable, siteId: string, rules: SpamRules): Promise<void> {
  await db.query(
    `insert into spam_settings (site_id, holds_back, threshold, weights, caller_calls, caller_minutes, number_calls, number_minutes)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (site_id) do update set holds_back = excluded.holds_back, threshold = excluded.threshold, weights = excluded.weights,
       caller_calls = excluded.caller_calls, caller_minutes = excluded.caller_minutes,
       number_calls = excluded.number_calls, number_minutes = excluded.number_minutes`,
    [
      ...[siteId, rules.holdsBack, rules.threshold, JSON.stringify(rules.weights)],
      ...[rules.callerCalls, rules.callerMinutes, rules.numberCalls, rules.numberMinutes],
    ],
  );
}

export type ListRow = ListedCaller & { id: string; siteId: string; note: string; createdAt: Date; by: string | null };

/** The lists of one site or of all, newest entries first. */
export async function callerLists(db: Queryable, siteId: string | null = null): Promise<ListRow[]> {
  const { rows } = await db.query<ListRow>(
    `select l.id, l.site_id as "siteId", l.list, l.match, l.phone, l.note, l.created_at as "createdAt", u.name as by
     from caller_list l left join users u on u.id = l.user_id
     where $1::uuid is null or l.site_id = $1 order by l.created_at desc, l.id`,
    [siteId],
  );
  return rows;
}

/** Puts a caller on a list; one who is on the other list leaves it. Answers with the entry's id. */
export async function listCaller(
  db: Queryable,
  entry: Omit<ListRow, 'createdAt' | 'by'> & { userId: string | null },
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into caller_list (id, site_id, list, match, phone, note, user_id) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (site_id, match, phone) do update set list = excluded.list, note = excluded.note, user_id = excluded.user_id, created_at = now()
     returning id`,
    [entry.id, entry.siteId, entry.list, entry.match, entry.phone, entry.note, entry.userId],
  );
  return rows[0]?.id as string;
}

/** Takes an entry off; false: the site has no such entry. */
export async function unlistCaller(db: Queryable, siteId: string, entryId: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from caller_list where site_id = $1 and id = $2', [siteId, entryId]);
  return rowCount === 1;
}

/** Whether the business knows this phone as a contact. */
export async function isContact(db: Queryable, siteId: string, phone: string): Promise<boolean> {
  const { rowCount } = await db.query('select from contacts where site_id = $1 and phone = $2', [siteId, phone]);
  return rowCount === 1;
}

/** A talk so long was no spam: its caller is let through from then on. */
export const REAL_TALK_SECONDS = 30;
const REMEMBERED = "interval '400 days'";

/** Phones that are never held back by rules: contacts, and who has talked. Those that became so since `since`; null: all. */
export async function knownPhones(db: Queryable, since: Date | null): Promise<{ siteId: string; phone: string }[]> {
  const { rows } = await db.query<{ siteId: string; phone: string }>(
    `select site_id as "siteId", phone from contacts where $1::timestamptz is null or updated_at >= $1
     union
     select site_id, caller from calls
     where caller is not null and answered_at is not null and not spam
       and ended_at >= answered_at + interval '${REAL_TALK_SECONDS} seconds' and started_at >= now() - ${REMEMBERED}
       and ($1::timestamptz is null or ended_at >= $1)`,
    [since],
  );
  return rows;
}

export type CallToJudge = PastCall & {
  id: string;
  siteId: string;
  numberId: string;
  caller: string | null;
  hungUpBy: 'caller' | 'agent' | 'system' | null;
  spam: boolean;
  spamReasons: SpamReason[];
  spamBy: 'rules' | 'person' | null;
  heldBack: boolean;
  /** a contact, on the safe list, or one who has talked for long, in this call or another */
  isKnown: boolean;
};

/** An incoming call with what decides whether it is spam; undefined: there is none. */
export async function callToJudge(tx: Queryable, callId: string): Promise<CallToJudge | undefined> {
  const { rows } = await tx.query<CallToJudge>(
    `select c.id, c.site_id as "siteId", c.number_id as "numberId", c.caller, c.started_at as "startedAt", c.answered_at as "answeredAt",
            c.ended_at as "endedAt", c.hung_up_by as "hungUpBy", c.spam, c.spam_reasons as "spamReasons", c.spam_by as "spamBy",
            c.held_back as "heldBack",
            exists (select from contacts k where k.site_id = c.site_id and k.phone = c.caller)
            or exists (select from caller_list l where l.site_id = c.site_id and l.list = 'safe' and l.phone = c.caller)
            or exists (select from calls t where t.site_id = c.site_id and t.caller = c.caller and not t.spam
                       and t.ended_at >= t.answered_at + interval '${REAL_TALK_SECONDS} seconds') as "isKnown"
     from calls c where c.id = $1 and c.direction = 'in'`,
    [callId],
  );
  return rows[0];
}

/** The caller's other calls to the site in the week before, oldest first. */
export async function callsOfWeekBefore(tx: Queryable, call: CallToJudge): Promise<PastCall[]> {
  const { rows } = await tx.query<PastCall>(
    `select started_at as "startedAt", answered_at as "answeredAt", ended_at as "endedAt" from (
       select * from calls where site_id = $1 and caller = $2 and direction = 'in' and id <> $3
         and started_at <= $4 and started_at > $4::timestamptz - interval '7 days' order by started_at desc limit 50) c
     order by started_at`,
    [call.siteId, call.caller, call.id, call.startedAt],
  );
  return rows;
}

/** Marks a call, or says that it is none: the reasons stay. What follows for the caller's first call is settled too. */
export async function setSpam(
  tx: Tx,
  call: Pick<CallToJudge, 'id' | 'siteId' | 'caller'>,
  mark: { spam: boolean; by: 'rules' | 'person'; reasons: readonly SpamReason[] },
): Promise<void> {
  await tx.query('update calls set spam = $2, spam_by = $3, spam_reasons = $4, spam_at = now() where id = $1', [
    call.id,
    mark.spam,
    mark.by,
    mark.reasons,
  ]);
  if (call.caller === null) return;
  await tx.query(
    `with said as (
       select c.id, c.direction = 'in' and not exists (
                select from calls e where e.site_id = c.site_id and e.caller = c.caller and e.started_at < c.started_at and e.counts) as first
       from calls c where c.site_id = $1 and c.caller = $2)
     update calls c set first_time = said.first from said where c.id = said.id and c.first_time <> said.first`,
    [call.siteId, call.caller],
  );
}

/** Notes what spoke for spam although it was not enough: it is added up with what the call shows later. */
export async function keepReasons(tx: Tx, callId: string, reasons: readonly SpamReason[]): Promise<void> {
  await tx.query('update calls set spam_reasons = $2 where id = $1 and not spam', [callId, reasons]);
}

export type SpamFigures = {
  marked: number;
  heldBack: number;
  undone: number;
  byReason: { reason: string; calls: number }[];
};

/** What was marked in [from, to), and how often a person said that it was not so. */
export async function spamFigures(db: Queryable, siteId: string, from: Date, to: Date): Promise<SpamFigures> {
  const period = [siteId, from, to];
  const own = "from calls where site_id = $1 and started_at >= $2 and started_at < $3 and direction = 'in'";
  const [counts, reasons] = await Promise.all([
    db.query<Omit<SpamFigures, 'byReason'>>(
      `select count(*) filter (where spam)::int as marked, count(*) filter (where spam and held_back)::int as "heldBack",
              count(*) filter (where not spam and spam_by = 'person')::int as undone ${own}`,
      period,
    ),
    db.query<{ reason: string; calls: number }>(
      `select reason, count(*)::int as calls from (select unnest(spam_reasons) as reason ${own} and spam) r group by 1 order by 2 desc, 1`,
      period,
    ),
  ]);
  return { ...(counts.rows[0] ?? { marked: 0, heldBack: 0, undone: 0 }), byReason: reasons.rows };
}

/** Ends the notices of floods that were last seen before. */
export async function endPastFloods(db: Queryable, before: Date): Promise<void> {
  await db.query(
    "update notices set ended_at = now() where kind = 'number-flood' and ended_at is null and (data->>'lastAt')::timestamptz < $1",
    [before],
  );
}

/** Whose the number is; undefined: there is no such number. */
export async function ownerOfNumber(
  db: Queryable,
  numberId: string,
): Promise<{ accountId: string; siteId: string; e164: string } | undefined> {
  const { rows } = await db.query(
    'select s.account_id as "accountId", s.id as "siteId", n.e164 from numbers n join sites s on s.id = n.site_id where n.id = $1',
    [numberId],
  );
  return rows[0];
}
