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

interface StatusMarkProps {
  status: CallStatus;
  /** A call of ours that nobody answered was not missed: the client was not reached. */
  direction?: 'in' | 'out';
  iconOnly?: boolean;
}

export function StatusMark({ status, direction = 'in', iconOnly = false }: StatusMarkProps) {
  const { t } = useTranslation();
  const Icon = ICONS[status];
  const name = direction === 'out' && status === 'missed' ? t('callDirection.notReached') : t(`status.${status}`);
  return (
    <span className={css.mark} data-status={status}>
      <Icon size={16} stroke={1.8} aria-hidden={!iconOnly} aria-label={iconOnly ? name : undefined} />
      {!iconOnly && name}
    </span>
  );
}
