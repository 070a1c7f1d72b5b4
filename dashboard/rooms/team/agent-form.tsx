// Makes or edits an agent: a name, a kind of phone and its number; everything else is folded away.
import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent, AgentSaved } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { connections as connectionsQuery } from '../../api/queries.ts';
import { useTeamChanged } from '../../api/team.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { type AgentDraft, agentDraft, askedAgent, faultsOf, type PhoneKind } from './agent-draft.ts';
import { AgentMore } from './agent-more.tsx';
import css from './forms.module.css';

const KINDS = ['number', 'registered', 'sip'] as const;

export interface AgentFormProps {
  agent: Agent | null;
  onSaved: (saved: AgentSaved) => void;
  onClose: () => void;
}

export function AgentForm({ agent, onSaved, onClose }: AgentFormProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useTeamChanged(site.id);
  const [draft, setDraft] = useState(() => agentDraft(agent));
  const put = (change: Partial<AgentDraft>) => setDraft({ ...draft, ...change });
  const save = useMutation({
    mutationFn: () =>
      agent
        ? send<AgentSaved>('PATCH', `/agents/${agent.id}`, askedAgent(draft))
        : send<AgentSaved>('POST', `/sites/${site.id}/agents`, askedAgent(draft)),
    onSuccess: async (saved) => {
      await changed();
      onSaved(saved);
    },
  });
  return (
    <FormDialog
      size={560}
      title={agent ? t('agents.edit', { name: agent.name }) : t('agents.add')}
      save={save}
      action={agent ? t('action.save') : t('action.add')}
      ready={faultsOf(draft).length === 0}
      onClose={onClose}
    >
      <TextInput
        label={t('agents.name')}
        value={draft.name}
        onChange={(event) => put({ name: event.currentTarget.value })}
        required
        maxLength={120}
        data-autofocus
      />
      <PhoneFields draft={draft} put={put} />
      <AgentMore draft={draft} put={put} />
    </FormDialog>
  );
}

export interface FieldsProps {
  draft: AgentDraft;
  put: (change: Partial<AgentDraft>) => void;
}

function PhoneFields({ draft, put }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <div className={css.phone}>
      <div>
        <div className={css.label} id="phone-kind">
          {t('agents.phoneKind')}
        </div>
        <SegmentedControl
          size="sm"
          fullWidth
          aria-labelledby="phone-kind"
          value={draft.kind}
          onChange={(kind) => put({ kind: kind as PhoneKind })}
          data={KINDS.map((kind) => ({ value: kind, label: t(`agents.kind.${kind}`) }))}
        />
        <p className={css.hint}>{t(`agents.kindHint.${draft.kind}`)}</p>
      </div>
      {draft.kind === 'number' && <NumberFields draft={draft} put={put} />}
      {draft.kind === 'sip' && (
        <TextInput
          label={t('agents.sip')}
          placeholder="sip:anna@192.0.2.10:5060"
          value={draft.uri}
          onChange={(event) => put({ uri: event.currentTarget.value })}
          error={draft.uri !== 'sip:' && faultsOf(draft).includes('uri') ? t('agents.badSip') : null}
          required
        />
      )}
    </div>
  );
}

function NumberFields({ draft, put }: FieldsProps) {
  const { t } = useTranslation();
  const { data: connections = [] } = useQuery(connectionsQuery);
  const isBad = draft.number.replace(/\D/g, '').length > 9 && faultsOf(draft).includes('number');
  return (
    <>
      <TextInput
        label={t('agents.number')}
        type="tel"
        placeholder="+7 916 123-45-67"
        value={draft.number}
        onChange={(event) => put({ number: event.currentTarget.value })}
        error={isBad ? t('agents.badNumber') : null}
        required
      />
      {connections.length > 1 && (
        <Select
          label={t('agents.connection')}
          placeholder={t('agents.connectionAny')}
          value={draft.connectionId}
          onChange={(connectionId) => put({ connectionId })}
          data={connections.map(({ id, name }) => ({ value: id, label: name }))}
          clearable
        />
      )}
    </>
  );
}
