// Says who called, or takes it back; whatever was drawn from the old answer is asked anew.
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { correctCall, withdrawCorrection } from './attribution.ts';

/** A visit's id; null: none of our visits; 'withdraw': what was said before does not hold any more. */
export type PersonsWord = string | null | 'withdraw';

export function useCorrection(callId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (word: PersonsWord) => (word === 'withdraw' ? withdrawCorrection(callId) : correctCall(callId, word)),
    onSuccess: () => forgetOldAnswers(client),
  });
}

/** Other calls of the same caller may have another answer now, too. The list of doubts is left as it lies on the screen. */
export async function forgetOldAnswers(client: QueryClient): Promise<void> {
  const drawn = ['call', 'answers', 'calls', 'report', 'accuracy', 'visit-choices'];
  await Promise.all(drawn.map((key) => client.invalidateQueries({ queryKey: [key] })));
}
