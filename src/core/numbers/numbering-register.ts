// The register of numbering ranges of Russia's ministry of digital development: what its rows say.
import type { NumberingRange } from './numbering.ts';
import { russianRegion } from './russian-regions.ts';

export const REGISTER_COUNTRY = 'RU';
const COUNTRY_CODE = '7';
const NATIONAL_DIGITS = 10;

/** Where a file has what; -1: nowhere. */
export type RegisterColumns = Record<'code' | 'from' | 'to' | 'operator' | 'region' | 'territory', number>;
export type RowRefusal = 'wrong-code' | 'wrong-range' | 'no-operator';

/**
 * Finds the columns by their names: "АВС/ DEF;От;До;Емкость;Оператор;Регион" in older files, with
 * "Территория ГАР;ИНН" at the end in newer ones. Or names those that are missing and can't be done without, as the ministry calls them.
 * https://opendata.digital.gov.ru/registry/numeric/downloads
 */
export function findColumns(header: readonly string[]): RegisterColumns | { missing: string[] } {
  const names = header.map((cell) => cell.toLowerCase().replace(/[^a-zа-яё]/g, ''));
  const find = (matches: RegExp) => names.findIndex((name) => matches.test(name));
  const columns = {
    code: find(/def/), // "АВС" before it is Cyrillic in the ministry's files and Latin in others'
    from: find(/^от$/),
    to: find(/^до$/),
    operator: find(/^оператор/),
    region: find(/^регион/),
    territory: find(/^территория/),
  };
  const needed = { code: 'АВС/ DEF', from: 'От', to: 'До', operator: 'Оператор' } as const;
  const missing: string[] = Object.entries(needed).flatMap(([key, name]) =>
    columns[key as keyof typeof needed] < 0 ? name : [],
  );
  if (columns.region < 0 && columns.territory < 0) missing.push('Регион');
  return missing.length > 0 ? { missing } : columns;
}

/** The range of one row, or why it has none. Its region is that of "Территория ГАР", else of "Регион". */
export function rangeOfRow(cells: readonly string[], columns: RegisterColumns): NumberingRange | RowRefusal {
  const cell = (column: keyof RegisterColumns) => cells[columns[column]]?.trim() ?? '';
  const code = cell('code');
  if (!/^\d{3,5}$/.test(code)) return 'wrong-code';
  const numberAt = (column: 'from' | 'to') => {
    const digits = cell(column);
    const length = NATIONAL_DIGITS - code.length; // older files leave leading zeros out
    return /^\d+$/.test(digits) && digits.length <= length
      ? Number(COUNTRY_CODE + code + digits.padStart(length, '0'))
      : Number.NaN;
  };
  const [first, last] = [numberAt('from'), numberAt('to')];
  if (!(first <= last)) return 'wrong-range';
  const operator = cell('operator').replace(/\s+/g, ' ');
  if (operator === '' || operator === '-') return 'no-operator';
  return { first, last, operator, region: russianRegion(cell('territory'), cell('region')) };
}
