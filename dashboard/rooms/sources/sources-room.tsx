// Sources: which channel, campaign and keyword brings visits and calls; from the whole down to the keyword.
import { Skeleton } from '@mantine/core';
import { IconChartBarOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../../api/client.ts';
import { report as reportQueryOf } from '../../api/queries.ts';
import { PeriodPicker } from '../../parts/period-picker.tsx';
import { Panel, RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { type ReportSearch, sourcesRoute } from '../../routes.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { Counting } from './counting.tsx';
import { Crumbs } from './crumbs.tsx';
import { DayChart } from './day-chart.tsx';
import { LevelSwitch } from './level-switch.tsx';
import { reportQuery, reportView } from './report-search.ts';
import { ReportTable } from './report-table.tsx';
import css from './sources-room.module.css';
import { Totals } from './totals.tsx';

export function SourcesRoom() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { timeZone } = useWriting();
  const search = sourcesRoute.useSearch();
  const set = useSetReport();
  const view = reportView(search, serverNow(), timeZone);
  const { data, error, refetch, isPlaceholderData } = useQuery(reportQueryOf(site.id, reportQuery(view, timeZone)));
  useRoomTitle(t('sources.title'));
  return (
    <>
      <RoomHead title={t('sources.title')}>
        <Counting counting={view.counting} onChange={(counting) => set({ counting })} />
        <PeriodPicker words={search} onChange={set} whenNone={t('period.30d')} />
      </RoomHead>
      <Panel>
        <Totals totals={data?.totals} view={view} onMetric={(metric) => set({ metric })} />
        <DayChart view={view} />
      </Panel>
      <div className={css.levels}>
        <Crumbs view={view} onGo={set} />
        <LevelSwitch by={view.by} onChange={(by) => set({ by })} />
      </div>
      <div className={css.rows} data-stale={isPlaceholderData || undefined}>
        {data && data.rows.length > 0 && <ReportTable report={data} view={view} onChange={set} />}
        {data && data.rows.length === 0 && <NothingYet />}
        {!data && error && <Failed error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton h={320} radius="lg" />}
      </div>
    </>
  );
}

function useSetReport(): (change: ReportSearch) => void {
  const navigate = useNavigate();
  return (change) =>
    void navigate({ to: '.', search: (now) => ({ ...now, ...change }), resetScroll: false, replace: false });
}

function NothingYet() {
  const { t } = useTranslation();
  return (
    <Panel>
      <Empty
        icon={<IconChartBarOff size={22} stroke={1.5} />}
        title={t('sources.empty')}
        hint={t('sources.emptyHint')}
      />
    </Panel>
  );
}
