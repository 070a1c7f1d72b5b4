// What is entered into a softphone, shown once.
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AgentSaved } from '../../../src/api/wire.ts';
import { CopyIcon } from '../../parts/copy.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import css from './forms.module.css';

export function PhoneAccount({ saved, onClose }: { saved: AgentSaved; onClose: () => void }) {
  const { t } = useTranslation();
  const { account } = saved;
  if (!account) return null;
  return (
    <Dialog onClose={onClose} holds title={t('agents.account.title', { name: saved.name })}>
      <div className={css.form}>
        <dl className={css.account}>
          {(['server', 'login', 'password'] as const).map((field) => (
            <div key={field}>
              <dt>{t(`agents.account.${field}`)}</dt>
              <dd className={css.secret}>{account[field]}</dd>
              <CopyIcon text={account[field]} label={`${t('action.copy')}: ${t(`agents.account.${field}`)}`} />
            </div>
          ))}
        </dl>
        <p className="dt-dim">{t('agents.account.apps')}</p>
        <p>
          <strong>{t('agents.account.hint')}</strong>
        </p>
        <div className={css.buttons}>
          <Button onClick={onClose}>{t('agents.account.done')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
