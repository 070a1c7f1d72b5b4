import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttributionParameters } from './attribution.ts';
import { DEFAULT_PRIOR } from './default-prior.ts';
import { createExposureCounter, sumExposures, type VisitLife } from './exposure.ts';
import { sourceKey } from './holder.ts';

const PARAMETERS: AttributionParameters = {
  ...DEFAULT_PRIOR,
  hazards: {
    tapped: { edges: [0, 10, 120], perSecond: [1, 1] },
    open: { edges: [0, 100], perSecond: [1, 1] },
    closed: { edges: [0, 50, 1000], perSecond: [1, 1] },
    desktopOpen: { edges: [0, 100], perSecond: [1, 1] },
    desktopClosed: { edges: [0, 50, 1000], perSecond: [1, 1] },
  },
};
const life = (facts: Partial<VisitLife> = {}): VisitLife => ({
  ...{
    channel: 'paid',
    campaign: 'spring',
    region: 'R1',
    desktop: false,
    startedAt: 1000,
    lastActivityAt: 1200,
    taps: [],
    closed: true,
  },
  ...facts,
});
const spent = (facts: Partial<VisitLife>, until: number, from?: number) => {
  const counter = createExposureCounter(PARAMETERS, from);
  counter.add(life(facts), until);
  const { tapped, open, closed } = counter.result().seconds;
  return { tapped, open, closed };
};

test('a page that said when it was left is open until then and closed after', () => {
  assert.deepEqual(spent({}, 2000), { tapped: [0, 0], open: [100, 100], closed: [50, 750] });
});

test('a page on a desktop is counted apart, its tap with the others', () => {
  const counter = createExposureCounter(PARAMETERS);
  counter.add(life({ desktop: true, taps: [1150] }), 2000);
  const { seconds } = counter.result();
  assert.deepEqual(seconds, {
    ...{ tapped: [10, 110], open: [0, 0], closed: [0, 0], desktopOpen: [100, 50], desktopClosed: [0, 730] },
  });
});

test('time after the last bin of the closed ones is not counted', () => {
  assert.deepEqual(spent({}, 9999), { tapped: [0, 0], open: [100, 100], closed: [50, 950] });
});

test('a page that fell silent is open for two beats more, and closed since its last activity', () => {
  assert.deepEqual(spent({ closed: false }, 2000), { tapped: [0, 0], open: [100, 160], closed: [0, 740] });
});

test('for two minutes after a tap the visit is neither open nor closed', () => {
  assert.deepEqual(spent({ taps: [1150] }, 2000), { tapped: [10, 110], open: [100, 50], closed: [0, 730] });
});

test('a second tap begins the two minutes again, in whatever order taps are told', () => {
  const wanted = { tapped: [20, 130], open: [100, 50], closed: [0, 700] };
  assert.deepEqual(spent({ taps: [1150, 1180] }, 2000), wanted);
  assert.deepEqual(spent({ taps: [1180, 1150] }, 2000), wanted);
});

test('what comes after the observation is not known', () => {
  assert.deepEqual(spent({ taps: [1150] }, 1155), { tapped: [5, 0], open: [100, 50], closed: [0, 0] });
  assert.deepEqual(spent({ taps: [1150] }, 1050), { tapped: [0, 0], open: [50, 0], closed: [0, 0] });
  assert.deepEqual(spent({}, 999), { tapped: [0, 0], open: [0, 0], closed: [0, 0] });
});

test('days counted one by one add up to the whole', () => {
  const visits = [life(), life({ startedAt: 1500, lastActivityAt: 1700, taps: [1690], closed: false, region: null })];
  const whole = createExposureCounter(PARAMETERS);
  for (const visit of visits) whole.add(visit, 3000);
  const parts = [0, 1100, 1695, 1730, 2500].map((from, index, starts) => {
    const part = createExposureCounter(PARAMETERS, from);
    for (const visit of visits) part.add(visit, starts[index + 1] ?? 3000);
    return part.result();
  });
  assert.deepEqual(sumExposures(parts), whole.result());
});

test('visits are counted by source and by known region', () => {
  const counter = createExposureCounter(PARAMETERS);
  counter.add(life(), 2000);
  counter.add(life({ region: null }), 2000);
  const { visits, regions } = counter.result();
  assert.deepEqual([...visits], [[sourceKey(life()), 2]]);
  assert.deepEqual([...regions], [['R1', 1]]);
});
