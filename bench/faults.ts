// Promise: no call is lost because of us. Calls at a steady rate while, by turns, one thing of the house is broken.
// Prints a JSON line for each fault: value = share of the offered calls that reached a person and are listed with right
// times, peer = 1, ratio = value; beside it the counts, and words for each call that something is wrong with.
// `npm run bench -- faults [FAULT]`, `--short`: a third of the time.
import { setTimeout as sleep } from 'node:timers/promises';
import { FAULTS } from '../tests/support/faults/faults.ts';
import { openFaultHouse } from '../tests/support/faults/house.ts';
import { reckon } from '../tests/support/faults/reckoning.ts';

const asked = process.argv.slice(2);
const seconds = asked.includes('--short') ? 6 : 20;
const only = asked.filter((word) => !word.startsWith('--'));
const RATE = { perSecond: 2, talkSeconds: 4 };
const NEXT_CALL_SECONDS = 5;
const LEAD_SECONDS = 3;

const house = await openFaultHouse();
try {
  for (const fault of FAULTS) {
    if (only.length > 0 && !only.includes(fault.name)) continue;
    if (fault.name === 'disk full' && !house.hasOwnDisk) continue;
    await report(fault);
  }
} catch (error) {
  console.error(house.system.words().slice(-5000));
  throw error;
} finally {
  await house.close();
}

async function report(fault: (typeof FAULTS)[number]) {
  let overAt = 0;
  const offered = await house.callDuring(RATE, async () => {
    await sleep(LEAD_SECONDS * 1000); // so that people talk when it happens
    await fault.does(house, seconds);
    overAt = Date.now();
  });
  const reckoning = reckon(offered, await house.listed(offered), fault.noEngine ? NEXT_CALL_SECONDS : undefined);
  const whole = Math.min(reckoning.reached, reckoning.listed) / reckoning.offered;
  const after =
    offered.find(({ at, outcome }) => at.getTime() > overAt && outcome === 'ended') ?? (await house.callOnce(1));
  console.log(
    JSON.stringify({
      ...{ name: `faults: ${fault.name}`, value: whole, unit: 'share of calls', peer: 1, ratio: whole },
      ...{
        ...reckoning,
        nextCallWorks: after.outcome === 'ended',
        cuts: fault.cuts ?? false,
        mutes: fault.mutes ?? false,
      },
      ...{ limitOfNextCallSeconds: NEXT_CALL_SECONDS, faultSeconds: seconds, ...RATE },
    }),
  );
}
