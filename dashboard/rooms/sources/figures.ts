// Figures of a report's rows, and the rows in order of one of them.
import type { SourceReportFigures, SourceReportRow } from '../../../src/api/wire.ts';
import type { Sort } from './report-search.ts';

/** The figure of a column; null where it cannot be said (no visits, nobody talked). */
export function figureOf(figures: SourceReportFigures, column: Sort): number | null {
  if (column !== 'averageTalk') return figures[column];
  return figures.answered > 0 ? figures.talkSeconds / figures.answered : null;
}

/** Greatest first, calls decide between equals; the row of unknown source always last. */
export function sorted(rows: readonly SourceReportRow[], column: Sort): SourceReportRow[] {
  const value = (row: SourceReportRow) => figureOf(row, column) ?? -1;
  return [...rows].sort(
    (a, b) => Number(a.unknown) - Number(b.unknown) || value(b) - value(a) || b.calls - a.calls || b.visits - a.visits,
  );
}
