// What the rooms about routes and sounds ask for, with the cache key of each question.
import { queryOptions } from '@tanstack/react-query';
import type {
  Agent,
  Route,
  RouteAssign,
  RouteCard,
  RouteSummary,
  RouteVersion,
  RouteVersionCard,
  Schedule,
  Sound,
  Spoken,
  Team,
  WouldHappen,
  WouldHappenAsk,
} from '../../src/api/wire.ts';
import { apiPath, get, send, sendFile } from './client.ts';

export const routes = (siteId: string) =>
  queryOptions({
    queryKey: ['routes', siteId],
    queryFn: ({ signal }) => get<RouteSummary[]>(`/sites/${siteId}/routes`, {}, signal),
  });

export const route = (siteId: string, routeId: string) =>
  queryOptions({
    queryKey: ['route', siteId, routeId],
    queryFn: ({ signal }) => get<RouteCard>(`/sites/${siteId}/routes/${routeId}`, {}, signal),
  });

export const routeVersions = (siteId: string, routeId: string) =>
  queryOptions({
    queryKey: ['route', siteId, routeId, 'versions'],
    queryFn: ({ signal }) => get<RouteVersion[]>(`/sites/${siteId}/routes/${routeId}/versions`, {}, signal),
  });

export const routeVersion = (siteId: string, routeId: string, version: number) =>
  queryOptions({
    queryKey: ['route', siteId, routeId, 'versions', version],
    queryFn: ({ signal }) =>
      get<RouteVersionCard>(`/sites/${siteId}/routes/${routeId}/versions/${version}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY, // what was published never changes
  });

export const agents = (siteId: string) =>
  queryOptions({
    queryKey: ['agents', siteId],
    queryFn: ({ signal }) => get<Agent[]>(`/sites/${siteId}/agents`, {}, signal),
  });

export const teams = (siteId: string) =>
  queryOptions({
    queryKey: ['teams', siteId],
    queryFn: ({ signal }) => get<Team[]>(`/sites/${siteId}/teams`, {}, signal),
  });

export const schedules = (siteId: string) =>
  queryOptions({
    queryKey: ['schedules', siteId],
    queryFn: ({ signal }) => get<Schedule[]>(`/sites/${siteId}/schedules`, {}, signal),
  });

export const sounds = (siteId: string) =>
  queryOptions({
    queryKey: ['sounds', siteId],
    queryFn: ({ signal }) => get<Sound[]>(`/sites/${siteId}/sounds`, {}, signal),
  });

const at = (siteId: string, routeId: string) => `/sites/${siteId}/routes/${routeId}`;

export const createRoute = (siteId: string, wanted: { name: string; draft: Route }) =>
  send<RouteCard>('POST', `/sites/${siteId}/routes`, wanted);
export const renameRoute = (siteId: string, routeId: string, name: string) =>
  send<RouteCard>('PATCH', at(siteId, routeId), { name });
export const deleteRoute = (siteId: string, routeId: string) => send<void>('DELETE', at(siteId, routeId));
/** `draftAt`: of the draft it was drawn over; refused as 'draft-changed' if another was saved since. */
export const saveDraft = (siteId: string, routeId: string, draft: Route, draftAt: string) =>
  send<RouteCard>('PUT', `${at(siteId, routeId)}/draft?draftAt=${encodeURIComponent(draftAt)}`, draft);
export const publishRoute = (siteId: string, { id, draftAt }: RouteCard, note: string) =>
  send<RouteCard>('POST', `${at(siteId, id)}/publish`, { note, draftAt });
export const takeVersionAgain = (siteId: string, routeId: string, version: number) =>
  send<RouteCard>('POST', `${at(siteId, routeId)}/versions/${version}/use`, { note: '' });
export const assignRoute = (siteId: string, routeId: string, serves: RouteAssign) =>
  send<RouteCard>('PUT', `${at(siteId, routeId)}/serves`, serves);
export const wouldHappen = (siteId: string, asked: WouldHappenAsk) =>
  send<WouldHappen>('POST', `/sites/${siteId}/routes/what-would-happen`, asked);

export const speak = (siteId: string, words: string, language: 'ru' | 'en') =>
  send<Spoken>('POST', `/sites/${siteId}/sounds/speak`, { words, language });
export const addSound = (siteId: string, name: string, wav: Blob) =>
  sendFile<Sound>(`/sites/${siteId}/sounds`, { name }, wav, 'audio/wav');
export const renameSound = (siteId: string, soundId: string, name: string) =>
  send<Sound>('PATCH', `/sites/${siteId}/sounds/${soundId}`, { name });
export const deleteSound = (siteId: string, soundId: string) =>
  send<void>('DELETE', `/sites/${siteId}/sounds/${soundId}`);
/** Where a sound plays from. */
export const soundUrl = (siteId: string, soundId: string) => apiPath(`/sites/${siteId}/sounds/${soundId}.wav`);
