// Sends deliveries once more: one, or all of a choice.
import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { replay, useDestinationsChanged } from '../../api/destinations.ts';
import { Dialog, DialogForm } from '../../parts/dialog.tsx';
import type { Filter } from './deliveries.tsx';

export function useSendAgain(destinationId: string) {
  const changed = useDestinationsChanged();
  return useMutation({
    mutationFn: (wanted: Parameters<typeof replay>[1]) => replay(destinationId, wanted),
    onSuccess: changed,
  });
}

/** Of the period and state that are chosen; only what was parked or came too late goes again. */
export function SendAllAgain({ destinationId, filter }: { destinationId: string; filter: Filter }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const again = useSendAgain(destinationId);
  const isOfUse = !filter.state || filter.state === 'parked' || filter.state === 'lapsed';
  const { from, to, state } = filter;
  const save = {
    ...again,
    mutate: () =>
      again.mutate({ from, to, ...(state ? { states: [state] } : {}) }, { onSuccess: () => setAsking(false) }),
  };
  return (
    <span>
      {again.data && again.variables?.ids === undefined && !isAsking && (
        <span className="dt-dim dt-small" role="status" style={{ marginRight: 10 }}>
          {again.data.count > 0
            ? t('destinations.deliveries.goesAgain', { count: again.data.count })
            : t('destinations.deliveries.goesAgainNone')}
        </span>
      )}
      {isOfUse && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} stroke={1.8} aria-hidden />}
          onClick={() => setAsking(true)}
        >
          {t('destinations.deliveries.againAll')}
        </Button>
      )}
      {isAsking && (
        <Dialog title={t('destinations.deliveries.againTitle')} onClose={() => setAsking(false)}>
          <DialogForm save={save} action={t('destinations.deliveries.againAction')} onClose={() => setAsking(false)}>
            <p className="dt-dim">{t('destinations.deliveries.againHint')}</p>
          </DialogForm>
        </Dialog>
      )}
    </span>
  );
}
