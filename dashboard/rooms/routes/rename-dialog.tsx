// Asks for another name.
import { Button, Modal, TextInput } from '@mantine/core';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SaveFailed } from '../../parts/states.tsx';
import css from './new-route.module.css';

interface RenameDialogProps {
  title: string;
  name: string;
  rename: (name: string) => Promise<unknown>;
  /** What is asked anew afterwards. */
  touched: QueryKey;
  onClose: () => void;
}

export function RenameDialog({ title, name: before, rename, touched, onClose }: RenameDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(before);
  const save = useMutation({
    mutationFn: () => rename(name.trim()),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: touched });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form onSubmit={submit} className={css.form}>
        <TextInput
          label={t('routes.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={120}
          required
          data-autofocus
        />
        <SaveFailed error={save.error} />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!name.trim()}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
