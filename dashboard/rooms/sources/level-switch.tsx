// At which level the rows are.
import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SourceLevel } from '../../../src/api/wire.ts';
import css from './level-switch.module.css';
import { LEVELS } from './report-search.ts';

interface LevelSwitchProps {
  by: SourceLevel;
  onChange: (by: SourceLevel) => void;
}

export function LevelSwitch({ by, onChange }: LevelSwitchProps) {
  const { t } = useTranslation();
  return (
    <div className={css.scroll}>
      <SegmentedControl
        aria-label={t('sources.by')}
        value={by}
        onChange={(level) => onChange(level as SourceLevel)}
        data={LEVELS.map((level) => ({ value: level, label: t(`level.${level}`) }))}
      />
    </div>
  );
}
