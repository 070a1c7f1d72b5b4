// Asks before a number is taken away.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Site, TrackingNumber } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { phone } from '../../words/phone.ts';

interface RemoveNumberDialogProps {
  site: Site;
  number: TrackingNumber;
  onClose: () => void;
}

export function RemoveNumberDialog({ site, number, onClose }: RemoveNumberDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => send('DELETE', `/sites/${site.id}/numbers/${number.id}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['numbers', site.id] });
      await client.invalidateQueries({ queryKey: ['site', site.id] });
      onClose();
    },
  });
  return (
    <Confirm
      title={t('install.numbers.remove', { number: phone(number.e164) })}
      hint={t('install.numbers.removeHint')}
      action={t('action.remove')}
      error={remove.error}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
