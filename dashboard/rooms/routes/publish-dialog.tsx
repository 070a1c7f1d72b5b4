// Asks before a route is put in force, with a note for colleagues.
import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteCard } from '../../../src/api/wire.ts';
import { ApiProblem } from '../../api/client.ts';
import { publishRoute } from '../../api/routes.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { Remark } from '../../parts/remark.tsx';
import { useHouse } from '../../shell/house-facts.ts';

interface PublishDialogProps {
  card: RouteCard;
  onClose: () => void;
  onRefused: () => void;
  onServes: () => void;
}

export function PublishDialog({ card, onClose, onRefused, onServes }: PublishDialogProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const { serves } = card;
  const servesNone = !serves.site && serves.pools.length === 0 && serves.numbers.length === 0;
  const publish = useMutation({
    mutationFn: () => publishRoute(site.id, card, note.trim()),
    onSuccess: (kept) => {
      client.setQueryData(['route', site.id, card.id], kept);
      void client.invalidateQueries({ queryKey: ['route', site.id, card.id, 'versions'] });
      void client.invalidateQueries({ queryKey: ['routes', site.id] });
      if (servesNone) onServes();
      else onClose();
    },
    onError: async (error) => {
      if (!(error instanceof ApiProblem) || error.reason !== 'route-has-faults') return;
      await client.invalidateQueries({ queryKey: ['route', site.id, card.id], exact: true });
      onRefused();
      onClose();
    },
  });
  return (
    <FormDialog
      title={t('routes.edit.publishTitle')}
      save={publish}
      action={t('routes.edit.publish')}
      onClose={onClose}
    >
      <p className="dt-dim">{t('routes.edit.publishHint')}</p>
      {servesNone && <Remark tone="wait">{t('routes.edit.publishServesNone')}</Remark>}
      <TextInput
        label={t('routes.edit.note')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={500}
        data-autofocus
      />
    </FormDialog>
  );
}
