// The call before and after the open one, in the order of the list.
import { createContext, useContext } from 'react';
import type { CallRow } from '../../../src/api/wire.ts';

export interface Neighbours {
  previous: string | undefined;
  next: string | undefined;
}

export const NeighboursContext = createContext<Neighbours>({ previous: undefined, next: undefined });

export const useNeighbours = () => useContext(NeighboursContext);

/** Ids around a call; both undefined when the list does not have it. */
export function neighboursOf(calls: readonly CallRow[], callId: string | undefined): Neighbours {
  const at = calls.findIndex((call) => call.id === callId);
  return at < 0 ? { previous: undefined, next: undefined } : { previous: calls[at - 1]?.id, next: calls[at + 1]?.id };
}
