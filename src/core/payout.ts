// What a conversion is paid: rules of one line each, read from the top; the first that fits counts.
import { type Money, minorOf } from './money.ts';
import { isSameRegion } from './numbers/russian-regions.ts';

/**
 * One line: `talk>=120 & region=Moscow|Saint Petersburg: 15.00 USD`. Conditions are joined by `&`; a line without any
 * ("5 USD", "else: 5 USD") fits always. Names are those of the places of templates, `talk`, `wait`, and the words `first`
 * and `repeat`. `!=`, `=` compare text without regard to case, with `|` between several; `>=`, `<=`, `>`, `<` compare
 * numbers. What has `&`, `|` or `:` in it stands in "quotes". Instead of an amount `none`: nothing is paid and nothing told.
 */
export type PayoutRule = { conditions: readonly PayoutCondition[]; pays: Money | null };
export type PayoutCondition = { place: string; is: Comparison; values: readonly string[] };
type Comparison = '>=' | '<=' | '>' | '<' | '=' | '!=';

export type PayoutFault = {
  /** 1, 2 … */
  line: number;
  fault:
    | 'no-amount'
    | 'bad-amount'
    | 'unknown-currency'
    | 'bad-condition'
    | 'unknown-place'
    | 'not-a-number'
    | 'never-reached';
  /** the piece of the line that is meant */
  what: string;
};
export type Payouts =
  | { kind: 'rules'; rules: readonly PayoutRule[] }
  | { kind: 'faults'; faults: readonly PayoutFault[] };

/** Reads rules; empty lines and those that begin with # say nothing. `isPlace`: is there such a place? */
export function readPayouts(text: string, isPlace: (name: string) => boolean): Payouts {
  const rules: PayoutRule[] = [];
  const faults: PayoutFault[] = [];
  let isOver = false;
  for (const [n, line] of text.split('\n').entries()) {
    const said = line.trim();
    if (said === '' || said.startsWith('#')) continue;
    const read: PayoutRule | Fault = isOver ? { fault: 'never-reached', what: said } : readRule(said, isPlace);
    if ('fault' in read) faults.push({ line: n + 1, ...read });
    else rules.push(read);
    isOver ||= 'conditions' in read && read.conditions.length === 0;
  }
  return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'rules', rules };
}

/** What the first rule that fits pays; null: it pays nothing; undefined: none fits. `values` by place. */
export function payoutOf(
  rules: readonly PayoutRule[],
  values: Readonly<Record<string, string>>,
): Money | null | undefined {
  return rules.find(({ conditions }) => conditions.every((one) => holds(one, values[one.place])))?.pays;
}

type Fault = Omit<PayoutFault, 'line'>;

function readRule(line: string, isPlace: (name: string) => boolean): PayoutRule | Fault {
  const parts = splitOutsideQuotes(line, ':');
  const pays = readAmount((parts.at(-1) ?? '').trim());
  if (pays && 'fault' in pays) return pays;
  const said = parts.slice(0, -1).join(':').trim();
  if (said === '' || said.toLowerCase() === 'else') return { conditions: [], pays };
  const conditions: PayoutCondition[] = [];
  for (const one of splitOutsideQuotes(said, '&')) {
    const read = readCondition(one.trim(), isPlace);
    if ('fault' in read) return read;
    conditions.push(read);
  }
  return { conditions, pays };
}

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

function readAmount(text: string): Money | null | Fault {
  if (text.toLowerCase() === 'none') return null;
  const [, amount = '', currency = ''] = /^([\d\s.,]+?)\s*([a-z]{3})$/i.exec(text) ?? [];
  if (amount === '') return { fault: 'no-amount', what: text };
  const code = currency.toUpperCase();
  if (!CURRENCIES.has(code)) return { fault: 'unknown-currency', what: currency };
  const minor = minorOf(amount, code);
  return minor === null ? { fault: 'bad-amount', what: amount } : { minor, currency: code };
}

const WORDS: Readonly<Record<string, PayoutCondition>> = {
  first: { place: 'first_time', is: '=', values: ['1'] },
  repeat: { place: 'first_time', is: '!=', values: ['1'] },
};
const SHORT: Readonly<Record<string, string>> = { talk: 'talk_seconds', wait: 'wait_seconds' };
const CONDITION = /^([a-z][\w:.-]*?)\s*(>=|<=|!=|=|>|<)\s*(.+)$/i;

function readCondition(text: string, isPlace: (name: string) => boolean): PayoutCondition | Fault {
  const word = WORDS[text.toLowerCase()];
  if (word) return word;
  const [, name = '', is, right = ''] = CONDITION.exec(text) ?? [];
  if (name === '') return { fault: 'bad-condition', what: text };
  const place = SHORT[name.toLowerCase()] ?? name.toLowerCase();
  if (!isPlace(place)) return { fault: 'unknown-place', what: name };
  const values = splitOutsideQuotes(right, '|').map((one) => one.trim().replace(/^"(.*)"$/s, '$1'));
  if (is !== '=' && is !== '!=' && !(values.length === 1 && isNumber(values[0] ?? '')))
    return { fault: 'not-a-number', what: right };
  return { place, is: is as Comparison, values };
}

function splitOutsideQuotes(text: string, mark: string): string[] {
  const parts = [''];
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    if (letter === mark && !quoted) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

/** What is not known is neither alike nor more or less than anything. */
function holds({ place, is, values }: PayoutCondition, value: string | undefined): boolean {
  if (is === '=') return value !== undefined && values.some((one) => isSame(place, one, value));
  if (is === '!=') return value === undefined || !values.some((one) => isSame(place, one, value));
  if (value === undefined || !isNumber(value)) return false;
  const [left, right] = [Number(value), Number(values[0])];
  if (is === '>') return left > right;
  if (is === '<') return left < right;
  return is === '>=' ? left >= right : left <= right;
}

function isSame(place: string, one: string, value: string): boolean {
  if (one.toLowerCase() === value.toLowerCase()) return true;
  if (isNumber(one) && isNumber(value)) return Number(one) === Number(value);
  return place.endsWith('region') && isSameRegion(one, value);
}

const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text);
