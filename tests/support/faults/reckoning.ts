// What became of calls: offered, reached a person, recorded whole, listed with right times, attributed.
import type { CallCard } from '../../../src/api/wire.ts';
import type { Offered } from './house.ts';

export type Reckoning = {
  offered: number;
  reached: number;
  listed: number;
  recorded: number;
  attributed: number;
  /** in words, one for each call that something is wrong with */
  wrong: string[];
};

const SECONDS_OFF = 1.5; // sipp's own pauses and BYE are part of a talk

/** Holds what callers saw against what is listed. `lateSeconds`: by so much a call may be heard late. */
export function reckon(
  offered: readonly Offered[],
  cards: readonly (CallCard | undefined)[],
  lateSeconds = SECONDS_OFF,
): Reckoning {
  const judged = offered.map((call, at) => judge(call, cards[at], lateSeconds));
  const count = (name: keyof Judged) => judged.filter((one) => one[name] === true).length;
  return {
    offered: offered.length,
    ...{ reached: count('reached'), listed: count('listed') },
    ...{ recorded: count('recorded'), attributed: count('attributed') },
    wrong: judged.flatMap(({ wrong }, at) => (wrong.length > 0 ? [`${offered[at]?.caller}: ${wrong.join(', ')}`] : [])),
  };
}

type Judged = { reached: boolean; listed: boolean; recorded: boolean; attributed: boolean; wrong: string[] };

function judge(call: Offered, card: CallCard | undefined, lateSeconds: number): Judged {
  const reached = call.outcome === 'ended';
  const times = card ? timesOf(call, card, lateSeconds) : 'not listed';
  const recorded = card ? recordedWhole(card) : false;
  const attributed = Boolean(card?.attribution);
  const wrong = [
    ...(reached ? [] : ['did not reach anybody']),
    ...(times === null ? [] : [times]),
    ...(recorded || !reached
      ? []
      : [`recording ${card?.recording.state} ${card?.recording.seconds} of ${card?.talkSeconds} s`]),
    ...(attributed ? [] : ['not attributed']),
  ];
  return { reached, listed: times === null, recorded, attributed, wrong };
}

function timesOf(call: Offered, card: CallCard, lateSeconds: number): string | null {
  const late = (Date.parse(card.startedAt) - call.at.getTime()) / 1000;
  if (late < -SECONDS_OFF || late > lateSeconds) return `begins ${late.toFixed(1)} s off`;
  if (call.outcome !== 'ended') return card.endedAt ? null : 'has no end';
  const off = (card.talkSeconds ?? -99) - call.seconds;
  return Math.abs(off) > SECONDS_OFF
    ? `talk of ${card.talkSeconds} s instead of ${call.seconds} (${card.status})`
    : null;
}

function recordedWhole({ recording, talkSeconds }: CallCard): boolean {
  return recording.state === 'ready' && Math.abs((recording.seconds ?? 0) - (talkSeconds ?? -99)) < 1;
}
