// A question before something is taken away for good.
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './confirm.module.css';
import { Dialog } from './dialog.tsx';
import { SaveFailed } from './states.tsx';

interface ConfirmProps {
  title: string;
  hint: string;
  action: string;
  error: unknown;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

export function Confirm({ title, hint, action, error, busy, onConfirm, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Dialog onClose={onClose} title={title}>
      <p className="dt-dim">{hint}</p>
      <SaveFailed error={error} />
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('action.cancel')}
        </Button>
        <Button color="red.8" loading={busy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
