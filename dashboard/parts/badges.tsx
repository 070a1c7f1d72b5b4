// Small marks on a call: a first call, a call taken while Dialtrace was down.
import { Tooltip } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import css from './badges.module.css';

/** Most calls are first calls, so the mark is quiet. */
export function FirstTimeBadge() {
  const { t } = useTranslation();
  return (
    <Tooltip label={t('caller.firstTimeHint')}>
      <span className={css.first}>{t('caller.firstTime')}</span>
    </Tooltip>
  );
}

export function WhileDownBadge({ short = false }: { short?: boolean }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={short ? t('whileDown.badge') : t('whileDown.hint')} multiline maw={300}>
      <span className={css.down}>
        <IconPlugConnectedX size={14} stroke={1.8} aria-label={t('whileDown.badge')} />
        {!short && t('whileDown.badge')}
      </span>
    </Tooltip>
  );
}
