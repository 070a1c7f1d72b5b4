// What people say of calls: tags and a category. What has changed is told in the same transaction.
import type { CallCategory } from '../core/category.ts';
import { announceCalls } from './calls.ts';
import { type Db, type Queryable, transaction } from './database.ts';
import { type EventToTell, tellEvents } from './events.ts';

/** What is left out stays as it is. */
export type CallWords = { tags?: readonly string[]; category?: CallCategory | null };
type Said = { tags: string[]; category: CallCategory | null };

/** Keeps what a person says of a call. */
export function sayOfCall(
  db: Db,
  { siteId, id }: { siteId: string; id: string },
  { tags, category }: CallWords,
): Promise<void> {
  return transaction(db, async (tx) => {
    const { rows } = await tx.query<Said>('select tags, category from calls where id = $1 for update', [id]);
    const before = rows[0];
    if (!before) return;
    const after = { tags: [...(tags ?? before.tags)], category: category === undefined ? before.category : category };
    await tx.query('update calls set tags = $2, category = $3 where id = $1', [id, after.tags, after.category]);
    const events = eventsOf(before, after, new Date());
    await tellEvents(
      tx,
      events.map((event) => ({ ...event, siteId, callId: id })),
    );
    if (events.length > 0) await announceCalls(tx, [{ siteId, id }]);
  });
}

function eventsOf(before: Said, after: Said, at: Date): Omit<EventToTell, 'siteId' | 'callId'>[] {
  const key = at.toISOString();
  const added = after.tags.filter((tag) => !before.tags.includes(tag));
  const removed = before.tags.filter((tag) => !after.tags.includes(tag));
  return [
    ...(added.length + removed.length > 0
      ? [{ type: 'call.tagged' as const, key, at, about: { added, removed } }]
      : []),
    ...(after.category === before.category ? [] : [qualified(after.category, at)]),
  ];
}

/** It is said, or said otherwise, what a call is worth; `spam`: it counts no more. */
export const qualified = (category: CallCategory | 'spam' | null, at: Date) => ({
  ...{ type: 'call.qualified' as const, key: at.toISOString(), at, about: { category } },
});

/** Null: nobody has said. */
export async function categoryOf(db: Queryable, callId: string): Promise<CallCategory | null> {
  const { rows } = await db.query<Said>('select category from calls where id = $1', [callId]);
  return rows[0]?.category ?? null;
}

/** Tags that the site's calls bear, most used first. */
export async function callTags(db: Queryable, siteId: string): Promise<string[]> {
  const { rows } = await db.query<{ tag: string }>(
    `select tag from calls, unnest(tags) tag where site_id = $1 and tags <> '{}' group by tag order by count(*) desc, tag limit 200`,
    [siteId],
  );
  return rows.map(({ tag }) => tag);
}
