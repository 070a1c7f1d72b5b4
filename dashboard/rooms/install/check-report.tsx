// What was found on a page, for somebody who does not write pages: first whether all is well, then what to do, then
// every place.
import { useTranslation } from 'react-i18next';
import type { InstallCheck } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { Remark } from '../../parts/remark.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { ago, count } from '../../words/format.ts';
import { CheckFindings } from './check-findings.tsx';
import { OtherNumbers } from './check-other-numbers.tsx';
import { CheckPlaces } from './check-places.tsx';
import css from './check-report.module.css';

export function CheckReport({ report }: { report: InstallCheck }) {
  return (
    <div className={css.report} role="status">
      <Verdict report={report} />
      {report.page === 'opened' && (
        <>
          <CheckFindings report={report} />
          <CheckPlaces report={report} />
          <OtherNumbers numbers={report.otherNumbers} />
          <How report={report} />
        </>
      )}
    </div>
  );
}

function Verdict({ report }: { report: InstallCheck }) {
  const { t } = useTranslation();
  const { page, verdict, script } = report;
  if (page !== 'opened')
    return (
      <Remark tone="bad" title={t(`installCheck.verdict.${page}`)}>
        {t(`installCheck.todo.${page}`)} <span className={css.detail}>{report.detail}</span>
      </Remark>
    );
  const isWell = verdict === 'well';
  const state = script?.state ?? 'missing';
  const tone = isWell ? 'good' : state === 'works' || state === 'found' ? 'wait' : 'bad';
  return (
    <Remark tone={tone} title={t(`installCheck.verdict.${isWell && state === 'works' ? 'well' : state}`)}>
      <Swaps report={report} />
    </Remark>
  );
}

function Swaps({ report }: { report: InstallCheck }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const swapped = report.places.filter(({ verdict }) => verdict === 'swapped').length;
  if (swapped === 0)
    return report.findings.some(({ kind }) => kind === 'no-pools') ? null : t('installCheck.swapsNothing');
  const words = { count: swapped, replace: { count: count(swapped, locale) } };
  return report.isTrial ? t('installCheck.wouldSwap', words) : t('installCheck.swapped', words);
}

function How({ report }: { report: InstallCheck }) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  const { how, swappedMs, isTrial, lastViewAt } = report;
  const parts = [
    t(`installCheck.how.${how}`),
    ...(swappedMs !== null && !isTrial ? [t('installCheck.inMs', { ms: swappedMs })] : []),
    lastViewAt ? t('installCheck.lastView', { ago: ago(lastViewAt, now, t) }) : t('installCheck.noView'),
  ];
  return <p className={css.how}>{parts.join(' · ')}</p>;
}
