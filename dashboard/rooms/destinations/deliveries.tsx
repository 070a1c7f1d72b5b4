// What was told to a destination: by day, and one by one; filtered by state and period, sent again.
import { Button, Skeleton } from '@mantine/core';
import { IconMailbox } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Destination } from '../../../src/api/wire.ts';
import { serverNow } from '../../api/client.ts';
import { deliveries as deliveriesQuery, deliveryDays } from '../../api/destinations.ts';
import { Chart } from '../../parts/chart.tsx';
import type { ChartColours } from '../../parts/chart-colours.ts';
import { ChoiceChip } from '../../parts/chips.tsx';
import { PeriodPicker } from '../../parts/period-picker.tsx';
import { Panel } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { destinationRoute } from '../../routes.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { dayOf } from '../../words/format.ts';
import { chosenDays, rangeOf } from '../../words/period.ts';
import { dayOption, daysOf } from './day-option.ts';
import css from './delivery.module.css';
import { DeliveryDrawer } from './delivery-drawer.tsx';
import { STATES } from './delivery-state.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import { SendAllAgain } from './send-again.tsx';
import { useSetSearch } from './set-search.ts';
import type { Kind } from './use-kinds.ts';

interface DeliveriesProps {
  destination: Destination;
  kind: Kind | undefined;
}

export function Deliveries({ destination, kind }: DeliveriesProps) {
  const { t } = useTranslation();
  const search = destinationRoute.useSearch();
  const set = useSetSearch();
  const filter = useFilter();
  const list = useInfiniteQuery(deliveriesQuery(destination.id, filter));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = Boolean(filter.state || filter.from);
  return (
    <>
      <DayChart destinationId={destination.id} />
      <search className={css.filters}>
        <ChoiceChip
          label={t('destinations.deliveries.anyState')}
          value={filter.state}
          options={STATES.map((state) => ({ value: state, label: t(`destinations.deliveryState.${state}`) }))}
          onChange={(state) => set({ state })}
        />
        <PeriodPicker words={search} onChange={set} whenNone={t('destinations.deliveries.anyTime')} clearable />
        <SendAllAgain destinationId={destination.id} filter={filter} />
      </search>
      {list.isPending ? (
        <Skeleton h={240} radius="lg" />
      ) : !list.data ? (
        <Failed error={list.error} onRetry={() => void list.refetch()} />
      ) : items.length === 0 ? (
        <Panel>
          <Nothing isFiltered={isFiltered} isTold={kind?.takes.length !== 0} />
        </Panel>
      ) : (
        <Panel>
          <DeliveryTable
            deliveries={items}
            destinationId={destination.id}
            own={kind?.words.reasons}
            open={search.delivery}
            onOpen={(delivery) => set({ delivery })}
          />
          {list.hasNextPage && (
            <div className={css.more}>
              <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t('action.more')}
              </Button>
            </div>
          )}
        </Panel>
      )}
      {search.delivery && (
        <DeliveryDrawer
          destinationId={destination.id}
          delivery={items.find(({ id }) => id === search.delivery)}
          deliveryId={search.delivery}
          own={kind?.words.reasons}
          onClose={() => set({ delivery: undefined })}
        />
      )}
    </>
  );
}

export type Filter = { state?: string; from?: string; to?: string };

function useFilter(): Filter {
  const search = destinationRoute.useSearch();
  const { timeZone } = useWriting();
  const state = STATES.find((one) => one === search.state);
  const { period, from, to } = search;
  const days = period || from ? chosenDays({ period, from, to }, serverNow(), timeZone) : null;
  const key = days && `${days.first} ${days.last}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the days, not the object they stand in
  return useMemo(() => ({ ...(state && { state }), ...(days && rangeOf(days, timeZone)) }), [state, key, timeZone]);
}

function Nothing({ isFiltered, isTold }: { isFiltered: boolean; isTold: boolean }) {
  const { t } = useTranslation();
  const set = useSetSearch();
  const icon = <IconMailbox size={22} stroke={1.5} />;
  if (!isFiltered)
    return (
      <Empty
        icon={icon}
        title={t(isTold ? 'destinations.deliveries.none' : 'destinations.deliveries.tellsUs')}
        hint={t(isTold ? 'destinations.deliveries.noneHint' : 'destinations.deliveries.tellsUsHint')}
      >
        <Button variant="default" onClick={() => set({ part: 'test' })}>
          {t('destinations.tabs.test')}
        </Button>
      </Empty>
    );
  const clear = { state: undefined, period: undefined, from: undefined, to: undefined };
  return (
    <Empty icon={icon} title={t('destinations.deliveries.noneOfFilter')}>
      <Button variant="default" onClick={() => set(clear)}>
        {t('destinations.deliveries.clear')}
      </Button>
    </Empty>
  );
}

const CHART_PX = 132;
const DAYS = 30;

function DayChart({ destinationId }: { destinationId: string }) {
  const { t } = useTranslation();
  const { locale, timeZone } = useWriting();
  const { data } = useQuery(deliveryDays(destinationId));
  const option = useCallback(
    (colours: ChartColours) => {
      const days = daysOf(data ?? [], dayOf(serverNow(), timeZone), DAYS);
      const words = {
        locale,
        done: t('destinations.deliveryState.done'),
        waiting: t('destinations.deliveryState.due'),
        parked: t('destinations.deliveryState.parked'),
        rest: t('destinations.deliveryState.skipped'),
      };
      return dayOption(days, words, colours);
    },
    [data, locale, timeZone, t],
  );
  if (!data || data.length === 0) return null;
  const label = t('destinations.deliveries.chart');
  return (
    <Panel>
      <figure className={css.figure} style={{ margin: 0 }}>
        <figcaption className={css.chartTitle}>{label}</figcaption>
        <Chart option={option} label={label} height={CHART_PX} />
      </figure>
    </Panel>
  );
}
