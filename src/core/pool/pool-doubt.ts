// The choice of a number that leaves least doubt about the calls to come.
//
// Whoever is asked who called, and knows the number only, is in doubt: as much as the calls still to be expected from
// the number's holders are spread over visits, campaigns and channels. The measure is Shannon's entropy. A new visit
// adds about m * (log(M + m/2) - log(S + m/2)) to it, where m is the calls expected of the visit, M those of everybody
// who holds the number and S those of its own campaign (channel) among them. So a number is good for a visit if its
// own campaign has the larger share of what is pending there, however much that is: campaigns settle on numbers of
// their own, and the small ones share what is left.
//
// Calls at once, within hours and later are weighed apart (SPANS): an open page of another source is no harm to a call
// tomorrow, and a hundred pages left yesterday are none to a call now. Measured against the reference's linear risk:
// docs/accuracy.md.

import { DECAYS, type PendingView, viewPending } from './pending-mass.ts';
import { pickLeast } from './pool-pick.ts';
import type { Choice, PoolNumber } from './pool-policy.ts';

/**
 * Calls expected in `from`…`to` seconds from now, how much doubt about them weighs, and how much of it is doubt about
 * the very visit, where that about the campaign is 1. Who calls at once can be told from others by the second; who calls
 * tomorrow hardly can, and is not worth a number that tells campaigns apart.
 */
const SPANS = [
  { from: 0, to: 300, weight: 1, visit: 0.4 },
  { from: 300, to: 14_400, weight: 1, visit: 0.05 },
  { from: 14_400, to: 1_000_000, weight: 2, visit: 0.05 },
] as const;
/** The same of doubt about the channel. */
const CHANNEL_WEIGHT = 1.3;
/** Calls from an open page that come while it is open, in the measure of DECAYS. */
const FROM_OPEN_PAGE = 0.9;

/** Of each decay's calls, the part that falls into each span if the page ended now. */
const PARTS = SPANS.map(({ from, to }) =>
  DECAYS.map(({ seconds }) => Math.exp(-from / seconds) - Math.exp(-to / seconds)),
);
/** Calls expected of an open page in each span: what a new visit brings. */
const OPEN = PARTS.map((parts, span) =>
  DECAYS.reduce((sum, { share }, decay) => sum + share * parts[decay]!, span === 0 ? FROM_OPEN_PAGE : 0),
);

const WIDTH = 1 + DECAYS.length;

/** The number on which the visit adds least doubt about who will have called. */
export function leastDoubt(choice: Choice): PoolNumber | undefined {
  const view = viewPending(choice.pending, choice.visit, choice.at);
  const spans = SPANS.map((_, span) => spanOf(view, span));
  return pickLeast(choice, (slot) => {
    let doubt = 0;
    for (const span of spans) doubt += addedDoubt(view, span, slot * WIDTH);
    return doubt;
  });
}

type Span = {
  open: number;
  fast: number;
  middle: number;
  slow: number;
  half: number;
  logOfHalf: number;
  weight: number;
  spread: number;
};

function spanOf({ weights }: PendingView, span: number): Span {
  const { weight, visit } = SPANS[span]!;
  const parts = PARTS[span]!;
  const open = OPEN[span]!;
  const [fast, middle, slow] = [weights[1] * parts[0]!, weights[2] * parts[1]!, weights[3] * parts[2]!];
  const half = open / 2;
  const measures = { half, logOfHalf: Math.log(half), weight: weight * open, spread: 1 + visit + CHANNEL_WEIGHT };
  return { open, fast, middle, slow, ...measures };
}

/** Called for each span of each number of the pool: a plain loop body. */
function addedDoubt({ total, sameChannel, sameCampaign }: PendingView, span: Span, start: number): number {
  const { open, fast, middle, slow, half, weight, spread } = span;
  const all =
    open * total[start]! + fast * total[start + 1]! + middle * total[start + 2]! + slow * total[start + 3]! + half;
  const channel =
    open * sameChannel[start]! +
    fast * sameChannel[start + 1]! +
    middle * sameChannel[start + 2]! +
    slow * sameChannel[start + 3]! +
    half;
  const campaign =
    open * sameCampaign[start]! +
    fast * sameCampaign[start + 1]! +
    middle * sameCampaign[start + 2]! +
    slow * sameCampaign[start + 3]! +
    half;
  return weight * (spread * logOf(all, span) - logOf(campaign, span) - CHANNEL_WEIGHT * logOf(channel, span));
}

/** Logarithms are most of the work, and most numbers hold nothing of a campaign. */
function logOf(mass: number, { half, logOfHalf }: Span): number {
  return mass === half ? logOfHalf : Math.log(mass);
}
