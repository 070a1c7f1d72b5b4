// Chooses a real call to show or to try things on: the latest, or one of the last ones.
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { latestCalls } from '../../api/destinations.ts';
import { useNow } from '../../parts/now.ts';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { callerName } from '../../words/call.ts';
import { dateTime } from '../../words/format.ts';

interface CallChoiceProps {
  /** Undefined: the latest. */
  call: string | undefined;
  onChange: (call: string | undefined) => void;
  label: string;
  isLabelBeside?: boolean;
}

export function CallChoice({ call, onChange, label, isLabelBeside = false }: CallChoiceProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const writing = useWriting();
  const now = useNow(60_000);
  const { data } = useQuery(latestCalls(site.id));
  const calls = (data?.items ?? []).map((one) => ({
    value: one.id,
    label: `${callerName(one, t)} · ${dateTime(one.startedAt, writing, now)}`,
  }));
  return (
    <Select
      {...(isLabelBeside ? { 'aria-label': label, size: 'xs' } : { label })}
      data={[{ value: '', label: t('destinations.form.latest') }, ...calls]}
      value={call ?? ''}
      onChange={(chosen) => onChange(chosen || undefined)}
      allowDeselect={false}
      maxDropdownHeight={320}
    />
  );
}
