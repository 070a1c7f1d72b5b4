// The name of a row: goes one level down, and beside it the way to its calls.
import { Tooltip } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SourceReportRow } from '../../../src/api/wire.ts';
import type { CallSearch } from '../../routes.tsx';
import { useLanguage } from '../../shell/house-facts.ts';
import { levelValue } from './level-value.ts';
import type { ReportView } from './report-search.ts';
import css from './row-name.module.css';

interface RowNameProps {
  row: SourceReportRow;
  view: ReportView;
  onDown: (() => void) | null;
}

export function RowName({ row, view, onDown }: RowNameProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (row.unknown) {
    return (
      <Tooltip label={t('sources.unknownHint')}>
        <span className={css.dim}>{t('sources.unknown')}</span>
      </Tooltip>
    );
  }
  if (row.key === null) return <span className={css.dim}>{t('sources.none')}</span>;
  const name = levelValue(view.by, row.key, t, language);
  const calls = callsOf(view, row.key);
  return (
    <span className={css.line}>
      {onDown ? (
        <button type="button" className={css.name} onClick={onDown}>
          {name}
        </button>
      ) : (
        <span className={css.plain}>{name}</span>
      )}
      {calls && row.calls > 0 && (
        <Tooltip label={t('sources.showCalls')}>
          <Link to="/calls" search={calls} className={css.calls} aria-label={`${t('sources.showCalls')}: ${name}`}>
            <IconPhone size={14} stroke={1.7} aria-hidden />
          </Link>
        </Tooltip>
      )}
    </span>
  );
}

// The list of calls cannot be filtered by medium.
function callsOf(view: ReportView, key: string): CallSearch | null {
  if (view.by === 'medium') return null;
  const above = Object.fromEntries(view.path.filter(({ level }) => level !== 'medium').map((p) => [p.level, p.value]));
  return { ...above, [view.by]: key, from: view.days.first, to: view.days.last };
}
