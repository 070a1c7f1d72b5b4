// What new numbers are for: visitors, one source, or nothing yet.
import { Radio, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Source } from '../../../src/api/wire.ts';
import css from './add-numbers.module.css';
import { EMPTY_SOURCE, SourceFields } from './source-fields.tsx';
import type { Named } from './use.ts';

export const USES = ['pool', 'static', 'ready', 'ordered'] as const;
export interface NumberUse {
  use: (typeof USES)[number];
  poolId: string | null;
  source: Source;
}

export const firstUse = (pools: readonly Named[]): NumberUse => ({
  use: pools.length > 0 ? 'pool' : 'ready',
  poolId: pools[0]?.id ?? null,
  source: EMPTY_SOURCE,
});

/** As the API wants to be told. */
export function askedUse({ use, poolId, source }: NumberUse) {
  if (use === 'pool') return { poolId };
  if (use === 'static') return { staticSource: source };
  return { state: use };
}

interface NumberUseFieldsProps {
  value: NumberUse;
  pools: readonly Named[];
  onChange: (value: NumberUse) => void;
}

export function NumberUseFields({ value, pools, onChange }: NumberUseFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Radio.Group
        label={t('numbers.adding.use')}
        value={value.use}
        onChange={(use) => onChange({ ...value, use: USES.find((one) => one === use) ?? 'ready' })}
      >
        <div className={css.uses}>
          {USES.map((use) => (
            <Radio
              key={use}
              value={use}
              label={t(`numbers.adding.${use}`)}
              description={t(`numbers.adding.${use}Hint`)}
              disabled={use === 'pool' && pools.length === 0}
            />
          ))}
        </div>
      </Radio.Group>
      {value.use === 'pool' && pools.length > 1 && (
        <Select
          label={t('number.choosePool')}
          data={pools.map(({ id, name }) => ({ value: id, label: name }))}
          value={value.poolId}
          onChange={(poolId) => onChange({ ...value, poolId })}
          allowDeselect={false}
        />
      )}
      {value.use === 'static' && (
        <SourceFields source={value.source} onChange={(source) => onChange({ ...value, source })} />
      )}
    </>
  );
}
