// Keeps what was measured, so that a part can be measured again by itself, when the machine is free.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Contestant, OURS_FULL } from './contestants.ts';
import { type Results, resultsOf } from './results.ts';

const FILE = fileURLToPath(new URL('../../dist/bench/page-script.json', import.meta.url));

/** What is kept of contestants that have not changed since; of all others nothing. */
export function keptResults(all: readonly Contestant[]): Results {
  const fresh = resultsOf(all);
  let kept: Results = {};
  try {
    kept = JSON.parse(readFileSync(FILE, 'utf8')) as Results;
  } catch {} // nothing is kept
  for (const [id, { weight }] of Object.entries(fresh)) {
    const one = kept[id];
    if (one && JSON.stringify(one.weight) === JSON.stringify(weight)) fresh[id] = one;
  }
  return fresh;
}

export function keepResults(results: Results): void {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, JSON.stringify(results));
}

/** Is every part measured of everybody it concerns? */
export const isWhole = (all: readonly Contestant[], results: Results): boolean =>
  all.every(({ id, does }) => {
    const { work, sights, handled } = results[id]!;
    return id === OURS_FULL ? handled : work.length > 0 && (does !== 'swap' || sights.length > 0);
  });
