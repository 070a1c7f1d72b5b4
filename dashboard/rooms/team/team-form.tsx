// Makes or edits a team: its name, who is in it, who comes first.
import { MultiSelect, NumberInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent, Team } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useTeamChanged } from '../../api/team.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import css from './forms.module.css';

type Members = Team['members'];

export function TeamForm({
  team,
  agents,
  onClose,
}: {
  team: Team | null;
  agents: readonly Agent[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useTeamChanged(site.id);
  const [name, setName] = useState(team?.name ?? '');
  const [members, setMembers] = useState<Members>(team?.members ?? []);
  const save = useMutation({
    mutationFn: () => {
      const said = { name: name.trim(), members };
      return team ? send('PATCH', `/teams/${team.id}`, said) : send('POST', `/sites/${site.id}/teams`, said);
    },
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  const choose = (ids: readonly string[]) =>
    setMembers(ids.map((agentId) => members.find((one) => one.agentId === agentId) ?? { agentId, priority: 1 }));
  return (
    <FormDialog
      title={team ? t('teams.edit', { name: team.name }) : t('teams.addTitle')}
      save={save}
      action={team ? t('action.save') : t('action.add')}
      ready={name.trim() !== ''}
      onClose={onClose}
    >
      <TextInput
        label={t('teams.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        maxLength={120}
        data-autofocus
      />
      <MultiSelect
        label={t('teams.members')}
        value={members.map(({ agentId }) => agentId)}
        onChange={choose}
        data={agents.map((agent) => ({ value: agent.id, label: agent.name }))}
        searchable
      />
      {members.length > 1 && <Priorities members={members} agents={agents} onChange={setMembers} />}
    </FormDialog>
  );
}

interface PrioritiesProps {
  members: Members;
  agents: readonly Agent[];
  onChange: (members: Members) => void;
}

function Priorities({ members, agents, onChange }: PrioritiesProps) {
  const { t } = useTranslation();
  const nameOf = (id: string) => agents.find((agent) => agent.id === id)?.name ?? '…';
  const put = (agentId: string, priority: number) =>
    onChange(members.map((one) => (one.agentId === agentId ? { agentId, priority } : one)));
  return (
    <div className={css.members}>
      <p className={css.hint}>{t('teams.priorityHint')}</p>
      {members.map(({ agentId, priority }) => (
        <div key={agentId} className={css.member}>
          <span className="dt-cut">{nameOf(agentId)}</span>
          <NumberInput
            aria-label={t('teams.priority', { name: nameOf(agentId) })}
            min={1}
            max={9}
            value={priority}
            onChange={(value) => put(agentId, Math.min(9, Math.max(1, Number(value) || 1)))}
          />
        </div>
      ))}
    </div>
  );
}
