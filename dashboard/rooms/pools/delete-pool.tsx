// Asks before a pool is deleted.
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Pool } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useNumbersChanged } from '../../api/numbers.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useHouse } from '../../shell/house-facts.ts';

export function DeletePool({ pool, onClose }: { pool: Pool; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useNumbersChanged(site.id);
  const remove = useMutation({
    mutationFn: () => send('DELETE', `/sites/${site.id}/pools/${pool.id}`),
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  return (
    <Confirm
      title={t('pools.delete', { name: pool.name })}
      hint={t('pools.deleteHint')}
      action={t('action.delete')}
      error={remove.error}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
