// The points of the curve as a table: with ranges, how much numbers are shared, and what they cost.
import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PlanAnswer, PlanPoint } from '../../../src/api/wire.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { conversion, count } from '../../words/format.ts';
import { money } from '../../words/money.ts';
import { PLAN_LEVELS, type PlanLevel } from './curve-option.ts';
import css from './plan-table.module.css';

export function PlanTable({ answer }: { answer: PlanAnswer }) {
  const { t } = useTranslation();
  const hasCost = answer.points.some((point) => point.monthlyCost !== null);
  return (
    // A region that scrolls sideways must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={css.box} aria-label={t('plan.table')} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            <th>{t('plan.column.numbers')}</th>
            {PLAN_LEVELS.map((level) => (
              <th key={level}>{t(`plan.level.${level}`)}</th>
            ))}
            <Explained name={t('plan.column.shared')} hint={t('plan.column.sharedHint')} />
            <Explained name={t('plan.column.overflow')} hint={t('plan.column.overflowHint')} />
            {hasCost && <th>{t('plan.monthlyCost')}</th>}
          </tr>
        </thead>
        <tbody>
          {answer.points.map((point) => (
            <Row key={point.numbers} point={point} answer={answer} hasCost={hasCost} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Explained({ name, hint }: { name: string; hint: string }) {
  return (
    <th>
      <Tooltip label={hint} multiline maw={320}>
        {/* Focusable, so that the explanation is there for the keyboard too. */}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
        <span className={css.explained} tabIndex={0}>
          {name}
        </span>
      </Tooltip>
    </th>
  );
}

function Row({ point, answer, hasCost }: { point: PlanPoint; answer: PlanAnswer; hasCost: boolean }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const isNow = point.numbers === answer.numbersNow;
  const isStart = point.numbers === answer.startWith;
  return (
    <tr data-now={isNow || undefined}>
      <th scope="row">
        {count(point.numbers, locale)}
        {isNow && <span className={css.mark}>{t('plan.column.now')}</span>}
        {isStart && !isNow && <span className={css.mark}>{t('plan.column.start')}</span>}
      </th>
      {PLAN_LEVELS.map((level) => (
        <td key={level}>
          <RangeCell point={point} level={level} />
        </td>
      ))}
      <td>{conversion(point.shared, locale)}</td>
      <td>{conversion(point.overflow, locale)}</td>
      {hasCost && <td>{point.monthlyCost ? money(point.monthlyCost, locale) : '–'}</td>}
    </tr>
  );
}

function RangeCell({ point, level }: { point: PlanPoint; level: PlanLevel }) {
  const { locale } = useWriting();
  const { mean, low, high } = point[level];
  const tenth = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return (
    <>
      {conversion(mean, locale)}
      <span className={css.range}>
        {tenth.format(low * 100)}–{tenth.format(high * 100)}
      </span>
    </>
  );
}
