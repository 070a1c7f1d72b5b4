// Page views that got no number, by reason: what can be measured of visits that are not tracked.
import { useTranslation } from 'react-i18next';
import type { AccuracyReport } from '../../../src/api/wire.ts';
import { Panel } from '../../parts/room.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { count, percent } from '../../words/format.ts';
import { refusalText } from '../../words/refusal.ts';
import css from './share-list.module.css';

export function Unseen({ pages }: { pages: AccuracyReport['pages'] }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const lost = pages.withoutNumber.reduce((sum, { count: views }) => sum + views, 0);
  const served = t('accuracy.unseen.served', {
    count: pages.served,
    replace: { count: count(pages.served, locale) },
  });
  return (
    <Panel title={t('accuracy.unseen.title')} hint={t('accuracy.unseen.hint')} id="unseen">
      <p className={css.lead}>
        {served} {lost === 0 && t('accuracy.unseen.none')}
      </p>
      {lost > 0 && (
        <ul className={css.list}>
          {pages.withoutNumber.map(({ reason, count: views, share }) => (
            <li key={reason} className={css.line}>
              <span>{refusalText(reason, t)}</span>
              <span className={css.figure}>{count(views, locale)}</span>
              <span className={css.share}>{percent(share, locale)}</span>
              <span className={css.track}>
                <span className={css.fill} style={{ width: `${share * 100}%` }} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
