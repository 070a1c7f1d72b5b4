// One stream of live calls for the site on the screen: keeps every list, card and report up to date.
import { type InfiniteData, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CallCard, CallList, CallRow, LiveSnapshot } from '../../src/api/wire.ts';
import { apiPath } from './client.ts';
import { withCall, withLiveCall } from './live-list.ts';
import type { CallQuery } from './queries.ts';

export type Connection = 'connecting' | 'open' | 'lost';

// EventSource gives up on an HTTP error; we begin anew after this pause.
const REOPEN_MS = 3000;
// A finished call changes the reports; several that end together ask once.
const REPORT_PAUSE_MS = 1500;

const liveKey = (siteId: string) => ['live', siteId];

/** Follows the live calls of a site for as long as the component is there. */
export function useLiveStream(siteId: string): Connection {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => follow(siteId, client, setConnection), [siteId, client]);
  return connection;
}

/** Calls in progress at a site, oldest first; undefined until the first snapshot. */
export function useLiveCalls(siteId: string): CallRow[] | undefined {
  // Filled by the stream only; never asked for by itself.
  return useQuery<CallRow[]>({ queryKey: liveKey(siteId), enabled: false, queryFn: () => [], gcTime: Infinity }).data;
}

function follow(siteId: string, client: QueryClient, tell: (connection: Connection) => void): () => void {
  let source: EventSource;
  let reopen: ReturnType<typeof setTimeout>;
  let wasLost = false;
  const reports = pausedRefresh(client, siteId);
  const lose = () => {
    wasLost = true;
    tell('lost');
    if (source.readyState !== EventSource.CLOSED) return;
    // Perhaps the session is over: /me says so, and then the page asks to sign in.
    void client.invalidateQueries({ queryKey: ['me'] });
    reopen = setTimeout(open, REOPEN_MS);
  };
  const open = () => {
    source = new EventSource(apiPath(`/sites/${siteId}/live`));
    source.addEventListener('snapshot', (event) => {
      putSnapshot(client, siteId, JSON.parse(event.data) as LiveSnapshot);
      tell('open');
      // What happened while we were away is not in the snapshot.
      if (wasLost)
        for (const key of ['calls', 'call-backs']) void client.invalidateQueries({ queryKey: [key, siteId] });
      wasLost = false;
    });
    source.addEventListener('call', (event) => {
      const call = JSON.parse(event.data) as CallRow;
      putCall(client, siteId, call);
      if (call.endedAt) reports.refreshSoon();
    });
    source.addEventListener('call-backs', () => {
      void client.invalidateQueries({ queryKey: ['call-backs', siteId] });
    });
    source.addEventListener('error', lose);
  };
  tell('connecting');
  open();
  return () => {
    clearTimeout(reopen);
    reports.stop();
    source.close();
  };
}

function putSnapshot(client: QueryClient, siteId: string, snapshot: LiveSnapshot): void {
  client.setQueryData<CallRow[]>(liveKey(siteId), () => snapshot.calls.reduce(withLiveCall, [] as CallRow[]));
  for (const call of snapshot.calls) putIntoLists(client, siteId, call);
}

function putCall(client: QueryClient, siteId: string, call: CallRow): void {
  client.setQueryData<CallRow[]>(liveKey(siteId), (live) => withLiveCall(live ?? [], call));
  putIntoLists(client, siteId, call);
  client.setQueryData<CallCard>(['call', call.id], (card) => card && withRow(card, call));
  // Legs, candidates and touches are not in the event: an open card asks for them again.
  void client.invalidateQueries({ queryKey: ['call', call.id] });
}

function withRow(card: CallCard, call: CallRow): CallCard {
  const touches = card.attribution?.touches ?? null;
  return { ...card, ...call, attribution: call.attribution && { ...call.attribution, touches } };
}

function putIntoLists(client: QueryClient, siteId: string, call: CallRow): void {
  for (const query of client.getQueryCache().findAll({ queryKey: ['calls', siteId] })) {
    const filter = (query.queryKey[2] ?? {}) as CallQuery;
    client.setQueryData<InfiniteData<CallList>>(query.queryKey, (list) =>
      list ? { ...list, pages: withCall(list.pages, call, filter) } : list,
    );
  }
}

function pausedRefresh(client: QueryClient, siteId: string) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    timer = undefined;
    void client.invalidateQueries({ queryKey: ['report', siteId] });
    void client.invalidateQueries({ queryKey: ['timeline', siteId] });
  };
  return {
    refreshSoon: () => {
      timer ??= setTimeout(refresh, REPORT_PAUSE_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
