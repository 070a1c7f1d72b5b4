// One delivery opened: what it told of, and each try with exactly what was asked and answered.
import { Button, Drawer, Skeleton } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Delivery, DeliveryAttempt } from '../../../src/api/wire.ts';
import { attempts as attemptsQuery } from '../../api/destinations.ts';
import { useNow } from '../../parts/now.ts';
import { Remark } from '../../parts/remark.tsx';
import { Failed } from '../../parts/states.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import type { OwnReasons } from '../../words/destination.ts';
import { clockSeconds, dateTime } from '../../words/format.ts';
import css from './delivery.module.css';
import { canGoAgain, DeliveryMark, isOver, useDeliveryReason } from './delivery-state.tsx';
import { OfCall } from './delivery-table.tsx';
import { ExchangeView } from './exchange-view.tsx';
import { useSendAgain } from './send-again.tsx';

interface DeliveryDrawerProps {
  destinationId: string;
  deliveryId: string;
  /** Undefined: it is not on the page of the list. */
  delivery: Delivery | undefined;
  own: OwnReasons;
  onClose: () => void;
}

export function DeliveryDrawer({ destinationId, deliveryId, delivery, own, onClose }: DeliveryDrawerProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(attemptsQuery(destinationId, deliveryId));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={620}
      title={delivery ? t(`destinations.event.${delivery.type}.name`) : t('destinations.delivery.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {delivery && <Facts delivery={delivery} own={own} destinationId={destinationId} />}
      {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
      {!data && !error && <Skeleton h={160} />}
      {data?.length === 0 && <NoAttempts delivery={delivery} />}
      <div className={css.attempts}>
        {data?.map((attempt, n) => (
          <Attempt key={attempt.at} attempt={attempt} n={data.length - n} />
        ))}
      </div>
    </Drawer>
  );
}

function Facts({ delivery, own, destinationId }: { delivery: Delivery; own: OwnReasons; destinationId: string }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(30_000);
  const again = useSendAgain(destinationId);
  const reason = useDeliveryReason(delivery, own);
  const { id, state, at, doneAt, nextAt, farId, attempts } = delivery;
  const fact = (name: string, value: React.ReactNode) =>
    value ? (
      <>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </>
    ) : null;
  return (
    <>
      <dl className={css.facts}>
        {fact(t('destinations.deliveries.state'), <DeliveryMark state={state} />)}
        {fact(t('destinations.deliveries.call'), <OfCall delivery={delivery} />)}
        {fact(t('destinations.delivery.happened'), dateTime(at, writing, now))}
        {fact(t('destinations.delivery.told'), state === 'done' && doneAt && dateTime(doneAt, writing, now))}
        {fact(t('destinations.delivery.next'), nextAt && attempts > 0 && dateTime(nextAt, writing, now))}
        {fact(t('destinations.delivery.farId'), farId && <code>{farId}</code>)}
      </dl>
      <div style={{ marginBottom: 16 }}>
        <Remark
          tone={state === 'parked' ? 'bad' : state === 'done' ? 'good' : 'plain'}
          title={reason ?? t(`destinations.deliveryStateHint.${state}`)}
          aside={
            isOver(delivery) && (
              <Button
                size="xs"
                variant={canGoAgain(delivery) ? 'filled' : 'default'}
                loading={again.isPending}
                leftSection={<IconRefresh size={14} stroke={1.8} aria-hidden />}
                onClick={() => again.mutate({ ids: [id], states: [state] })}
              >
                {t('destinations.deliveries.again')}
              </Button>
            )
          }
        >
          {reason && t(`destinations.deliveryStateHint.${state}`)}
          {state === 'done' && <div>{t('destinations.deliveries.againDoneHint')}</div>}
        </Remark>
      </div>
    </>
  );
}

function NoAttempts({ delivery }: { delivery: Delivery | undefined }) {
  const { t } = useTranslation();
  const isDecided = delivery?.state === 'skipped' || delivery?.state === 'lapsed';
  const isOld = delivery?.state === 'done' || delivery?.state === 'parked';
  return (
    <p className="dt-dim">
      {t(
        isDecided
          ? 'destinations.delivery.noAttemptsDecided'
          : isOld
            ? 'destinations.delivery.noAttemptsKept'
            : 'destinations.delivery.noAttempts',
      )}
    </p>
  );
}

const OUTCOMES = ['done', 'skipped', 'wait', 'refused', 'later', 'needs-owner'] as const;

function Attempt({ attempt, n }: { attempt: DeliveryAttempt; n: number }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  // Of several that went together each has its own outcome.
  const outcomes = OUTCOMES.filter((one) => attempt.outcome?.split(' ').includes(one));
  return (
    <section className={css.attempt}>
      <div className={css.attemptHead}>
        <strong>{t('destinations.delivery.attempt', { n })}</strong>
        <span>{outcomes.map((one) => t(`destinations.delivery.outcome.${one}`)).join(', ')}</span>
        <span className="dt-dim">
          {dateTime(attempt.at, writing, now).split(',')[0]}, {clockSeconds(attempt.at, writing)}
          {attempt.together > 1 && ` · ${t('destinations.delivery.together', { count: attempt.together - 1 })}`}
        </span>
      </div>
      <div className={css.wide}>
        {attempt.exchanges.map((exchange, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they stand in the order they were sent in
          <ExchangeView key={at} exchange={exchange} />
        ))}
      </div>
    </section>
  );
}
