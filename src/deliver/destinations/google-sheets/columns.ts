// The columns of a sheet: what stands in them of a call, and where, by the headings in its first row.
import { fill, placesIn } from '../../../core/template.ts';
import { fieldsOf } from '../../fields.ts';
import { mappingOf } from '../../mapping.ts';
import type { Way } from '../../port.ts';
import type { Told } from '../../told.ts';

/** null: whatever stands there stays */
export type Cell = string | number | null;
export type Columns = readonly (readonly [heading: string, template: string])[];

/** Heading of the column that tells which call a row is of. Found wherever it was moved to. */
export const ID_HEADING = 'Dialtrace ID';
const LONGEST_CELL = 10_000;
const RECORDING_DAYS = 365;
const NUMBERS = new Set([
  ...['wait_seconds', 'talk_seconds', 'probability', 'visit_probability', 'deal_amount', 'first_time', 'started_ts'],
]);

const PLACED: readonly (readonly [en: string, ru: string, template: string])[] = [
  ['Date', 'Дата', '{started_date}'],
  ['Time', 'Время', '{started_time}'],
  ['Direction', 'Направление', '{direction}'],
  ['Client’s phone', 'Телефон клиента', '{caller}'],
  ['Client', 'Клиент', '{contact}'],
  ['First call', 'Первый звонок', '{first_time}'],
  ['Number called', 'Номер, на который звонили', '{number}'],
  ['Result', 'Итог', '{status}'],
  ['Waited, s', 'Ожидание, с', '{wait_seconds}'],
  ['Talked, s', 'Разговор, с', '{talk_seconds}'],
  ['Answered by', 'Кто ответил', '{answered_by}'],
  ['Channel', 'Канал', '{channel}'],
  ['Source', 'Источник', '{source}'],
  ['Medium', 'Тип трафика', '{medium}'],
  ['Campaign', 'Кампания', '{campaign}'],
  ['Keyword', 'Ключевое слово', '{term}'],
  ['Probability', 'Вероятность', '{probability}'],
  ['Landing page', 'Страница входа', '{landing_page}'],
  ['Tags', 'Метки', '{tags}'],
  ['Spam', 'Спам', '{spam}'],
  ['Deal', 'Сделка', '{deal_status}'],
  ['Deal amount', 'Сумма сделки', '{deal_amount}'],
  ['Card', 'Карточка', '{card_url}'],
  ['Recording', 'Запись', '{recording_url}'],
];

/** Those of the form, else ours; the call's id comes last. */
export function columnsOf({ columns, headings }: Readonly<Record<string, string>>): Columns {
  const own = mappingOf(columns).filter(([heading]) => heading !== ID_HEADING);
  const all =
    own.length > 0 ? own : PLACED.map(([en, ru, template]) => [headings === 'ru' ? ru : en, template] as const);
  return [...all, [ID_HEADING, '{row_id}']];
}

/** A row by its headings. `id`: tells which call it is of. */
export function cellsOf(told: Told, columns: Columns, { id, way }: { id: string; way: Way }): Map<string, Cell> {
  const { call, deal } = told;
  const values = {
    ...fieldsOf(told),
    ...(call ? { card_url: way.cardUrl(call.id), ...(call.spam ? { spam: '1' } : {}) } : {}),
    ...(call?.recording.state === 'ready' ? { recording_url: way.recordingUrl(call.id, RECORDING_DAYS) } : {}),
    row_id: id,
  };
  return new Map(columns.map(([heading, template]) => [heading, cellOf(template, values, Boolean(deal))]));
}

function cellOf(template: string, values: Readonly<Record<string, string>>, hasDeal: boolean): Cell {
  const places = placesIn(template);
  // Only an event of a deal tells of it: what an earlier one wrote stays.
  if (!hasDeal && places.some((place) => place.startsWith('deal_'))) return null;
  const text = fill(template, values).slice(0, LONGEST_CELL);
  const [only] = places;
  const isNumber = places.length === 1 && template === `{${only}}` && NUMBERS.has(only ?? '') && text !== '';
  return isNumber ? Number(text) : text;
}

/** Where each heading stands, with those that are still missing behind the others. */
export function placeHeadings(there: readonly string[], columns: Columns): { headings: string[]; missing: string[] } {
  const missing = columns.map(([heading]) => heading).filter((heading) => !there.includes(heading));
  return { headings: [...there, ...missing], missing };
}

/** A row as the sheet takes it: cells under their headings, all others untouched. */
export const rowOf = (cells: ReadonlyMap<string, Cell>, headings: readonly string[]): Cell[] =>
  headings.map((heading, n) => (headings.indexOf(heading) === n ? (cells.get(heading) ?? null) : null));

/** 0 → A, 26 → AA */
export function columnName(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return (rest < 0 ? '' : columnName(rest)) + String.fromCharCode(65 + (index % 26));
}
