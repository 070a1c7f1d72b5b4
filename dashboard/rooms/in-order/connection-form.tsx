// Makes or edits a connection: where its calls come from, and how numbers are checked through it.
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useNumbersChanged } from '../../api/numbers.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { CheckFields } from './check-fields.tsx';
import { askedConnection, type ConnectionDraft, connectionDraft, faultsOf } from './connection-draft.ts';
import css from './forms.module.css';

export function ConnectionForm({ connection, onClose }: { connection: Connection | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useNumbersChanged(site.id);
  const [draft, setDraft] = useState(() => connectionDraft(connection));
  const put = (change: Partial<ConnectionDraft>) => setDraft({ ...draft, ...change });
  const save = useMutation({
    mutationFn: () => {
      const said = askedConnection(draft);
      return connection
        ? send('PATCH', `/connections/${connection.id}`, said)
        : send('POST', '/connections', { ...said, kind: 'sip-trunk' });
    },
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size={580}
      title={connection ? t('inOrder.connections.edit', { name: connection.name }) : t('inOrder.connections.add')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form onSubmit={submit} className={css.form}>
        <TextInput
          label={t('inOrder.connections.name')}
          value={draft.name}
          onChange={(event) => put({ name: event.currentTarget.value })}
          required
          maxLength={120}
          data-autofocus
        />
        <Textarea
          label={t('inOrder.connections.addresses')}
          description={t('inOrder.connections.addressesHint')}
          inputWrapperOrder={['label', 'input', 'description']}
          placeholder="203.0.113.0/24"
          value={draft.addresses}
          onChange={(event) => put({ addresses: event.currentTarget.value })}
          autosize
          minRows={2}
          maxRows={6}
          required
        />
        <CheckFields draft={draft} put={put} hasPassword={connection?.hasPassword ?? false} />
        <SaveFailed error={save.error} />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={faultsOf(draft).length > 0}>
            {connection ? t('action.save') : t('action.add')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
