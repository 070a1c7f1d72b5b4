// A date as the browser asks for it, in the reader's own way: 2027-11-03, or '' for none.
import { TextInput } from '@mantine/core';

interface DateFieldProps {
  label: string;
  description?: string;
  value: string;
  onChange: (date: string) => void;
}

export function DateField({ label, description, value, onChange }: DateFieldProps) {
  return (
    <TextInput
      type="date"
      label={label}
      description={description}
      inputWrapperOrder={['label', 'input', 'description']}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
