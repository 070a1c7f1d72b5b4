// Fractional or best answer: how calls are counted, with the difference explained where it is chosen.
import { Popover, SegmentedControl, UnstyledButton } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import css from './counting.module.css';
import type { ReportView } from './report-search.ts';

interface CountingProps {
  counting: ReportView['counting'];
  onChange: (counting: ReportView['counting']) => void;
}

export function Counting({ counting, onChange }: CountingProps) {
  const { t } = useTranslation();
  return (
    <div className={css.box}>
      <SegmentedControl
        aria-label={t('sources.counting')}
        value={counting}
        onChange={(value) => onChange(value === 'best' ? 'best' : 'fractional')}
        data={[
          { value: 'fractional', label: t('sources.fractional') },
          { value: 'best', label: t('sources.best') },
        ]}
      />
      <Popover width={320} position="bottom-end">
        <Popover.Target>
          <UnstyledButton className={css.info} aria-label={t('sources.counting')}>
            <IconInfoCircle size={16} stroke={1.6} aria-hidden />
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown className={css.text}>
          <p>
            <strong>{t('sources.fractional')}.</strong> {t('sources.fractionalHint')} {t('sources.marginMeans')}
          </p>
          <p>
            <strong>{t('sources.best')}.</strong> {t('sources.bestHint')}
          </p>
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}
