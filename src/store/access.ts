// Accounts, users, and the secrets that let them in. Only hashes of secrets are stored.
import { createHash } from 'node:crypto';
import type { Queryable } from './database.ts';

export type AccessKind = 'sign-in-link' | 'session' | 'api-key';
export type Person = { userId: string; userName: string; accountId: string; accountName: string };
export type NewAccess = {
  id: string;
  secret: string;
  kind: AccessKind;
  userId: string;
  name?: string;
  expiresAt: Date | null;
};

// Secrets are 256 random bits, so a fast hash is enough: there is nothing to guess.
const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

/** Stores a new secret's hash. */
export async function insertAccess(
  db: Queryable,
  { id, secret, kind, userId, name = '', expiresAt }: NewAccess,
): Promise<void> {
  await db.query(
    'insert into access_tokens (token_hash, kind, id, user_id, name, hint, expires_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [hashOf(secret), kind, id, userId, name, secret.slice(-4), expiresAt],
  );
}

/**
 * Whose secret this is; undefined: nobody's, or it has expired. When it was used is noted once a minute, so that
 * requests neither write nor wait for one another.
 */
export async function personOf(db: Queryable, kind: AccessKind, secret: string): Promise<Person | undefined> {
  const { rows } = await db.query<Person>(
    `with found as (
       select t.token_hash, t.used_at, u.id as "userId", u.name as "userName", a.id as "accountId", a.name as "accountName"
       from access_tokens t join users u on u.id = t.user_id join accounts a on a.id = u.account_id
       where t.token_hash = $1 and t.kind = $2 and (t.expires_at is null or t.expires_at > now())),
     noted as (
       update access_tokens t set used_at = now() from found f
       where t.token_hash = f.token_hash and (f.used_at is null or f.used_at < now() - interval '1 minute'))
     select "userId", "userName", "accountId", "accountName" from found`,
    [hashOf(secret), kind],
  );
  return rows[0];
}

/** Ends a secret. */
export async function deleteAccessBySecret(db: Queryable, secret: string): Promise<void> {
  await db.query('delete from access_tokens where token_hash = $1', [hashOf(secret)]);
}

export type KeyLine = { id: string; name: string; hint: string; createdAt: Date; usedAt: Date | null };

/** A user's API keys, oldest first. */
export async function listApiKeys(db: Queryable, userId: string): Promise<KeyLine[]> {
  const { rows } = await db.query<KeyLine>(
    `select id, name, hint, created_at as "createdAt", used_at as "usedAt" from access_tokens where user_id = $1 and kind = 'api-key' order by created_at`,
    [userId],
  );
  return rows;
}

/** Ends an API key. False: the user has no such key. */
export async function deleteApiKey(db: Queryable, userId: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query("delete from access_tokens where user_id = $1 and id = $2 and kind = 'api-key'", [
    userId,
    id,
  ]);
  return rowCount === 1;
}

/** The first account and its user, made at the first start. */
export async function firstOwner(
  db: Queryable,
  ids: { accountId: string; userId: string },
): Promise<{ accountId: string; userId: string }> {
  const { rows } = await db.query<{ accountId: string; userId: string }>(
    'select account_id as "accountId", id as "userId" from users order by created_at limit 1',
  );
  if (rows[0]) return rows[0];
  await db.query("insert into accounts (id, name) values ($1, 'Dialtrace')", [ids.accountId]);
  await db.query("insert into users (id, account_id, name) values ($1, $2, 'Owner')", [ids.userId, ids.accountId]);
  return ids;
}

/** Every account of the house. */
export async function listAccountIds(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>('select id from accounts order by id');
  return rows.map(({ id }) => id);
}
