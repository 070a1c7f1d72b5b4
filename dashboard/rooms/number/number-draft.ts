// What is known of a number, as the fields of a form hold it ⇄ as the API speaks of it.
import type { TrackingNumber } from '../../../src/api/wire.ts';
import { minuteMinorOf, minuteUnitsOf } from '../../words/cost.ts';
import { minorOf, unitsOf } from '../../words/money.ts';

/** Amounts are in whole units of the currency; '' where nothing is given. */
export interface NumberDraft {
  kind: TrackingNumber['kind'];
  region: string;
  contractId: string | null;
  capacityOwner: string;
  ownedSince: string;
  monthlyCost: number | '';
  minuteCost: number | '';
  currency: string;
  note: string;
}

export const EMPTY_DRAFT: NumberDraft = {
  kind: 'geographic',
  region: '',
  contractId: null,
  capacityOwner: '',
  ownedSince: '',
  monthlyCost: '',
  minuteCost: '',
  currency: 'RUB',
  note: '',
};

/** `currency`: of the site, where the number has no cost yet. */
export function draftOf(number: TrackingNumber, currency: string): NumberDraft {
  const { monthlyCost, minuteCost } = number;
  return {
    kind: number.kind,
    region: number.region ?? '',
    contractId: number.contract?.id ?? null,
    capacityOwner: number.capacityOwner ?? '',
    ownedSince: number.ownedSince ?? '',
    monthlyCost: monthlyCost ? unitsOf(monthlyCost) : '',
    minuteCost: minuteCost ? minuteUnitsOf(minuteCost) : '',
    currency: monthlyCost?.currency ?? minuteCost?.currency ?? currency,
    note: number.note,
  };
}

export function askedParticulars(draft: NumberDraft) {
  const { kind, contractId, monthlyCost, minuteCost, currency, note } = draft;
  return {
    ...{ kind, contractId, note: note.trim() },
    region: draft.region.trim() || null,
    capacityOwner: draft.capacityOwner.trim() || null,
    ownedSince: draft.ownedSince || null,
    monthlyCost: monthlyCost === '' ? null : { minor: minorOf(monthlyCost, currency), currency },
    minuteCost: minuteCost === '' ? null : { minor: minuteMinorOf(minuteCost, currency), currency },
  };
}

export const isCurrency = (typed: string) => /^[A-Z]{3}$/.test(typed);
