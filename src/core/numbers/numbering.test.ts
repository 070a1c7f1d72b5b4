import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNumberingBuilder, EMPTY_NUMBERING, type NumberingRange } from './numbering.ts';

const range = (first: number, last: number, operator: string, region: string | null = null): NumberingRange => ({
  ...{ first, last, operator, region },
});
function numberingOf(...ranges: NumberingRange[]) {
  const builder = createNumberingBuilder();
  for (const one of ranges) builder.add(one);
  return builder.build();
}

test('a number is found from the first to the last of its range, and in no gap', () => {
  const numbering = numberingOf(
    range(7_916_000_0000, 7_916_000_0099, 'North', 'Moscow'),
    range(7_916_000_0200, 7_916_000_0299, 'South'),
  );
  assert.deepEqual(numbering.lookUp('+79160000000'), { operator: 'North', region: 'Moscow' });
  assert.deepEqual(numbering.lookUp('+79160000099'), { operator: 'North', region: 'Moscow' });
  assert.deepEqual(numbering.lookUp('+79160000200'), { operator: 'South', region: null });
  for (const nobodys of ['+79159999999', '+79160000100', '+79160000199', '+79160000300', '+7916000', '+791600000001'])
    assert.equal(numbering.lookUp(nobodys), null, nobodys);
});

test('what is no number belongs to nobody, and so does any number without a register', () => {
  const numbering = numberingOf(range(1, 999_999_999_999_999, 'All'));
  for (const wrong of ['', '+', '79160000000', '+7916000000a', '+0916000000'])
    assert.equal(numbering.lookUp(wrong), null);
  assert.equal(EMPTY_NUMBERING.lookUp('+79160000000'), null);
});

test('where ranges overlap the narrower one counts, in whatever order they came', () => {
  const wide = range(7_900_000_0000, 7_900_999_9999, 'Wide', 'Moscow');
  const inner = range(7_900_100_0000, 7_900_199_9999, 'Inner');
  const innermost = range(7_900_150_0000, 7_900_150_0000, 'Innermost');
  const crossing = range(7_900_190_0000, 7_900_209_9999, 'Crossing');
  for (const ranges of [
    [wide, inner, innermost, crossing],
    [crossing, innermost, inner, wide],
    [inner, crossing, wide, innermost],
  ]) {
    const numbering = numberingOf(...ranges);
    const operatorOf = (number: string) => numbering.lookUp(number)?.operator;
    assert.equal(operatorOf('+79000999999'), 'Wide');
    assert.equal(operatorOf('+79001000000'), 'Inner');
    assert.equal(operatorOf('+79001500000'), 'Innermost');
    assert.equal(operatorOf('+79001500001'), 'Inner');
    assert.equal(operatorOf('+79001900000'), 'Crossing');
    assert.equal(operatorOf('+79002099999'), 'Crossing');
    assert.equal(operatorOf('+79002100000'), 'Wide');
    assert.equal(operatorOf('+79009999999'), 'Wide');
    assert.equal(numbering.overlaps, 3);
    assert.equal(numbering.ranges, 4);
  }
});

test('of two ranges that are the same, the one given first counts', () => {
  const numbering = numberingOf(range(7_900_000_0000, 7_900_000_0009, 'A'), range(7_900_000_0000, 7_900_000_0009, 'B'));
  assert.equal(numbering.lookUp('+79000000005')?.operator, 'A');
  assert.equal(numbering.overlaps, 1);
});

test('half a million ranges, as many as the register has and more, stay below 16 MB', () => {
  const builder = createNumberingBuilder();
  for (let at = 0; at < 500_000; at++)
    builder.add(range(73_010_000_000 + at * 1000, 73_010_000_999 + at * 1000, `Operator ${at % 3000}`, `${at % 85}`));
  const numbering = builder.build();
  assert.ok(numbering.bytes < 16_000_000, `${numbering.bytes} bytes`);
  assert.deepEqual(numbering.lookUp('+73509999500'), { operator: 'Operator 1999', region: '29' });
});

test('every number finds the narrowest of random ranges that cover it', () => {
  let seed = 7;
  const below = (limit: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % limit;
  };
  const ranges = Array.from({ length: 300 }, (_, index) => {
    const first = 7_000_000 + below(2000);
    return range(first, first + below(60), `Operator ${index}`);
  });
  const numbering = numberingOf(...ranges);
  for (let number = 6_999_990; number < 7_002_100; number++) {
    const covering = ranges.filter(({ first, last }) => first <= number && number <= last);
    const narrowest = Math.min(...covering.map(({ first, last }) => last - first));
    const found = numbering.lookUp(`+${number}`)?.operator;
    const expected = covering.filter(({ first, last }) => last - first === narrowest).map(({ operator }) => operator);
    assert.ok(found === undefined ? covering.length === 0 : expected.includes(found), `${number}: ${found}`);
  }
});
