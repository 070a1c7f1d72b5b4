// Small fields that several conditions share: one of a few, several of many, and how sure to be.
import { MultiSelect, NumberInput, Select, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contactTags } from '../../api/team.ts';
import { useHouse } from '../../shell/house-facts.ts';

interface ChoiceProps<Value extends string> {
  values: readonly Value[];
  label: (value: Value) => string;
  value: Value;
  onChange: (value: Value) => void;
}

export function Choice<Value extends string>({ values, label, value, onChange }: ChoiceProps<Value>) {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={t('routes.form.what')}
      data={values.map((one) => ({ value: one, label: label(one) }))}
      value={value}
      onChange={(chosen) => {
        const found = values.find((one) => one === chosen);
        if (found) onChange(found);
      }}
      allowDeselect={false}
    />
  );
}

interface ChosenProps {
  any: readonly string[];
  /** What is likely to be typed. */
  known?: readonly string[];
  /** What can be chosen from; without it anything can be typed. */
  data?: { value: string; label: string }[];
  onChange: (any: string[]) => void;
}

export function Chosen({ any, known = [], data, onChange }: ChosenProps) {
  const { t } = useTranslation();
  if (data)
    return (
      <MultiSelect aria-label={t('routes.form.any')} data={data} value={[...any]} onChange={onChange} searchable />
    );
  return (
    <TagsInput
      aria-label={t('routes.form.any')}
      description={t('routes.form.anyHint')}
      inputWrapperOrder={['input', 'description']}
      data={[...known]}
      value={[...any]}
      onChange={onChange}
      acceptValueOnBlur
      maxTags={200}
    />
  );
}

/** Tags of clients: those in use are offered. */
export function Tags(props: Pick<ChosenProps, 'any' | 'onChange'>) {
  const { site } = useHouse();
  const { data = [] } = useQuery(contactTags(site.id));
  return <Chosen {...props} known={data.map(({ tag }) => tag)} />;
}

/** A probability in per cent. */
export function Sureness({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  const { t } = useTranslation();
  return (
    <NumberInput
      label={t('routes.form.sure')}
      description={t('routes.form.sureHint')}
      value={Math.round(value * 100)}
      onChange={(typed) => onChange((Number(typed) || 0) / 100)}
      suffix=" %"
      {...{ min: 0, max: 100, allowDecimal: false }}
    />
  );
}
