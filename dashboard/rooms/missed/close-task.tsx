// Why nobody is to be called: a reason, and a note if one wants.
import { Radio, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallBack } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useCallBacksChanged } from '../../api/missed.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { useHouse } from '../../shell/house-facts.ts';

const REASONS = ['reached-otherwise', 'not-a-client', 'could-not-reach', 'went-elsewhere', 'nobody-to-call'] as const;
type Reason = (typeof REASONS)[number];

export function CloseTask({ task, who, onClose }: { task: CallBack; who: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useCallBacksChanged(site.id);
  const reasons = REASONS.filter((reason) => (reason === 'nobody-to-call') === (task.phone === null));
  const [reason, setReason] = useState<Reason>(reasons[0] ?? 'not-a-client');
  const [note, setNote] = useState('');
  const close = useMutation({
    mutationFn: () => send('POST', `/call-backs/${task.id}/close`, { reason, note: note.trim() }),
    onSuccess: async () => {
      onClose();
      await changed();
    },
  });
  return (
    <FormDialog title={who} save={close} action={t('callBacks.close')} onClose={onClose}>
      <Radio.Group
        label={t('callBacks.closeTitle')}
        value={reason}
        onChange={(value) => setReason(REASONS.find((one) => one === value) ?? reason)}
      >
        <Stack gap={8} mt={8}>
          {reasons.map((one) => (
            <Radio
              key={one}
              value={one}
              label={t(`callBacks.reason.${one}`)}
              description={t(`callBacks.reasonHint.${one}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput
        label={t('callBacks.closeNote')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={500}
      />
    </FormDialog>
  );
}
