// The state of a delivery as an icon and a word, and why it is so.
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClock,
  IconClockX,
  IconMinus,
  IconSend,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '../../../src/api/wire.ts';
import { Marked, type Tone } from '../../parts/mark.tsx';
import { type OwnReasons, reasonText } from '../../words/destination.ts';

export type DeliveryState = Delivery['state'];
/** In the order of a filter: what asks for somebody first. */
export const STATES: readonly DeliveryState[] = ['parked', 'due', 'sending', 'done', 'lapsed', 'skipped'];

const LOOKS: Record<DeliveryState, { icon: TablerIcon; tone: Tone }> = {
  due: { icon: IconClock, tone: 'wait' },
  sending: { icon: IconSend, tone: 'accent' },
  done: { icon: IconCircleCheck, tone: 'good' },
  skipped: { icon: IconMinus, tone: 'plain' },
  lapsed: { icon: IconClockX, tone: 'plain' },
  parked: { icon: IconAlertTriangle, tone: 'bad' },
};

export function DeliveryMark({ state }: { state: DeliveryState }) {
  const { t } = useTranslation();
  const { icon, tone } = LOOKS[state];
  return (
    <Marked tone={tone} icon={icon}>
      {t(`destinations.deliveryState.${state}`)}
    </Marked>
  );
}

/** Null: there is nothing to say beyond the state. */
export function useDeliveryReason({ reason }: Pick<Delivery, 'reason'>, own: OwnReasons): string | null {
  const { t } = useTranslation();
  return reason ? reasonText(reason, own, t) : null;
}

/** Does it wait for a person to send it once more? */
export const canGoAgain = ({ state }: Pick<Delivery, 'state'>) => state === 'parked' || state === 'lapsed';

/** Is it over, so that it can be sent once more? */
export const isOver = ({ state }: Pick<Delivery, 'state'>) => state !== 'due' && state !== 'sending';
