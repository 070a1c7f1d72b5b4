// The recording of a call in doubt, where there was a talk: hearing it often tells who called.
import { useQuery } from '@tanstack/react-query';
import type { CallCard, Doubt } from '../../../src/api/wire.ts';
import { get } from '../../api/client.ts';
import { PlayButton } from '../../parts/play.tsx';

export function DoubtRecording({ doubt }: { doubt: Doubt }) {
  const { data } = useQuery({
    // A key of its own: a correction asks cards anew, and what was recorded does not change by it.
    queryKey: ['doubt-recording', doubt.callId],
    queryFn: ({ signal }) => get<CallCard>(`/calls/${doubt.callId}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: doubt.talkSeconds !== null,
  });
  return data && data.recording.state !== 'none' ? <PlayButton call={data} /> : null;
}
