// A telephony operator whose SIP is let in: its name and the addresses it calls from.
import { Button, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { SaveFailed } from '../../parts/states.tsx';
import css from './add-numbers.module.css';

export function NewConnection({ onMade }: { onMade: (connection: Connection) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [typed, setTyped] = useState('');
  const addresses = typed.split(/[\s,;]+/).filter(Boolean);
  const make = useMutation({
    mutationFn: () => send<Connection>('POST', '/connections', { name: name.trim(), kind: 'sip-trunk', addresses }),
    onSuccess: async (connection) => {
      await client.invalidateQueries({ queryKey: ['connections'] });
      onMade(connection);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form onSubmit={submit} className={css.inset}>
      <TextInput
        label={t('install.numbers.connectionName')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        maxLength={120}
      />
      <Textarea
        label={t('install.numbers.addresses')}
        description={t('install.numbers.addressesHint')}
        placeholder="203.0.113.0/24"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        rows={2}
        required
      />
      <SaveFailed error={make.error} />
      <Button
        type="submit"
        variant="default"
        disabled={!name.trim() || addresses.length === 0}
        loading={make.isPending}
      >
        {t('action.create')}
      </Button>
    </form>
  );
}
