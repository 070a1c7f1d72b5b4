// JSON lines: every figure of ours beside every peer's.
import { type Contestant, OURS } from './contestants.ts';
import { FIGURES, type Figure, type Results, summary } from './results.ts';

/** Prints `value` (ours), `peer` and `ratio` (above 1: ours is better; null where one is zero), medians and all rounds. */
export function printLines(all: readonly Contestant[], results: Results): void {
  for (const figure of Object.values<Figure>(FIGURES))
    for (const { id, name } of all) {
      const rounds = { ours: figure.values(results[OURS]!), peer: figure.values(results[id]!) };
      const ours = summary(rounds.ours);
      const peer = summary(rounds.peer);
      if (id === OURS || ours === undefined || peer === undefined) continue;
      const line = {
        name: `${figure.name}: Dialtrace beside ${name}`,
        value: rounded(ours?.median),
        unit: figure.unit,
        peer: rounded(peer?.median),
        ratio: ratio(figure, ours?.median, peer?.median),
        least: { value: rounded(ours?.min), peer: rounded(peer?.min) },
        rounds: { value: rounds.ours.map(rounded), peer: rounds.peer.map(rounded) },
      };
      console.log(JSON.stringify(line));
    }
}

function ratio({ isMoreBetter }: Figure, ours?: number, peer?: number): number | null {
  if (!ours || !peer) return null;
  return rounded(isMoreBetter ? ours / peer : peer / ours);
}

const rounded = (value: number | null | undefined): number | null =>
  value === null || value === undefined ? null : Math.round(value * 1000) / 1000;
