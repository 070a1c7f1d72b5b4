// A phone is taken out of what outside systems were told, and of what they answered.
import { createHash } from 'node:crypto';
import { formatForPeople, nationalDigits } from '../core/phone.ts';
import type { Tx } from './database.ts';

export type ErasedPhone = { siteId: string; phone: string; pseudonym: string; callIds: readonly string[] };

/**
 * Requests and answers about the phone's calls go whole: names and ids stand in them, too. Elsewhere the phone is blotted out
 * as it may be written there, hashed among it; what destinations call it is forgotten. Answers how many rows.
 */
export async function erasePhoneFromDeliveries(
  tx: Tx,
  { siteId, phone, pseudonym, callIds }: ErasedPhone,
): Promise<number> {
  const words = formsOf(phone);
  const blot = (column: string) =>
    words.reduce((text, _, n) => `replace(${text}, $${n + 3}::text, $2::text)`, `${column}::text`);
  const names = (column: string) =>
    words.map((_, n) => `position($${n + 3}::text in ${column}::text) > 0`).join(' or ');
  const ours = 'destination_id in (select id from destinations where site_id = $1)';
  const count = async (sql: string) => (await tx.query(sql, [siteId, pseudonym, ...words])).rowCount ?? 0;
  const { rowCount: exchanged } = await tx.query(
    `update attempts set exchanges = '[]' where exchanges <> '[]'
       and deliveries && array(select id from deliveries where call_id = any($1))`,
    [callIds],
  );
  return (
    (exchanged ?? 0) +
    (await count(
      `update attempts set exchanges = '[]' where deliveries = '{}' and ${ours} and $2 <> '' and (${names('exchanges')})`,
    )) +
    (await count(`update events set about = (${blot('about')})::jsonb where site_id = $1 and (${names('about')})`)) +
    (await count(
      `update deliveries set memo = (${blot('memo')})::jsonb, reason = ${blot('reason')}, far_id = ${blot('far_id')}
       where site_id = $1 and (${names('memo')} or ${names('reason')} or ${names('far_id')})`,
    )) +
    (await count(
      `delete from destination_links where ${ours} and $2 <> '' and (${names('key')} or ${names('far_id')})`,
    )) +
    (await count(
      `update deals set phones = array_remove(phones, '+' || $3), title = ${blot('title')}
       where site_id = $1 and ('+' || $3 = any(phones) or ${names('title')})`,
    ))
  );
}

/** As it may be written; the first: its digits. The longest before those that stand in them. */
function formsOf(phone: string): string[] {
  const digits = phone.slice(1);
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const people = [formatForPeople(phone), formatForPeople(phone, 'national')];
  return [...new Set([digits, nationalDigits(phone), ...people, sha256(phone), sha256(digits)])];
}
