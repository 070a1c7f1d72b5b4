// The fields of what is known of a number: its contract, its range, its cost.
import { NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrackingNumber } from '../../../src/api/wire.ts';
import { contracts as contractsQuery } from '../../api/numbers.ts';
import { DateField } from '../../parts/date-field.tsx';
import { isCurrency, type NumberDraft } from './number-draft.ts';
import css from './paper-fields.module.css';

const KINDS = ['geographic', 'mobile', 'toll-free', 'other'] as const satisfies readonly TrackingNumber['kind'][];

interface PaperFieldsProps {
  draft: NumberDraft;
  onChange: (draft: NumberDraft) => void;
  /** One more field, beside the last short one. */
  children?: ReactNode;
}

export function PaperFields({ draft, onChange, children }: PaperFieldsProps) {
  const { t } = useTranslation();
  const { data: contracts } = useQuery(contractsQuery);
  const put = (change: Partial<NumberDraft>) => onChange({ ...draft, ...change });
  return (
    <div className={css.fields}>
      <Select
        label={t('number.form.contract')}
        placeholder={t('number.form.noContract')}
        data={(contracts ?? []).map((one) => ({ value: one.id, label: `${one.operator} · ${one.contractNumber}` }))}
        value={draft.contractId}
        onChange={(contractId) => put({ contractId })}
        clearable
        clearButtonProps={{ 'aria-label': t('action.remove') }}
      />
      <TextInput
        label={t('number.form.capacityOwner')}
        description={t('number.form.capacityOwnerHint')}
        inputWrapperOrder={['label', 'input', 'description']}
        value={draft.capacityOwner}
        onChange={(event) => put({ capacityOwner: event.currentTarget.value })}
        maxLength={200}
      />
      <Select
        label={t('number.form.kind')}
        data={KINDS.map((kind) => ({ value: kind, label: t(`numbers.kind.${kind}`) }))}
        value={draft.kind}
        onChange={(kind) => put({ kind: KINDS.find((one) => one === kind) ?? 'other' })}
        allowDeselect={false}
      />
      <TextInput
        label={t('number.form.region')}
        value={draft.region}
        onChange={(event) => put({ region: event.currentTarget.value })}
        maxLength={80}
      />
      <Cost draft={draft} put={put} />
      <DateField
        label={t('number.form.ownedSince')}
        value={draft.ownedSince}
        onChange={(ownedSince) => put({ ownedSince })}
      />
      {children}
      <Textarea
        className={css.whole ?? ''}
        label={t('number.form.note')}
        autosize
        minRows={1}
        maxRows={6}
        value={draft.note}
        onChange={(event) => put({ note: event.currentTarget.value })}
        maxLength={1000}
      />
    </div>
  );
}

function Cost({ draft, put }: { draft: NumberDraft; put: (change: Partial<NumberDraft>) => void }) {
  const { t } = useTranslation();
  const amount = (name: 'monthlyCost' | 'minuteCost', decimals: number) => (
    <NumberInput
      label={t(`number.form.${name}`)}
      value={draft[name]}
      onChange={(typed) => put({ [name]: typed === '' ? '' : Number(typed) })}
      min={0}
      decimalScale={decimals}
      thousandSeparator=" "
      hideControls
    />
  );
  return (
    <div className={css.costs}>
      {amount('monthlyCost', 2)}
      {amount('minuteCost', 6)}
      <TextInput
        label={t('number.form.currency')}
        value={draft.currency}
        onChange={(event) => put({ currency: event.currentTarget.value.toUpperCase() })}
        error={isCurrency(draft.currency) ? null : t('site.badCurrency')}
        maxLength={3}
      />
    </div>
  );
}
