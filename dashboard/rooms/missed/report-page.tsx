// How well missed callers are reached: by day, by who called back, by where the callers came from.
import { Skeleton } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MissedReport } from '../../../src/api/wire.ts';
import { serverNow } from '../../api/client.ts';
import { missedReport } from '../../api/missed.ts';
import { PeriodPicker } from '../../parts/period-picker.tsx';
import { Panel } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { type MissedSearch, missedReportRoute } from '../../routes.tsx';
import { useHouse, useLanguage, useWriting } from '../../shell/house-facts.ts';
import { count, percent, shortDay, span } from '../../words/format.ts';
import { money } from '../../words/money.ts';
import { chosenDays, rangeOf } from '../../words/period.ts';
import { channelName, sourceName } from '../../words/source.ts';
import css from './missed.module.css';

const BY = ['day', 'agent', 'channel', 'source', 'campaign'] as const;
const BY_WORDS = {
  day: 'callBacks.report.byDay',
  agent: 'callBacks.report.byAgent',
  channel: 'callBacks.report.byChannel',
  source: 'callBacks.report.bySource',
  campaign: 'callBacks.report.byCampaign',
} as const;

export function ReportPage() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { timeZone } = useWriting();
  const search = missedReportRoute.useSearch();
  const navigate = useNavigate();
  const by = BY.find((one) => one === search.by) ?? 'day';
  const days = chosenDays(search, serverNow(), timeZone);
  const { data, error, refetch } = useQuery(missedReport(site.id, { ...(days ? rangeOf(days, timeZone) : {}), by }));
  const set = (change: MissedSearch) =>
    void navigate({ to: '.', search: (now) => ({ ...now, ...change }), replace: true });
  return (
    <div className={css.page}>
      <search className={css.tools}>
        <PeriodPicker words={search} onChange={set} whenNone={t('period.30d')} />
        <fieldset className={css.states} aria-label={t('callBacks.report.by')}>
          {BY.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === by}
              onClick={() => set({ by: one === 'day' ? undefined : one })}
            >
              {t(BY_WORDS[one])}
            </button>
          ))}
        </fieldset>
      </search>
      {data ? (
        <Table report={data} />
      ) : error ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton h={200} />
      )}
    </div>
  );
}

function Table({ report }: { report: MissedReport }) {
  const { t } = useTranslation();
  const keyOf = useKeyWords(report.by);
  if (report.rows.length === 0)
    return (
      <Panel>
        <Empty
          icon={<IconMoodSmile size={22} stroke={1.5} />}
          title={t('callBacks.report.none')}
          hint={t('callBacks.report.noneHint')}
        />
      </Panel>
    );
  const heads = ['missed', 'reached', 'within', 'median', 'open', 'lost'] as const;
  const withLoss = report.totals.estimatedLoss !== null;
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t(`callBacks.report.key.${report.by}`)}</th>
            {heads.map((head) => (
              <th key={head} scope="col">
                {t(`callBacks.report.${head}`)}
              </th>
            ))}
            {withLoss && <th scope="col">{t('callBacks.report.loss')}</th>}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row) => (
            <tr key={row.key ?? ''}>
              <th scope="row">{keyOf(row.key)}</th>
              <Cells row={row} currency={report.currency} withLoss={withLoss} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('callBacks.report.total')}</th>
            <Cells row={report.totals} currency={report.currency} withLoss={withLoss} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

interface CellsProps {
  row: MissedReport['totals'];
  currency: string;
  withLoss: boolean;
}

function Cells({ row, currency, withLoss }: CellsProps) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const share = (figure: number) => (row.missed > 0 ? ` · ${percent(figure / row.missed, locale)}` : '');
  return (
    <>
      <td>{count(row.missed, locale)}</td>
      <td>
        {count(row.reached, locale)}
        <span className="dt-dim">{share(row.reached)}</span>
      </td>
      <td>
        {count(row.withinLimit, locale)}
        <span className="dt-dim">{share(row.withinLimit)}</span>
      </td>
      <td>{row.medianSeconds === null ? '–' : span(row.medianSeconds, t)}</td>
      <td>{count(row.open, locale)}</td>
      <td>{count(row.lost, locale)}</td>
      {withLoss && <td>≈ {money({ minor: row.estimatedLoss ?? 0, currency }, locale)}</td>}
    </>
  );
}

function useKeyWords(by: MissedReport['by']): (key: string | null) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  const { locale } = useWriting();
  return (key) => {
    if (key === null) return t(by === 'agent' ? 'callBacks.team' : 'callBacks.report.unknown');
    if (by === 'day') return shortDay(key, locale);
    if (by === 'channel') return channelName(key, t);
    return by === 'source' ? sourceName(key, language) : key;
  };
}
