// No call is lost because of us: people call while, by turns, one thing of the house is broken. The long form, with
// figures: npm run bench -- faults.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { FAULTS, type Fault } from '../support/faults/faults.ts';
import { type FaultHouse, type Offered, openFaultHouse } from '../support/faults/house.ts';
import { reckon } from '../support/faults/reckoning.ts';

const RATE = { perSecond: 1.5, talkSeconds: 3 };
const FAULT_SECONDS = 3; // Asterisk waits two for us
const LATE_SECONDS = 5; // an engine that died is back by then

let house: FaultHouse;
/** Meanwhile the other things break. */
const later: [Fault, Offered[]][] = [];
before(async () => {
  house = await openFaultHouse();
});
after(() => house?.close());

for (const fault of FAULTS.filter(({ name }) => name !== 'none')) {
  test(`${fault.name}: every call ${fault.cuts ? 'is listed, and the next one reaches' : 'reaches'} a person`, async (context) => {
    if (fault.name === 'disk full' && !house.hasOwnDisk) return context.skip('no right to mount a disk of its own');
    const offered = await house.callDuring(RATE, async () => {
      await sleep(1300); // the first callers talk
      await fault.does(house, FAULT_SECONDS);
    });
    if (fault.keptLater) later.push([fault, offered]);
    else await assertNothingLost(fault, offered);
    assert.equal((await house.callOnce(1)).outcome, 'ended');
  });
}

test('what could not be kept at once is kept when it is tried again', async () => {
  assert.notEqual(later.length, 0);
  for (const [fault, offered] of later) await assertNothingLost(fault, offered);
});

async function assertNothingLost(fault: Fault, offered: readonly Offered[]) {
  const reckoning = reckon(offered, await house.listed(offered), fault.noEngine ? LATE_SECONDS : undefined);
  const told = reckoning.wrong.join('\n');
  assert.equal(reckoning.listed, reckoning.offered, told);
  assert.equal(reckoning.attributed, reckoning.offered, told);
  if (!fault.cuts) assert.equal(reckoning.reached, reckoning.offered, told);
  if (!fault.cuts && !fault.mutes) assert.equal(reckoning.recorded, reckoning.offered, told);
}
