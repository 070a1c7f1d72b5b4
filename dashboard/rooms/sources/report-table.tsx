// The rows of the report: figures in columns, a bar behind the name, a press goes one level down.

import { IconArrowDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SourceReport, SourceReportFigures, SourceReportRow } from '../../../src/api/wire.ts';
import type { ReportSearch } from '../../routes.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { clockLength, conversion, count } from '../../words/format.ts';
import { CallsWithin } from './calls-within.tsx';
import { figureOf, sorted } from './figures.ts';
import { into, type ReportView, SORTS, type Sort } from './report-search.ts';
import css from './report-table.module.css';
import { RowName } from './row-name.tsx';

const COLUMN_NAMES = {
  visits: 'sources.visits',
  calls: 'sources.calls',
  conversion: 'sources.conversion',
  firstTimeCalls: 'sources.firstTime',
  answered: 'sources.answered',
  missed: 'sources.missed',
  averageTalk: 'sources.averageTalk',
} as const satisfies Record<Sort, string>;

interface ReportTableProps {
  report: SourceReport;
  view: ReportView;
  onChange: (search: ReportSearch) => void;
}

export function ReportTable({ report, view, onChange }: ReportTableProps) {
  const { t } = useTranslation();
  const rows = sorted(report.rows, view.sort);
  const most = Math.max(0, ...rows.map((row) => figureOf(row, view.sort) ?? 0));
  return (
    // A region that scrolls sideways must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={css.box} aria-label={t('sources.title')} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            <th className={css.name}>{t(`level.${view.by}`)}</th>
            {SORTS.map((column) => (
              <th key={column} aria-sort={view.sort === column ? 'descending' : undefined}>
                <button
                  type="button"
                  className={css.sort}
                  data-on={view.sort === column || undefined}
                  onClick={() => onChange({ sort: column })}
                >
                  {view.sort === column && <IconArrowDown size={12} stroke={2} aria-hidden />}
                  {t(COLUMN_NAMES[column])}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.unknown ? 'unknown' : `key ${row.key}`}
              row={row}
              view={view}
              most={most}
              onChange={onChange}
            />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th className={css.name} scope="row">
              {t('sources.total')}
            </th>
            <Figures figures={report.totals} view={view} />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

interface RowProps {
  row: SourceReportRow;
  view: ReportView;
  most: number;
  onChange: (search: ReportSearch) => void;
}

function Row({ row, view, most, onChange }: RowProps) {
  const share = most > 0 ? (figureOf(row, view.sort) ?? 0) / most : 0;
  const down = row.key === null || row.unknown ? null : into(view, row.key);
  return (
    <tr className={css.row}>
      <th className={css.name} scope="row">
        <span className={css.bar} style={{ width: `${share * 100}%` }} data-unknown={row.unknown || undefined} />
        <RowName row={row} view={view} onDown={down ? () => onChange(down) : null} />
      </th>
      <Figures figures={row} view={view} />
    </tr>
  );
}

function Figures({ figures, view }: { figures: SourceReportFigures; view: ReportView }) {
  const { locale } = useWriting();
  const write = (column: Sort): string => {
    const value = figureOf(figures, column);
    if (column === 'conversion') return conversion(value, locale);
    if (column === 'averageTalk') return value === null ? '–' : clockLength(value);
    return count(value ?? 0, locale, view.counting === 'fractional' && column !== 'visits');
  };
  return SORTS.map((column) => (
    <td key={column} data-zero={(figureOf(figures, column) ?? 0) === 0 || undefined}>
      {column === 'calls' ? (
        <CallsWithin figures={figures} fractional={view.counting === 'fractional'} />
      ) : (
        write(column)
      )}
    </td>
  ));
}
