// A number of calls with its doubt: "41 ± 4", explained under the pointer.
import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SourceReportFigures } from '../../../src/api/wire.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { count, countWithin } from '../../words/format.ts';
import css from './calls-within.module.css';

/** `fractional`: counted by probability; by best answer there is no margin. */
export function CallsWithin({ figures, fractional }: { figures: SourceReportFigures; fractional: boolean }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const { calls, callsMargin } = figures;
  if (callsMargin === null) return count(calls, locale, fractional);
  const written = countWithin(calls, callsMargin, locale);
  if (written.margin === null) return written.count;
  const range = {
    from: count(Math.max(0, calls - callsMargin), locale, callsMargin < 1),
    to: count(calls + callsMargin, locale, callsMargin < 1),
  };
  return (
    <Tooltip label={t('sources.marginHint', range)} multiline maw={300}>
      <span>
        {written.count}
        <span className={css.margin}> ± {written.margin}</span>
      </span>
    </Tooltip>
  );
}
