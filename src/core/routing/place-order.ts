// A call of ours, as telephony is told to place it: the agent is rung first, then the client.
import type { PlanTarget, Sound } from './plan.ts';

export type PlaceOrder = {
  /** ours; to be found in what telephony tells of the call */
  id: string;
  agent: PlanTarget;
  /** E.164 */
  callee: string;
  /** E.164 of ours, shown to the client */
  number: string;
  /** what the agent hears before the client is rung */
  whisper: Sound | null;
  ringSeconds: number;
};
/** With the connection it goes out through. */
export type RoutedOrder = PlaceOrder & { connectionId: string };
