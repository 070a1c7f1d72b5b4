import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TargetedVisit } from '../core/source/targeting.ts';
import type { CollectPlacement, CollectPool, CollectSite } from '../store/sites.ts';
import { createPoolState, type PoolState } from './pool-state.ts';

const OWN = '+74951234567';
const e164Of = (id: string) => `+7495${id.startsWith('s') ? 888 : 777}000${id.slice(-1)}`;
const pool = (id: string, numbers: string[], more: Partial<CollectPool> = {}): CollectPool => ({
  ...{ id, name: id, targetNumber: OWN, targeting: {}, policy: 'source-aware', overflow: 'share' },
  numbers: numbers.map((number) => ({ id: number, e164: e164Of(number), region: null })),
  ...more,
});
const placement = (numberId: string, more: Partial<CollectPlacement> = {}): CollectPlacement => ({
  ...{ numberId, e164: e164Of(numberId), targetNumber: OWN, audiences: ['visitors'], targeting: {} },
  ...more,
});
const site = (more: Partial<Pick<CollectSite, 'pools' | 'placements'>> & { broken?: string[] }): CollectSite => ({
  ...{ id: 'site', publicKey: 'demo0shop', origins: [], serveAutomation: false, placements: [], pools: [] },
  others: (more.broken ?? []).map((id) => ({ id, e164: e164Of(id), works: false })),
  ...more,
});
const VISIT: TargetedVisit = {
  ...{ channel: 'direct', source: null, campaign: null, region: null },
  ...{ landingPage: 'https://shop.example/', device: 'mobile' },
};
let now = 1;
function view(
  state: PoolState,
  visit: string,
  more: { held?: string[]; before?: string; from?: string } & Partial<TargetedVisit> = {},
) {
  const { held, before, from = 'c', ...targeted } = more;
  const who = { visit, visitor: `b-${visit}`, channel: from, campaign: 'k', region: null, desktop: false };
  const showing = { ...who, at: now++, heldNumbers: held?.map(e164Of), previousVisit: before };
  return state.assign({ id: 'site' }, showing, { ...VISIT, ...targeted });
}
/** Whose numbers a view is shown: of pools and placements, or the business's own. */
function numbersOf({ shown, placed, own }: ReturnType<typeof view>): string[] {
  return [...shown, ...placed].map(({ numberId }) => numberId).concat(own.map(() => 'own'));
}
function stateOf(...sites: CollectSite[]): PoolState {
  const state = createPoolState();
  state.sync(sites, now++);
  return state;
}

test('a placement that serves the visit comes before the pools and takes no lease', () => {
  const direct = placement('s1', { targeting: { channels: ['direct'] } });
  const state = stateOf(
    site({ placements: [direct, placement('s2', { audiences: ['robots'] })], pools: [pool('p', ['n1'])] }),
  );
  const shown = view(state, 'v1');
  assert.deepEqual(shown.placed, [{ numberId: 's1', find: OWN, show: e164Of('s1') }]);
  assert.deepEqual([shown.shown, shown.placedAnew, state.holdersOf('s1', now)], [[], true, []]);
  assert.equal(view(state, 'v1').placedAnew, false);
  assert.deepEqual(numbersOf(view(state, 'v2', { channel: 'organic' })), ['n1']);
});

test('a visit that has a number from a pool keeps it, whatever is placed since', () => {
  const pools = [pool('p', ['n1', 'n2'])];
  const state = stateOf(site({ pools }));
  assert.deepEqual(numbersOf(view(state, 'v1')), ['n1']);
  state.sync([site({ pools, placements: [placement('s1')] })], now++);
  assert.deepEqual(numbersOf(view(state, 'v1')), ['n1']);
  assert.deepEqual(numbersOf(view(state, 'v2')), ['s1']);
});

