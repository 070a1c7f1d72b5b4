// From when to when: two fields for times.
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { timeOf } from './schedule-draft.ts';

type Times = { from: string; to: string };

export function Span({ span: { from, to }, onChange }: { span: Times; onChange: (span: Partial<Times>) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <TimeField label={t('schedules.from')} value={from} onChange={(said) => onChange({ from: said })} />
      <TimeField label={t('schedules.to')} value={to} onChange={(said) => onChange({ to: said })} />
    </>
  );
}

// A browser's own field for a time knows no 24:00, and in some countries wants "AM".
function TimeField({ label, value, onChange }: { label: string; value: string; onChange: (time: string) => void }) {
  return (
    <TextInput
      aria-label={label}
      placeholder="09:00"
      inputMode="numeric"
      maxLength={5}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => onChange(timeOf(value))}
      required
    />
  );
}
