// Test calls to a number: what they found, when the next is due, one at once on demand; beside them what its silence says.
import { Button, Skeleton } from '@mantine/core';
import { IconPhoneOutgoing } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CheckList, SilentNumber, Site, TrackingNumber } from '../../../src/api/wire.ts';
import { ApiProblem, send } from '../../api/client.ts';
import { numberChecks } from '../../api/numbers.ts';
import { useNow } from '../../parts/now.ts';
import { Empty, Failed, SaveFailed } from '../../parts/states.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { dayAt } from '../../words/day.ts';
import { count, dateTime } from '../../words/format.ts';
import { CheckLine } from './check-line.tsx';
import css from './checks.module.css';

interface ChecksProps {
  number: TrackingNumber;
  site: Site;
  silence: SilentNumber | undefined;
}

// A test call takes up to twenty seconds; its result is looked for while one waits or runs.
const WAITING_POLL_MS = 3000;

export function Checks({ number, site, silence }: ChecksProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    ...numberChecks(site.id, number.id),
    refetchInterval: ({ state }) => (state.data?.waiting ? WAITING_POLL_MS : false),
  });
  return (
    <section className={css.checks}>
      <p className="dt-dim">{t('number.checks.hint')}</p>
      {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
      {!data && !error && <Skeleton h={160} />}
      {data && <Plan list={data} number={number} site={site} />}
      {silence && <SilenceLine silence={silence} />}
      {data?.items.length === 0 && (
        <Empty compact icon={<IconPhoneOutgoing size={22} stroke={1.5} />} title={t('number.checks.none')} />
      )}
      {data && data.items.length > 0 && (
        <ul className={css.list}>
          {data.items.map((check) => (
            <CheckLine key={check.id} check={check} number={number} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Plan({ list, number, site }: { list: CheckList; number: TrackingNumber; site: Site }) {
  const { t } = useTranslation();
  if (!list.possible) {
    return (
      <div className={css.plan}>
        <div>
          <div>{t('number.checks.impossible', { name: number.connection.name })}</div>
          <div className="dt-dim">{t('number.checks.impossibleHint')}</div>
        </div>
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => (
            <Link {...props} to="/numbers/connections" search={{ connection: number.connection.id }} />
          )}
        >
          {t('number.checks.toConnection')}
        </Button>
      </div>
    );
  }
  return <Possible list={list} number={number} site={site} />;
}

function Possible({ list, number, site }: { list: CheckList; number: TrackingNumber; site: Site }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(10_000);
  const client = useQueryClient();
  const ask = useMutation({
    mutationFn: (force: boolean) => send('POST', `/sites/${site.id}/numbers/${number.id}/check`, { now: true, force }),
    onSettled: () => client.invalidateQueries({ queryKey: ['number-checks', site.id, number.id] }),
  });
  const limited = ask.error instanceof ApiProblem && ask.error.reason === 'check-limit';
  return (
    <>
      <div className={css.plan}>
        <div role="status">
          <div>{planned(list, t, (at) => dateTime(at, writing, now))}</div>
        </div>
        <Button
          size="xs"
          loading={ask.isPending}
          disabled={list.waiting?.running ?? false}
          onClick={() => ask.mutate(false)}
        >
          {t('number.checks.now')}
        </Button>
      </div>
      {limited ? (
        <div className={css.plan} role="alert">
          {t('number.checks.limit')}
          <Button size="xs" variant="default" onClick={() => ask.mutate(true)}>
            {t('number.checks.force')}
          </Button>
        </div>
      ) : (
        <SaveFailed error={ask.error} />
      )}
    </>
  );
}

function planned(list: CheckList, t: TFunction, write: (at: string) => string): string {
  const { waiting, nextAt } = list;
  if (waiting?.running) return t('number.checks.running');
  if (waiting?.notBefore) return t('number.checks.waitingUntil', { date: write(waiting.notBefore) });
  if (waiting) return t('number.checks.waiting');
  return nextAt ? t('number.checks.next', { date: write(nextAt) }) : t('number.checks.noNext');
}

function SilenceLine({ silence }: { silence: SilentNumber }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  if (silence.suspicious) return null;
  return (
    <p className="dt-dim">
      {t('number.silent.usual', {
        date: dayAt(silence.since, writing, now),
        visits: count(silence.visits, writing.locale),
        expected: count(silence.expected, writing.locale, true),
      })}
    </p>
  );
}
