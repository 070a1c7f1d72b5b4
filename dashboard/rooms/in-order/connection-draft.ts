// A connection as the fields of a form hold it ⇄ as the API speaks of it.
import type { Connection } from '../../../src/api/wire.ts';
import { phone, toE164 } from '../../words/phone.ts';

export interface ConnectionDraft {
  name: string;
  addresses: string;
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
    addresses: connection?.addresses.join('\n') ?? '',
    outboundUri: connection?.outboundUri ?? '',
    outboundUser: connection?.outboundUser ?? '',
    outboundPassword: '',
    checkCaller: connection?.checkCaller ? phone(connection.checkCaller) : '',
    ...{ checkFromHour, checkToHour, checkEveryDays, checksPerDay },
  };
}

export type Fault = 'name' | 'addresses' | 'outboundUri' | 'checkCaller';

/** The fields that cannot be sent as they are. */
export function faultsOf(draft: ConnectionDraft): Fault[] {
  const faults: [Fault, boolean][] = [
    ['name', draft.name.trim() === ''],
    ['addresses', addressesOf(draft).length === 0],
    ['outboundUri', draft.outboundUri !== '' && !/^sip:[^\s;,&|()"$]+$/.test(draft.outboundUri)],
    ['checkCaller', draft.checkCaller !== '' && toE164(draft.checkCaller) === null],
  ];
  return faults.flatMap(([fault, is]) => (is ? [fault] : []));
}

const addressesOf = ({ addresses }: ConnectionDraft) => addresses.split(/[\s,;]+/).filter(Boolean);

export function askedConnection(draft: ConnectionDraft) {
  const { checkFromHour, checkToHour, checkEveryDays, checksPerDay, outboundPassword } = draft;
  return {
    name: draft.name.trim(),
    addresses: addressesOf(draft),
    outboundUri: draft.outboundUri || null,
    outboundUser: draft.outboundUser.trim() || null,
    checkCaller: toE164(draft.checkCaller),
    ...{ checkFromHour, checkToHour, checkEveryDays, checksPerDay },
    ...(outboundPassword ? { outboundPassword } : {}),
  };
}
