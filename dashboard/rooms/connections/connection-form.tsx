// Makes or edits a connection: the operator, and its fields.
import { Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection, ConnectionKind } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useNumbersChanged } from '../../api/numbers.ts';
import { connectionKinds } from '../../api/queries.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { askedConnection, type ConnectionDraft, connectionDraft, faultsOf, settingFaults } from './connection-draft.ts';
import { aboutKind, kindChoices } from './kinds.ts';
import { OperatorFields } from './operator-fields.tsx';
import { TrunkFields } from './trunk-fields.tsx';

interface ConnectionFormProps {
  connection: Connection | null;
  onClose: () => void;
  onSaved?: (saved: Connection) => void;
}

export function ConnectionForm({ connection, onClose, onSaved }: ConnectionFormProps) {
  const { t, i18n } = useTranslation();
  const { site } = useHouse();
  const changed = useNumbersChanged(site.id);
  const { data: kinds = [] } = useQuery(connectionKinds);
  const [draft, setDraft] = useState(() => connectionDraft(connection));
  const put = (change: Partial<ConnectionDraft>) => setDraft({ ...draft, ...change });
  const facts = kinds.find(({ kind }) => kind === draft.kind);
  const kept = connection?.secretsSet ?? [];
  const wrong = facts ? settingFaults(draft, facts, kept) : { missing: [], odd: [] };
  const isTrunk = draft.kind === 'sip-trunk';
  const isReady =
    faultsOf(draft).length === 0 && wrong.missing.length + wrong.odd.length === 0 && (isTrunk || facts !== undefined);
  const save = useMutation({
    mutationFn: () => {
      const said = askedConnection(draft);
      return connection
        ? send<Connection>('PATCH', `/connections/${connection.id}`, said)
        : send<Connection>('POST', '/connections', { ...said, kind: draft.kind });
    },
    onSuccess: async (saved) => {
      await changed();
      onSaved?.(saved);
      onClose();
    },
  });
  // The operator's name will do as the connection's, until somebody writes another.
  const choose = (kind: ConnectionKind) => {
    const isNamed = draft.name !== '' && draft.name !== t(`connections.kindOf.${draft.kind}`);
    put({
      kind,
      settings: {},
      name: isNamed || kind === 'sip-trunk' ? (isNamed ? draft.name : '') : t(`connections.kindOf.${kind}`),
    });
  };
  return (
    <FormDialog
      size={620}
      title={connection ? t('inOrder.connections.edit', { name: connection.name }) : t('inOrder.connections.add')}
      save={save}
      action={connection ? t('action.save') : t('action.add')}
      ready={isReady}
      onClose={onClose}
    >
      {!connection && (
        <Select
          label={t('connections.kind')}
          description={t('connections.kindHint')}
          inputWrapperOrder={['label', 'input', 'description']}
          data={kindChoices(kinds, i18n.language, t)}
          value={draft.kind}
          onChange={(kind) => kind && choose(kind as ConnectionKind)}
          allowDeselect={false}
          searchable
          maxDropdownHeight={320}
        />
      )}
      <p className="dt-dim dt-small">{aboutKind(draft.kind, facts, t)}</p>
      <TextInput
        label={t('inOrder.connections.name')}
        value={draft.name}
        onChange={(event) => put({ name: event.currentTarget.value })}
        required
        maxLength={120}
        data-autofocus
      />
      {isTrunk && <TrunkFields draft={draft} put={put} connection={connection} />}
      {!isTrunk && facts && <OperatorFields facts={facts} draft={draft} put={put} kept={kept} />}
    </FormDialog>
  );
}
