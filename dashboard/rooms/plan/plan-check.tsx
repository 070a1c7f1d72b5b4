// After a week: what the plan promised beside what real calls say of themselves.
import { useTranslation } from 'react-i18next';
import type { PlanCheck } from '../../../src/api/wire.ts';
import { Remark } from '../../parts/remark.tsx';
import { Panel } from '../../parts/room.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { conversion, count } from '../../words/format.ts';
import { PLAN_LEVELS } from './curve-option.ts';
import css from './plan-check.module.css';

export function PlanCheckPanel({ check }: { check: PlanCheck }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const calls = t('plan.check.calls', { count: check.calls, replace: { count: count(check.calls, locale) } });
  return (
    <Panel title={t('plan.check.title')} hint={t('plan.check.hint', { calls, days: check.days })} id="plan-check">
      <dl className={css.levels}>
        {PLAN_LEVELS.map((level) => (
          <div key={level}>
            <dt>{t(`plan.level.${level}`)}</dt>
            <dd>
              <span>
                <small>{t('plan.check.predicted')}</small> {conversion(check.predicted[level], locale)}
              </span>
              <span>
                <small>{t('plan.check.real')}</small> {conversion(check.confidence[level], locale)}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <div className={css.verdict}>
        {check.apart ? (
          <Remark tone="wait" title={t('plan.check.apart')}>
            {t('plan.check.apartHint')}
          </Remark>
        ) : (
          <Remark tone="good">{t('plan.check.near')}</Remark>
        )}
      </div>
    </Panel>
  );
}
