// Sets what an agent does by hand: free, or away with a reason.
import { ActionIcon, Menu, TextInput } from '@mantine/core';
import { IconCircleCheck, IconCoffee, IconDots } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardAgent } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useTeamChanged } from '../../api/team.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { useHouse } from '../../shell/house-facts.ts';

const REASONS = ['lunch', 'break', 'meeting', 'training'] as const;

export function StateMenu({ agent }: { agent: BoardAgent }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const set = useSetState(agent.id);
  const isFree = agent.state === 'free';
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon size={30} loading={set.isPending} aria-label={t('board.setState', { name: agent.name })}>
            <IconDots size={18} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconCircleCheck size={16} stroke={1.7} aria-hidden />}
            disabled={isFree}
            onClick={() => set.mutate({ state: 'free' })}
          >
            {agent.state === 'wrap-up' ? t('board.endWrapUp') : t('board.setFree')}
          </Menu.Item>
          <Menu.Label>{t('board.setAway')}</Menu.Label>
          {REASONS.map((reason) => (
            <Menu.Item
              key={reason}
              leftSection={<IconCoffee size={16} stroke={1.7} aria-hidden />}
              onClick={() => set.mutate({ state: 'away', reason: t(`board.awayReasons.${reason}`) })}
            >
              {t(`board.awayReasons.${reason}`)}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => setAsking(true)}>{t('board.otherReason')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking && <AskReason agent={agent} onClose={() => setAsking(false)} />}
    </>
  );
}

type Wish = { state: 'free' } | { state: 'away'; reason: string };

function useSetState(agentId: string, onDone: () => void = () => {}) {
  const { site } = useHouse();
  const changed = useTeamChanged(site.id);
  return useMutation({
    mutationFn: (wish: Wish) => send('PUT', `/agents/${agentId}/state`, wish),
    onSuccess: async () => {
      onDone();
      await changed();
    },
  });
}

function AskReason({ agent, onClose }: { agent: BoardAgent; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const set = useSetState(agent.id, onClose);
  return (
    <FormDialog
      title={t('board.awayTitle', { name: agent.name })}
      save={{ ...set, mutate: () => set.mutate({ state: 'away', reason: reason.trim() }) }}
      action={t('board.setAway')}
      onClose={onClose}
    >
      <TextInput
        label={t('board.awayReason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={120}
        data-autofocus
      />
    </FormDialog>
  );
}
