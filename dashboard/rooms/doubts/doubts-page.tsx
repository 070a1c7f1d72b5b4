// The calls most worth a human look, most valuable first: one press says which visit it was, and the machine learns.
import { Button, Kbd, Skeleton } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { doubts as doubtsQuery } from '../../api/attribution.ts';
import { Empty, Failed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { count } from '../../words/format.ts';
import { useAccuracyRange } from '../accuracy/period.ts';
import { DoubtList } from './doubt-list.tsx';
import css from './doubts.module.css';

export function DoubtsPage() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const range = useAccuracyRange();
  const question = useInfiniteQuery(doubtsQuery(site.id, range));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = question;
  if (!data && error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton h={420} radius="lg" />;
  const items = data.pages.flatMap((page) => page.items);
  const total = data.pages[0]?.total ?? 0;
  if (items.length === 0) {
    return <Empty icon={<IconChecks size={22} stroke={1.6} />} title={t('doubts.none')} hint={t('doubts.noneHint')} />;
  }
  return (
    <div className={css.page} key={`${range.from} ${range.to}`}>
      <Lead total={total} />
      <DoubtList items={items} />
      {hasNextPage && (
        <Button
          variant="default"
          className={css.more ?? ''}
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('action.more')}
        </Button>
      )}
    </div>
  );
}

function Lead({ total }: { total: number }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  return (
    <div className={css.lead}>
      <p>
        <strong>{t('doubts.total', { count: total, replace: { count: count(total, locale) } })}</strong>{' '}
        {t('doubts.lead')}
      </p>
      <p className={css.keys}>
        <Kbd>1</Kbd> <Kbd>2</Kbd> <Kbd>3</Kbd> {t('doubts.keys.visit')} · <Kbd>0</Kbd> {t('doubts.keys.none')} ·{' '}
        <Kbd>O</Kbd> {t('doubts.keys.other')} · <Kbd>U</Kbd> {t('doubts.keys.undo')} · <Kbd>J</Kbd> <Kbd>K</Kbd>{' '}
        {t('doubts.keys.move')}
      </p>
    </div>
  );
}
