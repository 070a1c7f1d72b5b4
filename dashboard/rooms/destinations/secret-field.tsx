// A secret: written here and never shown again. One that we make ourselves is shown until it is saved.
import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyIcon } from '../../parts/copy.tsx';
import type { Field } from './draft.ts';
import css from './form.module.css';

interface SecretFieldProps {
  field: Field;
  label: string;
  help: string | undefined;
  value: string;
  error: string | null;
  /** It is filled in, and stays unless something is written. */
  isKept: boolean;
  isForgotten: boolean;
  onChange: (value: string) => void;
  onForget: (forget: boolean) => void;
}

const KEY_BYTES = 32;

/** A signing key of the Standard Webhooks specification. */
const newKey = () => `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(KEY_BYTES))))}`;

export function SecretField(props: SecretFieldProps) {
  const { field, label, help, value, error, isKept, isForgotten, onChange, onForget } = props;
  const { t } = useTranslation();
  const [made, setMade] = useState('');
  const isMade = made !== '' && value === made;
  const common = {
    label,
    description: isMade ? t('destinations.form.generated') : help,
    inputWrapperOrder: ['label', 'input', 'error', 'description'] as ('label' | 'input' | 'error' | 'description')[],
    placeholder: isForgotten ? t('destinations.form.forgotten') : isKept ? t('destinations.form.kept') : field.example,
    value,
    error,
    autoComplete: 'new-password',
    spellCheck: false,
  };
  const make = () => {
    const key = newKey();
    setMade(key);
    onChange(key);
  };
  return (
    <div className={css.secret}>
      {isLong(field) ? (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => onChange(event.currentTarget.value.trim())}
        />
      ) : (
        <TextInput
          {...common}
          type={isMade ? 'text' : 'password'}
          onChange={(event) => onChange(event.currentTarget.value.trim())}
          rightSection={isMade ? <CopyIcon text={value} /> : null}
        />
      )}
      <div className={css.beside}>
        {field.required && field.example.startsWith('whsec_') && !isMade && (
          <Button size="compact-xs" variant="subtle" onClick={make}>
            {t('destinations.form.generate')}
          </Button>
        )}
        {(isKept || isForgotten) && !field.required && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onForget(!isForgotten)}>
            {isForgotten ? t('action.cancel') : t('destinations.form.forget')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** A key file is pasted whole, in lines. */
const isLong = ({ example }: Field) => /[{\n]|BEGIN /.test(example);
