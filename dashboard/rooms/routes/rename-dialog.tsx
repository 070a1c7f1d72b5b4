// Asks for another name.
import { TextInput } from '@mantine/core';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../parts/dialog.tsx';

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
  return (
    <FormDialog title={title} save={save} action={t('action.save')} ready={name.trim() !== ''} onClose={onClose}>
      <TextInput
        label={t('routes.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={120}
        required
        data-autofocus
      />
    </FormDialog>
  );
}
