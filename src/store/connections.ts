// Connections: how calls of a telephony operator reach us, and how checks go out through it.
import type { Queryable } from './database.ts';

/** `checkFromHour` … `checkToHour`: in the time zone of the site whose number is checked. */
export type OutboundFields = {
  /** null: no calls go out */
  outboundUri: string | null;
  outboundUser: string | null;
  checkCaller: string | null;
  checkFromHour: number;
  checkToHour: number;
  checkEveryDays: number;
  checksPerDay: number;
};
export type ConnectionRow = OutboundFields & {
  id: string;
  name: string;
  kind: 'sip-trunk';
  addresses: string[];
  hasPassword: boolean;
  /** on it, but those that are gone */
  numbers: number;
};
const CONNECTION = `k.id, k.name, k.kind, k.addresses::text[] as addresses, k.outbound_uri as "outboundUri", k.outbound_user as "outboundUser",
  k.outbound_password is not null as "hasPassword", k.check_caller as "checkCaller", k.check_from_hour as "checkFromHour",
  k.check_to_hour as "checkToHour", k.check_every_days as "checkEveryDays", k.checks_per_day as "checksPerDay",
  (select count(*)::int from numbers n where n.connection_id = k.id and n.state <> 'gone') as numbers`;

/** The account's connections to telephony operators. */
export async function listConnections(db: Queryable, accountId: string): Promise<ConnectionRow[]> {
  const { rows } = await db.query<ConnectionRow>(
    `select ${CONNECTION} from connections k where k.account_id = $1 order by k.created_at`,
    [accountId],
  );
  return rows;
}

/** A connection without a way out; `updateConnection` says the rest. */
export async function insertConnection(
  db: Queryable,
  accountId: string,
  connection: Pick<ConnectionRow, 'id' | 'name' | 'kind' | 'addresses'>,
): Promise<void> {
  await db.query(
    'insert into connections (id, account_id, name, kind, addresses) values ($1, $2, $3, $4, $5::cidr[])',
    [connection.id, accountId, connection.name, connection.kind, connection.addresses],
  );
}

/** Writes a connection's fields. The password stays as it is where none is given (null: it is taken away). */
export async function updateConnection(
  db: Queryable,
  accountId: string,
  { password, ...connection }: Omit<ConnectionRow, 'hasPassword' | 'numbers' | 'kind'> & { password?: string | null },
): Promise<void> {
  await db.query(
    `update connections set name = $3, addresses = $4::cidr[], outbound_uri = $5, outbound_user = $6, check_caller = $7,
            check_from_hour = $8, check_to_hour = $9, check_every_days = $10, checks_per_day = $11,
            outbound_password = case when $12 then $13 else outbound_password end
     where account_id = $1 and id = $2`,
    [
      ...[accountId, connection.id, connection.name, connection.addresses, connection.outboundUri],
      ...[connection.outboundUser, connection.checkCaller, connection.checkFromHour, connection.checkToHour],
      ...[connection.checkEveryDays, connection.checksPerDay, password !== undefined, password ?? null],
    ],
  );
}

/** Deletes a connection; numbers that are gone forget it. 'in-use': it has numbers that are not. To be called in a transaction. */
export async function deleteConnection(
  tx: Queryable,
  accountId: string,
  connectionId: string,
): Promise<'deleted' | 'in-use' | 'unknown'> {
  const locked = await tx.query('select 1 from connections where account_id = $1 and id = $2 for update', [
    accountId,
    connectionId,
  ]);
  if (locked.rowCount === 0) return 'unknown';
  await tx.query("update numbers set connection_id = null where connection_id = $1 and state = 'gone'", [connectionId]);
  const { rowCount } = await tx.query(
    'delete from connections where id = $1 and not exists (select 1 from numbers where connection_id = $1)',
    [connectionId],
  );
  return rowCount === 1 ? 'deleted' : 'in-use';
}
