import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findColumns, type RegisterColumns, rangeOfRow } from './numbering-register.ts';

const columnsOf = (header: string) => findColumns(header.split(';')) as RegisterColumns;
const NEWEST = columnsOf('АВС/ DEF;От;До;Емкость;Оператор;Регион;Территория ГАР;ИНН');
const rowOf = (row: string, columns = NEWEST) => rangeOfRow(row.split(';'), columns);

test('the columns are found in the headers of all years', () => {
  assert.deepEqual(NEWEST, { code: 0, from: 1, to: 2, operator: 4, region: 5, territory: 6 });
  const oldest = { code: 0, from: 1, to: 2, operator: 4, region: 5, territory: -1 };
  assert.deepEqual(columnsOf('АВС/ DEF;От;До;Емкость;Оператор;Регион'), oldest);
  assert.deepEqual(columnsOf('ABC/DEF;От;До;Ёмкость;Оператор связи;Регион;ИНН'), oldest);
  assert.deepEqual(columnsOf('\uFEFFАВС/ DEF; От ;До;Емкость;Оператор;Регион'), oldest);
});

test('a file without a needed column is told which', () => {
  assert.deepEqual(findColumns(['От', 'До', 'Регион']), { missing: ['АВС/ DEF', 'Оператор'] });
  assert.deepEqual(findColumns(['АВС/ DEF', 'От', 'До', 'Оператор']), { missing: ['Регион'] });
  assert.deepEqual(findColumns(['<!DOCTYPE html>']), { missing: ['АВС/ DEF', 'От', 'До', 'Оператор', 'Регион'] });
});

test('a row is a range of numbers with its operator and region', () => {
  assert.deepEqual(rowOf('900;0000000;0061999;62000;ООО "Север";Краснодарский край;Краснодарский край;7700000000'), {
    first: 79_000_000_000,
    last: 79_000_061_999,
    operator: 'ООО "Север"',
    region: 'Krasnodar Krai',
  });
});

test('rows of older files are padded with spaces and have no leading zeros', () => {
  const row =
    '301     ;       0 ;       999 ;       1000   ;       ОАО   "Юг"    ;       г. Улан - Удэ|Республика Бурятия ';
  assert.deepEqual(rowOf(row, columnsOf('АВС/ DEF;От;До;Емкость;Оператор;Регион')), {
    first: 73_010_000_000,
    last: 73_010_000_999,
    operator: 'ОАО "Юг"',
    region: 'Buryatia',
  });
});

test('the territory says the region before the column of that name, which may be a dash or a district', () => {
  const region = (place: string) => {
    const range = rowOf(`495;0000000;0000009;10;ПАО "Сеть";${place};7700000000`);
    return typeof range === 'string' ? range : range.region;
  };
  assert.equal(region('-;Тверская область'), 'Tver Oblast');
  assert.equal(region('Краснодарский край;Донецкая Народная Республика'), 'Donetsk');
  assert.equal(region('Вологодская обл.;м.р-н Кирилловский'), 'Vologda Oblast');
  assert.equal(region('Красноярский край;Красноярский край, Республика Хакасия'), null);
  assert.equal(region('г. Москва;Российская Федерация'), null);
});

test('a row that says nothing usable is refused with the reason', () => {
  assert.equal(rowOf(''), 'wrong-code');
  assert.equal(rowOf('90x;0000000;0000999;1000;О;Р;Т;1'), 'wrong-code');
  assert.equal(rowOf('900;0001000;0000999;1000;О;Р;Т;1'), 'wrong-range');
  assert.equal(rowOf('900;;0000999;1000;О;Р;Т;1'), 'wrong-range');
  assert.equal(rowOf('900;0000000;00009999;1000;О;Р;Т;1'), 'wrong-range');
  assert.equal(rowOf('900;0000000;0000999;1000; ;Р;Т;1'), 'no-operator');
  assert.equal(rowOf('900;0000000'), 'wrong-range');
});
