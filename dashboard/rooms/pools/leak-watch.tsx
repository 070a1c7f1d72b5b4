// The watch over printed numbers: when the site's pages were last read, what could not be read, which numbers are known.
import { Button, Skeleton } from '@mantine/core';
import { IconCircleCheck, IconDroplet } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Leaks } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { leaks as leaksQuery, useNumbersChanged } from '../../api/numbers.ts';
import { Marked } from '../../parts/mark.tsx';
import { useNow } from '../../parts/now.ts';
import { Panel } from '../../parts/room.tsx';
import { Failed, SaveFailed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { dayAt } from '../../words/day.ts';
import { ago } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import css from './leak-watch.module.css';

export function LeakWatch() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(leaksQuery(site.id));
  const changed = useNumbersChanged(site.id);
  const scan = useMutation({
    mutationFn: () => send('POST', `/sites/${site.id}/numbers/leaks/scan`),
    onSettled: changed,
  });
  return (
    <Panel
      id="leaks"
      title={t('pools.watch.title')}
      hint={t('pools.watch.hint')}
      aside={
        <Button size="xs" variant="default" loading={scan.isPending} onClick={() => scan.mutate()}>
          {t('pools.watch.scan')}
        </Button>
      }
    >
      <div className={css.body}>
        {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
        {!data && !error && <Skeleton h={40} />}
        {data && <Findings leaks={data} />}
        <SaveFailed error={scan.error} />
      </div>
    </Panel>
  );
}

function Findings({ leaks }: { leaks: Leaks }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const writing = useWriting();
  const known = leaks.numbers.filter(({ leakedSince }) => leakedSince !== null);
  return (
    <>
      {known.length === 0 && leaks.scannedAt && (
        <Marked tone="good" icon={IconCircleCheck}>
          {t('pools.watch.clean')}
        </Marked>
      )}
      {known.map((leak) => (
        <Marked key={leak.numberId} tone="wait" icon={IconDroplet}>
          <Link to="/numbers" search={{ number: leak.numberId }}>
            {phone(leak.number)}
          </Link>{' '}
          {leak.leakedSince && t('numbers.health.leaked', { date: dayAt(leak.leakedSince, writing, now) })}
        </Marked>
      ))}
      <p className="dt-dim">
        {leaks.scannedAt
          ? t('pools.watch.last', { ago: ago(leaks.scannedAt, now, t), count: leaks.pagesRead })
          : t('pools.watch.never')}
      </p>
      {leaks.unread.length > 0 && (
        <details className={css.unread}>
          <summary>{t('pools.watch.unread', { count: leaks.unread.length })}</summary>
          <ul>
            {leaks.unread.map(({ page, detail }) => (
              <li key={page}>
                {page} – {detail}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