test('each of the business’s numbers has placements of its own, with or without a pool', () => {
  const other = placement('s2', { targetNumber: '+74957654321' });
  const state = stateOf(site({ placements: [placement('s1'), other], pools: [pool('p', ['n1'])] }));
  assert.deepEqual(
    view(state, 'v1').placed.map(({ find, numberId }) => [find, numberId]),
    [
      [OWN, 's1'],
      ['+74957654321', 's2'],
    ],
  );
});

test('who is not to be known is shown what is placed for them, and nothing else', () => {
  const robots = placement('s1', { audiences: ['robots', 'without-consent'], targeting: { devices: ['mobile'] } });
  const state = stateOf(site({ placements: [robots], pools: [pool('p', ['n1'])] }));
  const own = [{ numberId: 's1', find: OWN, show: e164Of('s1') }];
  assert.deepEqual(state.placementsFor('site', 'robots', VISIT), own);
  assert.deepEqual(state.placementsFor('site', 'without-consent', VISIT), own);
  assert.deepEqual(state.placementsFor('site', 'robots', { ...VISIT, device: 'desktop' }), []);
  assert.deepEqual(state.placementsFor('no-such-site', 'robots', VISIT), []);
  assert.deepEqual(numbersOf(view(state, 'v1')), ['n1']);
});

test('pages that show a placement whose number fails ask again, and are given what is next', () => {
  const pools = [pool('p', ['n1'])];
  const state = stateOf(site({ placements: [placement('s1'), placement('s2')], pools }));
  view(state, 'v1');
  assert.equal(state.mustAskAgain('site', 'v1'), false);
  state.sync([site({ placements: [placement('s2')], pools, broken: ['s1'] })], now++);
  assert.equal(state.mustAskAgain('site', 'v1'), true);
  assert.equal(state.mustAskAgain('site', 'v2'), false);
  assert.deepEqual(numbersOf(view(state, 'v1')), ['s2']);
  assert.equal(state.mustAskAgain('site', 'v1'), false);
  state.sync([site({ pools, broken: ['s1', 's2'] })], now++);
  assert.equal(state.mustAskAgain('site', 'v1'), true);
  assert.deepEqual(numbersOf(view(state, 'v1')), ['n1']);
  assert.equal(state.mustAskAgain('site', 'v1'), false);
});

test('where nothing else can be shown, the business’s own number stands there again, and the page asks no more', () => {
  for (const pools of [[], [pool('p', [])]]) {
    const state = stateOf(site({ placements: [placement('s1')], pools }));
    view(state, 'v1');
    state.sync([site({ pools, broken: ['s1'] })], now++);
    assert.equal(state.mustAskAgain('site', 'v1'), true);
    const answer = view(state, 'v1');
    assert.deepEqual(answer.own, [{ find: OWN, show: OWN }]);
    assert.equal(state.mustAskAgain('site', 'v1'), false);
    assert.deepEqual(view(state, 'v1').own, [], 'once is enough');
  }
});

test('a placement takes the place of a pool’s number that fails, and may fail itself', () => {
  const state = stateOf(site({ pools: [pool('p', ['n1'])] }));
  view(state, 'v1');
  const pools = [pool('p', [])];
  state.sync([site({ pools, placements: [placement('s1')], broken: ['n1'] })], now++);
  assert.equal(state.mustAskAgain('site', 'v1'), true);
  assert.deepEqual(numbersOf(view(state, 'v1')), ['s1']);
  assert.equal(state.mustAskAgain('site', 'v1'), false);
  state.sync([site({ pools, broken: ['n1', 's1'] })], now++);
  assert.equal(state.mustAskAgain('site', 'v1'), true);
  assert.deepEqual(numbersOf(view(state, 'v1')), ['own']);
  assert.equal(state.mustAskAgain('site', 'v1'), false);
});

