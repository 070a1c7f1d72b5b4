// A call's status as an icon and a word: never by colour alone.
import {
  IconPhoneCall,
  IconPhoneCheck,
  IconPhoneIncoming,
  IconPhonePause,
  IconPhoneX,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallStatus } from '../words/call.ts';
import css from './status.module.css';

const ICONS: Record<CallStatus, TablerIcon> = {
  ringing: IconPhoneIncoming,
  talking: IconPhoneCall,
  answered: IconPhoneCheck,
  missed: IconPhoneX,
  'cut-off': IconPhonePause,
};

export function StatusMark({ status, iconOnly = false }: { status: CallStatus; iconOnly?: boolean }) {
  const { t } = useTranslation();
  const Icon = ICONS[status];
  return (
    <span className={css.mark} data-status={status}>
      <Icon size={16} stroke={1.8} aria-hidden={!iconOnly} aria-label={iconOnly ? t(`status.${status}`) : undefined} />
      {!iconOnly && t(`status.${status}`)}
    </span>
  );
}
