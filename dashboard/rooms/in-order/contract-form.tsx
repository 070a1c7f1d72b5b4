// Makes or edits a contract with an operator and the licence it stands on.
import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contract } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useNumbersChanged } from '../../api/numbers.ts';
import { DateField } from '../../parts/date-field.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import css from './forms.module.css';

const FIELDS = [
  'operator',
  'contractNumber',
  'signedOn',
  'endsOn',
  'licenceNumber',
  'licenceIssuedOn',
  'licenceEndsOn',
] as const;
type Field = (typeof FIELDS)[number];

export function ContractForm({ contract, onClose }: { contract: Contract | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useNumbersChanged(site.id);
  const [draft, setDraft] = useState(() => draftOf(contract));
  const put = (field: Field) => (text: string) => setDraft({ ...draft, [field]: text });
  const save = useMutation({
    mutationFn: () => {
      const said = Object.fromEntries(FIELDS.map((field) => [field, draft[field].trim() || null]));
      return contract ? send('PATCH', `/contracts/${contract.id}`, said) : send('POST', '/contracts', said);
    },
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  const text = (field: 'operator' | 'contractNumber' | 'licenceNumber', required: boolean) => (
    <TextInput
      label={t(`inOrder.contracts.${field}`)}
      value={draft[field]}
      onChange={(event) => put(field)(event.currentTarget.value)}
      required={required}
      maxLength={120}
      data-autofocus={field === 'operator' || undefined}
    />
  );
  return (
    <FormDialog
      size={560}
      title={
        contract ? t('inOrder.contracts.edit', { contractNumber: contract.contractNumber }) : t('inOrder.contracts.add')
      }
      save={save}
      action={contract ? t('action.save') : t('action.add')}
      ready={draft.operator.trim() !== '' && draft.contractNumber.trim() !== ''}
      onClose={onClose}
    >
      <div className={css.two}>
        {text('operator', true)}
        {text('contractNumber', true)}
        <DateField label={t('inOrder.contracts.signedOn')} value={draft.signedOn} onChange={put('signedOn')} />
        <DateField
          label={t('inOrder.contracts.endsOn')}
          description={t('inOrder.contracts.endsOnHint')}
          value={draft.endsOn}
          onChange={put('endsOn')}
        />
      </div>
      <fieldset className={css.group}>
        <legend>{t('inOrder.contracts.licence')}</legend>
        <div className={css.two}>
          {text('licenceNumber', false)}
          <DateField
            label={t('inOrder.contracts.licenceIssuedOn')}
            value={draft.licenceIssuedOn}
            onChange={put('licenceIssuedOn')}
          />
          <DateField
            label={t('inOrder.contracts.licenceEndsOn')}
            value={draft.licenceEndsOn}
            onChange={put('licenceEndsOn')}
          />
        </div>
      </fieldset>
    </FormDialog>
  );
}

function draftOf(contract: Contract | null): Record<Field, string> {
  const entries = FIELDS.map((field) => [field, contract?.[field] ?? '']);
  return Object.fromEntries(entries) as Record<Field, string>;
}
