// What the room about destinations asks for, with the cache key of each question.
import { infiniteQueryOptions, keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import type {
  CallDelivery,
  CallList,
  DeliveryAttempt,
  DeliveryDay,
  DeliveryList,
  Destination,
  DestinationKind,
  DestinationTried,
  FarFields,
  SourceReport,
  TemplateFilled,
} from '../../src/api/wire.ts';
import { get, type Query, send } from './client.ts';

const PAGE_SIZE = 50;
// Deliveries come to their end by themselves, and who looks at them waits for that.
const EVERY_MS = 5_000;

export const destinationKinds = queryOptions({
  queryKey: ['destination-kinds'],
  queryFn: ({ signal }) => get<DestinationKind[]>('/destinations/kinds', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The words of all kinds, in both languages: a chunk of their own. */
export const destinationWords = queryOptions({
  queryKey: ['destination-words'],
  queryFn: async () => (await import('../i18n/destinations/all.ts')).destinationWords,
  staleTime: Number.POSITIVE_INFINITY,
});

export const destinations = (siteId: string) =>
  queryOptions({
    queryKey: ['destinations', siteId],
    queryFn: ({ signal }) => get<Destination[]>(`/sites/${siteId}/destinations`, {}, signal),
    refetchInterval: EVERY_MS,
  });

export type DeliveryFilterWords = { state?: string | undefined; from?: string; to?: string };

export const deliveries = (destinationId: string, filter: DeliveryFilterWords) =>
  infiniteQueryOptions({
    queryKey: ['deliveries', destinationId, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      get<DeliveryList>(
        `/destinations/${destinationId}/deliveries`,
        { ...filter, ...pageParam, limit: PAGE_SIZE } satisfies Query,
        signal,
      ),
    initialPageParam: {} as { cursor?: string },
    getNextPageParam: (page) => (page.nextCursor ? { cursor: page.nextCursor } : undefined),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });

export const deliveryDays = (destinationId: string) =>
  queryOptions({
    queryKey: ['deliveries', destinationId, 'days'],
    queryFn: ({ signal }) => get<DeliveryDay[]>(`/destinations/${destinationId}/days`, {}, signal),
    refetchInterval: EVERY_MS,
  });

export const attempts = (destinationId: string, deliveryId: string) =>
  queryOptions({
    queryKey: ['deliveries', destinationId, 'attempts', deliveryId],
    queryFn: ({ signal }) =>
      get<DeliveryAttempt[]>(`/destinations/${destinationId}/deliveries/${deliveryId}/attempts`, {}, signal),
    refetchInterval: EVERY_MS,
  });

export const deliveriesOfCall = (callId: string) =>
  queryOptions({
    queryKey: ['deliveries', 'of-call', callId],
    queryFn: ({ signal }) => get<CallDelivery[]>(`/calls/${callId}/deliveries`, {}, signal),
    refetchInterval: 2 * EVERY_MS,
  });

export const farFields = (destinationId: string) =>
  queryOptions({
    queryKey: ['far-fields', destinationId],
    queryFn: ({ signal }) => get<FarFields>(`/destinations/${destinationId}/far-fields`, {}, signal),
    staleTime: 5 * 60_000,
    retry: false,
  });

/** Templates as they come out for a call; undefined: the latest one. */
export const filled = (siteId: string, templates: readonly string[], call: string | undefined) =>
  queryOptions({
    queryKey: ['filled', siteId, templates, call],
    queryFn: () => send<TemplateFilled>('POST', `/sites/${siteId}/destinations/fill`, { templates, call }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });

/** Some calls to try things on. */
export const latestCalls = (siteId: string) =>
  queryOptions({
    queryKey: ['calls-to-try', siteId], // not below 'calls': those are pages, which live calls are put into
    queryFn: ({ signal }) => get<CallList>(`/sites/${siteId}/calls`, { limit: 20 }, signal),
  });

const DAYS_BACK = 90;

/** Values of a level that the site had in the last 90 days. */
export const sourceValues = (siteId: string, by: 'source' | 'campaign') =>
  queryOptions({
    queryKey: ['source-values', siteId, by],
    queryFn: async ({ signal }) => {
      const from = new Date(Date.now() - DAYS_BACK * 86_400_000).toISOString();
      const { rows } = await get<SourceReport>(`/sites/${siteId}/reports/sources`, { by, from }, signal);
      return rows.flatMap(({ key, unknown }) => (key && !unknown ? [key] : []));
    },
    staleTime: 5 * 60_000,
  });

export const tryDestination = (
  destinationId: string,
  asked: { type: string; call?: string | undefined; dry: boolean },
) => send<DestinationTried>('POST', `/destinations/${destinationId}/try`, asked);
export const checkDestination = (destinationId: string) =>
  send<DestinationTried>('POST', `/destinations/${destinationId}/check`);
export const replay = (
  destinationId: string,
  wanted: {
    ids?: string[];
    from?: string | undefined;
    to?: string | undefined;
    states?: string[] | undefined;
    past?: boolean;
  },
) => send<{ count: number }>('POST', `/destinations/${destinationId}/replay`, wanted);
export const signInPage = (destinationId: string) =>
  send<{ url: string }>('POST', `/destinations/${destinationId}/sign-in`);

/** Asks anew for all that a change of a destination, or of what was sent to it, may have touched. */
export function useDestinationsChanged(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    const stale = ['destinations', 'deliveries', 'far-fields', 'notices'];
    await Promise.all(stale.map((key) => client.invalidateQueries({ queryKey: [key] })));
  };
}
