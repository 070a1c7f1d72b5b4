// What the rooms about numbers ask for, with the cache key of each question, and what must be asked anew after a change.
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import type {
  CheckList,
  Contract,
  Leaks,
  Notice,
  NumberHistory,
  NumbersInOrder,
  Placement,
  Pool,
  PoolStats,
  Silence,
} from '../../src/api/wire.ts';
import { apiPath, get } from './client.ts';

export const silence = (siteId: string) =>
  queryOptions({
    queryKey: ['silence', siteId],
    queryFn: ({ signal }) => get<Silence>(`/sites/${siteId}/numbers/silence`, {}, signal),
    staleTime: 60_000,
  });

export const numberHistory = (siteId: string, numberId: string) =>
  queryOptions({
    queryKey: ['number-history', siteId, numberId],
    queryFn: ({ signal }) => get<NumberHistory>(`/sites/${siteId}/numbers/${numberId}/history`, {}, signal),
  });

export const numberChecks = (siteId: string, numberId: string) =>
  queryOptions({
    queryKey: ['number-checks', siteId, numberId],
    queryFn: ({ signal }) => get<CheckList>(`/sites/${siteId}/numbers/${numberId}/checks`, {}, signal),
  });

export const pools = (siteId: string) =>
  queryOptions({
    queryKey: ['pools', siteId],
    queryFn: ({ signal }) => get<Pool[]>(`/sites/${siteId}/pools`, {}, signal),
  });

export const placements = (siteId: string) =>
  queryOptions({
    queryKey: ['placements', siteId],
    queryFn: ({ signal }) => get<Placement[]>(`/sites/${siteId}/placements`, {}, signal),
  });

export const poolStats = (siteId: string, poolId: string) =>
  queryOptions({
    queryKey: ['pool-stats', siteId, poolId],
    queryFn: ({ signal }) => get<PoolStats>(`/sites/${siteId}/pools/${poolId}/stats`, {}, signal),
  });

export const leaks = (siteId: string) =>
  queryOptions({
    queryKey: ['leaks', siteId],
    queryFn: ({ signal }) => get<Leaks>(`/sites/${siteId}/numbers/leaks`, {}, signal),
  });

export const contracts = queryOptions({
  queryKey: ['contracts'],
  queryFn: ({ signal }) => get<Contract[]>('/contracts', {}, signal),
});

export const inOrder = (siteId: string) =>
  queryOptions({
    queryKey: ['in-order', siteId],
    queryFn: ({ signal }) => get<NumbersInOrder>(`/sites/${siteId}/reports/numbers-in-order`, {}, signal),
  });

// Who waits for news of a number looks at the page; a minute is soon enough.
const NOTICES_EVERY_MS = 60_000;

export const notices = queryOptions({
  queryKey: ['notices'],
  queryFn: ({ signal }) => get<Notice[]>('/notices', {}, signal),
  refetchInterval: NOTICES_EVERY_MS,
});

/** Where the numbers can be had as a file. */
export const numbersCsvUrl = (siteId: string) => apiPath(`/sites/${siteId}/numbers.csv`);

const TOUCHED = [
  'numbers',
  'site',
  'placements',
  'pools',
  'pool-stats',
  'number-history',
  'in-order',
  'silence',
  'leaks',
];
const TOUCHED_EVERYWHERE = ['contracts', 'connections', 'notices'];

/** Asks anew for all that a change of a number, a pool or a contract may have touched. */
export function useNumbersChanged(siteId: string): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    const stale = [...TOUCHED.map((key) => [key, siteId]), ...TOUCHED_EVERYWHERE.map((key) => [key])];
    await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}
