// Makes or edits a pool: what it replaces, whom it serves, how it chooses a number, what happens when all are held.
import { Radio, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pool } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useNumbersChanged } from '../../api/numbers.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { phone, toE164 } from '../../words/phone.ts';
import { PolicyFields } from './policy-fields.tsx';
import css from './pool-form.module.css';
import { RuleFields } from './rule-fields.tsx';
import { rulesDraft, targetingOf } from './rules.ts';

const OVERFLOWS = ['share', 'fallback'] as const;

interface PoolFormProps {
  pool: Pool | null;
  /** The number that a new pool shall replace, where that is known. */
  target?: string;
  onClose: () => void;
}

export function PoolForm({ pool, target: wanted, onClose }: PoolFormProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useNumbersChanged(site.id);
  const [name, setName] = useState(pool?.name ?? '');
  const [target, setTarget] = useState(() => phone(pool?.targetNumber ?? wanted ?? ''));
  const [rules, setRules] = useState(() => rulesDraft(pool?.targeting ?? {}));
  const [policy, setPolicy] = useState<Pool['policy']>(pool?.policy ?? 'source-aware');
  const [overflow, setOverflow] = useState<Pool['overflow']>(pool?.overflow ?? 'share');
  const targetNumber = toE164(target);
  const save = useMutation({
    mutationFn: () => {
      const said = { name: name.trim(), targetNumber, targeting: targetingOf(rules), policy, overflow };
      const at = `/sites/${site.id}/pools`;
      return pool ? send('PATCH', `${at}/${pool.id}`, said) : send('POST', at, said);
    },
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  return (
    <FormDialog
      size={620}
      title={pool ? t('pools.editTitle', { name: pool.name }) : t('pools.add')}
      save={save}
      action={pool ? t('action.save') : t('action.add')}
      ready={name.trim() !== '' && targetNumber !== null}
      onClose={onClose}
    >
      <div className={css.two}>
        <TextInput
          label={t('pools.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          maxLength={120}
          data-autofocus
        />
        <TextInput
          label={t('pools.target')}
          placeholder="+7 495 123-45-67"
          inputMode="tel"
          value={target}
          onChange={(event) => setTarget(event.currentTarget.value)}
          error={target !== '' && !targetNumber ? t('pools.badNumber') : null}
          required
        />
      </div>
      <RuleFields legend={t('pools.who')} rules={rules} onChange={setRules} />
      <PolicyFields policy={policy} onChange={setPolicy} />
      <Radio.Group
        label={t('pools.overflow')}
        value={overflow}
        onChange={(chosen) => setOverflow(OVERFLOWS.find((one) => one === chosen) ?? 'share')}
      >
        <div className={css.choices}>
          {OVERFLOWS.map((one) => (
            <Radio
              key={one}
              value={one}
              label={t(`pools.overflows.${one}`)}
              description={t(`pools.overflowHint.${one}`)}
            />
          ))}
        </div>
      </Radio.Group>
    </FormDialog>
  );
}
