// Marks of a call in a list: one of ours to a client, and one that is spam.
import { Tooltip } from '@mantine/core';
import { IconArrowUpRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../src/api/wire.ts';
import { spamReason } from '../words/spam.ts';
import css from './direction-mark.module.css';

export function DirectionMark({ call }: { call: Pick<CallRow, 'direction'> }) {
  const { t } = useTranslation();
  if (call.direction === 'in') return null;
  return (
    <Tooltip label={t('callDirection.out')}>
      <IconArrowUpRight size={15} stroke={2} className={css.out ?? ''} aria-label={t('callDirection.outShort')} />
    </Tooltip>
  );
}

export function SpamBadge({ call }: { call: Pick<CallRow, 'spam'> }) {
  const { t } = useTranslation();
  if (!call.spam) return null;
  const why = call.spam.reasons.map((reason) => spamReason(reason, t)).join(' · ') || t('spam.byPerson');
  return (
    <Tooltip label={why}>
      <span className={css.spam}>{t('spam.badge')}</span>
    </Tooltip>
  );
}
