// What the rooms ask for, with the cache key of each question.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  ApiKey,
  CallCard,
  CallFilter,
  CallList,
  Connection,
  Me,
  OperatorFacts,
  OperatorNumber,
  Refusal,
  Site,
  SourceReport,
  SourceReportQuery,
  Timeline,
  TrackingNumber,
} from '../../src/api/wire.ts';
import { get, type Query } from './client.ts';

/** A list's filter as it is put into the address: flags are the words true and false. */
export type CallQuery = { [K in keyof CallFilter]: NonNullable<CallFilter[K]> };
export type ReportQuery = { [K in keyof SourceReportQuery]?: NonNullable<SourceReportQuery[K]> };

const PAGE_SIZE = 50;

export const me = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => get<Me>('/me', {}, signal),
  staleTime: 60_000,
});

export const site = (siteId: string) =>
  queryOptions({
    queryKey: ['site', siteId],
    queryFn: ({ signal }) => get<Site>(`/sites/${siteId}`, {}, signal),
  });

export const numbers = (siteId: string) =>
  queryOptions({
    queryKey: ['numbers', siteId],
    queryFn: ({ signal }) => get<TrackingNumber[]>(`/sites/${siteId}/numbers`, {}, signal),
  });

export const connections = queryOptions({
  queryKey: ['connections'],
  queryFn: ({ signal }) => get<Connection[]>('/connections', {}, signal),
});

export const connectionKinds = queryOptions({
  queryKey: ['connection-kinds'],
  queryFn: ({ signal }) => get<OperatorFacts[]>('/connections/kinds', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const operatorNumbers = (connectionId: string) =>
  queryOptions({
    queryKey: ['operator-numbers', connectionId],
    queryFn: ({ signal }) => get<OperatorNumber[]>(`/connections/${connectionId}/operator-numbers`, {}, signal),
    staleTime: 0,
    retry: false,
  });

export const refusals = (siteId: string) =>
  queryOptions({
    queryKey: ['refusals', siteId],
    queryFn: ({ signal }) => get<Refusal[]>(`/sites/${siteId}/refusals`, {}, signal),
  });

export const apiKeys = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => get<ApiKey[]>('/api-keys', {}, signal),
});

export const calls = (siteId: string, filter: CallQuery) =>
  infiniteQueryOptions({
    queryKey: ['calls', siteId, filter],
    queryFn: ({ pageParam, signal }) =>
      get<CallList>(`/sites/${siteId}/calls`, { ...filter, ...pageParam, limit: PAGE_SIZE } satisfies Query, signal),
    initialPageParam: {} as { cursor?: string },
    getNextPageParam: (page) => (page.nextCursor ? { cursor: page.nextCursor } : undefined),
    placeholderData: keepPreviousData,
  });

export const call = (callId: string) =>
  queryOptions({
    queryKey: ['call', callId],
    queryFn: ({ signal }) => get<CallCard>(`/calls/${callId}`, {}, signal),
  });

export const report = (siteId: string, query: ReportQuery) =>
  queryOptions({
    queryKey: ['report', siteId, query],
    queryFn: ({ signal }) => get<SourceReport>(`/sites/${siteId}/reports/sources`, query, signal),
    placeholderData: keepPreviousData,
  });

export const timeline = (siteId: string, range: { from: string; to: string }) =>
  queryOptions({
    queryKey: ['timeline', siteId, range],
    queryFn: ({ signal }) => get<Timeline>(`/sites/${siteId}/reports/timeline`, range, signal),
    placeholderData: keepPreviousData,
  });
