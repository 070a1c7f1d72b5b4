// Calls that no visit explains, by number: where there are many, the number is known from elsewhere.
import { useTranslation } from 'react-i18next';
import type { AccuracyReport } from '../../../src/api/wire.ts';
import { Panel } from '../../parts/room.tsx';
import { Empty } from '../../parts/states.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { count, percent } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import css from './share-list.module.css';

const SHOWN = 8;

export function WithoutVisit({ report }: { report: AccuracyReport }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const numbers = report.withoutVisit.byNumber.filter(({ expected }) => expected >= 0.5).slice(0, SHOWN);
  return (
    <Panel title={t('accuracy.noVisit.title')} hint={t('accuracy.noVisit.hint')} id="without-visit">
      {numbers.length === 0 ? (
        <Empty title={t('accuracy.noVisit.none')} compact />
      ) : (
        <ul className={css.list}>
          {numbers.map(({ number, calls, expected, share }) => (
            <li key={number} className={css.line}>
              <span className={css.number}>{phone(number)}</span>
              <span className={css.figure}>
                {t('accuracy.noVisit.of', {
                  count: calls,
                  replace: { count: count(calls, locale), expected: count(expected, locale, true) },
                })}
              </span>
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
