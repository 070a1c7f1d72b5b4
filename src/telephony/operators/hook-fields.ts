// The fields of an operator's request wherever it puts them, and who may send it.
import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { formOf, jsonOf, wordOf } from './hook-body.ts';
import type { HookRequest, Refused, SettingField } from './port.ts';

const LONGEST = 2000; // links to recordings are the longest words operators send

/** The value of a field, without control characters (the database takes no NUL); '' : it is not there. */
export type Fields = (...names: string[]) => string;

/** Fields of the query, a form or a flat JSON body; the first name that has a value counts. */
export function fieldsOf(request: HookRequest): Fields {
  const form = formOf(request);
  const json = form.size === 0 ? jsonOf(request) : undefined;
  return (...names) => {
    for (const name of names) {
      const word = form.get(name) ?? wordOf(json && Object.hasOwn(json, name) ? json[name] : '');
      const value = clean(word || (request.query.get(name) ?? ''));
      if (value) return value;
    }
    return '';
  };
}

/** Words fit to be kept: no control characters, not endless. */
export function clean(text: string): string {
  return text
    .replace(/\p{Cc}/gu, '')
    .slice(0, LONGEST)
    .trim()
    .toWellFormed();
}

/** Addresses requests may come from, as the operator publishes them; empty: any that knows the secret of the hook. */
export const ADDRESSES: SettingField = {
  name: 'addresses',
  secret: false,
  required: false,
  pattern: String.raw`[0-9a-fA-F.:/,\s]*`,
  example: '203.0.113.7, 198.51.100.0/24',
};

/** Words of a setting, parted by commas or spaces. */
export const wordsIn = (text = ''): string[] => text.split(/[\s,]+/).filter(Boolean);

/** Why a request from this address is refused by the setting `addresses`; undefined: it may come in. */
export function strangerAt(ip: string, { addresses = '' }: Readonly<Record<string, string>>): Refused | undefined {
  const allowed = wordsIn(addresses);
  if (allowed.length === 0) return undefined;
  const address = ip.replace(/^::ffff:(?=\d+\.)/i, '');
  if (allowed.some((range) => isWithin(address, range))) return undefined;
  return { refused: 'wrong-address', detail: `${address} is not among the addresses in the settings` };
}

function isWithin(address: string, range: string): boolean {
  const [net = '', bits] = range.split('/');
  const family = isIP(net) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(net) === 0 || isIP(address) === 0) return false;
  const prefix = bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits);
  if (!(prefix >= 0 && prefix <= (family === 'ipv6' ? 128 : 32))) return false;
  const list = new BlockList();
  list.addSubnet(net, prefix, family);
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Whether two secrets are one, in a time that does not tell how much of them is. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest(); // of one length, whatever was sent
  return timingSafeEqual(digest(one), digest(other));
}

export const badRequest = (detail: string): Refused => ({ refused: 'bad-request', detail });
