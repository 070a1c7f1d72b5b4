// How it stands with missed callers: who waits now, and how the last month went.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallBackList } from '../../../src/api/wire.ts';
import { missedReport } from '../../api/missed.ts';
import { type Figure, Figures } from '../../parts/figures.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { count, percent, span } from '../../words/format.ts';
import { money } from '../../words/money.ts';
import css from './missed.module.css';

export function MissedFigures({ now }: { now: CallBackList['now'] | undefined }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { locale } = useWriting();
  const { data: report } = useQuery(missedReport(site.id, { by: 'day' }));
  const totals = report?.totals;
  const share = totals && totals.missed > 0 ? totals.withinLimit / totals.missed : null;
  const figures: Figure[] = [
    {
      name: t('callBacks.figures.open'),
      value: now ? count(now.open, locale) : '–',
      ...(now && now.hidden > 0 ? { second: t('callBacks.figures.hidden', { count: now.hidden }) } : {}),
    },
    {
      ...{ name: t('callBacks.figures.late'), hint: t('callBacks.figures.lateHint') },
      value: now ? <span className={now.late > 0 ? css.bad : undefined}>{count(now.late, locale)}</span> : '–',
    },
    {
      ...{ name: t('callBacks.figures.within'), hint: t('callBacks.figures.withinHint') },
      value: share === null ? '–' : percent(share, locale),
      ...(totals ? { second: `${count(totals.withinLimit, locale)} / ${count(totals.missed, locale)}` } : {}),
    },
    {
      ...{ name: t('callBacks.figures.median'), hint: t('callBacks.figures.medianHint') },
      value: totals?.medianSeconds == null ? '–' : span(totals.medianSeconds, t),
    },
    {
      ...{ name: t('callBacks.figures.stake'), hint: t('callBacks.figures.stakeHint') },
      value:
        now?.atStake == null ? (
          <Link to="/missed/settings" className={css.unsaid}>
            {t('callBacks.figures.stakeUnsaid')}
          </Link>
        ) : (
          `≈ ${money({ minor: now.atStake, currency: now.currency }, locale)}`
        ),
    },
  ];
  return <Figures figures={figures} />;
}
