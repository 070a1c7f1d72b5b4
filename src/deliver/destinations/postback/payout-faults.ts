// What is wrong with a line of payout rules, in words that say what to write instead.
import { type PayoutFault, readPayouts } from '../../../core/payout.ts';
import { isPlace } from '../../../core/places.ts';
import type { SettingFault } from '../../port.ts';

export function faultsOfPayouts(field: string, text: string): SettingFault[] {
  const read = readPayouts(text, isPlace);
  return read.kind === 'faults'
    ? read.faults.map((fault) => ({
        field,
        fault: faultInWords(fault),
        code: fault.fault,
        line: fault.line,
        what: fault.what,
      }))
    : [];
}

const FAULTS: Readonly<Record<PayoutFault['fault'], (what: string) => string>> = {
  'no-amount': (what) => `"${what}" does not end in ": 15.00 USD" or ": none"`,
  'bad-amount': (what) => `"${what}" is no amount of this currency, such as 15.00`,
  'unknown-currency': (what) => `there is no currency "${what}": write USD, EUR, RUB …`,
  'bad-condition': (what) => `"${what}" is no condition: write talk>=60, region=Moscow, first or repeat`,
  'unknown-place': (what) => `nothing is called "${what}": write talk, wait, region, campaign, click:sub1 …`,
  'not-a-number': (what) => `"${what}" is not one number, and more or less than it is asked for`,
  'never-reached': () => 'the line above it fits every call, so it is never asked: put it above that line',
};
export const faultInWords = ({ line, fault, what }: PayoutFault): string => `line ${line}: ${FAULTS[fault](what)}`;
