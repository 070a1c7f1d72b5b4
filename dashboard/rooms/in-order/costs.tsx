// What numbers cost a month, by operator; currencies are never added.
import { useTranslation } from 'react-i18next';
import type { NumbersInOrder } from '../../../src/api/wire.ts';
import { Panel } from '../../parts/room.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { sums } from '../../words/cost.ts';
import { count } from '../../words/format.ts';
import { money } from '../../words/money.ts';
import css from './lists.module.css';

export function Costs({ costs }: { costs: NumbersInOrder['costs'] }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const total = sums(costs.map(({ monthlyCost }) => monthlyCost));
  return (
    <Panel id="costs" title={t('inOrder.costs')}>
      {costs.length === 0 && <p className={css.none}>{t('inOrder.costsNone')}</p>}
      <ul className={css.list}>
        {costs.map((line) => (
          <li key={`${line.operator} ${line.monthlyCost.currency}`} className={css.line}>
            <span className={css.name}>{line.operator ?? t('inOrder.noOperator')}</span>
            <span className="dt-dim">
              {t('inOrder.contracts.numbers', { count: line.numbers, replace: { count: count(line.numbers, locale) } })}
            </span>
            <span className={css.sum}>{money(line.monthlyCost, locale)}</span>
          </li>
        ))}
        {costs.length > 1 && (
          <li className={css.line}>
            <span className={css.name}>{t('sources.total')}</span>
            <span className={css.sum}>{total.map((sum) => money(sum, locale)).join(' + ')}</span>
          </li>
        )}
      </ul>
    </Panel>
  );
}
