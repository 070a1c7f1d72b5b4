// Who held a number and why, oldest at the foot; and what it brought, month by month.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { NumberHistory, TrackingNumber } from '../../../src/api/wire.ts';
import { numberHistory } from '../../api/numbers.ts';
import { useNow } from '../../parts/now.ts';
import { Failed } from '../../parts/states.tsx';
import { useHouse, useLanguage, useWriting } from '../../shell/house-facts.ts';
import { clockLength, count, dateTime } from '../../words/format.ts';
import { channelName, sourceTitle } from '../../words/source.ts';
import { StateChip } from '../numbers/state-chip.tsx';
import css from './history.module.css';

export function History({ number }: { number: TrackingNumber }) {
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(numberHistory(site.id, number.id));
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} compact /> : <Skeleton h={220} />;
  return (
    <>
      <States states={data.states} />
      <Months months={data.months} />
    </>
  );
}

function States({ states }: { states: NumberHistory['states'] }) {
  const { t } = useTranslation();
  return (
    <section>
      <h3 className={css.title}>{t('number.history.states')}</h3>
      {states.length === 0 && <p className="dt-dim">{t('number.history.none')}</p>}
      <ol className={css.states}>
        {states.toReversed().map((entry) => (
          <StateLine key={entry.at + entry.state} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function StateLine({ entry }: { entry: NumberHistory['states'][number] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const writing = useWriting();
  const now = useNow(60_000);
  const source = entry.staticSource;
  const title = source && (sourceTitle(source, language) ?? channelName(source.channel, t));
  const where = entry.pool ? t('number.inPool', { name: entry.pool.name ?? '–' }) : title;
  return (
    <li className={css.entry}>
      <time dateTime={entry.at} className={css.at}>
        {dateTime(entry.at, writing, now)}
      </time>
      <div>
        <span className={css.what}>
          <StateChip state={entry.state} />
          {where}
        </span>
        <div className={css.by}>
          {[entry.by ?? t('number.history.byItself'), entry.reason].filter(Boolean).join(' · ')}
        </div>
      </div>
    </li>
  );
}

function Months({ months }: { months: NumberHistory['months'] }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  return (
    <section>
      <h3 className={css.title}>{t('number.history.months')}</h3>
      {months.length === 0 && <p className="dt-dim">{t('number.history.noMonths')}</p>}
      {months.length > 0 && (
        <table className={css.table}>
          <thead>
            <tr>
              <th>{t('number.history.month')}</th>
              <th>{t('number.history.visits')}</th>
              <th>{t('number.history.calls')}</th>
              <th>{t('number.history.first')}</th>
              <th>{t('number.history.talk')}</th>
            </tr>
          </thead>
          <tbody>
            {months.toReversed().map((month) => (
              <tr key={month.month}>
                <th scope="row">{monthName(month.month, locale)}</th>
                <td>{count(month.visits, locale)}</td>
                <td>{count(month.calls, locale)}</td>
                <td>{count(month.firstTimeCalls, locale)}</td>
                <td>{month.calls > 0 ? clockLength(month.talkSeconds / month.calls) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function monthName(month: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'short', year: 'numeric' });
  return format.format(new Date(`${month}-01T00:00:00Z`)).replace(/\s?г\.$/, '');
}
