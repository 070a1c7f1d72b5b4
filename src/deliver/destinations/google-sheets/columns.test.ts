import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { columnName, columnsOf, ID_HEADING, placeHeadings, rowOf } from './columns.ts';

describe('columns have letters', () => {
  for (const [index, name] of [
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [51, 'AZ'],
    [52, 'BA'],
    [701, 'ZZ'],
    [702, 'AAA'],
  ] as const)
    test(`${index} is ${name}`, () => assert.equal(columnName(index), name));
});

test('the columns are those of the form in their order, and the call id last', () => {
  const columns = columnsOf({ columns: '{"B":"{caller}","A":"{campaign}","Dialtrace ID":"x"}' });
  assert.deepEqual(
    columns.map(([heading]) => heading),
    ['B', 'A', ID_HEADING],
  );
});

test('without any they are ours, in the language chosen', () => {
  assert.equal(columnsOf({})[0]?.[0], 'Date');
  assert.equal(columnsOf({ headings: 'ru' })[0]?.[0], 'Дата');
});

test('headings stay where they are; missing ones come behind them', () => {
  const columns = [
    ['Phone', '{caller}'],
    [ID_HEADING, '{row_id}'],
  ] as const;
  assert.deepEqual(placeHeadings(['Ours', ID_HEADING], columns), {
    headings: ['Ours', ID_HEADING, 'Phone'],
    missing: ['Phone'],
  });
});

test("cells stand under their headings; other people's columns and a heading's second copy are left alone", () => {
  const cells = new Map([
    ['Phone', '+79161234567'],
    [ID_HEADING, '1'],
  ]);
  assert.deepEqual(rowOf(cells, ['Ours', ID_HEADING, 'Phone', 'Phone']), [null, '1', '+79161234567', null]);
});
