// Asks before a contract or a connection is deleted.
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client.ts';
import { useNumbersChanged } from '../../api/numbers.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useHouse } from '../../shell/house-facts.ts';

interface DeletePaperProps {
  /** Its address in the API. */
  at: string;
  title: string;
  hint: string;
  onClose: () => void;
}

export function DeletePaper({ at, title, hint, onClose }: DeletePaperProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useNumbersChanged(site.id);
  const remove = useMutation({
    mutationFn: () => send('DELETE', at),
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  return (
    <Confirm
      title={title}
      hint={hint}
      action={t('action.delete')}
      error={remove.error}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