test('another node’s placements are known, so that its pages hear of a failure here', () => {
  const state = stateOf(site({ placements: [placement('s1')] }));
  assert.equal(state.take(['placed', 'site', 'v1', [[OWN, 's1']]], now++), true);
  state.sync([site({ broken: ['s1'] })], now++);
  assert.equal(state.mustAskAgain('site', 'v1'), true);
  state.take(['placed', 'site', 'v1', []], now++);
  assert.equal(state.mustAskAgain('site', 'v1'), false);
});

test('a number in hand is given again to a new visit, and that is no decision to share', () => {
  const state = stateOf(site({ pools: [pool('first', ['n1', 'n2']), pool('second', ['n3'])] }));
  assert.deepEqual(numbersOf(view(state, 'v1')), ['n1']);
  const { shown } = view(state, 'v2', { held: ['n1'] });
  assert.deepEqual(
    shown.map(({ numberId, isNew, shared, sticky }) => [numberId, isNew, shared, sticky]),
    [['n1', true, null, null]],
  );
  assert.deepEqual(
    state.holdersOf('n1', now).map(({ visit }) => visit),
    ['v1', 'v2'],
  );
  assert.deepEqual(numbersOf(view(state, 'v3', { held: ['n3'] })), ['n3'], 'of whatever pool');
  assert.deepEqual(numbersOf(view(state, 'v3')), ['n3'], 'and the visit keeps it');
});

test('a number in hand comes before placements, and may be a placement', () => {
  const placements = [placement('s1'), placement('s2', { targeting: { channels: ['organic'] } })];
  const state = stateOf(site({ placements, pools: [pool('p', ['n1'])] }));
  assert.deepEqual(numbersOf(view(state, 'v1', { held: ['n1'] })), ['n1']);
  assert.deepEqual(numbersOf(view(state, 'v2', { held: ['s2'] })), ['s2']);
});

test('of several numbers in hand the visit keeps its own, else it is given the latest that works', () => {
  const pools = [pool('p', ['n1', 'n2', 'n3'])];
  const state = stateOf(site({ pools }));
  assert.deepEqual(numbersOf(view(state, 'v1', { held: ['n2', 'n1'] })), ['n1']);
  assert.deepEqual(numbersOf(view(state, 'v1', { held: ['n1', 'n2'] })), ['n1']);
  assert.deepEqual(numbersOf(view(state, 'v2', { held: ['n1', 'n3', 'n9'] })), ['n3']);
  state.sync([site({ pools: [pool('p', ['n1'])], broken: ['n2', 'n3'] })], now++);
  assert.deepEqual(numbersOf(view(state, 'v2', { held: ['n1', 'n3'] })), ['n1']);
});

test('a number in hand that is not the site’s, or stands for another of its numbers, is not given', () => {
  const other = pool('other', ['n3'], { targetNumber: '+74957654321' });
  const state = stateOf(site({ pools: [pool('p', ['n1', 'n2']), other] }));
  assert.deepEqual(numbersOf(view(state, 'v1')), ['n1', 'n3']);
  assert.deepEqual(numbersOf(view(state, 'v2', { held: ['n9', 'n3'], channel: 'organic' })), ['n2', 'n3']);
});

test('who comes back to a page where they tapped the number sees it again, unless another ad has brought them', () => {
  const back = (more: Parameters<typeof view>[2], tapped = true) => {
    const state = stateOf(site({ pools: [pool('p', ['n1', 'n2', 'n3'], { policy: 'lru' })] }));
    const [first] = numbersOf(view(state, 'v1'));
    if (tapped) state.take(['tap', 'site', 'v1', now], now++);
    view(state, 'v2');
    return numbersOf(view(state, 'v3', more))[0] === first;
  };
  assert.equal(back({ before: 'v1' }), true);
  assert.equal(back({ before: 'v1', from: 'direct' }), true);
  assert.equal(back({ before: 'v1', from: 'other' }), false);
  assert.equal(back({ before: 'v1' }, false), false);
  assert.equal(back({}), false);
});
