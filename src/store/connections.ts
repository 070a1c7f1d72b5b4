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
  kind: string;
  addresses: string[];
  hasPassword: boolean;
  /** of an operator: the fields its adapter names, but those that are secret */
  settings: Record<string, string>;
  /** names of the secret fields that are filled in */
  secretsSet: string[];
  hookSecret: string;
  /** of a SIP trunk: where we register to be called; null: it calls us at our address */
  registerUri: string | null;
  registerUser: string | null;
  hasRegisterPassword: boolean;
  /** on it, but those that are gone */
  numbers: number;
};
const CONNECTION = `k.id, k.name, k.kind, k.addresses::text[] as addresses, k.outbound_uri as "outboundUri", k.outbound_user as "outboundUser",
  k.outbound_password is not null as "hasPassword", k.check_caller as "checkCaller", k.check_from_hour as "checkFromHour",
  k.check_to_hour as "checkToHour", k.check_every_days as "checkEveryDays", k.checks_per_day as "checksPerDay",
  k.settings, array(select jsonb_object_keys(k.secrets)) as "secretsSet", k.hook_secret as "hookSecret",
  k.register_uri as "registerUri", k.register_user as "registerUser", k.register_password is not null as "hasRegisterPassword",
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

type WrittenFields = Omit<
  ConnectionRow,
  'hasPassword' | 'hasRegisterPassword' | 'numbers' | 'kind' | 'secretsSet' | 'hookSecret'
>;
/** Passwords and secrets that are not given stay as they are; null: taken away. */
type GivenSecrets = {
  password?: string | null;
  registerPassword?: string | null;
  secrets?: Readonly<Record<string, string | null>>;
};

/** Writes a connection's fields. */
export async function updateConnection(
  db: Queryable,
  accountId: string,
  { password, registerPassword, secrets = {}, ...connection }: WrittenFields & GivenSecrets,
): Promise<void> {
  await db.query(
    `update connections set name = $3, addresses = $4::cidr[], outbound_uri = $5, outbound_user = $6, check_caller = $7,
            check_from_hour = $8, check_to_hour = $9, check_every_days = $10, checks_per_day = $11,
            outbound_password = case when $12 then $13 else outbound_password end,
            settings = $14, secrets = jsonb_strip_nulls(secrets || $15::jsonb), register_uri = $16, register_user = $17,
            register_password = case when $18 then $19 else register_password end
     where account_id = $1 and id = $2`,
    [
      ...[accountId, connection.id, connection.name, connection.addresses, connection.outboundUri],
      ...[connection.outboundUser, connection.checkCaller, connection.checkFromHour, connection.checkToHour],
      ...[connection.checkEveryDays, connection.checksPerDay, password !== undefined, password ?? null],
      ...[JSON.stringify(connection.settings), JSON.stringify(secrets), connection.registerUri],
      ...[connection.registerUser, registerPassword !== undefined, registerPassword ?? null],
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

/** A connection of an operator as its adapter needs it: `settings` with the secret ones among them. */
export type OperatorConnectionRow = {
  id: string;
  accountId: string;
  name: string;
  kind: string;
  settings: Record<string, string>;
  hookSecret: string;
};

/** Every connection to an operator that is spoken to by an adapter. */
export async function listOperatorConnections(db: Queryable): Promise<OperatorConnectionRow[]> {
  const { rows } = await db.query<OperatorConnectionRow>(
    `select id, account_id as "accountId", name, kind, settings || secrets as settings, hook_secret as "hookSecret"
     from connections where kind <> 'sip-trunk' order by created_at`,
  );
  return rows;
}
