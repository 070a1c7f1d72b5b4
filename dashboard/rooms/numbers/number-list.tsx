// The list: every number with its state, health, papers, cost and calls; above it what they come to and what narrows it.
import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDialpad, IconSearchOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site, TrackingNumber } from '../../../src/api/wire.ts';
import { silence as silenceQuery } from '../../api/numbers.ts';
import { numbers as numbersQuery, site as siteQuery } from '../../api/queries.ts';
import { Panel } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { useWide } from '../../parts/wide.ts';
import { numberListRoute } from '../../routes.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { filtered, type Silences } from '../../words/number.ts';
import { NumberDrawer } from '../number/number-drawer.tsx';
import { ImportDialog } from '../numbers-file/import-dialog.tsx';
import { AddNumbersDialog } from './add-numbers.tsx';
import { Banner } from './banner.tsx';
import { Filters, NO_FILTERS, useSetNumberSearch } from './filters.tsx';
import { NumberCards } from './number-cards.tsx';
import css from './number-list.module.css';
import { NumberTable } from './number-table.tsx';
import { Summary } from './summary.tsx';

export function NumberList() {
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(numbersQuery(site.id));
  const { data: facts } = useQuery(siteQuery(site.id));
  const silences = useSilences(site.id);
  const { number } = numberListRoute.useSearch();
  const [adding, setAdding] = useState(false);
  if (!data || !facts) {
    return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Loading />;
  }
  return (
    <>
      {data.length > 0 && <Banner numbers={data} silences={silences} />}
      {data.length > 0 && <Summary numbers={data} onAdd={() => setAdding(true)} />}
      {data.length > 0 ? (
        <Rows numbers={data} site={facts} silences={silences} />
      ) : (
        <NoNumbers onAdd={() => setAdding(true)} />
      )}
      {adding && <AddNumbersDialog site={facts} onClose={() => setAdding(false)} />}
      {number && <NumberDrawer key={number} numberId={number} numbers={data} site={facts} silences={silences} />}
    </>
  );
}

function useSilences(siteId: string): Silences {
  const { data } = useQuery(silenceQuery(siteId));
  return useMemo(() => new Map(data?.numbers.map((one) => [one.numberId, one])), [data]);
}

interface RowsProps {
  numbers: readonly TrackingNumber[];
  site: Site;
  silences: Silences;
}

function Rows({ numbers, site, silences }: RowsProps) {
  const search = numberListRoute.useSearch();
  const wide = useWide();
  const found = filtered(numbers, search, silences);
  const List = wide ? NumberTable : NumberCards;
  return (
    <>
      <Filters numbers={numbers} pools={site.pools} />
      {found.length > 0 ? <List numbers={found} pools={site.pools} silences={silences} /> : <NoneFound />}
    </>
  );
}

function NoneFound() {
  const { t } = useTranslation();
  const set = useSetNumberSearch();
  return (
    <Panel>
      <Empty
        icon={<IconSearchOff size={22} stroke={1.5} />}
        title={t('numbers.noneFound')}
        hint={t('numbers.noneFoundHint')}
      >
        <Button variant="default" onClick={() => set(NO_FILTERS)}>
          {t('numbers.filter.clear')}
        </Button>
      </Empty>
    </Panel>
  );
}

function NoNumbers({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  const [importing, dialog] = useDisclosure(false);
  return (
    <Panel>
      <Empty icon={<IconDialpad size={22} stroke={1.5} />} title={t('numbers.none')} hint={t('numbers.noneHint')}>
        <Button onClick={onAdd}>{t('numbers.add')}</Button>
        <Button variant="default" onClick={dialog.open}>
          {t('numbers.adding.fromFile')}
        </Button>
      </Empty>
      {importing && <ImportDialog onClose={dialog.close} />}
    </Panel>
  );
}

function Loading() {
  return (
    <div className={css.loading} aria-busy="true">
      <Skeleton h={74} radius="lg" />
      <Skeleton h={30} w={420} maw="100%" />
      <Skeleton h={420} radius="lg" />
    </div>
  );
}
