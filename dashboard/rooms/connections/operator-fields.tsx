// The fields of an operator's connection, as its adapter names them; secret ones are never shown again.
import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OperatorFacts } from '../../../src/api/wire.ts';
import css from '../in-order/forms.module.css';
import { type ConnectionDraft, settingFaults } from './connection-draft.ts';

interface OperatorFieldsProps {
  facts: OperatorFacts;
  draft: ConnectionDraft;
  put: (change: Partial<ConnectionDraft>) => void;
  /** Names of the secret fields that are filled in. */
  kept: readonly string[];
}

export function OperatorFields({ facts, draft, put, kept }: OperatorFieldsProps) {
  const { t } = useTranslation();
  const { odd } = settingFaults(draft, facts, kept);
  // Names come from adapters, so the key cannot be checked beforehand.
  const label = (name: string) => t(`connections.field.${name}` as 'connections.field.token', { defaultValue: name });
  return (
    <fieldset className={css.group}>
      <legend>{t('connections.settings')}</legend>
      <div className={css.two}>
        {facts.fields.map(({ name, secret, required, example }) => {
          const common = {
            label: required ? label(name) : `${label(name)} (${t('connections.optional')})`,
            value: draft.settings[name] ?? '',
            placeholder: kept.includes(name) ? t('connections.secretKept') : example,
            error: odd.includes(name) ? t('connections.mustLook', { example }) : null,
            required: required && !kept.includes(name),
            autoComplete: secret ? 'new-password' : 'off',
            spellCheck: false,
          };
          const change = (value: string) => put({ settings: { ...draft.settings, [name]: value } });
          if (name === 'privateKey')
            return (
              <Textarea
                key={name}
                {...common}
                className={css.whole ?? ''}
                rows={4}
                onChange={(event) => change(event.currentTarget.value)}
              />
            );
          return (
            <TextInput
              key={name}
              {...common}
              type={secret ? 'password' : 'text'}
              onChange={(event) => change(event.currentTarget.value.trim())}
            />
          );
        })}
      </div>
    </fieldset>
  );
}
