import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTimeToLearn } from './nightly.ts';

const site = (more: object = {}) => ({ id: 'a-site', timeZone: 'Asia/Vladivostok', learnedAt: null, ...more });
const momentsOf = (day: string, of: ReturnType<typeof site>) =>
  Array.from({ length: 288 }, (_, step) => new Date(Date.parse(`${day}T00:00:00Z`) + step * 300_000)).filter((now) =>
    isTimeToLearn(of, now),
  );
const hourThere = (now: Date | undefined) =>
  Number(
    new Intl.DateTimeFormat('en', { timeZone: 'Asia/Vladivostok', hour: 'numeric', hourCycle: 'h23' }).format(now),
  );

test('a site learns in the small hours of its own time zone', () => {
  const moments = momentsOf('2026-03-10', site());
  assert.ok(moments.length >= 6 && moments.length <= 48);
  for (const now of moments) assert.ok(hourThere(now) >= 1 && hourThere(now) < 5, now.toISOString());
});

test('once a night: having learned it waits for the next one', () => {
  const [first] = momentsOf('2026-03-10', site());
  const learned = site({ learnedAt: first });
  assert.deepEqual(momentsOf('2026-03-10', learned).length, 0);
  assert.ok(momentsOf('2026-03-11', learned).length > 0);
});

test('sites are spread over the night', () => {
  const starts = Array.from({ length: 20 }, (_, n) =>
    momentsOf('2026-03-10', site({ id: `${n * 7919}-site-${n}` }))[0]?.getTime(),
  );
  assert.ok(new Set(starts).size > 10);
});
