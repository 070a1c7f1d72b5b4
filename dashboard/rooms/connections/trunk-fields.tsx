// The fields of a SIP trunk: where its calls come from, or where we register to get them.
import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../src/api/wire.ts';
import css from '../in-order/forms.module.css';
import { CheckFields } from './check-fields.tsx';
import { type ConnectionDraft, faultsOf } from './connection-draft.ts';

interface TrunkFieldsProps {
  draft: ConnectionDraft;
  put: (change: Partial<ConnectionDraft>) => void;
  connection: Connection | null;
}

export function TrunkFields({ draft, put, connection }: TrunkFieldsProps) {
  const { t } = useTranslation();
  const faults = faultsOf(draft);
  return (
    <>
      <Textarea
        label={t('inOrder.connections.addresses')}
        description={t('inOrder.connections.addressesHint')}
        inputWrapperOrder={['label', 'input', 'description']}
        placeholder="203.0.113.0/24"
        value={draft.addresses}
        onChange={(event) => put({ addresses: event.currentTarget.value })}
        autosize
        minRows={2}
        maxRows={6}
        required={draft.registerUri === ''}
      />
      <fieldset className={css.group}>
        <legend>{t('connections.registration')}</legend>
        <p className="dt-dim dt-small">{t('connections.registrationHint')}</p>
        <div className={css.two}>
          <TextInput
            className={css.whole ?? ''}
            label={t('connections.registerUri')}
            placeholder="sip:sip.operator.example"
            value={draft.registerUri}
            onChange={(event) => put({ registerUri: event.currentTarget.value.trim() })}
            error={faults.includes('registerUri') ? t('install.targets.badSip') : null}
          />
          <TextInput
            label={t('connections.registerUser')}
            value={draft.registerUser}
            onChange={(event) => put({ registerUser: event.currentTarget.value })}
            required={draft.registerUri !== ''}
            autoComplete="off"
            maxLength={120}
          />
          <TextInput
            type="password"
            label={t('connections.registerPassword')}
            placeholder={connection?.hasRegisterPassword ? t('inOrder.connections.passwordKept') : ''}
            value={draft.registerPassword}
            onChange={(event) => put({ registerPassword: event.currentTarget.value })}
            autoComplete="new-password"
            maxLength={200}
          />
        </div>
      </fieldset>
      <CheckFields draft={draft} put={put} hasPassword={connection?.hasPassword ?? false} />
    </>
  );
}
