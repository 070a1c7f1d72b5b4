// The planner's questions to the API.
import { queryOptions } from '@tanstack/react-query';
import type { Plan, PlanQuestion } from '../../src/api/wire.ts';
import { get, send } from './client.ts';

// A plan takes a minute or two; who waits for it sees it within a breath.
const RUNNING_POLL_MS = 2000;

export const plan = (siteId: string) =>
  queryOptions({
    queryKey: ['plan', siteId],
    queryFn: ({ signal }) => get<Plan>(`/sites/${siteId}/plan`, {}, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? RUNNING_POLL_MS : false),
  });

export const askForPlan = (siteId: string, question: PlanQuestion) =>
  send<Plan>('POST', `/sites/${siteId}/plan`, question);
