// A window over the page, and the form that most of them are: fields, what was refused, a way back and the button that does it.
import { Button, Modal, type ModalProps } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './dialog.module.css';
import { SaveFailed } from './states.tsx';

interface DialogProps {
  title: string;
  size?: NonNullable<ModalProps['size']>;
  fullScreen?: boolean;
  /** A press beside it does not close it: what it says is said once. */
  holds?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** It is open as long as it is there. */
export function Dialog({ title, size = 'md', fullScreen = false, holds = false, onClose, children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      size={size}
      fullScreen={fullScreen}
      closeOnClickOutside={!holds}
      title={title}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {children}
    </Modal>
  );
}

interface DialogFormProps {
  /** The mutation that does it. */
  save: { error: unknown; isPending: boolean; mutate: () => void };
  /** What the button says: Add. */
  action: string;
  /** False: as it is, it can't be done. */
  ready?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** The form inside of a dialog. */
export function DialogForm({ save, action, ready = true, onClose, children }: DialogFormProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation(); // the dialog may have been opened from within another form
    save.mutate();
  };
  return (
    <form onSubmit={submit} className={css.form}>
      {children}
      <SaveFailed error={save.error} />
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" loading={save.isPending} disabled={!ready}>
          {action}
        </Button>
      </div>
    </form>
  );
}

/** A dialog that is one form. */
export function FormDialog({ title, size = 'md', ...form }: Pick<DialogProps, 'title' | 'size'> & DialogFormProps) {
  return (
    <Dialog title={title} size={size} onClose={form.onClose}>
      <DialogForm {...form} />
    </Dialog>
  );
}
