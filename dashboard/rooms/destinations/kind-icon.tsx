// A sign for what a destination is: its group's.
import {
  IconAddressBook,
  IconChartHistogram,
  IconFileSpreadsheet,
  IconMessageCircle,
  IconSpeakerphone,
  IconTargetArrow,
  IconWebhook,
  type TablerIcon,
} from '@tabler/icons-react';
import type { DestinationKindGroup } from '../../../src/api/wire.ts';
import css from './destinations.module.css';

const ICONS: Record<DestinationKindGroup, TablerIcon> = {
  analytics: IconChartHistogram,
  ads: IconSpeakerphone,
  crm: IconAddressBook,
  arbitrage: IconTargetArrow,
  webhooks: IconWebhook,
  people: IconMessageCircle,
  files: IconFileSpreadsheet,
};

export function KindIcon({ group }: { group: DestinationKindGroup | undefined }) {
  const Icon = ICONS[group ?? 'webhooks'];
  return (
    <span className={css.icon} data-group={group}>
      <Icon size={19} stroke={1.6} aria-hidden />
    </span>
  );
}
