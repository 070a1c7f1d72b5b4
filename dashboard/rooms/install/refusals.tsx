// What was refused and why, counted: the first place to look when numbers do not change on a page.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { refusals as refusalsQuery } from '../../api/queries.ts';
import { Panel } from '../../parts/room.tsx';
import { Failed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { count, shortDay } from '../../words/format.ts';
import { refusalText, summed } from '../../words/refusal.ts';
import css from './refusals.module.css';

export function Refusals() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { locale } = useWriting();
  const { data, error, refetch } = useQuery(refusalsQuery(site.id));
  return (
    <Panel id="refusals" title={t('install.refusals.title')} hint={t('install.refusals.hint')}>
      <div className={css.body}>
        {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
        {!data && !error && <Skeleton h={80} />}
        {data?.length === 0 && <p className="dt-dim">{t('install.refusals.none')}</p>}
        {data && data.length > 0 && (
          <table className={css.table}>
            <thead>
              <tr>
                <th>{t('install.refusals.reason')}</th>
                <th className={css.room}>{t('install.refusals.room')}</th>
                <th className={css.last}>{t('install.refusals.last')}</th>
                <th className={css.count}>{t('install.refusals.count')}</th>
              </tr>
            </thead>
            <tbody>
              {summed(data).map((line) => (
                <tr key={line.room + line.reason}>
                  <td>{refusalText(line.reason, t)}</td>
                  <td className={css.room}>{t(`install.refusals.rooms.${line.room}`)}</td>
                  <td className={css.last}>{shortDay(line.lastDay, locale)}</td>
                  <td className={css.count}>{count(line.count, locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Panel>
  );
}
