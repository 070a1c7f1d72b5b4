// What is asked of recordings: those of a call, how they look drawn, a site's rules and store.
import { queryOptions } from '@tanstack/react-query';
import type { CallRecordings, RecordingPeaks, RecordingRulesCard, RecordingStoreCard } from '../../src/api/wire.ts';
import { get } from './client.ts';

/** `state`: the call's own word on its recording; as it changes, the recordings are asked for anew. */
export const callRecordings = (callId: string, state: string) =>
  queryOptions({
    queryKey: ['call-recordings', callId, state],
    queryFn: ({ signal }) => get<CallRecordings>(`/calls/${callId}/recordings`, {}, signal),
  });

export const recordingPeaks = (recordingId: string) =>
  queryOptions({
    queryKey: ['recording-peaks', recordingId],
    queryFn: ({ signal }) => get<RecordingPeaks>(`/recordings/${recordingId}/peaks`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const recordingRules = (siteId: string) =>
  queryOptions({
    queryKey: ['recording-rules', siteId],
    queryFn: ({ signal }) => get<RecordingRulesCard>(`/sites/${siteId}/recording-rules`, {}, signal),
  });

export const recordingStore = (siteId: string) =>
  queryOptions({
    queryKey: ['recording-store', siteId],
    queryFn: ({ signal }) => get<RecordingStoreCard>(`/sites/${siteId}/recording-store`, {}, signal),
  });

// Safari knows Opus in Ogg since 18.4 only; others are given WAV.
let opus: boolean | undefined;
function playsOpus(): boolean {
  opus ??= document.createElement('audio').canPlayType('audio/ogg; codecs=opus') !== '';
  return opus;
}

const query = (words: readonly (string | false)[]) => {
  const said = words.filter(Boolean).join('&');
  return said ? `?${said}` : '';
};

/** Where the recording of a call plays from: the talk, where there is one. `download` makes the browser save it. */
export const recordingUrl = (callId: string, download = false) =>
  `/api/v1/calls/${callId}/recording${query([!playsOpus() && 'as=wav', download && 'download=1'])}`;

/** One recording by its own id. */
export const audioUrl = (recordingId: string, download = false) =>
  `/api/v1/recordings/${recordingId}/audio${query([!playsOpus() && 'as=wav', download && 'download=1'])}`;
