// What the rooms of the team and the clients ask for, and the stream of the live board.
import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Agent, Board, Contact, ContactList, ContactTags, Holidays, Schedule, Team } from '../../src/api/wire.ts';
import { apiPath, get, type Query } from './client.ts';

export const agents = (siteId: string) =>
  queryOptions({
    queryKey: ['team', siteId, 'agents'],
    queryFn: ({ signal }) => get<Agent[]>(`/sites/${siteId}/agents`, {}, signal),
  });

export const teams = (siteId: string) =>
  queryOptions({
    queryKey: ['team', siteId, 'teams'],
    queryFn: ({ signal }) => get<Team[]>(`/sites/${siteId}/teams`, {}, signal),
  });

export const schedules = (siteId: string) =>
  queryOptions({
    queryKey: ['team', siteId, 'schedules'],
    queryFn: ({ signal }) => get<Schedule[]>(`/sites/${siteId}/schedules`, {}, signal),
  });

export const holidays = (year: number, language: 'ru' | 'en') =>
  get<Holidays>('/holidays', { country: 'RU', year, language });

/** To be called after anything of the team was written: agents, teams and schedules name each other, the line too. */
export function useTeamChanged(siteId: string): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    void client.invalidateQueries({ queryKey: ['site', siteId] });
    await client.invalidateQueries({ queryKey: ['team', siteId] });
  };
}

export type ContactFilter = {
  q?: string | undefined;
  vip?: true | undefined;
  tag?: string | undefined;
  manager?: string | undefined;
};

const PAGE_SIZE = 50;

export const contacts = (siteId: string, filter: ContactFilter) =>
  infiniteQueryOptions({
    queryKey: ['contacts', siteId, filter],
    queryFn: ({ pageParam, signal }) =>
      get<ContactList>(
        `/sites/${siteId}/contacts`,
        { ...filter, ...pageParam, limit: PAGE_SIZE } satisfies Query,
        signal,
      ),
    initialPageParam: {} as { cursor?: string },
    getNextPageParam: (page) => (page.nextCursor ? { cursor: page.nextCursor } : undefined),
    placeholderData: keepPreviousData,
  });

export const contact = (siteId: string, phone: string) =>
  queryOptions({
    queryKey: ['contacts', siteId, 'one', phone],
    queryFn: ({ signal }) => get<Contact>(`/sites/${siteId}/contacts/${encodeURIComponent(phone)}`, {}, signal),
    retry: false,
  });

export const contactTags = (siteId: string) =>
  queryOptions({
    queryKey: ['contacts', siteId, 'tags'],
    queryFn: ({ signal }) => get<ContactTags>(`/sites/${siteId}/contact-tags`, {}, signal),
  });

export const contactsCsvUrl = (siteId: string) => apiPath(`/sites/${siteId}/contacts.csv`);

/** To be called after contacts were written: lists and cards of calls tell their names. */
export function useContactsChanged(siteId: string): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    void client.invalidateQueries({ queryKey: ['calls', siteId] });
    void client.invalidateQueries({ queryKey: ['call'] });
    await client.invalidateQueries({ queryKey: ['contacts', siteId] });
  };
}

// EventSource gives up on an HTTP error; we begin anew after this pause.
const REOPEN_MS = 3000;

/** The live board for as long as the component is there; `isLost`: what is shown may be old. */
export function useBoard(siteId: string): { board: Board | undefined; isLost: boolean } {
  const client = useQueryClient();
  const key = ['board', siteId];
  const { data } = useQuery<Board>({ queryKey: key, enabled: false, queryFn: () => Promise.reject(), gcTime: 60_000 });
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    let source: EventSource;
    let reopen: ReturnType<typeof setTimeout>;
    const open = () => {
      source = new EventSource(apiPath(`/sites/${siteId}/board/live`));
      source.addEventListener('board', (event) => {
        client.setQueryData<Board>(['board', siteId], JSON.parse(event.data) as Board);
        setLost(false);
      });
      source.addEventListener('error', () => {
        setLost(true);
        if (source.readyState !== EventSource.CLOSED) return;
        void client.invalidateQueries({ queryKey: ['me'] }); // perhaps the session is over
        reopen = setTimeout(open, REOPEN_MS);
      });
    };
    open();
    return () => {
      clearTimeout(reopen);
      source.close();
    };
  }, [siteId, client]);
  return { board: data, isLost };
}
