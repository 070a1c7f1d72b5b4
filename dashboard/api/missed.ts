// What the rooms of missed callers and of spam ask for.
import { infiniteQueryOptions, keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import type {
  CallBackList,
  CallBackOfCall,
  CallBackSettings,
  ListedCaller,
  MissedReport,
  SpamFigures,
  SpamRulesCard,
} from '../../src/api/wire.ts';
import { get, type Query } from './client.ts';

export type TaskFilter = { state: 'open' | 'late' | 'closed'; agent?: string | undefined; q?: string | undefined };

const PAGE_SIZE = 50;
// A limit runs out without anything happening on the server.
const LOOK_AGAIN_MS = 60_000;

export const callBacks = (siteId: string, filter: TaskFilter) =>
  infiniteQueryOptions({
    queryKey: ['call-backs', siteId, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      get<CallBackList>(
        `/sites/${siteId}/call-backs`,
        { ...filter, ...pageParam, limit: PAGE_SIZE } satisfies Query,
        signal,
      ),
    initialPageParam: {} as { cursor?: string },
    getNextPageParam: (page) => (page.nextCursor ? { cursor: page.nextCursor } : undefined),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
  });

/** The task about a missed call. */
export const callBackOf = (siteId: string, callId: string) =>
  queryOptions({
    queryKey: ['call-backs', siteId, 'of-call', callId],
    queryFn: ({ signal }) => get<CallBackOfCall>(`/calls/${callId}/call-back`, {}, signal),
  });

export const callBackSettings = (siteId: string) =>
  queryOptions({
    queryKey: ['call-backs', siteId, 'settings'],
    queryFn: ({ signal }) => get<CallBackSettings>(`/sites/${siteId}/call-back-settings`, {}, signal),
  });

export const missedReport = (siteId: string, query: { from?: string; to?: string; by: MissedReport['by'] }) =>
  queryOptions({
    queryKey: ['call-backs', siteId, 'report', query],
    queryFn: ({ signal }) => get<MissedReport>(`/sites/${siteId}/reports/missed`, query, signal),
    placeholderData: keepPreviousData,
  });

/** To be called after a task was written. */
export function useCallBacksChanged(siteId: string): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['call-backs', siteId] });
}

export const spamRules = (siteId: string) =>
  queryOptions({
    queryKey: ['spam', siteId, 'rules'],
    queryFn: ({ signal }) => get<SpamRulesCard>(`/sites/${siteId}/spam/rules`, {}, signal),
  });

export const spamCallers = (siteId: string) =>
  queryOptions({
    queryKey: ['spam', siteId, 'callers'],
    queryFn: ({ signal }) => get<ListedCaller[]>(`/sites/${siteId}/spam/callers`, {}, signal),
  });

export const spamFigures = (siteId: string) =>
  queryOptions({
    queryKey: ['spam', siteId, 'figures'],
    queryFn: ({ signal }) => get<SpamFigures>(`/sites/${siteId}/spam/figures`, {}, signal),
  });

/** To be called after a call was marked or put back: it counts in everything, or in nothing. */
export function useSpamSaid(siteId: string): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    for (const key of ['report', 'timeline', 'call-backs', 'spam'])
      void client.invalidateQueries({ queryKey: [key, siteId] });
    await Promise.all([['call'], ['calls', siteId]].map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}
