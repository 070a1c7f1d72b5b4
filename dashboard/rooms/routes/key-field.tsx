// One key of a telephone.
import { Select } from '@mantine/core';
import { KEYS } from './ways.ts';

interface KeyFieldProps {
  label: string;
  value: string;
  /** Keys that are something else already. */
  taken?: readonly string[];
  onChange: (key: string) => void;
}

export function KeyField({ label, value, taken = [], onChange }: KeyFieldProps) {
  const free = [...KEYS].filter((key) => key === value || !taken.includes(key));
  return (
    <Select
      label={label}
      data={KEYS.includes(value) ? free : [value, ...free]}
      value={value}
      onChange={(key) => key && onChange(key)}
      allowDeselect={false}
    />
  );
}
