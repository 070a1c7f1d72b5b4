// One field of a destination's form, as its declaration says.
import { Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Field, standing } from './draft.ts';
import css from './form.module.css';
import { MappingField } from './mapping-field.tsx';
import { SecretField } from './secret-field.tsx';
import { TemplateInput } from './template-input.tsx';
import type { KindWords } from './use-kinds.ts';
import type { Preview } from './use-preview.ts';

interface SettingFieldProps {
  field: Field;
  words: KindWords;
  settings: Readonly<Record<string, string>>;
  error: string | null;
  preview: Preview;
  isKept: boolean;
  isForgotten: boolean;
  /** As of MappingField. */
  asks: string | null | undefined;
  onChange: (value: string) => void;
  onForget: (forget: boolean) => void;
}

const ORDER: ('label' | 'input' | 'error' | 'description')[] = ['label', 'input', 'error', 'description'];

export function SettingField(props: SettingFieldProps) {
  const { field, words, settings, error, preview, onChange } = props;
  const { t } = useTranslation();
  const { name, kind, required, byDefault, example } = field;
  const said = words.fields[name];
  const value = settings[name] ?? '';
  const label = required ? (said?.label ?? name) : `${said?.label ?? name} (${t('destinations.form.optional')})`;
  const placeholder = byDefault === undefined ? example : t('destinations.form.byDefault', { value: byDefault });
  const common = { label, description: said?.help, inputWrapperOrder: ORDER, placeholder, error, spellCheck: false };
  switch (kind) {
    case 'secret':
      return <SecretField {...props} label={label} help={said?.help} value={value} />;
    case 'choice':
      return (
        <Select
          {...common}
          label={said?.label ?? name}
          data={(field.options ?? []).map((option) => ({
            value: option,
            label: words.options?.[name]?.[option] ?? option,
          }))}
          value={standing(field, settings)}
          onChange={(chosen) => onChange(chosen ?? '')}
          allowDeselect={false}
          searchable={(field.options?.length ?? 0) > 8}
        />
      );
    case 'flag':
      return (
        <Switch
          label={said?.label ?? name}
          description={said?.help}
          checked={standing(field, settings) === 'yes'}
          onChange={(event) => onChange(event.currentTarget.checked ? 'yes' : '')}
          error={error}
        />
      );
    case 'lines':
      return (
        <Textarea
          {...common}
          description={said?.help ?? t('destinations.form.lines')}
          autosize
          minRows={3}
          maxRows={12}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          classNames={{ input: css.mono ?? '' }}
        />
      );
    case 'template':
      return (
        <TemplateInput {...common} value={value} standIn={byDefault} onChange={onChange} preview={preview} of={name} />
      );
    case 'mapping':
      return (
        <MappingField
          {...{ name, label, value: value || (byDefault ?? ''), onChange, preview, error, asks: props.asks }}
          help={said?.help}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          type={kind === 'url' ? 'url' : 'text'}
          inputMode={kind === 'number' ? 'decimal' : kind === 'url' ? 'url' : 'text'}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          onBlur={() => value !== value.trim() && onChange(value.trim())}
        />
      );
  }
}
