// What a person has said of the calls on the list, in order, so that the last word can be taken back.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { correctCall, withdrawCorrection } from '../../api/attribution.ts';
import { forgetOldAnswers } from '../../api/use-correction.ts';

export interface Decision {
  callId: string;
  /** null: none of our visits. */
  visitId: string | null;
  /** The source that was named, for the line that stays. */
  title: string;
}

export interface Decisions {
  /** Undefined: nothing was said of this call here. */
  of: (callId: string) => Decision | undefined;
  count: number;
  /** The newest; what "undo" takes back. */
  last: Decision | undefined;
  error: { callId: string; error: unknown } | null;
  say: (decision: Decision) => void;
  undo: (callId: string) => void;
}

export function useDecisions(): Decisions {
  const client = useQueryClient();
  const [made, setMade] = useState<readonly Decision[]>([]);
  const without = (callId: string) => (list: readonly Decision[]) => list.filter((one) => one.callId !== callId);
  const put = (decision: Decision) => (list: readonly Decision[]) => [...without(decision.callId)(list), decision];
  const word = useMutation({
    mutationFn: (asked: { decision: Decision; undo: boolean }) =>
      asked.undo
        ? withdrawCorrection(asked.decision.callId)
        : correctCall(asked.decision.callId, asked.decision.visitId),
    // Seen at once; put back as it was when the server refuses.
    onMutate: ({ decision, undo }) => setMade(undo ? without(decision.callId) : put(decision)),
    onError: (_error, { decision, undo }) => setMade(undo ? put(decision) : without(decision.callId)),
    onSuccess: () => forgetOldAnswers(client),
  });
  const of = (callId: string) => made.find((one) => one.callId === callId);
  return {
    of,
    count: made.length,
    last: made.at(-1),
    error: word.error && word.variables ? { callId: word.variables.decision.callId, error: word.error } : null,
    say: (decision) => word.mutate({ decision, undo: false }),
    undo: (callId) => {
      const decision = of(callId);
      if (decision) word.mutate({ decision, undo: true });
    },
  };
}
