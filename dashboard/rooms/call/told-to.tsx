// Which destinations the call was told to, and how that went: one line each, with what waits or failed first in sight.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CallCard, CallDelivery } from '../../../src/api/wire.ts';
import { deliveriesOfCall, destinationWords } from '../../api/destinations.ts';
import { useLanguage } from '../../shell/house-facts.ts';
import { DeliveryMark, type DeliveryState, useDeliveryReason } from '../destinations/delivery-state.tsx';
import { Block } from './block.tsx';
import css from './told-to.module.css';

export function ToldTo({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const { data } = useQuery(deliveriesOfCall(card.id));
  if (!data || data.length === 0) return null;
  return (
    <Block title={t('destinations.ofCall.title')}>
      <ul className={css.list}>
        {byDestination(data).map(([id, deliveries]) => (
          <Line key={id} deliveries={deliveries} />
        ))}
      </ul>
    </Block>
  );
}

// What asks for somebody is said before what is well.
const GRAVITY: readonly DeliveryState[] = ['parked', 'due', 'sending', 'lapsed', 'done', 'skipped'];

function Line({ deliveries }: { deliveries: readonly CallDelivery[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { data: words } = useQuery(destinationWords);
  const [worst] = deliveries.toSorted((a, b) => GRAVITY.indexOf(a.state) - GRAVITY.indexOf(b.state));
  const reason = useDeliveryReason(
    { reason: worst?.reason ?? null },
    words?.[worst?.destination.kind ?? '']?.[language].reasons,
  );
  if (!worst) return null;
  const { destination } = worst;
  return (
    <li>
      <div className={css.line}>
        <Link
          to="/destinations/$destinationId"
          params={{ destinationId: destination.id }}
          search={{ delivery: worst.id }}
        >
          {destination.name}
        </Link>
        <DeliveryMark state={worst.state} />
      </div>
      <div className={css.second}>
        {worst.state === 'done' || !reason
          ? `${t('destinations.ofCall.times', { count: deliveries.length })}: ${names(deliveries, t)}`
          : reason}
      </div>
    </li>
  );
}

const names = (deliveries: readonly CallDelivery[], t: TFunction) =>
  [...new Set(deliveries.map(({ type }) => t(`destinations.event.${type}.name`).toLowerCase()))].join(', ');

function byDestination(deliveries: readonly CallDelivery[]): [string, CallDelivery[]][] {
  const groups = new Map<string, CallDelivery[]>();
  for (const one of deliveries) {
    const { id } = one.destination;
    groups.set(id, [...(groups.get(id) ?? []), one]);
  }
  return [...groups];
}
