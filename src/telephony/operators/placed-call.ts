// A call of ours through an operator: what its addresses there carry of it, as a call's course does for one that came in.
import type { PlaceOrder } from '../../core/routing/place-order.ts';

export type Placed = {
  /** ours (PlaceOrder) */
  order: string;
  number: string;
  callee: string;
  agentId: string;
  whisper: string | null;
  ringSeconds: number;
  at: Date;
};

export function placedQuery({ order, number, callee, agentId, whisper, ringSeconds, at }: Placed): string {
  const query = new URLSearchParams({
    ...{ o: order, n: number, e: callee, g: agentId, k: String(ringSeconds), t: at.getTime().toString(36) },
  });
  if (whisper) query.set('w', whisper);
  return query.toString();
}

/** Undefined: the address is about no call of ours. */
export function placedOf(query: URLSearchParams): Placed | undefined {
  const word = (name: string) => query.get(name) ?? '';
  const at = new Date(Number.parseInt(word('t'), 36));
  if (!word('o') || !word('n') || !word('e') || Number.isNaN(at.getTime())) return undefined;
  return {
    ...{ order: word('o'), number: word('n'), callee: word('e'), agentId: word('g'), whisper: word('w') || null },
    ...{ ringSeconds: Number(word('k')) || 30, at },
  };
}

export const placedBy = (order: PlaceOrder, at: Date): Placed => ({
  ...{ order: order.id, number: order.number, callee: order.callee, agentId: order.agent.id, at },
  ...{ whisper: order.whisper, ringSeconds: order.ringSeconds },
});
