import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../simulation/random.ts';
import type { HeldBy } from '../attribution/holder.ts';
import {
  advance,
  createPendingMass,
  makeRoom,
  massOf,
  type PendingMass,
  putPage,
  takePage,
  viewPending,
} from './pending-mass.ts';

const PAID: HeldBy = { channel: 'paid', campaign: 'spring' };
const OTHER_PAID: HeldBy = { channel: 'paid', campaign: 'autumn' };
const ORGANIC: HeldBy = { channel: 'organic', campaign: 'spring' };

const expected = (secondsAgo: number) =>
  0.55 * Math.exp(-secondsAgo / 90) + 0.2 * Math.exp(-secondsAgo / 900) + 0.12 * Math.exp(-secondsAgo / 43_200);
const see = (mass: PendingMass, source: HeldBy, at: number) => {
  const view = viewPending(mass, source, at);
  const read = (sums: Float64Array) => (slot: number) => massOf(sums, slot, view.weights);
  return { total: read(view.total), sameChannel: read(view.sameChannel), sameCampaign: read(view.sameCampaign) };
};
const close = (value: number, wanted: number) =>
  assert.ok(Math.abs(value - wanted) < 1e-9, `${value} is not ${wanted}`);

test('an open page weighs 1.5 and an ended one fades', () => {
  const mass = createPendingMass();
  putPage(mass, 0, PAID, null);
  putPage(mass, 1, PAID, 1000);
  const view = see(mass, PAID, 1600);
  close(view.total(0), 1.5);
  close(view.total(1), expected(600));
});

test('a source sees what its channel and its campaign hold', () => {
  const mass = createPendingMass();
  for (const source of [PAID, OTHER_PAID, ORGANIC]) putPage(mass, 0, source, null);
  const view = see(mass, PAID, 0);
  assert.deepEqual([view.total(0), view.sameChannel(0), view.sameCampaign(0)], [4.5, 3, 1.5]);
});

test('a source nobody came from sees nothing of its own', () => {
  const mass = createPendingMass();
  putPage(mass, 0, PAID, null);
  const view = see(mass, { channel: 'email', campaign: 'news' }, 0);
  assert.deepEqual([view.total(0), view.sameChannel(0), view.sameCampaign(0)], [1.5, 0, 0]);
});

test('the sums stay exact while the clock runs for months and pages are put and taken', () => {
  const random = seededRandom(5);
  const mass = createPendingMass();
  const pages: { source: HeldBy; endedAt: number | null }[] = [];
  let at = 1_700_000_000;
  for (let step = 0; step < 2000; step++) {
    at += random() * 10_000;
    advance(mass, at);
    const source = [PAID, OTHER_PAID, ORGANIC][step % 3]!;
    const page = { source, endedAt: random() < 0.3 ? null : at - random() * 2000 };
    pages.push(page);
    putPage(mass, 0, source, page.endedAt);
    if (random() < 0.5) {
      const [gone] = pages.splice(Math.floor(random() * pages.length), 1);
      takePage(mass, 0, gone!.source, gone!.endedAt);
    }
    const of = (kept: typeof pages) =>
      kept.reduce((sum, { endedAt }) => sum + (endedAt === null ? 1.5 : expected(at - endedAt)), 0);
    const view = see(mass, PAID, at);
    close(view.total(0), of(pages));
    close(view.sameChannel(0), of(pages.filter((one) => one.source.channel === 'paid')));
    close(view.sameCampaign(0), of(pages.filter((one) => one.source === PAID)));
  }
});

test('room for more numbers keeps what is counted', () => {
  const mass = createPendingMass();
  putPage(mass, 15, PAID, null);
  makeRoom(mass, 200);
  putPage(mass, 199, PAID, null);
  const view = see(mass, PAID, 0);
  assert.deepEqual([15, 199, 100].map(view.sameCampaign), [1.5, 1.5, 0]);
});

test('a source whose last page is gone costs no memory', () => {
  const mass = createPendingMass();
  putPage(mass, 0, PAID, null);
  putPage(mass, 0, OTHER_PAID, 50);
  takePage(mass, 0, PAID, null);
  assert.deepEqual([mass.byChannel.size, mass.byCampaign.size], [1, 1]);
  takePage(mass, 0, OTHER_PAID, 50);
  assert.deepEqual([mass.byChannel.size, mass.byCampaign.size], [0, 0]);
});
