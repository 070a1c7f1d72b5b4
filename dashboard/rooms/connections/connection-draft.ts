// A connection as the fields of a form hold it ⇄ as the API speaks of it.
import type { Connection, ConnectionKind, ConnectionPatch, OperatorFacts } from '../../../src/api/wire.ts';
import { phone, toE164 } from '../../words/phone.ts';

export interface ConnectionDraft {
  name: string;
  kind: ConnectionKind;
  /** Of an operator, by name; secret ones are empty: the kept ones stay. */
  settings: Readonly<Record<string, string>>;
  addresses: string;
  registerUri: string;
  registerUser: string;
  /** Empty: the kept one stays. */
  registerPassword: string;
  outboundUri: string;
  outboundUser: string;
  /** Empty: the kept one stays. */
  outboundPassword: string;
  checkCaller: string;
  checkFromHour: number;
  checkToHour: number;
  checkEveryDays: number;
  checksPerDay: number;
}

// As migration 0002 has it.
const USUAL = { checkFromHour: 3, checkToHour: 6, checkEveryDays: 7, checksPerDay: 20 };

export function connectionDraft(connection: Connection | null): ConnectionDraft {
  const { checkFromHour, checkToHour, checkEveryDays, checksPerDay } = connection ?? USUAL;
  return {
    name: connection?.name ?? '',
    kind: connection?.kind ?? 'sip-trunk',
    settings: connection?.settings ?? {},
    addresses: connection?.addresses.join('\n') ?? '',
    registerUri: connection?.registerUri ?? '',
    registerUser: connection?.registerUser ?? '',
    registerPassword: '',
    outboundUri: connection?.outboundUri ?? '',
    outboundUser: connection?.outboundUser ?? '',
    outboundPassword: '',
    checkCaller: connection?.checkCaller ? phone(connection.checkCaller) : '',
    ...{ checkFromHour, checkToHour, checkEveryDays, checksPerDay },
  };
}

export type Fault = 'name' | 'addresses' | 'registerUri' | 'registerUser' | 'outboundUri' | 'checkCaller';

const SIP = /^sips?:[^\s;,&|()"$]+$/;

/** The fields that cannot be sent as they are. */
export function faultsOf(draft: ConnectionDraft): Fault[] {
  const isTrunk = draft.kind === 'sip-trunk';
  const faults: [Fault, boolean][] = [
    ['name', draft.name.trim() === ''],
    ['addresses', isTrunk && addressesOf(draft).length === 0 && draft.registerUri === ''],
    ['registerUri', draft.registerUri !== '' && !SIP.test(draft.registerUri)],
    ['registerUser', draft.registerUri !== '' && draft.registerUser.trim() === ''],
    ['outboundUri', draft.outboundUri !== '' && !/^sip:[^\s;,&|()"$]+$/.test(draft.outboundUri)],
    ['checkCaller', draft.checkCaller !== '' && toE164(draft.checkCaller) === null],
  ];
  return faults.flatMap(([fault, is]) => (is ? [fault] : []));
}

/** Names of an operator's fields that are missing or do not look right. `kept`: secret ones that are filled in. */
export function settingFaults(
  { settings }: Pick<ConnectionDraft, 'settings'>,
  { fields }: Pick<OperatorFacts, 'fields'>,
  kept: readonly string[],
): { missing: string[]; odd: string[] } {
  const said = (name: string) => settings[name] ?? '';
  const missing = fields.filter(({ name, required }) => required && said(name) === '' && !kept.includes(name));
  const odd = fields.filter(
    ({ name, pattern }) => pattern && said(name) !== '' && !new RegExp(`^(?:${pattern})$`, 's').test(said(name)),
  );
  return { missing: missing.map(({ name }) => name), odd: odd.map(({ name }) => name) };
}

const addressesOf = ({ addresses }: ConnectionDraft) => addresses.split(/[\s,;]+/).filter(Boolean);

export type AskedConnection = Partial<Omit<ConnectionPatch, 'name'>> & { name: string };

export function askedConnection(draft: ConnectionDraft): AskedConnection {
  const { checkFromHour, checkToHour, checkEveryDays, checksPerDay, outboundPassword, registerPassword } = draft;
  if (draft.kind !== 'sip-trunk') return { name: draft.name.trim(), settings: draft.settings };
  return {
    name: draft.name.trim(),
    addresses: addressesOf(draft),
    registerUri: draft.registerUri || null,
    registerUser: draft.registerUser.trim() || null,
    outboundUri: draft.outboundUri || null,
    outboundUser: draft.outboundUser.trim() || null,
    checkCaller: toE164(draft.checkCaller),
    ...{ checkFromHour, checkToHour, checkEveryDays, checksPerDay },
    ...(outboundPassword ? { outboundPassword } : {}),
    ...(registerPassword ? { registerPassword } : {}),
  };
}
