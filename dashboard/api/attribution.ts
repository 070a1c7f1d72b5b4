// What is asked about who called: answers and corrections of a call, doubts, accuracy, what was learned.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  AccuracyReport,
  CallAnswers,
  Corrected,
  DoubtList,
  Learned,
  ParametersVersions,
  Reattributed,
  ReattributionBody,
  ReattributionPreview,
  VisitChoices,
} from '../../src/api/wire.ts';
import { get, send } from './client.ts';

export interface Range {
  from: string;
  to: string;
}

/** A learned version, or what holds where nothing is learned. */
export type VersionName = number | 'default';

export const callAnswers = (callId: string) =>
  queryOptions({
    queryKey: ['answers', callId],
    queryFn: ({ signal }) => get<CallAnswers>(`/calls/${callId}/answers`, {}, signal),
  });

export const visitChoices = (callId: string, q: string) =>
  queryOptions({
    queryKey: ['visit-choices', callId, q],
    queryFn: ({ signal }) => get<VisitChoices>(`/calls/${callId}/visits`, { q }, signal),
    placeholderData: keepPreviousData,
  });

/** A person's word; `visitId` null: none of our visits. */
export const correctCall = (callId: string, visitId: string | null) =>
  send<Corrected>('POST', `/calls/${callId}/correction`, { visitId });

export const withdrawCorrection = (callId: string) => send<Corrected>('DELETE', `/calls/${callId}/correction`);

export const accuracy = (siteId: string, range: Range) =>
  queryOptions({
    queryKey: ['accuracy', siteId, range],
    queryFn: ({ signal }) => get<AccuracyReport>(`/sites/${siteId}/accuracy`, { ...range }, signal),
    placeholderData: keepPreviousData,
  });

const DOUBTS_AT_ONCE = 20;

export const doubts = (siteId: string, range: Range) =>
  infiniteQueryOptions({
    queryKey: ['doubts', siteId, range],
    queryFn: ({ pageParam, signal }) =>
      get<DoubtList>(`/sites/${siteId}/doubts`, { ...range, ...pageParam, limit: DOUBTS_AT_ONCE }, signal),
    initialPageParam: {} as { cursor?: string },
    getNextPageParam: (page) => (page.nextCursor ? { cursor: page.nextCursor } : undefined),
    // A list one works through: it must not change under the hand. Who comes back to it sees it fresh.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export const versions = (siteId: string) =>
  queryOptions({
    queryKey: ['versions', siteId],
    queryFn: ({ signal }) => get<ParametersVersions>(`/sites/${siteId}/attribution/versions`, {}, signal),
  });

export const learnNow = (siteId: string) => send<Learned>('POST', `/sites/${siteId}/attribution/learn`);

export const putInForce = (siteId: string, version: VersionName) =>
  send<ParametersVersions>('POST', `/sites/${siteId}/attribution/versions/${version}/use`);

export const previewReattribution = (siteId: string, body: ReattributionBody) =>
  send<ReattributionPreview>('POST', `/sites/${siteId}/attribution/preview`, body);

export const applyReattribution = (siteId: string, body: ReattributionBody) =>
  send<Reattributed>('POST', `/sites/${siteId}/attribution/apply`, body);
