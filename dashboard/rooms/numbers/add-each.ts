// Adds numbers one after another, so that one which is refused keeps no other out.
import type { z } from 'zod';
import type { NumberCreate as NumberCreateShape } from '../../../src/api/wire.ts';
import { ApiProblem, send } from '../../api/client.ts';

/** As it may be sent: what has a default may be left out. */
export type NewNumber = z.input<typeof NumberCreateShape>;

export interface Refused {
  e164: string;
  problem: ApiProblem;
}

/** The refused ones with the reason of each; `onDone` is told how many have been asked for. Fails when nobody answers. */
export async function addEach(
  siteId: string,
  numbers: readonly NewNumber[],
  onDone: (done: number) => void,
): Promise<Refused[]> {
  const refused: Refused[] = [];
  for (const [at, number] of numbers.entries()) {
    onDone(at);
    try {
      await send('POST', `/sites/${siteId}/numbers`, number);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      refused.push({ e164: number.e164, problem: error });
    }
  }
  return refused;
}
