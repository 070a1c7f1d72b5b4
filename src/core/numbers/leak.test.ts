import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNumberFinder, findLeaks, leakedSince, poissonTail } from './leak.ts';

const DAY = 86_400;
const OURS = '+74957770001';

test('a number is found in every usual writing, in text, links and attributes', () => {
  const find = createNumberFinder([OURS, '+74957770002']);
  for (const html of [
    '<p>+7 495 777-00-01</p>',
    '<p>8 (495) 777 00 01</p>',
    '<a href="tel:+74957770001">Call</a>',
    '<a href="tel:84957770001">Call</a>',
    '<b>(495) <i>777</i>&nbsp;00&#8209;01</b>',
    '<script type="application/ld+json">{"telephone":"+7-495-777-00-01"}</script>',
    '<i>8 800 555-35-35, 8 495 777.00.01</i>',
    '<td>495 777 00 01 495 777 12 34</td>',
    '<p>495\u2011777\u201300\u201401</p>',
  ])
    assert.deepEqual(find(html), [OURS], html);
  assert.deepEqual(find('<p>4957770001</p><p>84957770002</p>'), [OURS, '+74957770002']);
});

test('other digits are not taken for it', () => {
  const find = createNumberFinder([OURS]);
  for (const html of [
    '',
    '<p>495 777 00 02</p>',
    '<p>495777</p><p>0001</p> 2026',
    '<p>495 777, 00 01</p>',
    'price: 495',
  ])
    assert.deepEqual(find(html), [], html);
});

test('a short national number must have its country code', () => {
  const find = createNumberFinder(['+3545551234']);
  assert.deepEqual(find('<p>5551234</p>'), []);
  assert.deepEqual(find('<p>+354 555 1234</p>'), ['+3545551234']);
});

test('a page of nothing but digits is read in passing', () => {
  const find = createNumberFinder(Array.from({ length: 200 }, (_, n) => `+7495777${String(n).padStart(4, '0')}`));
  assert.deepEqual(find(`${'1 '.repeat(500_000)}495 777 0199`), ['+74957770199']);
});

test('the Poisson tail agrees with the tables', () => {
  for (const [count, mean, tail] of [
    [0, 3, 1],
    [1, 1, 1 - Math.exp(-1)],
    [3, 0.5, 0.014388],
    [10, 2, 4.6498e-5],
    [2, 10, 0.9995006],
    [40, 10, 7.3416e-13],
    [1, 0, 0],
  ] as const)
    assert.ok(
      Math.abs(poissonTail(count, mean) - tail) <= 0.01 * tail,
      `${count}, ${mean}: ${poissonTail(count, mean)}`,
    );
});

const quiet = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `q${n}`, calls: 20, nobody: n % 3 === 0 ? 1 : 0 }));

test('a number that strangers call is leaked; wrong numbers now and then are not', () => {
  const { numbers, threshold } = findLeaks([...quiet(10), { id: 'printed', calls: 12, nobody: 9 }]);
  assert.deepEqual(
    numbers.filter(({ leaked }) => leaked).map(({ id }) => id),
    ['printed'],
  );
  assert.ok(threshold < 0.001);
  const printed = numbers.at(-1)!;
  assert.ok(printed.expected > 0.2 && printed.expected < 1 && printed.chance < 1e-7);
});

test('two numbers that leaked do not hide one another', () => {
  const { numbers } = findLeaks([...quiet(10), { id: 'a', calls: 12, nobody: 11 }, { id: 'b', calls: 13, nobody: 12 }]);
  assert.equal(numbers.filter(({ leaked }) => leaked).length, 2);
});

test('a site whose calls are all unexplained, its script missing, has no leaks: that is the script', () => {
  const { numbers } = findLeaks(Array.from({ length: 10 }, (_, n) => ({ id: `n${n}`, calls: 10, nobody: 9 })));
  assert.deepEqual(
    numbers.filter(({ leaked }) => leaked),
    [],
  );
});

test('a number that is shown and called more than others may have more unexplained calls', () => {
  const { numbers } = findLeaks([
    ...quiet(9).map((n) => ({ ...n, nobody: 1 })),
    { id: 'favourite', calls: 200, nobody: 12 },
  ]);
  assert.equal(numbers.at(-1)?.leaked, false);
});

test('two calls prove nothing', () => {
  assert.equal(findLeaks([...quiet(3), { id: 'n', calls: 2, nobody: 2 }]).numbers.at(-1)?.leaked, false);
});

test('a leak is over when no page has had it and nobody strange has called for thirty days', () => {
  const usual = { leaked: false, chance: 0.4 };
  const strange = { leaked: true, chance: 1e-9 };
  const never = { leakedSince: null, foundAt: null, isOnPages: false, calls: usual };
  assert.equal(leakedSince(never, 100), null);
  assert.equal(leakedSince({ ...never, isOnPages: true }, 100), 100);
  assert.equal(leakedSince({ ...never, calls: strange }, 100), 100);
  const leaked = { ...never, leakedSince: 0, foundAt: 20 * DAY };
  assert.equal(leakedSince({ ...leaked, isOnPages: true }, 90 * DAY), 0);
  assert.equal(leakedSince(leaked, 40 * DAY), 0, 'found twenty days ago');
  assert.equal(leakedSince(leaked, 50 * DAY), null);
  assert.equal(
    leakedSince({ ...leaked, calls: { leaked: false, chance: 0.01 } }, 50 * DAY),
    0,
    'still somewhat called',
  );
});
