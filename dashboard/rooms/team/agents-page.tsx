// Agents: who answers calls, how each is rung, and what each can do.
import { Button, Skeleton } from '@mantine/core';
import { IconKey, IconPencil, IconPlus, IconTrash, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent, AgentSaved, Schedule } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { agents as agentsQuery, schedules as schedulesQuery, useTeamChanged } from '../../api/team.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Panel } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { Tool } from '../../parts/tool.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { AgentFacts } from './agent-facts.tsx';
import { AgentForm } from './agent-form.tsx';
import css from './lists.module.css';
import { PhoneAccount } from './phone-account.tsx';

type Open =
  | { what: 'form'; agent: Agent | null }
  | { what: 'remove' | 'password'; agent: Agent }
  | { what: 'account'; saved: AgentSaved };

export function AgentsPage() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(agentsQuery(site.id));
  const { data: schedules = [] } = useQuery(schedulesQuery(site.id));
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const onSaved = (saved: AgentSaved) => setOpen(saved.account ? { what: 'account', saved } : null);
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Skeleton h={260} radius="lg" />;
  return (
    <>
      {data.length === 0 ? (
        <NoAgents onAdd={() => setOpen({ what: 'form', agent: null })} />
      ) : (
        <Panel
          id="agents"
          title={t('team.tabs.agents')}
          aside={
            <Button
              size="xs"
              leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
              onClick={() => setOpen({ what: 'form', agent: null })}
            >
              {t('agents.add')}
            </Button>
          }
        >
          <ul className={css.list}>
            {data.map((agent) => (
              <AgentRow key={agent.id} agent={agent} schedules={schedules} onOpen={setOpen} />
            ))}
          </ul>
        </Panel>
      )}
      {open?.what === 'form' && <AgentForm agent={open.agent} onSaved={onSaved} onClose={close} />}
      {open?.what === 'account' && <PhoneAccount saved={open.saved} onClose={close} />}
      {open?.what === 'remove' && <RemoveAgent agent={open.agent} onClose={close} />}
      {open?.what === 'password' && <NewPassword agent={open.agent} onSaved={onSaved} onClose={close} />}
    </>
  );
}

interface AgentRowProps {
  agent: Agent;
  schedules: readonly Schedule[];
  onOpen: (open: Open) => void;
}

function AgentRow({ agent, schedules, onOpen }: AgentRowProps) {
  const { t } = useTranslation();
  const { name } = agent;
  return (
    <li className={css.line}>
      <AgentFacts agent={agent} shift={schedules.find(({ id }) => id === agent.scheduleId)?.name ?? null} />
      <div className={css.tools}>
        {agent.phone.kind === 'registered' && (
          <Tool label={t('agents.newPassword')} onClick={() => onOpen({ what: 'password', agent })}>
            <IconKey size={16} stroke={1.6} />
          </Tool>
        )}
        <Tool label={t('agents.edit', { name })} onClick={() => onOpen({ what: 'form', agent })}>
          <IconPencil size={16} stroke={1.6} />
        </Tool>
        <Tool label={t('agents.remove', { name })} onClick={() => onOpen({ what: 'remove', agent })}>
          <IconTrash size={16} stroke={1.6} />
        </Tool>
      </div>
    </li>
  );
}

function NoAgents({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  return (
    <Panel>
      <Empty icon={<IconUsers size={22} stroke={1.5} />} title={t('agents.none')} hint={t('agents.noneHint')}>
        <Button onClick={onAdd}>{t('agents.add')}</Button>
      </Empty>
    </Panel>
  );
}

function RemoveAgent({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useTeamChanged(site.id);
  const remove = useMutation({
    mutationFn: () => send('DELETE', `/agents/${agent.id}`),
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  return (
    <Confirm
      title={t('agents.removeTitle', { name: agent.name })}
      hint={t('agents.removeHint')}
      action={t('agents.removeAction')}
      error={remove.error}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}

interface NewPasswordProps {
  agent: Agent;
  onSaved: (saved: AgentSaved) => void;
  onClose: () => void;
}

function NewPassword({ agent, onSaved, onClose }: NewPasswordProps) {
  const { t } = useTranslation();
  const renew = useMutation({
    mutationFn: () => send<AgentSaved>('POST', `/agents/${agent.id}/password`),
    onSuccess: onSaved,
  });
  return (
    <Confirm
      title={t('agents.newPasswordTitle', { name: agent.name })}
      hint={t('agents.newPasswordHint')}
      action={t('agents.newPassword')}
      error={renew.error}
      busy={renew.isPending}
      onConfirm={() => renew.mutate()}
      onClose={onClose}
    />
  );
}
