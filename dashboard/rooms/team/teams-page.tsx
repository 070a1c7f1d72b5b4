// Teams: groups of agents that routes ring, and who comes before whom.
import { Button, Skeleton } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash, IconUsersGroup } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent, Team } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { agents as agentsQuery, teams as teamsQuery, useTeamChanged } from '../../api/team.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Chipped } from '../../parts/mark.tsx';
import { Panel } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { Tool } from '../../parts/tool.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import css from './lists.module.css';
import { TeamForm } from './team-form.tsx';

export function TeamsPage() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(teamsQuery(site.id));
  const { data: agents = [] } = useQuery(agentsQuery(site.id));
  const [editing, setEditing] = useState<Team | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Team | null>(null);
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Skeleton h={200} radius="lg" />;
  return (
    <>
      {data.length === 0 ? (
        <NoTeams onAdd={() => setEditing('new')} />
      ) : (
        <Panel
          id="teams"
          title={t('team.tabs.teams')}
          aside={
            <Button
              size="xs"
              leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
              onClick={() => setEditing('new')}
            >
              {t('teams.add')}
            </Button>
          }
        >
          <ul className={css.list}>
            {data.map((team) => (
              <TeamRow
                key={team.id}
                team={team}
                agents={agents}
                onEdit={() => setEditing(team)}
                onDelete={() => setDeleting(team)}
              />
            ))}
          </ul>
        </Panel>
      )}
      {editing && (
        <TeamForm team={editing === 'new' ? null : editing} agents={agents} onClose={() => setEditing(null)} />
      )}
      {deleting && <DeleteTeam team={deleting} onClose={() => setDeleting(null)} />}
    </>
  );
}

interface TeamRowProps {
  team: Team;
  agents: readonly Agent[];
  onEdit: () => void;
  onDelete: () => void;
}

function TeamRow({ team, agents, onEdit, onDelete }: TeamRowProps) {
  const { t } = useTranslation();
  const { name, members } = team;
  const isRanked = members.some(({ priority }) => priority !== 1);
  return (
    <li className={css.line}>
      <div className={css.who}>
        <span className={css.name}>{name}</span>
        <span className="dt-dim">{t('teams.count', { count: members.length })}</span>
      </div>
      <div className={css.facts}>
        <span className={css.chips}>
          {members.map(({ agentId, priority }) => (
            <Chipped key={agentId} tone="plain">
              {agents.find(({ id }) => id === agentId)?.name ?? '…'}
              {isRanked && <span className="dt-dim">{t('teams.priorityOf', { n: priority })}</span>}
            </Chipped>
          ))}
        </span>
        {members.length === 0 && <span className="dt-dim">{t('teams.noMembers')}</span>}
      </div>
      <div className={css.tools}>
        <Tool label={t('teams.edit', { name })} onClick={onEdit}>
          <IconPencil size={16} stroke={1.6} />
        </Tool>
        <Tool label={t('teams.delete', { name })} onClick={onDelete}>
          <IconTrash size={16} stroke={1.6} />
        </Tool>
      </div>
    </li>
  );
}

function NoTeams({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  return (
    <Panel>
      <Empty icon={<IconUsersGroup size={22} stroke={1.5} />} title={t('teams.none')} hint={t('teams.noneHint')}>
        <Button onClick={onAdd}>{t('teams.add')}</Button>
      </Empty>
    </Panel>
  );
}

function DeleteTeam({ team, onClose }: { team: Team; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useTeamChanged(site.id);
  const remove = useMutation({
    mutationFn: () => send('DELETE', `/teams/${team.id}`),
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  return (
    <Confirm
      title={t('teams.deleteTitle', { name: team.name })}
      hint={t('teams.deleteHint')}
      action={t('action.delete')}
      error={remove.error}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
