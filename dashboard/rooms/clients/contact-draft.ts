// A contact while it is being edited.
import type { Contact } from '../../../src/api/wire.ts';
import { minorOf, unitsOf } from '../../words/money.ts';

export interface ContactDraft {
  name: string;
  vip: boolean;
  tags: string[];
  /** in whole units of the currency, as a person types it */
  units: number;
  managerId: string | null;
  note: string;
}

export function contactDraft(contact: Contact | null, currency: string): ContactDraft {
  return {
    name: contact?.name ?? '',
    vip: contact?.vip ?? false,
    tags: contact?.tags ?? [],
    units: contact ? unitsOf({ minor: contact.value, currency }) : 0,
    managerId: contact?.manager?.id ?? null,
    note: contact?.note ?? '',
  };
}

/** What is sent. */
export function askedContact({ units, name, ...rest }: ContactDraft, currency: string) {
  return { ...rest, name: name.trim(), value: minorOf(units, currency) };
}
