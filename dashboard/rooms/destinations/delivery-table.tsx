// Deliveries one by one, newest first: what, of which call, how it stands and why, and what can be done.
import { IconRefresh } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { Tool } from '../../parts/tool.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import type { OwnReasons } from '../../words/destination.ts';
import { dateTime } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import css from './delivery.module.css';
import { canGoAgain, DeliveryMark, useDeliveryReason } from './delivery-state.tsx';
import { useSendAgain } from './send-again.tsx';

interface DeliveryTableProps {
  deliveries: readonly Delivery[];
  destinationId: string;
  own: OwnReasons;
  open: string | undefined;
  onOpen: (id: string) => void;
}

const HEADS = ['when', 'event', 'call', 'state', 'tries', 'next'] as const;

export function DeliveryTable({ deliveries, ...rest }: DeliveryTableProps) {
  const { t } = useTranslation();
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            {HEADS.map((head) => (
              <th key={head} scope="col">
                {t(`destinations.deliveries.${head}`)}
              </th>
            ))}
            <th scope="col" aria-label={t('destinations.deliveries.again')} />
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <Line key={delivery.id} delivery={delivery} {...rest} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({
  delivery,
  destinationId,
  own,
  open,
  onOpen,
}: Omit<DeliveryTableProps, 'deliveries'> & { delivery: Delivery }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(30_000);
  const again = useSendAgain(destinationId);
  const reason = useDeliveryReason(delivery, own);
  const { id, type, state, attempts, at, nextAt } = delivery;
  const name = t(`destinations.event.${type}.name`);
  return (
    // the button in it is for keys; the rest of the line is only easier to hit
    <tr onClick={() => onOpen(id)} data-open={open === id || undefined}>
      <td className={css.when}>{dateTime(at, writing, now)}</td>
      <td>
        <button type="button" className={css.open} aria-label={t('destinations.deliveries.open', { what: name })}>
          {name}
        </button>
      </td>
      <td>
        <OfCall delivery={delivery} />
      </td>
      <td>
        <DeliveryMark state={state} />
        {reason && <div className={css.reason}>{reason}</div>}
      </td>
      <td>{attempts || ''}</td>
      <td className={css.when}>{nextAt && attempts > 0 ? dateTime(nextAt, writing, now) : ''}</td>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps the press on the button from opening the line */}
      <td onClick={(event) => event.stopPropagation()}>
        {canGoAgain(delivery) && (
          <Tool
            label={t('destinations.deliveries.againOf', { what: name })}
            onClick={again.isPending ? null : () => again.mutate({ ids: [id] })}
          >
            <IconRefresh size={16} stroke={1.7} />
          </Tool>
        )}
      </td>
    </tr>
  );
}

export function OfCall({ delivery: { callId, caller } }: { delivery: Delivery }) {
  const { t } = useTranslation();
  if (!callId) return <span className="dt-dim">{t('destinations.deliveries.about')}</span>;
  return (
    <Link to="/calls/$callId" params={{ callId }} onClick={(event) => event.stopPropagation()}>
      {caller ? phone(caller) : t('caller.withheld')}
    </Link>
  );
}
