// Operators that send nothing unless they are asked to, and asked again before long: their subscriptions are kept up.
import type { House as OperatorHouse } from '../telephony/operators/port.ts';
import { type Connected, connectionOf } from './operators.ts';

type SubscribingOptions = {
  connected: () => readonly Connected[];
  houseOf: (row: Connected) => OperatorHouse;
  log: (message: string, error?: unknown) => void;
};

const LOOK_MS = 60_000;
const LEFT_MS = 30 * 60_000; // renewed half an hour before its end, so that a failure can be mended
const SHORTEST_MS = 60_000; // however short an operator says it holds

export type Subscribing = {
  /** subscribes where it is due; resolves when all have been asked */
  look(): Promise<void>;
  stop(): void;
};

/** Looks each minute until it is stopped. Each node subscribes: what comes twice counts once. */
export function startSubscribing({ connected, houseOf, log }: SubscribingOptions): Subscribing {
  const renewedAt = new Map<string, { settings: string; at: number }>();
  const keep = async (row: Connected) => {
    if (!row.operator.subscribe) return;
    // Other settings, a new token say, mean another subscription.
    const settings = JSON.stringify([row.settings, row.hookSecret]);
    const due = renewedAt.get(row.id);
    if (due && due.settings === settings && Date.now() < due.at) return;
    try {
      const until = await row.operator.subscribe(connectionOf(row), houseOf(row));
      renewedAt.set(row.id, { settings, at: Math.max(until.getTime() - LEFT_MS, Date.now() + SHORTEST_MS) });
    } catch (error) {
      log(`${row.name}: its events could not be subscribed to; in a minute it is asked again`, error);
    }
  };
  let last = Promise.resolve();
  const look = () => {
    last = last.then(async () => {
      for (const row of connected()) await keep(row);
    });
    return last;
  };
  void look();
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return { look, stop: () => clearInterval(timer) };
}
