// A question before something is taken away for good.
import { Button, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './confirm.module.css';
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
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('action.close') }}>
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
    </Modal>
  );
}
