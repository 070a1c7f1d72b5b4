// How numbers of a connection are checked: the way out, our caller id, the quiet hours and the limits.
import { NumberInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from '../in-order/forms.module.css';
import { type ConnectionDraft, faultsOf } from './connection-draft.ts';

interface CheckFieldsProps {
  draft: ConnectionDraft;
  put: (change: Partial<ConnectionDraft>) => void;
  hasPassword: boolean;
}

export function CheckFields({ draft, put, hasPassword }: CheckFieldsProps) {
  const { t } = useTranslation();
  const faults = faultsOf(draft);
  return (
    <fieldset className={css.group}>
      <legend>{t('inOrder.connections.outTitle')}</legend>
      <p className="dt-dim dt-small">{t('inOrder.connections.outHint')}</p>
      <div className={css.two}>
        <TextInput
          className={css.whole ?? ''}
          label={t('inOrder.connections.outboundUri')}
          placeholder="sip:sip.operator.example:5060"
          value={draft.outboundUri}
          onChange={(event) => put({ outboundUri: event.currentTarget.value.trim() })}
          error={faults.includes('outboundUri') ? t('install.targets.badSip') : null}
        />
        <TextInput
          label={t('inOrder.connections.outboundUser')}
          value={draft.outboundUser}
          onChange={(event) => put({ outboundUser: event.currentTarget.value })}
          autoComplete="off"
          maxLength={120}
        />
        <TextInput
          type="password"
          label={t('inOrder.connections.outboundPassword')}
          placeholder={hasPassword ? t('inOrder.connections.passwordKept') : ''}
          value={draft.outboundPassword}
          onChange={(event) => put({ outboundPassword: event.currentTarget.value })}
          autoComplete="new-password"
          maxLength={200}
        />
        <TextInput
          className={css.whole ?? ''}
          label={t('inOrder.connections.checkCaller')}
          description={t('inOrder.connections.checkCallerHint')}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          placeholder="+7 495 123-45-67"
          inputMode="tel"
          value={draft.checkCaller}
          onChange={(event) => put({ checkCaller: event.currentTarget.value })}
          error={faults.includes('checkCaller') ? t('pools.badNumber') : null}
        />
      </div>
      <Limits draft={draft} put={put} />
      <p className="dt-dim dt-small">{t('inOrder.connections.quietHint')}</p>
    </fieldset>
  );
}

type Limit = 'checkFromHour' | 'checkToHour' | 'checkEveryDays' | 'checksPerDay';

function Limits({ draft, put }: Omit<CheckFieldsProps, 'hasPassword'>) {
  const { t } = useTranslation();
  const limit = (name: Limit, label: string, least: number, most: number) => (
    <NumberInput
      label={label}
      value={draft[name]}
      onChange={(value) => put({ [name]: Number(value) || 0 })}
      min={least}
      max={most}
      clampBehavior="strict"
      allowDecimal={false}
    />
  );
  return (
    <div className={css.limits}>
      {limit('checkFromHour', t('inOrder.connections.from'), 0, 23)}
      {limit('checkToHour', t('inOrder.connections.to'), 1, 24)}
      {limit('checkEveryDays', t('inOrder.connections.every'), 1, 90)}
      {limit('checksPerDay', t('inOrder.connections.perDay'), 0, 1000)}
    </div>
  );
}
