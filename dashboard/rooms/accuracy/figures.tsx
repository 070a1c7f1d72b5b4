// The plain figures of the period, each with a sentence that says what it means.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccuracyReport } from '../../../src/api/wire.ts';
import { Panel } from '../../parts/room.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { conversion, count, percent } from '../../words/format.ts';
import css from './figures.module.css';

export function Figures({ report }: { report: AccuracyReport }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const { calls, sureShare, sureFrom } = report;
  const { expected } = report.withoutVisit;
  const known = report.levels.find(({ level }) => level === 'campaign');
  return (
    <Panel>
      <dl className={css.figures}>
        <Figure name={t('accuracy.calls')} value={count(calls, locale)} hint={t('accuracy.callsHint')} />
        <Figure
          name={t('accuracy.sure')}
          value={conversion(sureShare, locale)}
          hint={t('accuracy.sureHint', { percent: percent(sureFrom, locale) })}
        />
        <Figure
          name={t('accuracy.unknown')}
          value={count(known?.unknown ?? 0, locale)}
          hint={
            <Link to="/accuracy/doubts" search={true}>
              {t('accuracy.toDoubts')}
            </Link>
          }
        />
        <Figure
          name={t('accuracy.withoutVisit')}
          value={calls === 0 ? '–' : t('accuracy.about', { value: count(expected, locale, expected < 10) })}
          hint={t('accuracy.withoutVisitHint')}
        />
      </dl>
      <dl className={css.levels}>
        {report.levels.map(({ level, meanConfidence }) => (
          <div key={level}>
            <dt>{t(`accuracy.level.${level}`)}</dt>
            <dd>
              <span className={css.track}>
                <span className={css.fill} style={{ width: `${(meanConfidence ?? 0) * 100}%` }} />
              </span>
              <b>{conversion(meanConfidence, locale)}</b>
            </dd>
          </div>
        ))}
      </dl>
      <p className={css.below}>{t('accuracy.levelsHint')}</p>
    </Panel>
  );
}

function Figure({ name, value, hint }: { name: string; value: string; hint: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={css.value}>{value}</dd>
      <dd className={css.hint}>{hint}</dd>
    </div>
  );
}
