// How a pool chooses a number: the best way first, the others behind a word, each explained in a sentence.
import { Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Pool } from '../../../src/api/wire.ts';
import css from './pool-form.module.css';

const OTHERS = ['lru', 'sub-pools', 'lifo', 'random'] as const satisfies readonly Pool['policy'][];
const ALL = ['source-aware', ...OTHERS] as const;

interface PolicyFieldsProps {
  policy: Pool['policy'];
  onChange: (policy: Pool['policy']) => void;
}

export function PolicyFields({ policy, onChange }: PolicyFieldsProps) {
  const { t } = useTranslation();
  const choice = (one: Pool['policy']) => (
    <Radio key={one} value={one} label={t(`pools.policies.${one}`)} description={t(`pools.policyHint.${one}`)} />
  );
  return (
    <Radio.Group
      label={t('pools.policy')}
      value={policy}
      onChange={(chosen) => onChange(ALL.find((one) => one === chosen) ?? 'source-aware')}
    >
      <div className={css.choices}>
        {choice('source-aware')}
        <details className={css.others} open={policy !== 'source-aware'}>
          <summary>{t('pools.morePolicies')}</summary>
          <div className={css.choices}>{OTHERS.map(choice)}</div>
        </details>
      </div>
    </Radio.Group>
  );
}
