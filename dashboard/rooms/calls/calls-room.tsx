// Calls: the list with its filters; a call opens beside it (wide) or in place of it (phone).
import { Button } from '@mantine/core';
import { IconPhoneIncoming, IconSearchOff } from '@tabler/icons-react';
import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallList, CallRow } from '../../../src/api/wire.ts';
import { serverNow } from '../../api/client.ts';
import { calls as callsQuery } from '../../api/queries.ts';
import { useKeys } from '../../parts/keys.ts';
import { Panel, RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { useWide } from '../../parts/wide.ts';
import { callsRoute } from '../../routes.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { count } from '../../words/format.ts';
import { rowId } from './call-list.tsx';
import { callQuery, isFiltered, NO_FILTERS } from './call-search.ts';
import { CallTable, CallTableSkeleton } from './call-table.tsx';
import css from './calls-room.module.css';
import { Filters, useSetSearch } from './filters.tsx';
import { NeighboursContext, neighboursOf } from './neighbours.ts';

export function CallsRoom() {
  const { callId } = useParams({ strict: false });
  const wide = useWide();
  const { timeZone } = useWriting();
  const { site } = useHouse();
  const search = callsRoute.useSearch();
  const filter = callQuery(search, serverNow(), timeZone);
  const list = useInfiniteQuery(callsQuery(site.id, filter));
  const calls = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const neighbours = neighboursOf(calls, callId);
  useWalk(neighbours.next ?? (callId ? undefined : calls[0]?.id), neighbours.previous, wide);
  useSelectedInSight(callId, wide);
  const listIsSeen = wide || !callId;
  return (
    <NeighboursContext value={neighbours}>
      <div className={css.room} data-open={callId !== undefined || undefined}>
        {listIsSeen && <List calls={calls} list={list} selected={callId} />}
        <Outlet />
      </div>
    </NeighboursContext>
  );
}

// The list takes another shape when a card opens beside it: the call must stay in sight.
function useSelectedInSight(callId: string | undefined, enabled: boolean): void {
  useEffect(() => {
    if (callId && enabled) document.getElementById(rowId(callId))?.scrollIntoView({ block: 'nearest' });
  }, [callId, enabled]);
}

// J and K walk through the calls while the card stays open.
function useWalk(next: string | undefined, previous: string | undefined, enabled: boolean): void {
  const navigate = useNavigate();
  const open = (callId: string | undefined) => {
    if (callId) void navigate({ to: '/calls/$callId', params: { callId }, search: true, resetScroll: false });
  };
  useKeys({ KeyJ: () => open(next), KeyK: () => open(previous) }, enabled);
}

interface ListProps {
  calls: readonly CallRow[];
  list: UseInfiniteQueryResult<InfiniteData<CallList>>;
  selected: string | undefined;
}

function List({ calls, list, selected }: ListProps) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const total = list.data?.pages[0]?.total;
  useRoomTitle(t('calls.title'));
  return (
    <div className={css.list}>
      <RoomHead
        title={t('calls.title')}
        note={total !== undefined && t('calls.total', { count: total, replace: { count: count(total, locale) } })}
      />
      <Filters calls={calls} />
      <div className={css.rows} data-stale={list.isPlaceholderData || undefined}>
        <Rows calls={calls} list={list} selected={selected} />
      </div>
    </div>
  );
}

function Rows({ calls, list, selected }: ListProps) {
  const { t } = useTranslation();
  if (list.isPending) return <CallTableSkeleton rows={10} />;
  if (!list.data) return <Failed error={list.error} onRetry={() => void list.refetch()} />;
  if (calls.length === 0) return <NoCalls />;
  return (
    <>
      <CallTable calls={calls} selected={selected} />
      <div className={css.more}>
        {list.hasNextPage ? (
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('action.more')}
          </Button>
        ) : (
          <span className="dt-dim dt-small">{t('calls.end')}</span>
        )}
      </div>
    </>
  );
}

function NoCalls() {
  const { t } = useTranslation();
  const search = callsRoute.useSearch();
  const set = useSetSearch();
  return (
    <Panel>
      {isFiltered(search) ? (
        <Empty
          icon={<IconSearchOff size={22} stroke={1.5} />}
          title={t('calls.noneFound')}
          hint={t('calls.noneFoundHint')}
        >
          <Button onClick={() => set(NO_FILTERS)} variant="default">
            {t('calls.clearFilters')}
          </Button>
        </Empty>
      ) : (
        <Empty icon={<IconPhoneIncoming size={22} stroke={1.5} />} title={t('calls.none')} hint={t('calls.noneHint')}>
          <Button component={Link} to="/install">
            {t('live.toInstall')}
          </Button>
        </Empty>
      )}
    </Panel>
  );
}
